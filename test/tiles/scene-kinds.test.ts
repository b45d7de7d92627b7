import assert from 'node:assert/strict';
import type { Portals } from '../copy/support/portals.js';
import { buildingSlpk, cloudSlpk, type SceneLayerType, slpk, tz3 } from './support/packages.js';
import { type TileContent, textAt } from './support/tile-content.js';
import { assertCopied, TilePair } from './support/tile-pair.js';

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`scene layers of every kind, copied from ${from} to ${to}`, function () {
    this.timeout(120_000);
    let pair: TilePair;
    let portals: Portals;
    let tiles: TileContent;

    before(async () => {
      pair = await TilePair.start(from, to);
      portals = pair.portals;
      tiles = pair.tiles;
    });
    after(() => portals.close());

    for (const type of ['3DObject', 'IntegratedMesh', 'Point', 'Voxel'] satisfies SceneLayerType[]) {
      it(`come with their package: ${type}`, async () => {
        const { id } = await tiles.tiles('slpk', `Kind_${type}`, await slpk(type, type));
        const copied = await pair.copy(id);
        assertCopied(copied, 'created');
        const layer = await portals.target.read<{ layerType: string }>(`${copied.target?.url}/layers/0`);
        assert.equal(layer.layerType, type);
        assert.equal(
          await textAt(portals.target, `${copied.target?.url}/layers/0/nodes/2/geometries/0`),
          `mesh ${type} 2`,
        );
      });
    }

    it('come with their package: PointCloud', async () => {
      const { id } = await tiles.tiles('slpk', 'Kind_cloud', await cloudSlpk('dots'));
      const copied = await pair.copy(id);
      assertCopied(copied, 'created');
      const nodes = `${copied.target?.url}/layers/0/nodes/1`;
      assert.equal(await textAt(portals.target, `${nodes}/geometries/0`), 'cloud dots 1');
      assert.equal(await textAt(portals.target, `${nodes}/attributes/2`), 'colours dots');
      const sample = copied.checks.find(({ check }) => check.startsWith('sample of the tiles'));
      assert.equal(sample?.actual, '2 of 2 looked at');
    });

    it('come with their package: Building, whose layers lie below its layer', async () => {
      const { id } = await tiles.tiles('slpk', 'Kind_building', await buildingSlpk('brick'));
      const copied = await pair.copy(id);
      assertCopied(copied, 'created');
      const walls = `${copied.target?.url}/layers/0/sublayers/1/nodes/0/geometries/0`;
      assert.equal(await textAt(portals.target, walls), 'walls brick');
      const sample = copied.checks.find(({ check }) => check.startsWith('sample of the tiles'));
      assert.equal(sample?.actual, '1 of 2 looked at');
    });

    it('of 3D tiles come with their archive, and scenes show the copy', async () => {
      const published = await tiles.tiles('3tz', 'Mesh', await tz3('mesh'));
      const tileset = `${published.url}/tileset.json`;
      const scene = await pair.content.document('Web Scene', 'Mesh scene', {
        operationalLayers: [
          { id: 'm', layerType: 'IntegratedMesh3DTilesLayer', itemId: published.id, url: tileset },
        ],
        version: '1.30',
      });
      const copied = (await portals.copyAll([scene])).get('Mesh scene');
      assertCopied(copied, 'created');
      const data = await pair.targetText(copied.target?.id);
      pair.assertNothingOfSource(data, [published]);
      const [{ url }] = JSON.parse(data).operationalLayers;
      assert.match(url, /\/Mesh\/3DTilesServer\/tileset\.json$/);
      assert.equal(await textAt(portals.target, url.replace('tileset.json', 'tiles/1.b3dm')), 'b3dm mesh 1');
      const again = await pair.copy(published.id);
      assertCopied(again, 'unchanged');

      await tiles.replacePackage(published.packageId, 'Mesh.3tz', await tz3('other'));
      await tiles.overwrite(published, '3tz', 'Mesh');
      const second = await pair.copy(published.id);
      assertCopied(second, 'updated');
      assert.equal(await textAt(portals.target, `${second.target?.url}/tiles/0.b3dm`), 'b3dm other 0');
    });

    it('of 3D tiles without an archive are skipped with advice', async () => {
      const published = await tiles.tiles('3tz', 'Bare_mesh', await tz3('bare'));
      await portals.source.write(`/content/users/${tiles.username}/items/${published.packageId}/delete`, {
        permanentDelete: true,
      });
      const skipped = await pair.copy(published.id);
      assert.deepEqual([skipped.outcome, skipped.target], ['skipped', null]);
      assert.match(String(skipped.warnings[0]?.message), /no 3DTiles Package.*Instead: /);
    });
  });
}
