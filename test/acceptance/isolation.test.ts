import assert from 'node:assert/strict';
import type { CopyResult, CopySettings } from '../../lib/copy/copy-settings.js';
import type { Item } from '../../lib/items/item.js';
import { app, Content, webMap } from '../copy/support/content.js';
import { Portals } from '../copy/support/portals.js';

const LAYERS = 60;
const MAPS = 7;
const APPS = 6;
const ROWS = 3;
const BROKEN = ['Layer_11', 'Layer_29', 'Layer_47'];

describe('one bad item among many', function () {
  this.timeout(120_000);
  let portals: Portals;
  const layers: { id: string; url: string; title: string }[] = [];
  const maps: string[] = [];
  const apps: string[] = [];
  /** Titles of the maps that show one of the broken layers. */
  const hit = new Set<string>();

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    const source = new Content(portals.source, portals.pair.source.admin.username);
    for (let n = 1; n <= LAYERS; n += 1) {
      const title = `Layer_${n}`;
      layers.push({ ...(await source.layer(title, ROWS)), title });
    }
    for (let n = 0; n < MAPS; n += 1) {
      const shown = layers.filter((_, at) => at % MAPS === n);
      if (shown.some(({ title }) => BROKEN.includes(title))) hit.add(`Map ${n}`);
      maps.push(await source.document('Web Map', `Map ${n}`, webMap(shown)));
    }
    assert.equal(hit.size, BROKEN.length);
    for (const [n, map] of maps.slice(0, APPS).entries()) {
      apps.push(
        await source.document('Web Mapping Application', `App ${n}`, app(map), {
          typeKeywords: 'Configurable',
        }),
      );
    }
    breakLayers();
  });
  after(() => portals.close());

  /** One is refused by the target, one breaks off among its rows, one cannot be read. */
  function breakLayers(): void {
    portals.pair.target.switches.fault = ({ path, params }) => {
      if (path.endsWith('/createService') && params.createParameters?.includes('"Layer_11"')) {
        return { kind: 'error', code: 500, message: 'The data store of the test is out of order.' };
      }
      return path.includes('/Layer_29/') && path.endsWith('/applyEdits') ? { kind: 'reset' } : undefined;
    };
    portals.pair.source.switches.fault = ({ path }) =>
      path.includes('/Layer_47/') ? { kind: 'html', status: 504 } : undefined;
  }

  function mend(): void {
    for (const portal of [portals.pair.source, portals.pair.target]) portal.switches.fault = undefined;
  }

  async function inTarget(type: string): Promise<Item[]> {
    const { items } = await portals.target.read<{ items: Item[] }>(
      `/content/users/${portals.pair.target.admin.username}`,
      { num: 100 },
    );
    return items.filter((item) => item.type === type);
  }

  const copy = (ids: string[], settings: Partial<CopySettings> = {}): Promise<Map<string, CopyResult>> =>
    portals.copyAll(ids, settings);

  const titles = (results: Map<string, CopyResult>, outcome: string): string[] =>
    [...results].filter(([, result]) => result.outcome === outcome).map(([title]) => title);

  const failedChecks = (results: Map<string, CopyResult>) =>
    [...results.values()]
      .filter(({ outcome }) => outcome !== 'failed')
      .flatMap(({ checks }) => checks)
      .filter(({ ok }) => !ok);

  it('AC-16: leaves the other layers copied and kept', async () => {
    const results = await copy(layers.map(({ id }) => id));
    assert.deepEqual(titles(results, 'failed'), BROKEN);
    assert.equal(titles(results, 'created').length, LAYERS - BROKEN.length);
    assert.deepEqual(failedChecks(results), []);
    for (const title of BROKEN) assert.ok(results.get(title)?.error?.message, title);
    const finished = (await inTarget('Feature Service')).filter(
      ({ typeKeywords }) => !typeKeywords.includes('copy-unfinished'),
    );
    assert.equal(finished.length, LAYERS - BROKEN.length);
  });

  it('AC-16: stops only the items that need it where these are to fail, before anything is written for them', async () => {
    const results = await copy(maps, { dependencies: 'fail' });
    assert.deepEqual(new Set(titles(results, 'failed')), hit);
    assert.equal(titles(results, 'created').length, MAPS - hit.size);
    for (const title of hit) {
      // A service that cannot even be read is no answer to the question which item it is.
      assert.match(
        results.get(title)?.error?.message ?? '',
        /needs the Feature Service "Layer_(11|29)"|Layer_47.*HTTP 504/,
      );
    }
    const there = (await inTarget('Web Map')).map(({ title }) => title);
    assert.deepEqual(
      there.filter((title) => hit.has(title)),
      [],
    );
  });

  it('AC-16: is a warning to what needs it otherwise, and nothing that was copied goes', async () => {
    const results = await copy([...layers.map(({ id }) => id), ...maps, ...apps]);
    assert.deepEqual(titles(results, 'failed'), BROKEN);
    assert.deepEqual(failedChecks(results), []);
    for (const [title, { type, outcome, warnings }] of [...results].map(
      ([name, result]) => [name, { type: result.source.type, ...result }] as const,
    )) {
      if (type === 'Feature Service') continue;
      assert.ok(['created', 'updated', 'unchanged'].includes(outcome), `${title} is ${outcome}`);
      const warned = warnings.some(({ code }) => code === 'DEPENDENCY_FAILED');
      assert.equal(warned, hit.has(title), `${title} is warned about: ${warned}`);
    }
    const finished = (await inTarget('Feature Service')).filter(
      ({ typeKeywords }) => !typeKeywords.includes('copy-unfinished'),
    );
    assert.equal(finished.length, LAYERS - BROKEN.length);
    assert.equal((await inTarget('Web Map')).length, MAPS);
    assert.equal((await inTarget('Web Mapping Application')).length, APPS);
  });

  it('AC-16: is made good by the next run, which leaves the others as they are', async () => {
    mend();
    const results = await copy([...layers.map(({ id }) => id), ...maps, ...apps]);
    assert.deepEqual(titles(results, 'failed'), []);
    assert.deepEqual(
      titles(results, 'unchanged').filter((title) => title.startsWith('Layer_')).length,
      LAYERS - BROKEN.length,
    );
    assert.deepEqual(
      [...results.values()].flatMap(({ residue }) => residue),
      [],
    );
    assert.equal((await inTarget('Feature Service')).length, LAYERS);
  });
});
