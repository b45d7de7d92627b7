import assert from 'node:assert/strict';
import type { CopySettings } from '../../lib/copy/copy-settings.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import { Content } from '../copy/support/content.js';
import { GeodatabasePortals, type Way } from './support/geodatabase-portals.js';

const DIRECTIONS = [
  { source: 'enterprise', target: 'online' },
  { source: 'online', target: 'enterprise' },
] as const;

for (const { source, target } of DIRECTIONS) {
  describe(`exports from ${source} that ${target} would have no use for`, function () {
    this.timeout(60_000);
    let portals: GeodatabasePortals;
    let content: Content;
    let layer: { id: string; url: string };
    let first: Way;
    let number = 0;

    before(async () => {
      portals = await GeodatabasePortals.start(source, target);
      const { url, admin } = portals.pair.source;
      content = new Content(openPortal({ url, credentials: { kind: 'password', ...admin } }), admin.username);
    });
    beforeEach(async () => {
      number += 1;
      layer = await content.layer(`Layer_${number}`, 3);
      first = await portals.copy(layer.id);
      assert.equal(first.result.outcome, 'created');
      for (const portal of [portals.pair.source, portals.pair.target]) portal.requests.clear();
    });
    after(async () => {
      await content.portal.close();
      await portals.close();
    });

    /** One more copy, and what was asked of the portals for it. */
    async function again(settings: Partial<CopySettings>) {
      const { exported, result } = await portals.copy(layer.id, { settings });
      return {
        outcome: result.outcome,
        sameItem: result.target?.id === first.result.target?.id,
        hasFile: exported.file !== null,
        exports: portals.calls(portals.pair.source, 'export'),
        published: portals.calls(portals.pair.target, 'publish'),
      };
    }

    const IN_PLACE = { sameItem: true, hasFile: false, exports: 0, published: 0 };
    const ANEW = { sameItem: false, hasFile: true, exports: 1, published: 1 };

    it('are not made for a changed layer whose copy is updated row by row', async () => {
      await content.addRows(layer.url, 2, 4);
      assert.deepEqual(await again({ whenExists: 'update' }), { outcome: 'updated', ...IN_PLACE });
      const count = await portals.to.json(`${first.result.target?.url}/0/query`, {
        where: '1=1',
        returnCountOnly: true,
      });
      assert.equal(count.count, 5);
    });

    it('are made for a changed layer whose file stays beside its copy, and only then', async () => {
      const unchanged = await portals.copy(layer.id, { keep: true });
      assert.equal(unchanged.exported.file, null);
      await content.addRows(layer.url, 2, 4);
      const { exported, result } = await portals.copy(layer.id, { keep: true });
      assert.ok(exported.file);
      assert.equal(result.outcome, 'updated');
      assert.equal(portals.calls(portals.pair.target, 'publish'), 0);
    });

    it('are not made for a copy that stays as it is', async () => {
      await content.addRows(layer.url, 2, 4);
      assert.deepEqual(await again({ whenExists: 'skip' }), { outcome: 'skipped', ...IN_PLACE });
    });

    it('are made for a copy that is replaced, although it is up to date', async () => {
      assert.deepEqual(await again({ whenExists: 'replace' }), { outcome: 'created', ...ANEW });
    });

    it('are made for a copy that is always new', async () => {
      assert.deepEqual(await again({ whenExists: 'new' }), { outcome: 'created', ...ANEW });
    });

    it('are not made for a layer that the table of pairs leads elsewhere', async () => {
      const pairs = [
        { source: layer.id, target: String(first.result.target?.id), use: 'reference' as const },
      ];
      assert.deepEqual(await again({ whenExists: 'replace', pairs }), { outcome: 'skipped', ...IN_PLACE });
    });
  });
}
