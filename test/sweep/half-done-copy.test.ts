import assert from 'node:assert/strict';
import type { PutBackItem } from '../../lib/copy/sweep/put-back.js';
import { app, dashboard, webMap } from '../copy/support/content.js';
import { outcomeOf, remapNode, Stage } from './support/stage.js';

describe('what an earlier, half-done copy left in the target', function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open();
  });
  after(() => stage?.close());

  it('AC-01 AC-07 points to the right layers after one run, and is put back byte for byte', async () => {
    const { source, target, portals } = stage;
    const lamps = await source.layer('Lamps', 3);
    const trees = await source.layer('Trees', 2);
    const drains = await source.layer('Drains', 2);
    const byHand = await target.layer('Drains_by_hand', 2);
    const first = await stage.run([lamps.id], {});
    const lampsBefore = first.report.rows[0]?.target;
    assert.ok(lampsBefore?.url);
    const old = { id: lampsBefore.id, url: lampsBefore.url };

    const src = portals.source.url;
    const pretty = (value: unknown): string => JSON.stringify(value, null, 3);
    const maps = {
      // Points at the source.
      one: pretty({
        ...webMap([
          { id: lamps.id, url: lamps.url, title: 'Lamps' },
          { id: trees.id, url: trees.url, title: 'Trees' },
        ]),
        link: `${src}/home/item.html?id=${lamps.id}`,
        nested: { layerType: 'GroupLayer', layers: [{ id: 'g', url: `${trees.url}/0`, itemId: trees.id }] },
      }),
      // Points at the copy that this run replaces, also in a script, and with escaped slashes.
      two: JSON.stringify({
        ...webMap([{ ...old, title: 'Lamps' }]),
        expressionInfos: [
          { expression: `FeatureSetByPortalItem(Portal('${portals.target.url}'), '${old.id}', 0)` },
        ],
      }).replaceAll('/', '\\/'),
      // Points at a service that was published by hand in the target, or should.
      three: JSON.stringify(
        webMap([
          { id: drains.id, url: drains.url, title: 'Drains' },
          { url: trees.url, title: 'Trees' },
        ]),
      ),
    };
    const ids: Record<string, string> = {};
    for (const [name, text] of Object.entries(maps)) {
      ids[name] = await target.document('Web Map', `Map ${name}`, {}, { text });
    }
    ids.dashboard = await target.document('Dashboard', 'Board', {
      ...dashboard(ids.one ?? ''),
      sources: [
        { itemId: lamps.id, layerId: 0 },
        { itemId: old.id, layerId: 0 },
      ],
    });
    ids.app = await target.document(
      'Web Mapping Application',
      'App',
      { ...app(ids.two ?? ''), search: `${drains.url}/0` },
      {
        url: `${src}/apps/app/index.html?id=${lamps.id}`,
        typeKeywords: 'Configurable',
      },
    );
    const unrelated = await target.document(
      'Web Map',
      'Unrelated',
      webMap([{ ...byHand, title: 'By hand' }]),
    );
    const before: Record<string, string> = {};
    for (const [name, id] of Object.entries(ids)) before[name] = await stage.data(id);
    const urlBefore = (await portals.target.read<{ url: string }>(`/content/items/${ids.app}`)).url;
    const untouched = await stage.data(unrelated);

    const { report, bench } = await stage.run([lamps.id, trees.id], {
      clone: { whenExists: 'replace' },
      remap: { table: `old,new\n${drains.url},${byHand.url}\n`, source: 'source' },
      delete: {},
    });
    assert.equal(bench.messages('caught').length, 0, JSON.stringify(bench.messages('caught')[0]?.error));
    const copyOf = (id: string) => report.rows.find((row) => row.source.id === id)?.target;
    const [newLamps, newTrees] = [copyOf(lamps.id), copyOf(trees.id)];
    assert.notEqual(newLamps?.id, old.id);

    const everything = (await Promise.all(Object.values(ids).map((id) => stage.data(id))))
      .join('\n')
      .replaceAll('\\/', '/');
    const appNow = await portals.target.read<{ url: string }>(`/content/items/${ids.app}`);
    const strangers = [
      src,
      lamps.id,
      lamps.url,
      trees.id,
      trees.url,
      drains.id,
      drains.url,
      old.id,
      `${old.url}/`,
    ];
    for (const one of strangers) assert.ok(!`${everything}${appNow.url}`.includes(one), one);
    const layers = JSON.parse(await stage.data(ids.one ?? '')).operationalLayers as {
      url: string;
      itemId: string;
    }[];
    assert.deepEqual(
      layers.map(({ url, itemId }) => [url, itemId]),
      [
        [`${newLamps?.url}/0`, newLamps?.id],
        [`${newTrees?.url}/0`, newTrees?.id],
      ],
    );
    const [drain, tree] = JSON.parse(await stage.data(ids.three ?? '')).operationalLayers;
    assert.deepEqual([drain.url, drain.itemId], [`${byHand.url}/0`, byHand.id]);
    assert.equal(tree.url, `${newTrees?.url}/0`);
    assert.deepEqual(JSON.parse(await stage.data(ids.dashboard ?? '')).sources, [
      { itemId: newLamps?.id, layerId: 0 },
      { itemId: newLamps?.id, layerId: 0 },
    ]);
    for (const id of Object.values(ids)) assert.equal(outcomeOf(report, id), 'updated', id);
    assert.equal(outcomeOf(report, old.id), 'deleted');
    assert.equal(await stage.has(old.id), false);
    assert.equal(await stage.data(unrelated), untouched);
    assert.equal(
      report.rows.some(({ source: { id } }) => id === unrelated),
      false,
    );
    assert.deepEqual(
      bench
        .messages('changed')
        .map((msg) => (msg.payload as { id: string }).id)
        .sort(),
      Object.values(ids).sort(),
    );
    assert.equal(report.residue.unlisted, 0);
    assert.ok((await stage.data(ids.one ?? '')).startsWith('{\n   "'), 'the formatting of the author stays');

    const restored = await stage.load([
      remapNode([['out'], [], []], { keep: stage.kept, scope: 'back', run: 'run', runType: 'msg' }),
    ]);
    restored.send('remap', { run: report.run.id });
    const done = (await restored.message('out')).payload as PutBackItem[];
    assert.deepEqual(new Set(done.map(({ outcome }) => outcome)), new Set(['updated']), JSON.stringify(done));
    for (const [name, id] of Object.entries(ids)) assert.equal(await stage.data(id), before[name], name);
    assert.equal((await portals.target.read<{ url: string }>(`/content/items/${ids.app}`)).url, urlBefore);
    restored.send('remap', { putBack: report.run.id });
    await restored.until(() => restored.messages('out').length === 2);
    const again = restored.messages('out')[1]?.payload as PutBackItem[];
    assert.ok(again.every(({ outcome }) => outcome === 'unchanged'));
  });
});
