import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import type { SourceId } from '../../lib/items/item.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { Portals, SETTINGS } from '../copy/support/portals.js';
import { addRows, field, guid, hostedService, layer, updateDefinition } from '../features/town-services.js';
import { DIRECTIONS } from './support/two-ways.js';

for (const [from, to] of DIRECTIONS) {
  describe(`A layer that shows others only their own rows, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;

    before(async () => {
      portals = await Portals.start(from, to);
    });
    after(() => portals?.close());

    async function copyAs(source: WritablePortal, id: string): Promise<CopyResult> {
      const run = await portals.run([id]);
      const context = { run, source, target: portals.target, settings: SETTINGS, signal: run.signal };
      const result = await copyItem(context, id as SourceId);
      run.cancel('the test is over');
      return result;
    }

    it('is not copied for one of them, of whom it would hold a part alone, but for its owner', async () => {
      const label = field('LABEL', 'String', { length: 20 });
      const service = await hostedService(portals.source, 'Owned', [layer(0, 'Owned', null, [label])]);
      await updateDefinition(portals.source, service.url, {
        editorTrackingInfo: {
          enableEditorTracking: true,
          enableOwnershipAccessControl: true,
          allowOthersToQuery: false,
        },
      });
      await addRows(portals.source, `${service.url}/0`, [{ attributes: { GlobalID: guid(), LABEL: 'a' } }]);
      const { url, admin } = portals.pair.source;
      const share = `/content/users/${admin.username}/items/${service.itemId}/share`;
      await portals.source.write(share, { org: true, everyone: false });
      const credentials = { kind: 'password', username: 'vera', password: 'secret12' } as const;
      const vera = openPortal({ url, credentials, readOnly: true });
      try {
        const counting = { where: '1=1', returnCountOnly: true };
        const { count } = await vera.read<{ count: number }>(`${service.url}/0/query`, counting);
        assert.equal(count, 0);
        const refused = await copyAs(vera, service.itemId);
        assert.equal(refused.outcome, 'failed');
        assert.match(String(refused.error?.message), /only the rows that they made themselves/);
        assert.equal(refused.target, null);
      } finally {
        await vera.close();
      }
      const copied = await copyAs(portals.source, service.itemId);
      assert.equal(copied.outcome, 'created', JSON.stringify(copied.error));
    });
  });
}
