import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { Item, SourceId } from '../../lib/items/item.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import { failingPortal } from '../copy/support/failing-portal.js';
import { type Portals, SETTINGS } from '../copy/support/portals.js';
import { slpk, tpkx, vtpk } from './support/packages.js';
import type { TileContent } from './support/tile-content.js';
import { assertCopied, TilePair } from './support/tile-pair.js';

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`hosted tiles with obstacles on the way from ${from} to ${to}`, function () {
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

    it('are not published by who may not do that, and nothing is left', async () => {
      const published = await tiles.tiles('vtpk', 'Forbidden', await vtpk('forbidden'));
      const run = await portals.run([published.id]);
      const { url } = portals.pair.target;
      const credentials = { kind: 'password', username: 'ulf', password: 'secret12' } as const;
      const target = openPortal({ url, credentials });
      const context = { run, source: portals.source, target, settings: SETTINGS, signal: run.signal };
      const result = await copyItem(context, published.id as SourceId);
      run.cancel('the test is over');
      await target.close();
      assert.deepEqual([result.outcome, result.error?.code], ['failed', 'ARCGIS_FORBIDDEN']);
      assert.match(String(result.error?.message), /hosted vector tile layers.*publishTiles/);
      assert.equal(result.target, null);
    });

    it('are given to another user with their package', async () => {
      const published = await tiles.tiles('tpkx', 'Given', await tpkx('given'));
      const given = (await portals.copyAll([published.id], { owner: 'vera' })).get('Given');
      assertCopied(given, 'created');
      assert.equal(given.target?.owner, 'vera');

      // The package is there already, but not hers.
      const own = await tiles.tiles('tpkx', 'Kept', await tpkx('kept'));
      await portals.copyAll([own.packageId]);
      const kept = (await portals.copyAll([own.id], { owner: 'vera' })).get('Kept');
      assert.deepEqual([kept?.outcome, kept?.error?.code], ['failed', 'ARCGIS_CONFIG']);
      assert.match(String(kept?.error?.message), /belongs to admin .* service of vera/);
    });

    it('are found again when the answer to publishing was lost', async () => {
      const published = await tiles.tiles('vtpk', 'Unheard', await vtpk('unheard'));
      const { faults } = portals.pair.target;
      faults.set([{ path: '**/publish', kind: 'lost-reply', nth: 1 }], 1);
      try {
        assertCopied(await pair.copy(published.id), 'created');
      } finally {
        faults.clear();
      }
      const { results } = await portals.target.read<{ results: Item[] }>('/search', {
        q: 'type:"Vector Tile Service" AND title:Unheard',
      });
      assert.equal(results.length, 1);
    });

    it('that cannot be published fail with the words of the portal, and leave nothing', async () => {
      const published = await tiles.tiles('slpk', 'Refused', await slpk('refused'));
      const { switches } = portals.pair.target;
      switches.failJobs = ['publish'];
      try {
        const failed = await pair.copy(published.id);
        assert.deepEqual(
          [failed.outcome, failed.error?.code, failed.target],
          ['failed', 'ARCGIS_JOB_FAILED', null],
        );
        assert.match(String(failed.error?.message), /Publishing the hosted scene layer Refused/);
      } finally {
        switches.failJobs = [];
      }
      const { results } = await portals.target.read<{ results: Item[] }>('/search', {
        q: 'type:"Scene Service" AND title:Refused',
      });
      assert.deepEqual(results, []);
      assertCopied(await pair.copy(published.id), 'created');
    });

    it('say whose recycle bin holds the name', async () => {
      const published = await tiles.tiles('tpkx', 'Binned', await tpkx('binned'));
      const first = await pair.copy(published.id);
      assertCopied(first, 'created');
      const { id, owner } = first.target ?? {};
      await portals.target.write(`/content/users/${owner}/items/${id}/delete`);
      const second = await pair.copy(published.id);
      if (to === 'enterprise') {
        assertCopied(second, 'created');
        return;
      }
      assert.deepEqual([second.outcome, second.error?.code], ['failed', 'ARCGIS_EXISTS']);
      assert.match(String(second.error?.message), /service name Binned is held by .* in the recycle bin/);
      const third = (await portals.copyAll([published.id], { whenRecycled: 'purge' })).get('Binned');
      assertCopied(third, 'created');
      assert.match(String(third.target?.url), /\/Binned\/MapServer$/);
    });

    it('are completed by the next run after an interruption', async () => {
      const published = await tiles.tiles('slpk', 'Cut', await slpk('cut'));
      for (const broken of [/\/publish$/, /\/items\/\w+\/update$/]) {
        const run = await portals.run([published.id]);
        const target = failingPortal(portals.target, (path) => broken.test(path));
        const { source } = portals;
        const context = { run, source, target, settings: SETTINGS, signal: run.signal };
        const result = await copyItem(context, published.id as SourceId);
        run.cancel('the test is over');
        assert.equal(result.outcome, 'failed');
      }
      const done = await pair.copy(published.id);
      assert.equal(done.error, undefined);
      assert.ok(['created', 'updated'].includes(done.outcome));
      const { results } = await portals.target.read<{ results: Item[] }>('/search', {
        q: 'type:"Scene Service" AND title:Cut',
      });
      assert.equal(results.filter(({ title }) => title === 'Cut').length, 1);
      assertCopied(await pair.copy(published.id), 'unchanged');
    });
  });
}
