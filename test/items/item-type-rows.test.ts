import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import type { Item } from '../../lib/items/item.js';
import { ITEM_TYPES, type ItemTypeRow } from '../../lib/items/item-types.js';
import { Content, webMap } from '../copy/support/content.js';
import { Portals } from '../copy/support/portals.js';

type Json = Record<string, unknown>;

/** Rows that need a service of their own: where what they say is proven. */
const ELSEWHERE: Readonly<Record<string, readonly [file: string, says: string]>> = {
  'Views of hosted layers': ['test/features/copy-view.test.ts', 'The copy of a view'],
  'Hosted feature layers and tables': ['test/copy/layers.test.ts', 'the copy of a hosted layer'],
  'Hosted tiles': ['test/tiles/cut-tiles.test.ts', 'are cut anew from the copied layer'],
  'Hosted vector tiles': [
    'test/tiles/exported-tiles.test.ts',
    'are copied by a package that the export makes',
  ],
  'Hosted scenes': ['test/tiles/scene-kinds.test.ts', 'come with their package: Building'],
  'Hosted 3D Tiles': ['test/tiles/scene-kinds.test.ts', 'of 3D tiles come with their archive'],
  'Survey123 forms': ['test/items/types/form.test.ts', 'is copied with its service and views'],
};

describe('every row of the table of item types', function () {
  this.timeout(120_000);
  let portals: Portals;
  let content: Content;
  let map: string;
  let layer: { id: string; url: string };

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    // Each version of a portal has types that others lack.
    for (const portal of [portals.pair.source, portals.pair.target]) portal.switches.anyItemType = true;
    content = new Content(portals.source, portals.pair.source.admin.username);
    layer = await content.layer('Named', 1);
    map = await content.document('Web Map', 'Named map', webMap([{ ...layer, title: 'Named' }]));
    await portals.copyAll([map, layer.id]);
  });
  after(() => portals.close());

  const writes = (): string[] =>
    portals.pair.target.requests
      .all()
      .filter(({ write, path }) => write && !/generateToken|oauth2/.test(path))
      .map(({ path }) => path);
  const keywordsOf = ({ keywords }: ItemTypeRow): Json => (keywords ? { typeKeywords: keywords[0] } : {});
  const textOf = (portal: Portals['source'], id: string | undefined) =>
    portal.readText(`/content/items/${id}/data`);

  function demandOf(results: Map<string, CopyResult>, title: string): CopyResult & { target: Item } {
    const result = results.get(title);
    assert.deepEqual([title, result?.outcome, result?.error], [title, 'created', undefined]);
    assert.deepEqual(result?.residue, [], title);
    assert.ok(result?.target);
    return result as CopyResult & { target: Item };
  }

  /** Names of the source: none of them may be in what was copied. */
  function demandNothingOfSource(text: string, title: string): void {
    for (const name of [map, layer.id, new URL(portals.source.url).host, new URL(layer.url).host]) {
      assert.ok(!text.includes(name), `${title} has ${name}`);
    }
  }

  const proofs: Record<string, (row: ItemTypeRow) => Promise<void>> = {
    /** Byte by byte. */
    file: async ({ types }) => {
      const title = (type: string) => `File ${type}`;
      const ids: string[] = [];
      for (const [at, type] of types.entries()) {
        const id = await content.document(type, title(type), {});
        await content.packageOf(
          id,
          `${types[0]?.replace(/\W/g, '')}_${at}.bin`,
          Buffer.from(`${type} \u0000 ${map}`),
        );
        ids.push(id);
      }
      const results = await portals.copyAll(ids);
      for (const type of types) {
        const { target } = demandOf(results, title(type));
        assert.equal(target.type, type);
        assert.equal(await textOf(portals.target, target.id), `${type} \u0000 ${map}`);
      }
    },
    /** Its address leads to the target. */
    url: async (row) => {
      const ids: string[] = [];
      for (const type of row.types) {
        const url = `${portals.source.url}/home/item.html?id=${map}&of=${encodeURIComponent(type)}`;
        ids.push(await content.document(type, `Link ${type}`, {}, { ...keywordsOf(row), url }));
      }
      const results = await portals.copyAll(ids);
      for (const type of row.types) {
        const { target } = demandOf(results, `Link ${type}`);
        demandNothingOfSource(String(target.url), type);
      }
    },
    /** What it names is named in the target. */
    document: async (row) => {
      const ids: string[] = [];
      const data = {
        source: { itemId: map },
        layers: [{ id: 0, itemId: layer.id, url: `${layer.url}/0` }],
        text: `<a href="${portals.source.url}/home/item.html?id=${map}">map</a>`,
      };
      for (const type of row.types) {
        ids.push(await content.document(type, `Document ${type}`, data, keywordsOf(row)));
      }
      const results = await portals.copyAll(ids);
      for (const type of row.types) {
        const { target, map: known } = demandOf(results, `Document ${type}`);
        const text = await textOf(portals.target, target.id);
        demandNothingOfSource(text, type);
        assert.ok(text.includes(String(known.items[map])), `${type} names the copied map`);
        assert.ok(text.includes(String(known.services[layer.url]?.url)), `${type} names the copied layer`);
      }
    },
    /** The service stays where it is. */
    'service-reference': async (row) => {
      const ids: string[] = [];
      const urlOf = (type: string) =>
        `https://gis.example/server/rest/services/${type.replace(/\W/g, '')}/MapServer`;
      for (const type of row.types) {
        const data = { layers: [{ id: 0, popupInfo: { description: map } }] };
        ids.push(
          await content.document(type, `Service ${type}`, data, { ...keywordsOf(row), url: urlOf(type) }),
        );
      }
      const results = await portals.copyAll(ids);
      for (const type of row.types) {
        const { target } = demandOf(results, `Service ${type}`);
        assert.equal(target.url, urlOf(type));
        demandNothingOfSource(await textOf(portals.target, target.id), type);
      }
    },
    /** It says why, and what can be done, before anything is written. */
    unsupported: async (row) => {
      const ids: string[] = [];
      const url = row.keywords ? { url: 'https://gis.example/server/rest/services/X/FeatureServer' } : {};
      for (const type of row.types) {
        ids.push(await content.document(type, `Not ${type}`, {}, { ...keywordsOf(row), ...url }));
      }
      portals.pair.target.requests.clear();
      const results = await portals.copyAll(ids);
      for (const type of row.types) {
        const result = results.get(`Not ${type}`);
        assert.deepEqual([type, result?.outcome, result?.target], [type, 'skipped', null]);
        const told = result?.warnings.find(({ code }) => code === 'NOT_COPIED')?.message ?? '';
        assert.ok(told.includes(`${type} "Not ${type}"`), told);
        assert.ok(told.includes(String(row.reason)) && told.includes(row.instead), told);
      }
      assert.deepEqual(writes(), []);
    },
  };

  for (const row of ITEM_TYPES) {
    const elsewhere = ELSEWHERE[row.name];
    it(`is true: ${row.name}${elsewhere ? ` (${elsewhere[0]})` : ''}`, async () => {
      if (elsewhere) {
        const [file, says] = elsewhere;
        assert.ok((await readFile(file, 'utf8')).includes(says), `${file} says nothing of "${says}"`);
        return;
      }
      const prove = proofs[row.kind];
      assert.ok(prove, `no test for ${row.kind}`);
      await prove(row);
    });
  }
});
