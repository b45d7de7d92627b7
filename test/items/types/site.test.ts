import assert from 'node:assert/strict';
import type { Item } from '../../../lib/items/item.js';
import { Content, webMap } from '../../copy/support/content.js';
import { Portals } from '../../copy/support/portals.js';

const site = (page: string, map: string) => ({
  values: {
    title: 'Town',
    pages: [{ id: page, title: 'About' }],
    layout: {
      sections: [{ rows: [{ cards: [{ component: { name: 'webmap-card', settings: { webmap: map } } }] }] }],
    },
  },
});
const page = (of: string) => ({ values: { title: 'About', sites: [{ id: of, title: 'Town' }] } });

for (const [from, to, types] of [
  ['online', 'enterprise', ['Site Application', 'Site Page']],
  ['enterprise', 'online', ['Hub Site Application', 'Hub Page']],
  ['online', 'online', ['Hub Site Application', 'Hub Page']],
] as const) {
  describe(`a site and its page copied from ${from} to ${to}`, () => {
    let portals: Portals;
    let ids: { site: string; page: string; map: string };

    before(async () => {
      portals = await Portals.start(from, to);
      const content = new Content(portals.source, portals.pair.source.admin.username);
      const [siteType, pageType] =
        from === 'online' ? ['Hub Site Application', 'Hub Page'] : ['Site Application', 'Site Page'];
      const map = await content.document('Web Map', 'Town map', webMap([]));
      const about = await content.document(pageType, 'About', {});
      const url = 'https://town-org.hub.arcgis.com';
      const town = await content.document(siteType, 'Town', site(about, map), {
        url,
        typeKeywords: 'Hub,hubSite',
      });
      await content.update(about, { text: JSON.stringify(page(town)) });
      ids = { site: town, page: about, map };
    });

    after(() => portals.close());

    it('refer to each other, under the types that the target has, and the site has no address of the source', async () => {
      const { target } = portals;
      const results = await portals.copyAll([ids.site, ids.page]);
      const [town, about] = [results.get('Town'), results.get('About')];
      assert.ok(town?.target && about?.target, JSON.stringify([town?.error, about?.error]));
      assert.deepEqual([town.outcome, about.outcome], ['created', 'created']);
      const copies = await Promise.all(
        [town, about].map(({ target: copy }) => target.read<Item>(`/content/items/${copy?.id}`)),
      );
      assert.deepEqual(
        copies.map(({ type }) => type),
        types,
      );
      assert.equal(copies[0]?.url ?? null, null);
      const map = town.map.items[ids.map] ?? '';
      assert.deepEqual(
        await target.read(`/content/items/${town.target.id}/data`),
        site(about.target.id, map),
      );
      assert.deepEqual(await target.read(`/content/items/${about.target.id}/data`), page(town.target.id));
    });

    it('are unchanged the second time', async () => {
      const results = await portals.copyAll([ids.site, ids.page]);
      assert.deepEqual(
        [...results.values()].map(({ outcome }) => outcome),
        ['unchanged', 'unchanged'],
      );
    });
  });
}
