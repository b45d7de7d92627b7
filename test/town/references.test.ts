import assert from 'node:assert/strict';
import type { Json } from '../../sandbox/town/rest/rest-client.js';
import { startTown, type TestTown } from './start-town.js';

const documentTypes = ['Web Map', 'Dashboard', 'Web Mapping Application', 'Feature Service'];

describe('References in the town', () => {
  let town: TestTown;
  let items: Json[];
  let texts: Map<string, string>;
  let groups: Set<string>;

  before(async () => {
    town = await startTown('enterprise');
    items = await town.items();
    texts = new Map();
    for (const item of items) {
      const isDocument = documentTypes.includes(String(item.type));
      const data = isDocument ? await town.admin.portal(`/content/items/${item.id}/data`) : {};
      texts.set(String(item.id), JSON.stringify({ item, data }).replaceAll('\\"', '"'));
    }
    const found = await town.admin.portal('/community/groups', { q: 'owner:*', num: 100 });
    groups = new Set((found.results as { id: string }[]).map((group) => group.id));
  });
  after(() => town.close());

  it('lead to items and groups that exist', () => {
    const known = new Set([...items.map((item) => String(item.id)), ...groups]);
    const addresses = /(?:items\/|\?id=|appid=|webmap=|dashboards\/)([0-9a-f]{32})/g;
    const keyed = /"(?:itemId|mapItemId|webmap|appItemId|group|id)":"([0-9a-f]{32})"/g;
    const scripts = /(?:Item\([^)]*\), |item = )['"]([0-9a-f]{32})/g;
    let count = 0;
    for (const [item, text] of texts) {
      for (const pattern of [addresses, keyed, scripts]) {
        for (const [, id = ''] of text.matchAll(pattern)) {
          if (text.includes(`www.arcgis.com/sharing/rest/content/items/${id}`)) continue;
          assert.ok(known.has(id), `${item}: ${id}`);
          count += 1;
        }
      }
    }
    assert.ok(count > 120, `${count} references`);
  });

  it('lead to layers that exist', async () => {
    const layers = new Set<string>();
    for (const text of texts.values()) {
      for (const [address] of text.matchAll(/http:[^"'<>\s]+?\/(?:Feature|Map)Server\/\d+/g))
        layers.add(address);
    }
    assert.ok(layers.size >= 10);
    for (const address of layers) assert.ok((await town.admin.service(address)).name, address);
  });

  it('hide in every place that maps and apps have for them', () => {
    const all = [...texts.values()].join('\n');
    const places: Record<string, RegExp> = {
      'layer of a group in a group':
        /"layerType":"GroupLayer"[^{]*"layers":\[\{[^{]*"layerType":"GroupLayer"/,
      'layer by address alone': /"id":"parcels-by-address"[^{}]*"url":"[^"]+FeatureServer\/0","layerType"/,
      'table of a map': /"tables":\[\{"id":"inspections-table"/,
      'Arcade with a portal': /FeatureSetByPortalItem\(portal, /,
      'Arcade with an id in a variable': /var item = '[0-9a-f]{32}'/,
      'Arcade by a layer of the map': /FeatureSetById\(\$map, "hydrants-layer"/,
      'html with a link': /<a href="http:\/\/[^"]+\/home\/item\.html\?id=[0-9a-f]{32}"/,
      'picture from an item': /"sourceURL":"http:[^"]+\/content\/items\/[0-9a-f]{32}\/data"/,
      'resource of the own item': /\/resources\/symbols\/crane\.png/,
      'file drawn as a layer': /"layerType":"CSV"[^}]*\/content\/items\/[0-9a-f]{32}\/data/,
      'sublayer of a map service': /"type":"mapLayer","mapLayerId":2/,
      'basemap of a third party': /"styleUrl":"https:\/\/basemaps\.example\.com/,
      'hosted layer in a basemap': /"baseMapLayers":\[.*?"streets-below"/,
      'data source of a dashboard': /"type":"featureServiceDataSource","itemId":"[0-9a-f]{32}","layerId":5/,
      'data expression of a dashboard': /"type":"arcadeDataSource"/,
      'data source of an app': /"dataSources":\{"external~17":\{[^}]*"url":"http/,
      'geometry service of an app': /"geometryService":"http[^"]+GeometryServer"/,
      'search of an app': /"searchConfiguration":\{.*?"layer":\{"url":"http/,
      'draft of an app': /"draft":\{"webmap":"[0-9a-f]{32}"/,
      'JSON in a string': /"searchLayers":"\{/,
    };
    for (const [place, pattern] of Object.entries(places)) assert.match(all, pattern, place);
  });

  it('go round in a circle at least once', () => {
    const idOf = (title: string) => String(items.find((item) => item.title === title)?.id);
    assert.ok(texts.get(idOf('Water at a Glance'))?.includes(idOf('Larkmoor Town Map')));
    assert.ok(texts.get(idOf('Larkmoor Town Map'))?.includes(idOf('Water at a Glance')));
  });
});
