import assert from 'node:assert/strict';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import type { Item } from '../../lib/items/item.js';
import type { PortalKind } from '../../sandbox/index.js';
import { app, Content, dashboard, webMap } from './support/content.js';
import { Portals } from './support/portals.js';

type Json = Record<string, unknown>;

interface SmallSet {
  file: string;
  layer: { id: string; url: string };
  view: { id: string; url: string };
  map: string;
  dashboard: string;
  app: string;
}

const ids = ({ file, layer, view, map, dashboard, app }: SmallSet): string[] => [
  file,
  layer.id,
  view.id,
  map,
  dashboard,
  app,
];

async function build(portals: Portals): Promise<SmallSet> {
  const { source, pair } = portals;
  const content = new Content(source, pair.source.admin.username);
  const folder = await content.folder('Water');
  const file = await content.file('Pumps', 'id,name\n1,North\n', folder);
  const layer = await content.layer('Hydrants', 250);
  const view = await content.view('Hydrants_open', layer);
  const map = await content.document(
    'Web Map',
    'Hydrant map',
    webMap([
      { ...layer, title: 'Hydrants' },
      { url: view.url, title: 'Open, by URL only' },
    ]),
    { description: `See <a href="${source.url}/home/item.html?id=${file}">the pumps</a>` },
  );
  const board = await content.document('Dashboard', 'Hydrant board', dashboard(map));
  const application = await content.document('Web Mapping Application', 'Hydrant app', app(map), {
    typeKeywords: 'Configurable,Web Map',
  });
  const url = `${source.url}/apps/View/index.html?appid=${application}`;
  await content.update(application, { url });
  return { file, layer, view, map, dashboard: board, app: application };
}

function targetId(results: Map<string, CopyResult>, title: string): string {
  const id = results.get(title)?.target?.id;
  assert.ok(id, `no copy of ${title}: ${JSON.stringify(results.get(title)?.error)}`);
  return id;
}

function outcomes(results: Map<string, CopyResult>): Record<string, string> {
  return Object.fromEntries([...results].map(([title, { outcome }]) => [title, outcome]));
}

/** What every result must be: nothing failed, nothing unexplained. */
function assertSound(results: Map<string, CopyResult>): void {
  for (const [title, { error, checks, residue }] of results) {
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
      title,
    );
    assert.equal(error, undefined, title);
    assert.deepEqual(residue, [], title);
  }
}

const ALL = ['Pumps', 'Hydrants', 'Hydrants_open', 'Hydrant map', 'Hydrant board', 'Hydrant app'];
const each = (outcome: string): Record<string, string> =>
  Object.fromEntries(ALL.map((title) => [title, outcome]));

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as [PortalKind, PortalKind][]) {
  describe(`a small set of content, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let set: SmallSet;

    before(async () => {
      portals = await Portals.start(from, to);
      set = await build(portals);
    });
    after(() => portals.close());

    it('is copied whole, and refers to nothing in the source', async () => {
      const results = await portals.copyAll(ids(set));
      assertSound(results);
      assert.deepEqual(outcomes(results), each('created'));

      const map = await portals.target.read<Json>(`/content/items/${targetId(results, 'Hydrant map')}/data`);
      const layers = map.operationalLayers as { url: string; itemId?: string }[];
      const hydrants = results.get('Hydrants')?.target;
      const open = results.get('Hydrants_open')?.target;
      assert.equal(layers[0]?.itemId, hydrants?.id);
      assert.equal(layers[0]?.url, `${hydrants?.url}/0`);
      assert.equal(layers[1]?.url, `${open?.url}/0`);
      const application = results.get('Hydrant app')?.target;
      assert.equal(application?.url, `${portals.target.url}/apps/View/index.html?appid=${application?.id}`);
      const item = await portals.target.read<Item>(`/content/items/${targetId(results, 'Hydrant map')}`);
      assert.match(
        item.description ?? '',
        new RegExp(`${portals.target.url}/home/item.html\\?id=${targetId(results, 'Pumps')}`),
      );
    });

    it('keeps file bytes, rows, folders and identity', async () => {
      const results = await portals.copyAll(ids(set));
      const file = await portals.target.readText(`/content/items/${targetId(results, 'Pumps')}/data`);
      assert.equal(file, 'id,name\n1,North\n');
      const { count } = await portals.target.read<{ count: number }>(
        `${results.get('Hydrants')?.target?.url}/0/query`,
        {
          where: '1=1',
          returnCountOnly: true,
        },
      );
      assert.equal(count, 250);
      const pumps = await portals.target.read<Item>(`/content/items/${targetId(results, 'Pumps')}`);
      assert.ok(pumps.typeKeywords.includes(`source-${set.file}`));
      assert.ok(!pumps.typeKeywords.includes('copy-unfinished'));
      const { username } = portals.pair.target.admin;
      const { folders } = await portals.target.read<{ folders: Json[] }>(`/content/users/${username}`);
      assert.equal(folders.find(({ title }) => title === 'Water')?.id, pumps.ownerFolder);
    });

    it('is unchanged the second time, and nothing is written', async () => {
      portals.pair.target.requests.clear();
      const results = await portals.copyAll(ids(set));
      assertSound(results);
      assert.deepEqual(outcomes(results), each('unchanged'));
      const writes = portals.pair.target.requests.all().filter(({ write }) => write);
      assert.deepEqual(
        writes.map(({ path }) => path),
        [],
      );
    });

    it('is updated where the source changed', async () => {
      const content = new Content(portals.source, portals.pair.source.admin.username);
      const before = await portals.copyAll(ids(set));
      await content.update(set.map, { title: 'Hydrant map', snippet: 'New words' });
      await content.addRows(set.layer.url, 7, 1000);
      const results = await portals.copyAll(ids(set));
      assertSound(results);
      assert.equal(results.get('Hydrants')?.outcome, 'updated');
      assert.equal(results.get('Hydrant map')?.outcome, 'updated');
      assert.equal(results.get('Pumps')?.outcome, 'unchanged');
      assert.equal(results.get('Hydrant app')?.outcome, 'unchanged');
      assert.equal(targetId(results, 'Hydrants'), targetId(before, 'Hydrants'));
      assert.equal(results.get('Hydrant map')?.target?.snippet, 'New words');
    });
  });
}
