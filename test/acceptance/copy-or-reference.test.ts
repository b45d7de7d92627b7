import assert from 'node:assert/strict';
import type { ReportRow, RunReport } from '../../lib/copy/run/report.js';
import { Content } from '../copy/support/content.js';
import { Portals } from '../copy/support/portals.js';
import { wholeRun } from '../copy/support/whole-run.js';
import { tpkx } from '../tiles/support/packages.js';
import { TileContent } from '../tiles/support/tile-content.js';

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`AC-18: what is copied and what stays a reference, from ${from} to ${to}`, function () {
    this.timeout(120_000);
    let portals: Portals;
    let content: Content;
    let layer: { id: string; url: string };
    let tiles: { id: string; url: string };
    /** Services of the source's own server that it does not host, and their items. */
    let roads: { id: string; url: string };
    let photo: { id: string; url: string };
    /** A hosted image service. */
    let scan: { id: string; url: string };
    let map: string;

    before(async () => {
      portals = await Portals.start(from, to);
      const { source } = portals;
      const { username } = portals.pair.source.admin;
      content = new Content(source, username);
      layer = await content.layer('Hosted', 3);
      const published = await new TileContent(source, username).tiles('tpkx', 'Tiles', await tpkx('tiles'));
      tiles = published;
      await source.write(`/content/users/${username}/items/${published.packageId}/delete`, {
        permanentDelete: true,
      });
      const service = async (type: string, title: string, path: string, typeKeywords = '') => {
        const url = `${portals.pair.source.serverUrl}/rest/services/${path}`;
        return { id: await content.document(type, title, {}, { url, typeKeywords }), url };
      };
      roads = await service('Feature Service', 'Roads', 'Town/Roads/FeatureServer');
      photo = await service('Image Service', 'Photo', 'Town/Photo/ImageServer');
      scan = await service('Image Service', 'Scan', 'Hosted/Scan/ImageServer', 'Hosted Service');
      map = await content.document('Web Map', 'All of them', {
        operationalLayers: [
          { id: 'a', itemId: layer.id, url: `${layer.url}/0` },
          { id: 'f', itemId: roads.id, url: `${roads.url}/0` },
          { id: 'i', itemId: photo.id, url: photo.url },
          { id: 'h', itemId: scan.id, url: scan.url },
        ],
        baseMap: { title: 'Tiles', baseMapLayers: [{ id: 't', itemId: tiles.id, url: tiles.url }] },
        version: '2.30',
      });
    });
    after(() => portals.close());

    const rowOf = (report: RunReport, id: string): ReportRow => {
      const found = report.rows.find(({ source }) => source.id === id);
      assert.ok(found, `no row for ${id}`);
      return found;
    };
    const writes = (): string[] =>
      portals.pair.target.requests
        .all()
        .filter(({ write, path }) => write && !/generateToken|oauth2/.test(path))
        .map(({ path }) => path);

    it('is said in a dry run, before anything is written', async () => {
      portals.pair.target.requests.clear();
      const ids = [layer.id, roads.id, photo.id, scan.id, tiles.id];
      const run = await portals.run(ids, { dryRun: true });
      const results = new Map(
        await Promise.all(ids.map(async (id) => [id, await portals.copy(run, id)] as const)),
      );
      run.cancel('the test is over');
      const plan = (id: string) => [results.get(id)?.planned ?? null, results.get(id)?.error];
      assert.deepEqual(plan(layer.id), ['created', undefined]);
      for (const { id } of [roads, photo]) assert.deepEqual(plan(id), ['created', undefined]);
      for (const { id } of [tiles, scan]) {
        assert.equal(results.get(id)?.planned, 'skipped');
        const [told] = results.get(id)?.warnings ?? [];
        assert.equal(told?.code, 'NOT_COPIED');
        assert.match(String(told?.message), /was not copied: .*Instead: /);
      }
      assert.match(
        String(results.get(tiles.id)?.warnings[0]?.message),
        /"Tiles".*no Tile Package or Compact/,
      );
      assert.deepEqual(writes(), []);
    });

    it('is in the report, item by item, with every place that still leads to the source', async () => {
      const report = await wholeRun(portals, [layer.id, roads.id, photo.id, scan.id, tiles.id, map]);
      const outcomes = [layer, roads, photo, scan, tiles].map(({ id }) => rowOf(report, id).outcome);
      assert.deepEqual(outcomes, ['created', 'created', 'created', 'skipped', 'skipped']);
      // The references alone lead to the source, each with its reason.
      for (const { id } of [roads, photo]) {
        assert.deepEqual(
          rowOf(report, id).residue.map(({ path, reason }) => [path, reason]),
          [['item:$.url', 'not-hosted-service']],
        );
      }
      const places = rowOf(report, map).residue.map(({ path, reason }) => [path.split('.').at(-1), reason]);
      assert.deepEqual(
        new Set(places.map(([name, reason]) => `${name} ${reason}`)),
        new Set([
          'url not-hosted-service',
          'itemId not-copied',
          'url not-copied',
          'itemId basemap-service',
          'url basemap-service',
        ]),
      );
      const ofMap = JSON.stringify(rowOf(report, map).residue);
      assert.ok(!ofMap.includes(layer.id) && !ofMap.includes(layer.url));
      // Whoever wants to switch the source off sees that it is still needed.
      assert.ok(report.residue.listed > 0);
      assert.equal(report.residue.unlisted, 0);
    });

    it('reads not one row and no file where references are asked for', async () => {
      const other = await content.layer('Not_wanted', 3);
      const kept = await content.document('Web Map', 'References only', {
        operationalLayers: [
          { id: 'a', itemId: other.id, url: `${other.url}/0` },
          { id: 'f', itemId: roads.id, url: `${roads.url}/0` },
        ],
        version: '2.30',
      });
      for (const dependencies of ['existing', 'source'] as const) {
        portals.pair.source.requests.clear();
        const run = await portals.run([kept]);
        const result = await portals.copy(run, kept, { dependencies, whenExists: 'new' });
        run.cancel('the test is over');
        assert.deepEqual([result.outcome, result.error], ['created', undefined]);
        const reasons = new Set(result.residue.map(({ reason }) => reason));
        assert.ok(reasons.has('not-copied'));
        assert.ok(!reasons.has(null));
        const urls = result.residue.filter(({ path }) => path.endsWith('.url')).map(({ value }) => value);
        assert.deepEqual(urls.sort(), [`${other.url}/0`, `${roads.url}/0`].sort());
        const read = portals.pair.source.requests
          .all()
          .map(({ path }) => path)
          .filter((path) => /\/(?:query|queryAttachments|data|export|createReplica)$/.test(path))
          .map((path) => path.replace(/^.*\/content/, '/content'));
        assert.deepEqual(read, [`/content/items/${kept}/data`]);
      }
    });
  });
}
