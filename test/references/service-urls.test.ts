import assert from 'node:assert/strict';
import { parseServiceUrl } from '../../lib/references/parse-service-url.js';
import { replaceServiceUrl } from '../../lib/references/replace-service-url.js';
import { serviceKey } from '../../lib/references/service-key.js';

const root = 'https://gis.example.org/server/rest/services/Hosted/Trees/FeatureServer';

describe('service URLs', () => {
  const cases: [text: string, layer: string | undefined, rest: string][] = [
    [root, undefined, ''],
    [`${root}/`, undefined, '/'],
    [`${root}/0`, '0', ''],
    [`${root}/10/query?where=1=1`, '10', '/query?where=1=1'],
    [`${root}/1?f=json#x`, '1', '?f=json#x'],
    [`${root}/1&amp;field:a=b`, '1', '&amp;field:a=b'],
    [`${root}/0/images/abc`, '0', '/images/abc'],
    [`${root}/layers`, undefined, '/layers'],
  ];
  for (const [text, layer, rest] of cases) {
    it(`takes apart …${text.slice(root.length - 13)}`, () => {
      const type = 'FeatureServer';
      assert.deepEqual(
        parseServiceUrl(text),
        layer === undefined ? { root, rest, type } : { root, layer, rest, type },
      );
    });
  }

  it('knows them without scheme and by any type', () => {
    assert.equal(parseServiceUrl('//host/arcgis/rest/services/A/B/MapServer/3')?.type, 'MapServer');
    assert.equal(
      parseServiceUrl('https://host/arcgis/rest/services/World/GeocodeServer')?.type,
      'GeocodeServer',
    );
    assert.equal(parseServiceUrl('https://host/arcgis/services/A/MapServer/WMSServer')?.type, 'MapServer');
  });

  for (const text of [
    '',
    'FeatureServer',
    'https://host/FeatureServers/1',
    'https://host/x?url=https://a/FeatureServer',
    'see https://host/A/FeatureServer',
  ]) {
    it(`takes "${text}" for none`, () => {
      assert.equal(parseServiceUrl(text), null);
    });
  }

  it('are the same service whatever the scheme, default port, case, admin directory, layer, query or trailing slash', () => {
    const key = 'gis.example.org/server/rest/services/hosted/trees/featureserver';
    for (const text of [
      root,
      `${root}/`,
      `${root}/3?token=x`,
      root.replace('https', 'http'),
      root.replace('.org', '.org:443'),
      root.replace('gis', 'GIS').replace('/server/', '/Server/'),
      root.replace('/rest/', '/rest/admin/'),
      root.replace('https:', ''),
    ]) {
      assert.equal(serviceKey(text), key, text);
    }
    assert.notEqual(serviceKey(root.replace('.org', '.org:6443')), key);
  });

  const mapping = {
    url: 'https://new.example.org/rest/services/Trees_1/FeatureServer',
    layers: { '1': '10', '10': '1' },
  };

  it('are replaced with the layer number that the layer has in the target', () => {
    assert.equal(replaceServiceUrl(`${root}/1`, mapping), `${mapping.url}/10`);
    assert.equal(replaceServiceUrl(`${root}/10/query?f=json`, mapping), `${mapping.url}/1/query?f=json`);
    assert.equal(replaceServiceUrl(`${root}/2`, mapping), `${mapping.url}/2`);
    assert.equal(replaceServiceUrl(root, mapping), mapping.url);
  });

  it('keep a missing scheme and the admin directory, and lose a token', () => {
    assert.equal(
      replaceServiceUrl(`${root.replace('https:', '')}/0`, mapping),
      `${mapping.url.replace('https:', '')}/0`,
    );
    assert.equal(
      replaceServiceUrl(`${root.replace('/rest/', '/rest/admin/')}/0`, mapping),
      `${mapping.url.replace('/rest/', '/rest/admin/')}/0`,
    );
    assert.equal(replaceServiceUrl(`${root}/0?token=abc&f=json`, mapping), `${mapping.url}/0?f=json`);
    assert.equal(replaceServiceUrl(`${root}/0?token=abc`, mapping), `${mapping.url}/0`);
  });
});
