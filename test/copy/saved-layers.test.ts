import assert from 'node:assert/strict';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import { Content, webMap } from './support/content.js';
import { Portals } from './support/portals.js';

type Json = Record<string, unknown>;

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`a layer that was saved under a name of its own, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let source: Content;

    before(async () => {
      portals = await Portals.start(from, to);
      source = new Content(portals.source, portals.pair.source.admin.username);
    });
    after(() => portals.close());

    for (const [what, path] of [
      ['a whole service', ''],
      ['one layer', '/0'],
    ] as const) {
      it(`as ${what} refers to the copy of the hosted layer, and hides it from nobody`, async () => {
        const name = path === '' ? 'Gauges' : 'Gauges_one';
        const hosted = await source.layer(name, 2);
        const overrides = { layers: [{ id: 0, popupInfo: { title: 'Of one’s own' } }] };
        const saved = await source.document('Feature Service', `${name} saved`, overrides, {
          url: `${hosted.url}${path}`,
        });
        const layer = { url: hosted.url, title: 'Gauges' };
        const byUrl = await source.document('Web Map', `${name} by URL`, webMap([layer]));
        const bySaved = await source.document(
          'Web Map',
          `${name} by item`,
          webMap([{ id: saved, ...layer }]),
        );
        const results = await portals.copyAll([saved, byUrl, bySaved]);
        const of = (title: string): CopyResult => {
          const result = results.get(title);
          assert.ok(result);
          assert.deepEqual([result.error, result.residue], [undefined, []]);
          return result;
        };
        const copy = of(`${name} saved`);
        const url = copy.map.services[hosted.url]?.url;
        assert.ok(url?.startsWith(portals.pair.target.serverUrl));
        assert.equal(copy.target?.url, `${url}${path}`);
        assert.notEqual(copy.target?.id, copy.map.items[hosted.id]);
        assert.deepEqual(await portals.target.read(`/content/items/${copy.target?.id}/data`), overrides);
        const layerOf = async (title: string): Promise<Json | undefined> => {
          const data = `/content/items/${of(title).target?.id}/data`;
          return (await portals.target.read<{ operationalLayers: Json[] }>(data)).operationalLayers[0];
        };
        assert.equal((await layerOf(`${name} by URL`))?.url, `${url}/0`);
        const shown = await layerOf(`${name} by item`);
        assert.deepEqual([shown?.url, shown?.itemId], [`${url}/0`, copy.target?.id]);
        const again = await portals.copyAll([saved, byUrl, bySaved]);
        assert.deepEqual([...new Set([...again.values()].map(({ outcome }) => outcome))], ['unchanged']);
      });
    }
  });
}
