import assert from 'node:assert/strict';
import type { Item } from '../../lib/items/item.js';
import { fixturesPresent, overRealInput } from '../real/fixtures.js';
import { compareServices } from '../support/compare-portals.js';
import type { Rest } from '../support/rest.js';
import { GeodatabasePortals, type Way } from './support/geodatabase-portals.js';
import { publishFixture } from './support/publish-fixture.js';

const REAL = [
  { file: 'DisplayRelated.gdb.zip', rows: 8 },
  { file: 'CA_Fires_Facilities.gdb.zip', rows: 322 },
];

const DIRECTIONS = [
  { source: 'enterprise', target: 'online' },
  { source: 'online', target: 'enterprise' },
] as const;

/** A geodatabase keeps coordinates on a grid of a tenth of a millimetre: what is multiplied back differs in the last bits. */
const DIGITS = { digits: 13 };

/** The data of an item of `portal`; the address of either portal reads the same. */
async function dataOf(portal: Rest, id: string, { from, to }: GeodatabasePortals): Promise<unknown> {
  const text = (await portal.bytes(`/content/items/${id}/data`)).toString();
  return JSON.parse(text.replaceAll(from.portal, 'PORTAL').replaceAll(to.portal, 'PORTAL')) as unknown;
}

/** What the item data of a copy has to be: every id and service of the source replaced, by plain text. */
function translated(data: unknown, ways: Way[], ids: Record<string, string>): unknown {
  let text = JSON.stringify(data);
  for (const { map } of ways.map(({ result }) => result)) {
    for (const [from, { url }] of Object.entries(map.services)) text = text.replaceAll(from, url);
    for (const [from, to] of Object.entries(map.items)) text = text.replaceAll(from, to);
  }
  const result = JSON.parse(text) as Record<string, { id: number }[] | undefined>;
  for (const entry of [...(result.layers ?? []), ...(result.tables ?? [])]) {
    entry.id = Number(ids[String(entry.id)] ?? entry.id);
  }
  return result;
}

/** What the layers' descriptions mention would be copied as well. */
const ALONE = { settings: { dependencies: 'existing' as const } };

const explain = ({ exported, result }: Way): string =>
  JSON.stringify(
    [exported.warnings, result.error, result.checks.filter(({ ok }) => !ok), result.warnings],
    null,
    1,
  );

for (const { source, target } of DIRECTIONS) {
  describe(`hosted layers copied as File Geodatabases from ${source} to ${target}`, function () {
    this.timeout(180_000);
    let portals: GeodatabasePortals;
    const layers: Item[] = [];
    let ways: Map<string, Way>;

    before(async () => {
      portals = await GeodatabasePortals.start(source, target, { empty: false });
      const found = await portals.from.json<{ results: Item[] }>('/search', {
        q: 'type:"Feature Service"',
        num: 100,
      });
      layers.push(
        ...found.results.filter(
          ({ typeKeywords }) =>
            typeKeywords.includes('Hosted Service') && !typeKeywords.includes('View Service'),
        ),
      );
      assert.ok(layers.length >= 5);
      ways = await portals.copyAll(layers, ALONE);
    });
    after(() => portals.close());

    it('export and publish every one of them, with nothing left to do by hand', () => {
      for (const [title, way] of ways) {
        assert.equal(way.result.outcome, 'created', `${title} ${explain(way)}`);
        assert.ok(way.exported.file, `${title} ${explain(way)}`);
      }
    });

    it('AC-28: gives rows, attachments, domains, relationships, GlobalIDs, symbology, pop-ups and templates as in the source', async () => {
      let rows = 0;
      for (const item of layers) {
        const copy = ways.get(item.title)?.result.target;
        assert.ok(copy);
        const { layers: ids = {} } = ways.get(item.title)?.result.map.services[String(item.url)] ?? {};
        const rules = { ...DIGITS, layers: ids };
        rows += await compareServices(portals.from, portals.to, String(item.url), String(copy.url), rules);
        const [popups, copied] = await Promise.all([
          dataOf(portals.from, item.id, portals),
          dataOf(portals.to, copy.id, portals),
        ]);
        assert.deepEqual(copied, translated(popups, [...ways.values()], ids), `data of ${item.title}`);
      }
      assert.ok(rows > 1000, `${rows} rows`);
    });

    it('writes nothing to a read-only source but temporary exports, which are gone afterwards', async () => {
      assert.deepEqual(await portals.left(), []);
      const writes = portals.pair.source.requests.all().filter(({ write }) => write);
      for (const { path } of writes) assert.match(path, /\/(export|delete|generateToken)$/);
    });

    it('exports nothing and changes nothing the second time', async () => {
      portals.pair.source.requests.clear();
      for (const [title, way] of await portals.copyAll(layers, ALONE)) {
        assert.equal(way.exported.file, null);
        assert.equal(way.result.outcome, 'unchanged', `${title} ${explain(way)}`);
        assert.equal(way.result.target?.id, ways.get(title)?.result.target?.id);
      }
      assert.equal(portals.calls(portals.pair.source, 'export'), 0);
    });
  });

  describe(overRealInput(`real File Geodatabases copied as such from ${source} to ${target}`), function () {
    this.timeout(120_000);
    let portals: GeodatabasePortals;

    before(async function () {
      if (!fixturesPresent) this.skip();
      portals = await GeodatabasePortals.start(source, target);
    });
    after(() => portals?.close());

    for (const { file, rows } of REAL) {
      it(`copies schema and every value of ${file}`, async () => {
        const { id, url } = await publishFixture(portals.from, portals.pair.source.admin.username, file);
        const way = await portals.copy(id);
        assert.equal(way.result.outcome, 'created', explain(way));
        assert.ok(way.exported.file);
        const copy = String(way.result.target?.url);
        assert.equal(await compareServices(portals.from, portals.to, url, copy, DIGITS), rows);
        assert.deepEqual(await portals.left(), []);
      });
    }
  });
}
