import assert from 'node:assert/strict';
import { openPortal } from '../../lib/portal/open-portal.js';
import { samePortal } from '../../lib/portal/same-portal.js';
import type { PortalKind } from '../../sandbox/index.js';
import { Content, webMap } from './support/content.js';
import { Portals } from './support/portals.js';

for (const [from, to] of [
  ['enterprise', 'enterprise'],
  ['online', 'enterprise'],
] as [PortalKind, PortalKind][]) {
  describe(`a portal that answers at two ports, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let source: Content;

    before(async () => {
      portals = await Portals.start(from, to);
      source = new Content(portals.source, portals.pair.source.admin.username);
    });
    after(() => portals.close());

    it('is one portal for a layer that is only given by URL, and for links', async () => {
      const layer = await source.layer('Wells', 2);
      // The address of the other listener; whether it can be reached from here makes no difference.
      const other = layer.url.replace(/^http:(\/\/[^:/]+):\d+/, 'https:$1:9');
      const file = await source.file('Notes', 'a');
      const link = `${portals.pair.source.https}/home/item.html?id=${file}`;
      const map = await source.document('Web Map', 'By URL', webMap([{ url: other, title: 'Wells' }]), {
        description: `<a href="${link}">notes</a>`,
      });
      const results = await portals.copyAll([map, file]);
      const result = results.get('By URL');
      assert.equal(result?.error, undefined);
      assert.deepEqual(result?.residue, []);
      assert.deepEqual(
        result?.dependencies.map(({ source: { id } }) => id),
        [layer.id],
      );
      const { operationalLayers } = await portals.target.read<{ operationalLayers: { url: string }[] }>(
        `/content/items/${result?.target?.id}/data`,
      );
      assert.equal(operationalLayers[0]?.url, `${result?.dependencies[0]?.target?.url}/0`);
      const page = `${portals.target.url}/home/item.html?id=${results.get('Notes')?.target?.id}`;
      assert.equal(result?.target?.description, `<a href="${page}">notes</a>`);
    });

    it('is the same portal by either address, and no other one', async () => {
      const { https, ca, admin } = portals.pair.source;
      const secure = openPortal({ url: https, credentials: { kind: 'password', ...admin }, tls: { ca } });
      assert.equal(await samePortal(secure, portals.source), true);
      assert.equal(await samePortal(secure, portals.target), false);
      await secure.close();
    });
  });
}
