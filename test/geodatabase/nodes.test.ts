import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { ArcgisMessage } from '../../lib/copy/run/message.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import addAndPublish from '../../nodes/add-and-publish/add-and-publish.js';
import exportFgdb from '../../nodes/export-fgdb/export-fgdb.js';
import { Content } from '../copy/support/content.js';
import { Bench, type BenchNode, type Message } from '../nodes/bench.js';
import { cloneNode, portals as portalNodes, searchNode, sinkNode, tab } from '../nodes/flows.js';
import { GeodatabasePortals } from './support/geodatabase-portals.js';

const exportNode = (wires: string[][], more: Record<string, unknown> = {}): BenchNode => ({
  id: 'export',
  type: 'export-fgdb',
  z: 'tab',
  x: 0,
  y: 0,
  name: '',
  source: 'source',
  target: 'target',
  folder: '',
  folderType: 'str',
  timeLimit: '',
  wires,
  ...more,
});

const publishNode = (wires: string[][], more: Record<string, unknown> = {}): BenchNode => {
  const { id: _, ...settings } = cloneNode(wires, more);
  return { ...settings, id: 'publish', type: 'add-and-publish', keepFile: false };
};

const arcgisOf = (msg: Message): ArcgisMessage => msg.arcgis as ArcgisMessage;

describe('export-fgdb and add-and-publish', function () {
  this.timeout(30_000);
  let portals: GeodatabasePortals;
  let content: Content;
  let bench: Bench;

  before(async () => {
    portals = await GeodatabasePortals.start('enterprise', 'online');
    const { url, admin } = portals.pair.source;
    content = new Content(openPortal({ url, credentials: { kind: 'password', ...admin } }), admin.username);
  });
  afterEach(() => bench?.unload());
  after(async () => {
    await content.portal.close();
    await portals.close();
  });

  async function load(nodes: BenchNode[]): Promise<void> {
    const both = portalNodes(portals.pair);
    const search = searchNode([['export'], []], { scope: 'ids', ids: 'ids', idsType: 'msg' });
    const flow = [tab, ...both.nodes, search, ...nodes, sinkNode('out')];
    bench = await Bench.load(flow, both.credentials, [exportFgdb, addAndPublish]);
  }

  it('hand a layer on with its file, and then with its copy', async () => {
    const { id } = await content.layer('Wired', 4);
    await load([exportNode([['publish', 'between']]), publishNode([['out']]), sinkNode('between')]);
    bench.send('search', { ids: [id] });
    const between = arcgisOf(await bench.message('between'));
    assert.ok(between.file && between.file.bytes > 0);
    assert.match(between.file.sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(
      between.steps.map(({ node, outcome }) => [node, outcome]),
      [['export', undefined]],
    );
    const arcgis = arcgisOf(await bench.message('out'));
    assert.equal(arcgis.file, undefined);
    assert.ok(!existsSync(between.file.path));
    assert.equal(arcgis.map.items[id], arcgis.target?.item.id);
    assert.deepEqual(
      arcgis.steps.map(({ outcome }) => outcome),
      [undefined, 'created'],
    );
    assert.deepEqual(JSON.parse(JSON.stringify(arcgis)), arcgis, 'plain JSON');
    assert.deepEqual(await portals.left(), []);
  });

  it('let everything that is no hosted layer pass untouched', async () => {
    const layer = await content.layer('Seen', 2);
    const ids = [await content.file('List', 'a,b'), (await content.view('Seen_open', layer)).id];
    await load([exportNode([['publish']]), publishNode([['out']])]);
    bench.send('search', { ids });
    await bench.until(() => bench.messages('out').length === ids.length);
    for (const arcgis of bench.messages('out').map(arcgisOf)) {
      assert.equal(arcgis.target, undefined);
      assert.deepEqual(arcgis.steps, []);
    }
  });

  it('export again what add-and-publish will replace, and only that', async () => {
    const { id } = await content.layer('Replaced', 2);
    let isFirst = true;
    for (const [whenExists, expected] of [
      ['update', true],
      ['update', false],
      ['replace', true],
    ] as const) {
      if (!isFirst) await bench.unload();
      isFirst = false;
      await load([
        exportNode([['publish', 'between']], { whenExists }),
        publishNode([['out']], { whenExists }),
        sinkNode('between'),
      ]);
      bench.send('search', { ids: [id] });
      assert.equal(arcgisOf(await bench.message('between')).file !== undefined, expected, whenExists);
      const { steps } = arcgisOf(await bench.message('out'));
      assert.equal(
        steps.at(-1)?.outcome,
        { update: expected ? 'created' : 'unchanged', replace: 'created' }[whenExists],
      );
    }
  });

  it('say what is wrong with a share of rows', async () => {
    const { id } = await content.layer('Shared', 1);
    await load([publishNode([['out']], { maxDrop: 'many' }), exportNode([['publish']])]);
    bench.send('search', { ids: [id] });
    await bench.until(() =>
      bench.completionsOf('publish').some(({ error }) => error?.code === 'ARCGIS_CONFIG'),
    );
  });

  it('say what is wrong with a time limit', async () => {
    const { id } = await content.layer('Late', 1);
    await load([exportNode([['out']], { timeLimit: 'soon' })]);
    bench.send('search', { ids: [id] });
    await bench.until(() =>
      bench.completionsOf('export').some(({ error }) => error?.code === 'ARCGIS_CONFIG'),
    );
  });
});
