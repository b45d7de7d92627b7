import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { startPortal } from '../../sandbox/index.js';
import { Content } from '../copy/support/content.js';
import { Portals } from '../copy/support/portals.js';
import { checkPng } from '../town/check-png.js';
import { slpk, tpkx, vtpk } from './support/packages.js';
import { related, TileContent } from './support/tile-content.js';

type Json = Record<string, unknown>;

for (const kind of ['enterprise', 'online'] as const) {
  describe(`hosted layers published as tiles in a portal with ${kind} manners`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let portal: WritablePortal;
    let tiles: TileContent;
    let content: Content;

    before(async () => {
      portals = await Portals.start(kind, kind === 'online' ? 'enterprise' : 'online');
      portal = portals.source;
      const { username } = portals.pair.source.admin;
      tiles = new TileContent(portal, username);
      content = new Content(portal, username);
    });
    after(() => portals.close());

    const bytesAt = async (url: string): Promise<Buffer> => buffer((await portal.stream(url)).body);
    const publish = (params: Json): Promise<{ services: Json[] }> =>
      portal.write(`/content/users/${tiles.username}/publish`, { filetype: 'featureService', ...params });

    it('have tiles where they have features, between the scales that were asked for', async () => {
      const layer = await content.layer('Dots', 3);
      const { id, url } = await tiles.cut(layer.id, 'Tiles', 'Dot_tiles', {
        minScale: 400_000_000,
        maxScale: 70_000_000,
      });
      assert.deepEqual(await related(portal, id), [layer.id]);
      const root = await portal.read<Json>(url);
      assert.deepEqual(
        [root.singleFusedMapCache, (root.layers as Json[]).map(({ name }) => name)],
        [true, ['Dots']],
      );
      const picture = await bytesAt(`${url}/tile/2/2/2`);
      assert.deepEqual(checkPng(picture), { width: 256, height: 256 });
      for (const path of ['2/0/0', '0/0/0', '4/8/8']) {
        await assert.rejects(bytesAt(`${url}/tile/${path}`), { code: 'ARCGIS_NOT_FOUND' }, path);
      }
      const vector = await tiles.cut(layer.id, 'VectorTiles', 'Dot_vectors');
      const tile = await bytesAt(`${vector.url}/tile/2/2/2.pbf`);
      assert.ok(tile.includes('Dots'), 'the layer of the tile has the name of the feature layer');
      const style = await portal.read<{ layers: Json[] }>(`${vector.url}/resources/styles/root.json`);
      assert.deepEqual(
        style.layers.map((one) => one['source-layer']),
        ['Dots'],
      );
    });

    it('show the rows of the moment when they were published, until they are published again', async () => {
      const layer = await content.layer('Growing', 2);
      const { id, url } = await tiles.cut(layer.id, 'sceneService', 'Growing_scene');
      const size = async () => (await bytesAt(`${url}/layers/0/nodes/1/geometries/0`)).length;
      const [before, version] = [await size(), await versionOf(url)];
      await content.addRows(layer.url, 2);
      assert.equal(await size(), before);
      const { services } = await publish({
        itemid: layer.id,
        outputType: 'sceneService',
        overwrite: true,
        buildInitialCache: true,
        publishParameters: JSON.stringify({ name: 'Growing_scene' }),
      });
      assert.equal(services[0]?.serviceItemId, id);
      assert.equal(await tiles.end(id), 'completed');
      assert.equal(await size(), before * 2);
      assert.notEqual(await versionOf(url), version);
    });

    async function versionOf(url: string): Promise<unknown> {
      return (await portal.read<Json>(`${url}/layers/0`)).version;
    }

    it('have no tiles unless they are asked for', async () => {
      const layer = await content.layer('Unbuilt', 2);
      const { services } = await publish({
        itemid: layer.id,
        outputType: 'Tiles',
        publishParameters: JSON.stringify({ name: 'Unbuilt_tiles' }),
      });
      const { serviceItemId, serviceurl } = services[0] ?? {};
      assert.equal(await tiles.end(String(serviceItemId)), 'completed');
      assert.ok(await portal.read(String(serviceurl)));
      await assert.rejects(bytesAt(`${serviceurl}/tile/2/2/2`), { code: 'ARCGIS_NOT_FOUND' });
    });

    it('are refused without a form, without a name, of another item, and where nothing can be shown', async () => {
      const layer = await content.layer('Refused', 1);
      const named = (name: string) => JSON.stringify({ name });
      const refused = async (params: Json) => (await publish(params)).services[0]?.success;
      assert.equal(await refused({ itemid: layer.id, publishParameters: named('A') }), false);
      const form = { outputType: 'VectorTiles' };
      assert.equal(await refused({ ...form, itemid: layer.id, publishParameters: named('') }), false);
      const file = await tiles.addPackage('slpk', 'No_layer', await slpk('x'));
      assert.equal(await refused({ ...form, itemid: file, publishParameters: named('B') }), false);
      await tiles.cut(layer.id, 'VectorTiles', 'Refused_once');
      const taken = await publish({ ...form, itemid: layer.id, publishParameters: named('Refused_once') });
      assert.match(JSON.stringify(taken.services[0]?.error), /already exist.*VectorTileServer/);

      const admin = layer.url.replace('/rest/services/', '/rest/admin/services/');
      await portal.write(`${admin}/deleteFromDefinition`, {
        deleteFromDefinition: JSON.stringify({ layers: [{ id: 0 }] }),
      });
      const empty = await publish({ ...form, itemid: layer.id, publishParameters: named('Refused_empty') });
      assert.equal(await tiles.end(String(empty.services[0]?.serviceItemId)), 'failed');
    });

    it('are served again after a restart', async () => {
      const dir = await mkdtemp(join(tmpdir(), 'cut-restart-'));
      const switches = { jobMs: 0 };
      let started = await startPortal({ kind, dir, switches });
      const open = () =>
        openPortal({ url: started.url, credentials: { kind: 'password', ...started.admin } });
      let client = open();
      const layer = await new Content(client, started.admin.username).layer('Kept', 2);
      const kept = await new TileContent(client, started.admin.username).cut(layer.id, 'Tiles', 'Kept_tiles');
      await client.close();
      await started.close();
      started = await startPortal({ kind, dir, switches });
      client = open();
      const { body } = await client.stream(`${kept.url}/tile/2/2/2`);
      assert.ok((await buffer(body)).length > 0);
      await client.close();
      await started.close();
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    });

    it('and packages can be exported as a package, if the switch says so', async () => {
      const bytes = await tpkx('exported');
      const { url } = await tiles.tiles('tpkx', 'Exported', bytes);
      const params = { tilePackage: true, levels: '0-2', exportBy: 'levelId' };
      await assert.rejects(portal.read(`${url}/exportTiles`, params), /not allowed/);
      assert.equal((await portal.read<Json>(url)).exportTilesAllowed, false);
      const { switches } = portals.pair.source;
      switches.tilesExported = true;
      try {
        assert.equal((await portal.read<Json>(url)).exportTilesAllowed, true);
        await assert.rejects(portal.read(`${url}/exportTiles`, { tilePackage: true }), /levels/);
        const { jobId } = await portal.read<{ jobId: string }>(`${url}/exportTiles`, params);
        const job = await portal.read<{ jobStatus: string; output?: { outputUrl: string[] } }>(
          `${url}/jobs/${jobId}`,
        );
        assert.equal(job.jobStatus, 'esriJobSucceeded');
        let file = job.output?.outputUrl[0];
        if (kind === 'enterprise') {
          assert.match(jobId, /^j[0-9a-f]{32}_et$/);
          const { value } = await portal.read<{ value: string }>(
            `${url}/jobs/${jobId}/results/out_service_url`,
          );
          const { files } = await portal.read<{ files: { url: string }[] }>(value);
          file = files[0]?.url;
        }
        assert.match(String(file), /\.tpkx$/);
        assert.deepEqual(await bytesAt(String(file)), bytes);

        const scene = await tiles.tiles('slpk', 'Not_exported', await slpk('x'));
        await assert.rejects(portal.read(`${scene.url}/exportTiles`, params));
        const streets = await tiles.tiles('vtpk', 'Streets_exported', await vtpk('x'));
        assert.equal((await portal.read<Json>(streets.url)).exportTilesAllowed, true);
      } finally {
        switches.tilesExported = false;
      }
    });
  });
}
