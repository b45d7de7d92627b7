import assert from 'node:assert/strict';
import type { CopyResult } from '../../../lib/copy/copy-settings.js';
import { kindOf } from '../../../lib/items/item-kinds.js';
import { ITEM_TYPES } from '../../../lib/items/item-types.js';
import { Content, webMap } from '../../copy/support/content.js';
import { Portals } from '../../copy/support/portals.js';

/** Each type in the row that an item without particular type keywords is of. */
const TYPES = [...new Set(ITEM_TYPES.flatMap(({ types }) => types))].filter(
  (type) => type !== 'Feature Service',
);

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`an item of every type, ${from} to ${to}`, function () {
    this.timeout(180_000);
    let portals: Portals;
    let content: Content;
    let map: string;
    let layer: { id: string; url: string };
    const ids = new Map<string, string>();
    let results: Map<string, CopyResult>;

    before(async () => {
      portals = await Portals.start(from, to);
      content = new Content(portals.source, portals.pair.source.admin.username);
      layer = await content.layer('Everywhere', 1);
      map = await content.document('Web Map', 'Everywhere', webMap([{ ...layer, title: 'Everywhere' }]));
      for (const type of TYPES) ids.set(type, await make(type));
      results = await portals.copyAll([...ids.values()]);
    });
    after(() => portals.close());

    const text = (): string =>
      JSON.stringify({
        itemId: map,
        url: `${layer.url}/0`,
        link: `${portals.source.url}/home/item.html?id=${map}`,
      });

    /** One item that refers to the map and the layer: in a file, in its data, or by its address. */
    async function make(type: string): Promise<string> {
      const { kind, format } = kindOf({ type, typeKeywords: [], url: null, name: 'x', size: 1 });
      const title = `One ${type}`;
      if (kind === 'url') {
        return content.document(type, title, {}, { url: `${portals.source.url}/home/item.html?id=${map}` });
      }
      if (kind === 'service-reference') {
        const url = `https://gis.third.example/rest/services/${encodeURIComponent(type)}/MapServer`;
        return content.document(type, title, { layers: [{ popupInfo: { description: text() } }] }, { url });
      }
      const id = await content.document(type, title, JSON.parse(text()));
      if (kind === 'file' || format === 'pro-file') {
        await content.packageOf(id, `${type}.txt`, Buffer.from(text()));
      }
      return id;
    }

    it('is copied as its row in the table says', async () => {
      for (const type of TYPES) {
        const result = results.get(`One ${type}`);
        assert.ok(result, type);
        const { kind, format } = kindOf({ type, typeKeywords: [], url: null, name: 'x', size: 1 });
        if (kind === 'unsupported') {
          const codes = result.warnings.map(({ code }) => code);
          assert.deepEqual([result.outcome, codes, result.target], ['skipped', ['NOT_COPIED'], null], type);
          continue;
        }
        const failed = result.checks.filter(({ ok }) => !ok);
        assert.deepEqual([result.outcome, result.error, failed], ['created', undefined, []], type);
        const stored = await portals.target.readText(`/content/items/${result.target?.id}/data`);
        if (kind === 'file') {
          assert.equal(stored, text(), type);
          assert.ok(
            result.warnings.some(({ code }) => code === 'FILE_REFERS'),
            type,
          );
        } else {
          assert.deepEqual(result.residue, [], type);
          assert.ok(!stored.includes(map) && !stored.includes(portals.source.url), type);
          assert.ok(kind === 'url' || stored.length > 2, type);
        }
        assert.equal(result.target?.name !== null, kind === 'file' || format === 'pro-file', type);
      }
    });

    it('is unchanged the second time', async () => {
      const again = await portals.copyAll([...ids.values()]);
      const changed = [...again.values()].filter(({ outcome }) => !/^(?:unchanged|skipped)$/.test(outcome));
      assert.deepEqual(
        changed.map(({ source, outcome, error }) => [source.type, outcome, error]),
        [],
      );
    });
  });
}
