import assert from 'node:assert/strict';
import type { Item } from '../../lib/items/item.js';
import type { Portals } from '../copy/support/portals.js';
import { wholeRun } from '../copy/support/whole-run.js';
import { related, type TileContent } from './support/tile-content.js';
import { assertCopied, TilePair } from './support/tile-pair.js';

type Json = Record<string, unknown>;

/** Rows of `content.layer` lie beside the origin of Web Mercator: the tiles there, by level. */
const AT_ORIGIN = { Tiles: 'tile/2/2/2', VectorTiles: 'tile/2/2/2.pbf' } as const;

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`tiles that were cut from a hosted layer, copied from ${from} to ${to}`, function () {
    this.timeout(120_000);
    let pair: TilePair;
    let portals: Portals;
    let tiles: TileContent;
    let content: TilePair['content'];

    before(async () => {
      pair = await TilePair.start(from, to);
      portals = pair.portals;
      tiles = pair.tiles;
      content = pair.content;
    });
    after(() => portals.close());

    const isThere = (url: string): Promise<boolean> =>
      portals.target.stream(url).then(
        ({ body }) => {
          body.destroy();
          return true;
        },
        () => false,
      );
    const codes = (result: { warnings: { code: string }[] } | undefined): string[] =>
      (result?.warnings ?? []).map(({ code }) => code);

    it('are cut anew from the copied layer, with its rows, its scheme and its symbols; maps draw from them', async () => {
      const layer = await content.layer('Trees', 5);
      const scheme = { minScale: 600_000_000, maxScale: 70_000_000 };
      const raster = await tiles.cut(layer.id, 'Tiles', 'Tree_tiles', scheme);
      const vector = await tiles.cut(layer.id, 'VectorTiles', 'Tree_vectors', scheme);
      const scene = await tiles.cut(layer.id, 'sceneService', 'Tree_scene');
      const map = await content.document('Web Map', 'Trees map', {
        operationalLayers: [{ id: 'r', itemId: raster.id, url: raster.url }],
        baseMap: {
          baseMapLayers: [
            { id: 'v', itemId: vector.id, styleUrl: `${vector.url}/resources/styles/root.json` },
          ],
        },
        version: '2.30',
      });
      const webScene = await content.document('Web Scene', 'Trees scene', {
        operationalLayers: [{ id: 's', itemId: scene.id, url: `${scene.url}/layers/0` }],
        version: '1.30',
      });
      portals.pair.target.requests.clear();
      const results = await portals.copyAll([map, webScene]);
      for (const title of ['Trees map', 'Trees scene']) {
        assertCopied(results.get(title), 'created');
        const text = await pair.targetText(results.get(title)?.target?.id);
        pair.assertNothingOfSource(
          text,
          [raster, vector, scene].map((one) => ({ ...one, packageId: layer.id })),
        );
      }
      const published = portals.pair.target.requests
        .query({ path: '**/publish' })
        .map(({ params }) => params as Record<string, string>);
      assert.deepEqual(published.map(({ outputType }) => outputType).sort(), [
        'Tiles',
        'VectorTiles',
        'sceneService',
      ]);
      assert.ok(published.every(({ fileType, filetype }) => (fileType ?? filetype) === 'featureService'));
      assert.ok(published.every(({ buildInitialCache }) => buildInitialCache === 'true'));
      const asked = JSON.parse(
        published.find(({ outputType }) => outputType === 'Tiles')?.publishParameters ?? '',
      );
      assert.deepEqual(asked.layers[0].drawingInfo.renderer.symbol.color, [1, 2, 3, 255]);

      const copied = JSON.parse(await pair.targetText(results.get('Trees map')?.target?.id));
      const [{ url, itemId }] = copied.operationalLayers;
      assert.ok(await isThere(`${url}/${AT_ORIGIN.Tiles}`));
      const root = await portals.target.read<{ tileInfo: { lods: Json[] } }>(url);
      const original = await portals.source.read<{ tileInfo: { lods: Json[] } }>(raster.url);
      assert.deepEqual(root.tileInfo.lods, original.tileInfo.lods);
      const [layerOfCopy = ''] = await related(portals.target, itemId);
      const made = await portals.target.read<Item>(`/content/items/${layerOfCopy}`);
      assert.ok(made.typeKeywords.includes(`source-${layer.id}`));

      const ids = [raster.id, vector.id, scene.id];
      const again = await portals.copyAll([map, webScene, ...ids]);
      for (const result of again.values()) assertCopied(result, 'unchanged');
    });

    it('are cut again when the layer has other rows, and stay where they are', async () => {
      const layer = await content.layer('Wells', 0);
      const vector = await tiles.cut(layer.id, 'VectorTiles', 'Well_vectors');
      const first = (await portals.copyAll([layer.id, vector.id])).get('Wells');
      assert.equal(first?.error, undefined);
      const of = async (id: string) => pair.copy(id);
      const empty = await of(vector.id);
      assertCopied(empty, 'unchanged');
      const tile = `${empty.target?.url}/${AT_ORIGIN.VectorTiles}`;
      assert.equal(await isThere(tile), false);

      await content.addRows(layer.url, 3);
      // In the source they are not rebuilt: what the layer shows is what counts.
      const run = await portals.copyAll([layer.id, vector.id]);
      assert.ok([...run.values()].every(({ error }) => error === undefined));
      const after = await of(vector.id);
      assertCopied(after, 'unchanged');
      assert.equal(after.target?.id, empty.target?.id);
      assert.ok(await isThere(tile));
    });

    it('are cut again when the rows that a view shows have changed', async () => {
      const layer = await content.layer('Shown', 0);
      const view = await content.view('Shown_open', layer);
      const vector = await tiles.cut(view.id, 'VectorTiles', 'Shown_vectors');
      const all = [layer.id, view.id, vector.id];
      for (const { error } of (await portals.copyAll(all)).values()) assert.equal(error, undefined);
      const first = await pair.copy(vector.id);
      assertCopied(first, 'unchanged');
      const tile = `${first.target?.url}/${AT_ORIGIN.VectorTiles}`;
      assert.equal(await isThere(tile), false);
      await content.addRows(layer.url, 4);
      for (const { error } of (await portals.copyAll(all)).values()) assert.equal(error, undefined);
      assert.ok(await isThere(tile));
      assertCopied(await pair.copy(vector.id), 'unchanged');
    });

    it('are found by whatever relation the portal has', async () => {
      const { switches } = portals.pair.source;
      const layer = await content.layer('Related', 2);
      switches.layerTilesRelation = 'Service2Service';
      try {
        const raster = await tiles.cut(layer.id, 'Tiles', 'Related_tiles');
        assertCopied(await pair.copy(raster.id), 'created');
      } finally {
        switches.layerTilesRelation = 'Service2Data';
      }
      switches.layerTilesRelation = 'none';
      try {
        const raster = await tiles.cut(layer.id, 'Tiles', 'Nothing_said');
        portals.pair.target.requests.clear();
        const skipped = await pair.copy(raster.id);
        assert.deepEqual([skipped.outcome, codes(skipped)], ['skipped', ['NOT_COPIED']]);
        assert.deepEqual(writes(), []);
      } finally {
        switches.layerTilesRelation = 'Service2Data';
      }
    });

    const writes = () =>
      portals.pair.target.requests
        .all()
        .filter(({ write, path }) => write && !/generateToken|oauth2/.test(path))
        .map(({ path }) => path);

    it('are not copied where their layer must not be, which is said before anything is written', async () => {
      const layer = await content.layer('Not_copied', 2);
      const raster = await tiles.cut(layer.id, 'Tiles', 'Not_copied_tiles');
      portals.pair.target.requests.clear();
      const left = (await portals.copyAll([raster.id], { dependencies: 'existing' })).get('Not_copied');
      assert.deepEqual([left?.outcome, left?.target, codes(left)], ['skipped', null, ['NOT_COPIED']]);
      assert.match(String(left?.warnings[0]?.message), /"Not_copied" \(\w{32}\), which has no copy/);
      assert.deepEqual(writes(), []);
      // A copy that the target has already will do.
      await pair.copy(layer.id);
      const made = (await portals.copyAll([raster.id], { dependencies: 'existing' })).get('Not_copied');
      assertCopied(made, 'created');
    });

    it('may be named by the layer that they were cut from, in a circle', async () => {
      const [one, two] = [await content.layer('Circle_one', 2), await content.layer('Circle_two', 2)];
      const ofOne = await tiles.cut(one.id, 'Tiles', 'Circle_tiles_one');
      const ofTwo = await tiles.cut(two.id, 'VectorTiles', 'Circle_tiles_two');
      await content.update(ofOne.id, { title: 'Tiles of one' });
      await content.update(ofTwo.id, { title: 'Tiles of two' });
      const naming = ({ id, url }: { id: string; url: string }) =>
        JSON.stringify({ layers: [{ id: 0, popupInfo: { title: 'x', description: `${url} ${id}` } }] });
      await content.update(one.id, { text: naming(ofTwo), description: `Also ${ofOne.url}` });
      await content.update(two.id, { text: naming(ofOne) });
      // Whichever comes first, nobody waits for ever, and what was named before it was there is put right by the same run.
      const all = [one.id, two.id, ofOne.id, ofTwo.id];
      const results = await portals.copyAll([...all].reverse());
      for (const result of results.values()) assert.equal(result.error, undefined);
      const report = await wholeRun(portals, all, { whenExists: 'new' });
      assert.deepEqual(report.residue, { listed: 0, unlisted: 0 });
      assert.equal(report.outcomes.failed, 0);
      const made = (id: string) => report.rows.find(({ source }) => source.id === id)?.target;
      const data = await pair.targetText(made(one.id)?.id);
      assert.ok(data.includes(String(made(ofTwo.id)?.id)) && data.includes(String(made(ofTwo.id)?.url)));
    });

    it('are waited for while the portal builds them, and completed by the next run if it never does', async () => {
      const layer = await content.layer('Slow', 4);
      const scene = await tiles.cut(layer.id, 'sceneService', 'Slow_scene');
      const { switches } = portals.pair.target;
      switches.layerTilesBuilt = 'never';
      let unbuilt: string | undefined;
      try {
        const failed = await pair.copy(scene.id);
        assert.deepEqual([failed.outcome, failed.error?.code], ['failed', 'ARCGIS_PARTIAL']);
        assert.match(String(failed.error?.message), /layer 0 has nodes/);
        unbuilt = failed.target?.id;
      } finally {
        switches.layerTilesBuilt = 'if-asked';
      }
      const done = await pair.copy(scene.id);
      assert.equal(done.error, undefined);
      assert.equal(done.target?.id, unbuilt);
      assertCopied(await pair.copy(scene.id), 'unchanged');
    });

    it('are only planned in a dry run, with their layer', async () => {
      const layer = await content.layer('Plan', 1);
      const raster = await tiles.cut(layer.id, 'Tiles', 'Plan_tiles');
      portals.pair.target.requests.clear();
      const run = await portals.run([raster.id], { dryRun: true });
      const result = await portals.copy(run, raster.id);
      run.cancel('the test is over');
      assert.deepEqual([result.outcome, result.planned, result.error], ['planned', 'created', undefined]);
      assert.deepEqual(
        result.dependencies.map(({ source }) => source.title),
        ['Plan'],
      );
      assert.deepEqual(writes(), []);
    });

    it('leave nothing behind where the portal fails to cut them', async () => {
      const layer = await content.layer('Failing', 1);
      const scene = await tiles.cut(layer.id, 'sceneService', 'Refused_scene');
      const { switches } = portals.pair.target;
      await pair.copy(layer.id);
      switches.failJobs = ['publish'];
      try {
        const failed = await pair.copy(scene.id);
        assert.deepEqual([failed.outcome, failed.error?.code], ['failed', 'ARCGIS_JOB_FAILED']);
        assert.equal(failed.target, null);
        switches.failJobs = [];
        switches.publishRefused = 'without-reason';
        const refused = await pair.copy(scene.id);
        assert.deepEqual([refused.outcome, refused.error?.code], ['failed', 'ARCGIS_JOB_FAILED']);
        assert.match(
          String(refused.error?.message),
          /did not publish the hosted scene layer .*it gave no reason/,
        );
        assert.equal(refused.target, null);
      } finally {
        switches.failJobs = [];
        switches.publishRefused = 'no';
      }
      assertCopied(await pair.copy(scene.id), 'created');
    });
  });
}
