import assert from 'node:assert/strict';
import { findResidue } from '../../lib/references/find-residue.js';
import type { ResidueReason } from '../../lib/references/residue.js';
import { hydrants, id, source, target } from './support/contexts.js';

const [a, b, foreign] = ['a', 'b', 'e'].map(id) as [string, string, string];
const known = {
  source,
  target,
  itemIds: [a, b],
  services: [hydrants, 'https://elsewhere.example/arcgis/rest/services/A/MapServer'],
};

/** What `explain` was asked about. */
function asked(document: unknown, where = 'data', given = known): string[] {
  const values: string[] = [];
  findResidue(document, where, given, (value) => {
    values.push(value);
    return null;
  });
  return values;
}

describe('residue', () => {
  it('is every known id, also in URLs, keys, JSON in strings and encoded URLs', () => {
    assert.deepEqual(asked({ x: a, [`r-${a}`]: 1, y: JSON.stringify({ itemId: b }) }), [a, a, b]);
    assert.deepEqual(asked(`u=${encodeURIComponent(`https://third.example/item.html?id=${a}`)}`), [a]);
  });

  it('is every service of the source, known or on its servers', () => {
    const base = 'https://gis.town.example/server/rest/services/Town/Base/MapServer';
    assert.deepEqual(
      asked({
        a: `${hydrants}/0`,
        b: `${base}/3`,
        c: 'http://elsewhere.example/ArcGIS/rest/services/a/MapServer',
      }),
      [hydrants, base, 'https://elsewhere.example/arcgis/rest/services/A/MapServer'],
    );
  });

  it('is a known service at another port of its server as well, and is asked about as it is known', () => {
    const ported = `${hydrants.replace('.example', '.example:6443')}/0`;
    assert.deepEqual(asked({ a: ported }), [hydrants]);
    const there = { ...known, target: { ...target, servers: ['https://gis.town.example:6443/server'] } };
    assert.deepEqual(asked({ a: ported }, 'data', there), []);
  });

  it('is every address of the source portal, with and without scheme', () => {
    const page = `${source.url}/home/item.html?id=${foreign}`;
    assert.deepEqual(
      asked({ a: page, b: 'at gis.town.example/portal or', c: '//GIS.town.example:7443/arcgis/home' }),
      [page, 'gis.town.example/portal', '//GIS.town.example:7443/arcgis/home'],
    );
  });

  it('is the organisation id of the source where the target has another', () => {
    const online = { ...known, source: { ...source, orgId: 'OldOrg' } };
    const root = 'https://services7.arcgis.com/OldOrg/arcgis/rest/services/A/FeatureServer';
    assert.deepEqual(
      asked(
        { a: `${root}/0`, b: 'https://tiles.arcgis.com/tiles/OldOrg/x', c: 'OldOrg', d: 'OldOrg1' },
        'data',
        online,
      ),
      [root, 'https://tiles.arcgis.com/tiles/OldOrg/x', 'OldOrg'],
    );
    assert.deepEqual(
      asked('0123456789ABCDEF', 'data', { ...known, target: { ...target, orgId: source.orgId } }),
      [],
    );
  });

  it('is nothing else', () => {
    assert.deepEqual(
      asked({
        a: `https://town.maps.arcgis.com/home/item.html?id=${foreign}`,
        b: 'https://gis.town.example/other',
        c: 'https://gis.town.example/portal2',
        d: `x${a}`,
        e: { type: 'esriPMS', url: a, imageData: a },
        f: 'info@gis.town.example',
        operationalLayers: [{ id: a }],
      }),
      [],
    );
  });

  it("is not the target when its address begins with the source's", () => {
    const inside = {
      ...known,
      source: { ...source, hosts: ['h.example'] },
      target: { ...target, url: 'https://h.example/new', hosts: ['h.example/new'] },
    };
    assert.deepEqual(asked('https://h.example/new/home and h.example/new', 'data', inside), []);
    assert.deepEqual(asked('https://h.example/home', 'data', inside), ['https://h.example/home']);
  });

  it('is not, in an item, what marks it as a copy', () => {
    const item = { typeKeywords: [`source-${a}`, 'Map'], properties: { portalCopy: { source: a } } };
    assert.deepEqual(asked(item, 'item'), []);
    assert.deepEqual(asked({ ...item, typeKeywords: [a] }, 'item'), [a]);
  });

  it('is listed with place, text without tokens, and reason', () => {
    const reason: ResidueReason = 'not-hosted-service';
    const url = `${hydrants}/0?token=secret&x=1`;
    assert.deepEqual(
      findResidue({ layers: [{ url }] }, 'resource:a.json', known, () => reason),
      [{ path: 'resource:a.json:$.layers[0].url', value: `${hydrants}/0?token=…&x=1`, reason }],
    );
    const [found] = findResidue(`${'x '.repeat(500)}${a}${' y'.repeat(500)}`, 'data', known, () => null);
    assert.match(found?.value ?? '', new RegExp(`^…x [x ]{50,58}${a} [y ]{50,58}y…$`));
  });

  it('is shown whole, with words around it', () => {
    const page = `${source.url}/home/item.html?id=${a}&view=list`;
    const long = 'Lorem ipsum dolor sit amet '.repeat(10);
    const texts = [`${long}<a href="${page}">`, `${long}"${page.replaceAll('/', '\\/')}"`];
    const encoded = `${long} https://third.example/share?title=hello&u=${encodeURIComponent(page)}`;
    for (const text of [...texts, encoded]) {
      const [found] = findResidue(text, 'data', known, () => null);
      const shown = text.includes('%')
        ? encodeURIComponent(page)
        : text.includes('\\')
          ? page.replaceAll('/', '\\/')
          : page;
      assert.ok(found?.value.includes(shown), found?.value);
      assert.match(found?.value ?? '', /^…\S/);
    }
    const [between] = findResidue(`see ${long}${a}, ${page} ${long}`, 'data', known, () => null);
    assert.match(between?.value ?? '', new RegExp(`${a}, `));
  });
});
