import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Item } from '../../lib/items/item.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { startPortal } from '../../sandbox/index.js';
import { Portals } from '../copy/support/portals.js';
import { slpk, tpk, tpkx, vtpk } from './support/packages.js';
import { related, TileContent, textAt } from './support/tile-content.js';

type Json = Record<string, unknown>;

for (const kind of ['enterprise', 'online'] as const) {
  describe(`packages published in a portal with ${kind} manners`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let portal: WritablePortal;
    let content: TileContent;

    before(async () => {
      portals = await Portals.start(kind, kind === 'online' ? 'enterprise' : 'online');
      portal = portals.source;
      content = new TileContent(portal, portals.pair.source.admin.username);
    });
    after(() => portals.close());

    const item = (id: string) => portal.read<Item>(`/content/items/${id}`);

    it('make hosted tile layers of both forms of tile package', async () => {
      for (const [ending, bytes] of [
        ['tpkx', await tpkx('one')],
        ['tpk', await tpk('one')],
      ] as const) {
        const { id, url, packageId } = await content.tiles(ending, `Photo_${ending}`, bytes);
        const made = await item(id);
        assert.equal(made.type, 'Map Service');
        assert.equal(made.url, url);
        assert.ok(made.typeKeywords.includes('Hosted Service'));
        assert.match(
          url,
          kind === 'online'
            ? /\/tiles\/\w+\/arcgis\/rest\/services\/Photo_\w+\/MapServer$/
            : /\/server\/rest\/services\/Hosted\/Photo_\w+\/MapServer$/,
        );
        assert.deepEqual(await related(portal, id), [packageId]);
        const root = await portal.read<Json>(url);
        const { lods } = root.tileInfo as { lods: unknown[] };
        assert.deepEqual([root.singleFusedMapCache, lods.length], [true, 3]);
        assert.equal(await textAt(portal, `${url}/tile/2/3/1`), 'png one 2/3/1');
        await assert.rejects(textAt(portal, `${url}/tile/2/9/9`), { code: 'ARCGIS_NOT_FOUND' });
        const { data } = await portal.read<{ data: number[] }>(`${url}/tilemap/2/3/2/3/2`);
        assert.deepEqual(data, [1, 1, 0, 0, 0, 0]);
      }
    });

    it('make vector tile services with style, fonts and tiles', async () => {
      const { id, url } = await content.tiles('vtpk', 'Roads', await vtpk('two'));
      assert.equal((await item(id)).type, 'Vector Tile Service');
      const root = await portal.read<Json>(url);
      assert.deepEqual([root.defaultStyles, root.serviceItemId], ['resources/styles', id]);
      const style = await portal.read<Json>(`${url}/resources/styles/root.json`);
      assert.deepEqual(style.sources, { esri: { type: 'vector', url: '../../' } });
      assert.deepEqual(await portal.read<Json>(`${url}/tilemap`), { index: [1] });
      assert.equal(await textAt(portal, `${url}/tile/1/0/1.pbf`), 'pbf two 1/0/1');
      assert.equal(await textAt(portal, `${url}/resources/fonts/Arial%20Regular/0-255.pbf`), 'font');
    });

    it('make scene services with their layer and its nodes', async () => {
      const { id, url } = await content.tiles('slpk', 'Buildings', await slpk('three'));
      assert.equal((await item(id)).type, 'Scene Service');
      const root = await portal.read<{ layers: Json[] }>(url);
      assert.deepEqual(
        root.layers.map(({ name }) => name),
        ['Buildings'],
      );
      const layer = await portal.read<Json>(`${url}/layers/0`);
      assert.equal(layer.layerType, '3DObject');
      const page = await portal.read<{ nodes: unknown[] }>(`${url}/layers/0/nodepages/0`);
      assert.equal(page.nodes.length, 3);
      assert.equal(await textAt(portal, `${url}/layers/0/nodes/2/geometries/0`), 'mesh three 2');
      assert.equal(await textAt(portal, `${url}/layers/0/nodes/2/textures/0`), 'jpg three 2');
    });

    it('refuse taken names, packages of another type and files that are none', async () => {
      const bytes = await vtpk('x');
      const first = await content.tiles('vtpk', 'Taken', bytes);
      const second = await content.publish(first.packageId, 'vtpk', 'Taken');
      assert.equal(second.success, false);
      assert.match(JSON.stringify(second.error), /Taken.*VectorTileServer/);
      assert.deepEqual(await content.publish(first.packageId, 'tpkx', 'Other'), { success: false });
      const available = (type: string) =>
        portal.read('/portals/self/isServiceNameAvailable', { name: 'Taken', type });
      assert.deepEqual(await available('Vector Tile Service'), { available: false });
      assert.deepEqual(await available('Map Service'), { available: true });

      const none = await content.addPackage('slpk', 'None', Buffer.from('no zip'));
      const { serviceItemId, jobId } = await content.publish(none, 'slpk', 'None');
      assert.equal(await content.end(String(serviceItemId), String(jobId)), 'failed');
    });

    it('are only made by publishers', async () => {
      const { url } = portals.pair.source;
      const credentials = { kind: 'password', username: 'ulf', password: 'secret12' } as const;
      const ulf = openPortal({ url, credentials });
      const own = new TileContent(ulf, 'ulf');
      const id = await own.addPackage('vtpk', 'Ulfs', await vtpk('ulf'));
      await assert.rejects(own.publish(id, 'vtpk', 'Ulfs'), { code: 'ARCGIS_FORBIDDEN' });
      await ulf.close();
    });

    it('are seen by those who see the item', async () => {
      const { id, url } = await content.tiles('vtpk', 'Private', await vtpk('private'));
      const stranger = openPortal({ url: portals.pair.source.url, credentials: { kind: 'anonymous' } });
      await assert.rejects(stranger.read(url), { code: 'ARCGIS_AUTH' });
      await portal.write(`/content/users/${content.username}/items/${id}/share`, {
        everyone: true,
        account: true,
      });
      assert.equal(await textAt(stranger, `${url}/tile/0/0/0.pbf`), 'pbf private 0/0/0');
      await stranger.close();
    });

    it('are served again after a restart', async () => {
      const dir = await mkdtemp(join(tmpdir(), 'tiles-restart-'));
      const switches = { jobMs: 0 };
      let started = await startPortal({ kind, dir, switches });
      const open = () =>
        openPortal({ url: started.url, credentials: { kind: 'password', ...started.admin } });
      let client = open();
      const { url } = await new TileContent(client, started.admin.username).tiles(
        'slpk',
        'Kept',
        await slpk('kept'),
      );
      await client.close();
      await started.close();
      started = await startPortal({ kind, dir, switches });
      client = open();
      assert.equal(await textAt(client, `${url}/layers/0/nodes/0/geometries/0`), 'mesh kept 0');
      await client.close();
      await started.close();
      await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    });

    it('are gone with their item', async () => {
      const { id, url, packageId } = await content.tiles('tpkx', 'Gone', await tpkx('gone'));
      const path = `/content/users/${content.username}/items/${id}/delete`;
      await portal.write(path, { permanentDelete: true });
      await assert.rejects(portal.read(url));
      assert.deepEqual(await related(portal, packageId, 'reverse'), []);
      assert.ok((await content.publish(packageId, 'tpkx', 'Gone')).serviceItemId);
    });
  });
}
