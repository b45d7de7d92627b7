import assert from 'node:assert/strict';
import { readStamp } from '../../lib/items/copy-stamp.js';
import type { Item } from '../../lib/items/item.js';
import type { Portals } from '../copy/support/portals.js';
import { slpk, styleOf, tpkx, vtpk } from './support/packages.js';
import { related, type TileContent, textAt } from './support/tile-content.js';
import { assertCopied, TilePair } from './support/tile-pair.js';

type Json = Record<string, unknown>;

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`hosted tiles copied from ${from} to ${to}`, function () {
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

    it('come with their package, and maps and scenes draw from the copies', async () => {
      const raster = await tiles.tiles('tpkx', 'Photo', await tpkx('photo'));
      const vector = await tiles.tiles('vtpk', 'Streets', await vtpk('streets'));
      const scene = await tiles.tiles('slpk', 'Houses', await slpk('houses'));
      const layer = { id: 'photo', title: 'Photo' };
      const map = await content.document('Web Map', 'Tiles map', {
        operationalLayers: [
          { ...layer, itemId: raster.id, url: raster.url, layerType: 'ArcGISTiledMapServiceLayer' },
        ],
        baseMap: {
          title: 'Streets',
          baseMapLayers: [
            {
              id: 'base',
              layerType: 'VectorTileLayer',
              itemId: vector.id,
              styleUrl: `${vector.url}/resources/styles/root.json`,
            },
          ],
        },
        version: '2.30',
      });
      const webScene = await content.document('Web Scene', 'Houses scene', {
        operationalLayers: [
          {
            id: 'houses',
            layerType: 'ArcGISSceneServiceLayer',
            itemId: scene.id,
            url: `${scene.url}/layers/0`,
          },
          // By its address alone.
          { id: 'photo', layerType: 'ArcGISTiledMapServiceLayer', url: raster.url },
        ],
        baseMap: { baseMapLayers: [] },
        version: '1.30',
      });
      const results = await portals.copyAll([map, webScene]);
      for (const title of ['Tiles map', 'Houses scene']) {
        const result = results.get(title);
        assertCopied(result, 'created');
        pair.assertNothingOfSource(await pair.targetText(result.target?.id), [raster, vector, scene]);
      }
      const dependencies = results.get('Tiles map')?.dependencies ?? [];
      assert.deepEqual(dependencies.map(({ source, outcome }) => [source.type, outcome]).sort(), [
        ['Map Service', 'created'],
        ['Vector Tile Service', 'created'],
      ]);

      const copied = JSON.parse(await pair.targetText(results.get('Tiles map')?.target?.id));
      const [{ url, itemId }] = copied.operationalLayers;
      const made = await portals.target.read<Item>(`/content/items/${itemId}`);
      assert.deepEqual([made.url, made.type, made.title], [url, 'Map Service', 'Photo']);
      assert.ok(made.typeKeywords.includes(`source-${raster.id}`));
      assert.ok(!made.typeKeywords.includes('copy-unfinished'));
      assert.equal(readStamp(made)?.source, raster.id);
      assert.equal(await textAt(portals.target, `${url}/tile/2/1/1`), 'png photo 2/1/1');
      const [packageId = ''] = await related(portals.target, itemId);
      const file = await portals.target.read<Item>(`/content/items/${packageId}`);
      assert.ok(file.typeKeywords.includes(`source-${raster.packageId}`));
      const [base] = copied.baseMap.baseMapLayers;
      const style = await portals.target.read<Json>(base.styleUrl);
      assert.deepEqual(style.sources, { esri: { type: 'vector', url: '../../' } });

      const inScene = JSON.parse(await pair.targetText(results.get('Houses scene')?.target?.id));
      const [houses, photo] = inScene.operationalLayers;
      assert.equal(photo.url, url);
      assert.equal(await textAt(portals.target, `${houses.url}/nodes/1/geometries/0`), 'mesh houses 1');

      const again = await portals.copyAll([map, webScene, raster.id, vector.id, scene.id]);
      for (const result of again.values()) assertCopied(result, 'unchanged');
    });

    it('are updated in place when the package changes, and stay shared', async () => {
      const published = await tiles.tiles('vtpk', 'Rivers', await vtpk('old'));
      const first = await pair.copy(published.id);
      assertCopied(first, 'created');
      assert.deepEqual(first.warnings, []);
      const id = first.target?.id;
      const owner = first.target?.owner;
      await portals.target.write(`/content/users/${owner}/items/${id}/share`, {
        everyone: true,
        account: true,
      });
      const changed = await vtpk('new');
      await tiles.replacePackage(published.packageId, 'Rivers.vtpk', changed);
      await tiles.overwrite(published, 'vtpk', 'Rivers');
      const second = await pair.copy(published.id);
      assertCopied(second, 'updated');
      assert.equal(second.target?.id, id);
      assert.equal(second.target?.access, 'public');
      assert.equal(await textAt(portals.target, `${second.target?.url}/tile/1/1/1.pbf`), 'pbf new 1/1/1');
      assertCopied(await pair.copy(published.id), 'unchanged');

      await content.update(published.id, { snippet: 'About rivers' });
      const before = portals.pair.target.requests.all().length;
      const described = await pair.copy(published.id);
      assertCopied(described, 'updated');
      assert.equal(described.target?.snippet, 'About rivers');
      const calls = portals.pair.target.requests.all().slice(before);
      assert.ok(!calls.some(({ path }) => path.endsWith('/publish')));
    });

    it('are skipped without a package, with what can be done; a map says that it still uses them', async () => {
      const published = await tiles.tiles('slpk', 'Lost', await slpk('lost'));
      await portals.source.write(`/content/users/${tiles.username}/items/${published.packageId}/delete`, {
        permanentDelete: true,
      });
      const map = await content.document('Web Scene', 'Lost scene', {
        operationalLayers: [{ id: 'a', itemId: published.id, url: `${published.url}/layers/0` }],
        version: '1.30',
      });
      const results = await portals.copyAll([published.id, map]);
      const skipped = results.get('Lost');
      assert.deepEqual([skipped?.outcome, skipped?.target], ['skipped', null]);
      assert.match(
        String(skipped?.warnings[0]?.message),
        /"Lost".*no Scene Package.*names no hosted layer.*Instead: /,
      );
      const scene = results.get('Lost scene');
      assert.equal(scene?.outcome, 'created');
      assert.deepEqual([...new Set(scene?.residue.map(({ reason }) => reason))], ['not-copied']);
    });

    it('are published from the package of the same name where the portal does not relate the two', async () => {
      const right = await tiles.tiles('tpkx', 'Unrelated', await tpkx('right'));
      const unrelate = (origin: string, destination: string) =>
        portals.source.write(`/content/users/${tiles.username}/deleteRelationship`, {
          originItemId: origin,
          destinationItemId: destination,
          relationshipType: 'Service2Data',
        });
      await unrelate(right.id, right.packageId);
      const copied = await pair.copy(right.id);
      assertCopied(copied, 'created');
      assert.deepEqual(
        copied.warnings.map(({ code }) => code),
        ['PACKAGE_BY_NAME'],
      );

      const wrong = await tiles.tiles('tpkx', 'Mistaken', await tpkx('served'));
      await unrelate(wrong.id, wrong.packageId);
      await tiles.replacePackage(wrong.packageId, 'Mistaken.tpkx', await tpkx('another'));
      const failed = await pair.copy(wrong.id);
      assert.deepEqual([failed.outcome, failed.error?.code], ['failed', 'ARCGIS_PARTIAL']);
      assert.match(String(failed.error?.message), /sample of the tiles/);
      // Put right, the next run completes it.
      await tiles.replacePackage(wrong.packageId, 'Mistaken.tpkx', await tpkx('served'));
      const mended = await pair.copy(wrong.id);
      assertCopied(mended, 'created');
      assert.equal(mended.target?.id, failed.target?.id);
    });

    it('of scenes are published from the package of that name, even if they came with a layer', async () => {
      const published = await tiles.tiles('slpk', 'Blocks', await slpk('blocks'));
      const layer = await content.layer('Blocks_layer', 1);
      const relation = (destinationItemId: string) => ({
        originItemId: published.id,
        destinationItemId,
        relationshipType: 'Service2Data',
      });
      const own = `/content/users/${tiles.username}`;
      await portals.source.write(`${own}/deleteRelationship`, relation(published.packageId));
      await portals.source.write(`${own}/addRelationship`, relation(layer.id));
      const copied = await pair.copy(published.id);
      assert.deepEqual([copied.outcome, copied.error], ['created', undefined]);
      const url = `${copied.target?.url}/layers/0/nodes/1/geometries/0`;
      assert.equal(await textAt(portals.target, url), 'mesh blocks 1');
    });

    it('whose styles are items of their own take these along', async () => {
      const published = await tiles.tiles('vtpk', 'Parks', await vtpk('parks'));
      const style = await content.document(
        'Vector Tile Service',
        'Dark parks',
        {},
        {
          url: published.url,
          typeKeywords: 'Vector Tile Style Editor',
        },
      );
      await portals.source.write(`/content/users/${tiles.username}/items/${style}/addResources`, {
        resourcesPrefix: 'styles',
        fileName: 'root.json',
        text: JSON.stringify(styleOf(published.url)),
      });
      const map = await content.document('Web Map', 'Dark map', {
        operationalLayers: [],
        baseMap: {
          baseMapLayers: [
            {
              layerType: 'VectorTileLayer',
              itemId: style,
              styleUrl: `${portals.source.url}/sharing/rest/content/items/${style}/resources/styles/root.json`,
            },
          ],
        },
        version: '2.30',
      });
      const results = await portals.copyAll([map]);
      const copied = results.get('Dark map');
      assertCopied(copied, 'created');
      const data = await pair.targetText(copied.target?.id);
      pair.assertNothingOfSource(data, [published, { ...published, id: style }]);
      const [layer] = JSON.parse(data).baseMap.baseMapLayers;
      const styleOfCopy = await portals.target.readText(layer.styleUrl);
      pair.assertNothingOfSource(styleOfCopy, [published]);
      const { url } = JSON.parse(styleOfCopy).sources.esri;
      assert.equal(await textAt(portals.target, `${url}/tile/0/0/0.pbf`), 'pbf parks 0/0/0');
      const item = await portals.target.read<Item>(`/content/items/${layer.itemId}`);
      assert.equal(item.url, url);
    });

    it('take the place of a copy that the portal does not publish over, and maps follow', async () => {
      const published = await tiles.tiles('tpkx', 'Stubborn', await tpkx('old'));
      const map = await content.document('Web Map', 'Stubborn map', {
        operationalLayers: [{ id: 'a', itemId: published.id, url: published.url }],
        version: '2.30',
      });
      const first = (await portals.copyAll([published.id, map])).get('Stubborn');
      assertCopied(first, 'created');
      await tiles.replacePackage(published.packageId, 'Stubborn.tpkx', await tpkx('new'));
      await tiles.overwrite(published, 'tpkx', 'Stubborn');
      const { switches } = portals.pair.target;
      Object.assign(switches, { tilesOverwritten: false, tileJobIds: false });
      try {
        const second = (await portals.copyAll([published.id, map])).get('Stubborn');
        assertCopied(second, 'updated');
        assert.notEqual(second.target?.id, first.target?.id);
        assert.deepEqual(
          second.warnings.map(({ code }) => code),
          ['TILES_REPLACED'],
        );
        assert.equal(await textAt(portals.target, `${second.target?.url}/tile/0/0/0`), 'png new 0/0/0');
        assert.deepEqual(
          second.replaced.map(({ item, by }) => [item.id, by]),
          [[first.target?.id, second.target?.id]],
        );
      } finally {
        Object.assign(switches, { tilesOverwritten: true, tileJobIds: true });
      }
      const third = (await portals.copyAll([published.id, map])).get('Stubborn');
      assertCopied(third, 'unchanged');
    });

    it('are found where the services do not name their items', async () => {
      const published = await tiles.tiles('slpk', 'Nameless', await slpk('nameless'));
      const scene = await content.document('Web Scene', 'Nameless scene', {
        operationalLayers: [{ id: 'a', itemId: published.id, url: `${published.url}/layers/0` }],
        version: '1.30',
      });
      for (const portal of [portals.pair.source, portals.pair.target]) portal.switches.tileItemIds = false;
      try {
        const copied = (await portals.copyAll([scene])).get('Nameless scene');
        assertCopied(copied, 'created');
        pair.assertNothingOfSource(await pair.targetText(copied.target?.id), [published]);
      } finally {
        for (const portal of [portals.pair.source, portals.pair.target]) portal.switches.tileItemIds = true;
      }
    });

    it('and packages may name each other in their descriptions', async () => {
      const published = await tiles.tiles('vtpk', 'Circle', await vtpk('circle'));
      await content.update(published.packageId, { description: `Served at ${published.url}` });
      const description = `Made of ${published.packageId}`;
      await content.update(published.id, { title: 'Circle layer', description });
      const results = await portals.copyAll([published.id, published.packageId]);
      const [layer, file] = [results.get('Circle layer'), results.get('Circle')];
      assertCopied(layer, 'created');
      assertCopied(file, 'created');
      assert.equal(layer.target?.description, `Made of ${file.target?.id}`);
      assert.equal(file.target?.description, `Served at ${layer.target?.url}`);
    });

    it('are made anew and take the place of the first copy where that is asked for', async () => {
      const published = await tiles.tiles('slpk', 'Twice', await slpk('twice'));
      const first = await pair.copy(published.id);
      const second = (await portals.copyAll([published.id], { whenExists: 'replace' })).get('Twice');
      assertCopied(second, 'created');
      assert.notEqual(second.target?.id, first.target?.id);
      assert.match(String(second.target?.url), /\/Twice_2\/SceneServer$/);
      assert.equal(second.replaced[0]?.item.id, first.target?.id);
    });

    it('are only planned in a dry run', async () => {
      const published = await tiles.tiles('tpkx', 'Planned', await tpkx('planned'));
      const run = await portals.run([published.id], { dryRun: true });
      const result = await portals.copy(run, published.id);
      run.cancel('the test is over');
      assert.deepEqual([result.outcome, result.planned, result.error], ['planned', 'created', undefined]);
      const available = await portals.target.read<{ available: boolean }>(
        '/portals/self/isServiceNameAvailable',
        { name: 'Planned', type: 'Map Service' },
      );
      assert.equal(available.available, true);
    });
  });
}
