import assert from 'node:assert/strict';
import { findReferences, type Reference } from '../../lib/references/find-references.js';
import { hydrants, id, source, target } from './support/contexts.js';

const [a, b, c] = ['a', 'b', 'c'].map(id) as [string, string, string];
const portal = source.url;

/** As "kind what path", which is all that a test cares for. */
function found(document: unknown, from = source): string[] {
  return findReferences(document, from).map(
    ({ kind, id: itemId, url, layer, value, path }: Reference) =>
      `${kind} ${itemId ?? (url === undefined ? value : url + (layer === undefined ? '' : `/${layer}`))} ${path}`,
  );
}

describe('references', () => {
  it('are found under keys that name items and groups', () => {
    assert.deepEqual(
      found({ itemId: a, x: { serviceItemId: b }, webmaps: [a], values: { group: c, webmap: { id: b } } }),
      [
        `item ${a} $.itemId`,
        `item ${b} $.x.serviceItemId`,
        `item ${a} $.webmaps[0]`,
        `group ${c} $.values.group`,
        `item ${b} $.values.webmap.id`,
      ],
    );
    assert.deepEqual(found({ webmap: `${a},${b}` }), [`item ${a} $.webmap`, `item ${b} $.webmap`]);
  });

  it('are found in URLs, with service and layer told apart', () => {
    const text = `<a href="${portal}/home/item.html?id=${a}"> ${portal}/apps/dashboards/${b} ${hydrants}/1/query ${portal}/home/group.html?id=${c}`;
    assert.deepEqual(found({ text }), [
      `item ${a} $.text`,
      `item ${b} $.text`,
      `service ${hydrants}/1 $.text`,
      `group ${c} $.text`,
    ]);
    assert.deepEqual(found({ portalUrl: `${portal}/` }), [`portal ${portal}/ $.portalUrl`]);
  });

  it('are found in Arcade, but not in its comments', () => {
    const script = `// FeatureSetByPortalItem(p, '${c}', 0)\nvar p = Portal('${portal}'); /* '${c}' */ var x = "${a}";\nFeatureSetByPortalItem(p, x, 0)`;
    assert.deepEqual(found({ script }), [`portal ${portal} $.script`, `item ${a} $.script`]);
  });

  it('are found in JSON inside strings and in encoded URLs', () => {
    const inner = JSON.stringify({ map: { itemId: a }, symbol: { type: 'esriPMS', url: b, imageData: c } });
    assert.deepEqual(found({ config: inner }), [`item ${a} $.config`]);
    assert.deepEqual(
      found({ src: `https://x.example/?u=${encodeURIComponent(`${portal}/home/item.html?id=${a}`)}` }),
      [`item ${a} $.src`],
    );
  });

  it('are found in a text', () => {
    assert.deepEqual(found(`gis.content.get("${a}")`), [`item ${a} $`]);
  });

  it('are no names of pictures, ids of layers, or other digests', () => {
    assert.deepEqual(
      found({ operationalLayers: [{ id: a }], symbol: { url: b }, md5: c, text: `file ${a}_1.png`, key: a }),
      [],
    );
  });

  it('are no items of another portal', () => {
    assert.deepEqual(found({ link: `https://other.example/portal/home/item.html?id=${a}` }), []);
    assert.deepEqual(found({ link: `https://other.example/portal/home/item.html?id=${a}` }, target), []);
    assert.deepEqual(found({ link: `https://www.arcgis.com/home/item.html?id=${a}` }, target), [
      `item ${a} $.link`,
    ]);
  });

  it('are not the template of a configurable app', () => {
    assert.deepEqual(found({ source: a, values: { webmap: b } }), [`item ${b} $.values.webmap`]);
  });

  it('are found once per place', () => {
    assert.equal(found({ text: `${hydrants}/0 ${hydrants}/0`, again: `${hydrants}/0` }).length, 2);
  });
});
