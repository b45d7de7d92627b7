import assert from 'node:assert/strict';
import type { Item } from '../../lib/items/item.js';
import type { Portals } from '../copy/support/portals.js';
import { tpkx, vtpk } from './support/packages.js';
import { type PublishedTiles, related, type TileContent, textAt } from './support/tile-content.js';
import { assertCopied, TilePair } from './support/tile-pair.js';

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`tiles whose service lets them be exported, copied from ${from} to ${to}`, function () {
    this.timeout(120_000);
    let pair: TilePair;
    let portals: Portals;
    let tiles: TileContent;

    before(async () => {
      pair = await TilePair.start(from, to);
      portals = pair.portals;
      tiles = pair.tiles;
      portals.pair.source.switches.tilesExported = true;
    });
    after(() => portals.close());

    /** As after somebody has tidied up: the tiles are there, their package is not found any more. */
    async function hidePackage({ id, packageId }: PublishedTiles): Promise<void> {
      const path = `/content/users/${tiles.username}`;
      await portals.source.write(`${path}/deleteRelationship`, {
        originItemId: id,
        destinationItemId: packageId,
        relationshipType: 'Service2Data',
      });
      await portals.source.write(`${path}/items/${packageId}/update`, { title: `Old ${packageId}` });
      await portals.source.write(`${path}/items/${id}/update`, { title: `Tiles ${id}` });
    }

    async function removePackage({ packageId }: PublishedTiles): Promise<void> {
      const path = `/content/users/${tiles.username}/items/${packageId}/delete`;
      await portals.source.write(path, { permanentDelete: true });
    }

    it('are copied by a package that the export makes, and updated by another one', async () => {
      for (const [ending, make, at] of [
        ['tpkx', tpkx, (url: string) => `${url}/tile/2/1/1`],
        ['vtpk', vtpk, (url: string) => `${url}/tile/2/1/1.pbf`],
      ] as const) {
        const name = `Exported_${ending}`;
        const published = await tiles.tiles(ending, `File_${ending}`, await make('old'));
        const again = await tiles.publish(published.packageId, ending, name);
        const own = { ...published, id: String(again.serviceItemId), url: String(again.serviceurl) };
        assert.equal(await tiles.end(own.id), 'completed');
        await hidePackage(own);

        const first = await pair.copy(own.id);
        assertCopied(first, 'created');
        assert.deepEqual(
          first.warnings.map(({ code }) => code),
          ['TILES_EXPORTED'],
        );
        const word = ending === 'tpkx' ? 'png' : 'pbf';
        assert.equal(await textAt(portals.target, at(String(first.target?.url))), `${word} old 2/1/1`);
        const [packageId = ''] = await related(portals.target, String(first.target?.id));
        const file = await portals.target.read<Item>(`/content/items/${packageId}`);
        assert.match(file.type, /^(?:Compact|Vector) Tile Package$/);
        assertCopied(await pair.copy(own.id), 'unchanged');

        await tiles.replacePackage(own.packageId, `File_${ending}.${ending}`, await make('new'));
        await tiles.overwrite(own, ending, name);
        const second = await pair.copy(own.id);
        assertCopied(second, 'updated');
        assert.equal(second.target?.id, first.target?.id);
        assert.equal(await textAt(portals.target, at(String(second.target?.url))), `${word} new 2/1/1`);
        assert.deepEqual(await related(portals.target, String(second.target?.id)), [packageId]);
        assertCopied(await pair.copy(own.id), 'unchanged');
      }
    });

    it('leave no package behind when the target does not publish it', async () => {
      const published = await tiles.tiles('tpkx', 'Unwanted', await tpkx('unwanted'));
      await hidePackage(published);
      await removePackage(published);
      const { switches } = portals.pair.target;
      switches.failJobs = ['publish'];
      try {
        const failed = await pair.copy(published.id);
        assert.deepEqual([failed.outcome, failed.error?.code], ['failed', 'ARCGIS_JOB_FAILED']);
      } finally {
        switches.failJobs = [];
      }
      const { results } = await portals.target.read<{ results: Item[] }>('/search', {
        q: `title:"Tiles ${published.id}"`,
      });
      assert.deepEqual(results, []);
      assertCopied(await pair.copy(published.id), 'created');
    });

    it('say how many tiles are too many for the server, and nothing is written', async () => {
      const published = await tiles.tiles('tpkx', 'Too_many', await tpkx('many'));
      await removePackage(published);
      const { switches } = portals.pair.source;
      switches.maxExportTiles = 5;
      portals.pair.target.requests.clear();
      try {
        const failed = await pair.copy(published.id);
        assert.deepEqual(
          [failed.outcome, failed.error?.code, failed.target],
          ['failed', 'ARCGIS_JOB_FAILED', null],
        );
        assert.match(
          String(failed.error?.message),
          /The export of the hosted tile layer .*exceeds the maximum/,
        );
      } finally {
        switches.maxExportTiles = 100_000;
      }
      assert.deepEqual(writes(), []);
    });

    it('are not copied where the service does not export them, with the reason, and nothing is written', async () => {
      const published = await tiles.tiles('vtpk', 'Closed', await vtpk('closed'));
      await removePackage(published);
      const { switches } = portals.pair.source;
      switches.tilesExported = false;
      portals.pair.target.requests.clear();
      try {
        const skipped = await pair.copy(published.id);
        assert.deepEqual([skipped.outcome, skipped.target], ['skipped', null]);
        assert.match(String(skipped.warnings[0]?.message), /does not let its tiles be exported/);
      } finally {
        switches.tilesExported = true;
      }
      assert.deepEqual(writes(), []);
    });

    const writes = () =>
      portals.pair.target.requests
        .all()
        .filter(({ write, path }) => write && !/generateToken|oauth2/.test(path))
        .map(({ path }) => path);
  });
}
