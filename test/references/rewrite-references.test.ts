import assert from 'node:assert/strict';
import { type RewriteContext, rewriteReferences } from '../../lib/references/rewrite-references.js';
import { context, hydrants, id, newHydrants, source, target } from './support/contexts.js';

const [a, b, c, d, unknown] = ['a', 'b', 'c', 'd', 'e'].map(id) as [string, string, string, string, string];

function rewritten(document: unknown, given: RewriteContext = context()): unknown {
  const before = JSON.stringify(document);
  const { document: result } = rewriteReferences(document, given);
  assert.equal(JSON.stringify(document), before, 'the document given was changed');
  const again = rewriteReferences(result, given);
  assert.deepEqual(again.changes, [], 'rewriting again changed something');
  return result;
}

/** Fields of layer 0 that got other names. */
function renamed(fields: Record<string, string>): RewriteContext {
  const given = context();
  const [service] = Object.values(given.map.services);
  assert.ok(service);
  service.fields = { '0': fields };
  return given;
}

describe('documents', () => {
  it('are rewritten at every depth, and the changes are listed by path', () => {
    const layer = (url: string, itemId: string) => ({
      id: 'layer-1',
      layerType: 'ArcGISFeatureLayer',
      url,
      itemId,
    });
    const map = (url: string, itemId: string) => ({
      operationalLayers: [
        { layerType: 'GroupLayer', layers: [{ layerType: 'GroupLayer', layers: [layer(url, itemId)] }] },
      ],
      tables: [layer(url, itemId)],
      baseMap: { baseMapLayers: [{ styleUrl: `https://third.example/root.json`, itemId: unknown }] },
    });
    const { document, changes } = rewriteReferences(map(`${hydrants}/0`, a), context());
    assert.deepEqual(document, map(`${newHydrants}/0`, b));
    assert.deepEqual(changes[0], {
      path: '$.operationalLayers[0].layers[0].layers[0].url',
      from: `${hydrants}/0`,
      to: `${newHydrants}/0`,
    });
    assert.equal(changes.length, 4);
  });

  it('name fields of related rows as the copy of their layer does', () => {
    const map = (url: string, itemId: string, name: string) => ({
      operationalLayers: [
        {
          id: 'layer-1',
          layerType: 'ArcGISFeatureLayer',
          url: `${url}/0`,
          itemId,
          popupInfo: {
            title: `Last: {relationships/1/${name}}`,
            fieldInfos: [{ fieldName: `relationships/1/${name}` }],
            popupElements: [
              { type: 'relationship', relationshipId: 1, orderByFields: [{ field: name, order: 'asc' }] },
              { type: 'relationship', relationshipId: 2, orderByFields: [{ field: 'MadeOn', order: 'asc' }] },
            ],
          },
        },
      ],
    });
    assert.deepEqual(
      rewritten(map(hydrants, a, 'MadeOn'), renamed({ 'relationships/1/MadeOn': 'relationships/1/made_on' })),
      map(newHydrants, b, 'made_on'),
    );
  });

  it('share what holds no reference with the original', () => {
    const document = { a: { b: [1, 'x'] }, c: { itemId: a } };
    const result = rewritten(document) as typeof document;
    assert.equal(result.a, document.a);
    assert.notEqual(result.c, document.c);
    const without = { a: 1 };
    assert.equal(rewritten(without), without);
  });

  it('are rewritten in keys as well, which stay in their order', () => {
    const story = {
      nodes: { n1: { map: `r-${a}` } },
      resources: { first: {}, [`r-${a}`]: { itemId: a }, last: {} },
    };
    const result = rewritten(story) as typeof story;
    assert.deepEqual(Object.keys(result.resources), ['first', `r-${b}`, 'last']);
    assert.deepEqual(result.nodes, { n1: { map: `r-${b}` } });
  });

  it('keep the string ids of map layers, even one that is the id of an item', () => {
    const map = {
      operationalLayers: [{ id: a, layers: [{ id: a, itemId: a }] }],
      baseMap: { baseMapLayers: [{ id: a }] },
    };
    assert.deepEqual(rewritten(map), {
      operationalLayers: [{ id: a, layers: [{ id: a, itemId: b }] }],
      baseMap: { baseMapLayers: [{ id: a }] },
    });
  });

  it('keep names of pictures that look like the id of an item', () => {
    const symbol = { type: 'esriPMS', url: a, imageData: `${a}`, contentType: 'image/png' };
    assert.equal(rewritten(symbol), symbol);
  });

  it('keep the marks by which a copy knows its source', () => {
    const item = {
      typeKeywords: [`source-${a}`, 'Web Map'],
      properties: { portalCopy: { source: a } },
      url: null,
    };
    assert.equal(rewritten(item), item);
  });

  it('follow group ids and, under keys that name a user, user names', () => {
    const given = context({ users: { kim: 'kim_town' } });
    const app = { values: { group: c }, owner: 'kim', title: 'kim' };
    assert.deepEqual(rewritten(app, given), { values: { group: d }, owner: 'kim_town', title: 'kim' });
  });

  describe('that name a layer by URL and item id', () => {
    it("get the URL of the item's service when theirs is another address of it", () => {
      const layer = {
        url: `${hydrants.replace('gis.town.example', 'alias.town.example:6443')}/1`,
        itemId: a,
      };
      assert.deepEqual(rewritten(layer), { url: `${newHydrants}/1`, itemId: b });
      const foreign = { url: 'https://third.example/arcgis/rest/services/Other/FeatureServer/1', itemId: a };
      assert.deepEqual(rewritten(foreign), { ...foreign, itemId: b });
    });

    it('get the item of the service when theirs is not known', () => {
      assert.deepEqual(rewritten({ url: `${hydrants}/1`, itemId: unknown }), {
        url: `${newHydrants}/1`,
        itemId: b,
      });
    });

    it('get the address of a copied service when theirs is its other port', () => {
      const url = `${hydrants.replace('.example', '.example:6443')}/0`;
      const given = context();
      given.source = {
        ...given.source,
        servers: [...given.source.servers, 'https://gis.town.example:6443/server'],
      };
      assert.deepEqual(rewritten({ url }, given), { url: `${newHydrants}/0` });
    });
  });

  describe('of a service whose layers got other numbers', () => {
    const given = context({ layers: { '0': '2', '1': '0', '2': '1' } });

    it('follow them in URLs, beside item ids, and in Arcade', () => {
      const script = (item: string, first: number, second: number): string =>
        `var id = '${item}'; // '${item}'\nvar p = Portal('x');\nvar s = FeatureSetByPortalItem(p, id, ${first}, ['a'], false);` +
        `FeatureSetByPortalItem(p, "${item}", ${second}); FeatureSetByPortalItem(p, ids[0], 1)`;
      const dashboard = {
        datasets: [{ dataSource: { type: 'featureServiceDataSource', itemId: a, layerId: 0 } }],
        other: { dataSource: { type: 'arcadeDataSource', script: script(a, 0, 2) } },
        source: { url: `${hydrants}/1`, layerId: '1', itemId: a },
        map: { layerId: 'layer-1', id: `w#layer-1` },
      };
      assert.deepEqual(rewritten(dashboard, given), {
        datasets: [{ dataSource: { type: 'featureServiceDataSource', itemId: b, layerId: 2 } }],
        other: { dataSource: { type: 'arcadeDataSource', script: script(b, 2, 1) } },
        source: { url: `${newHydrants}/0`, layerId: '0', itemId: b },
        map: { layerId: 'layer-1', id: `w#layer-1` },
      });
    });

    it('follow them in layers that name the whole service', () => {
      const layer = (url: string, [x, y]: [number, number]) => ({
        id: 'all',
        url,
        visibleLayers: [x, y],
        layers: [
          { id: x, name: 'X', layerDefinition: { source: { type: 'mapLayer', mapLayerId: x } } },
          { id: y, name: 'Y' },
        ],
      });
      const map = (url: string, ids: [number, number]) => ({
        operationalLayers: [{ layerType: 'GroupLayer', layers: [layer(url, ids)] }],
      });
      assert.deepEqual(rewritten(map(hydrants, [0, 1]), given), map(newHydrants, [2, 0]));
    });
  });

  describe('of a layer whose fields got other names', () => {
    const given = renamed({ NAME: 'name_1', Type: 'type_1' });

    it('follow them in filters, renderers, labels, pop-ups and search, and nowhere else', () => {
      const map = (name: string, type: string, url: string) => ({
        operationalLayers: [
          {
            id: 'one',
            url: `${url}/0`,
            title: 'NAME',
            layerDefinition: {
              definitionExpression: `${name} = 'NAME' AND UPPER(${type}) IN ('Type')`,
              drawingInfo: {
                renderer: {
                  field1: type,
                  valueExpression: `$feature.${name} + $feature['${type}'] + $feature.NAMES + "NAME"`,
                  visualVariables: [{ field: name }],
                },
                labelingInfo: [
                  {
                    labelExpression: `[${name}]`,
                    labelExpressionInfo: { expression: `$feature["${name}"] // $feature.NAME` },
                  },
                ],
              },
            },
            popupInfo: {
              title: `{${name}}: {expression/e1}`,
              fieldInfos: [{ fieldName: name, label: 'NAME' }, { fieldName: 'OTHER' }],
              mediaInfos: [
                { value: { fields: [type], normalizeField: name, linkURL: `https://x.example/{${name}}` } },
              ],
              expressionInfos: [
                { name: 'e1', expression: `Expects($feature, '${name}', 'other'); $feature.other` },
              ],
              popupElements: [
                { type: 'fields', fieldInfos: [{ fieldName: name }] },
                { type: 'text', text: `<b>{${type}}</b> NAME` },
              ],
            },
          },
          { id: 'two', url: `${url}/1`, popupInfo: { title: '{NAME}', fieldInfos: [{ fieldName: 'NAME' }] } },
          { id: 'three', url: 'https://third.example/x/FeatureServer/0', popupInfo: { title: '{NAME}' } },
        ],
        applicationProperties: {
          viewing: {
            search: {
              layers: [
                { id: 'one', field: { name } },
                { id: 'two', field: { name: 'NAME' } },
              ],
            },
          },
        },
      });
      assert.deepEqual(rewritten(map('NAME', 'Type', hydrants), given), map('name_1', 'type_1', newHydrants));
    });

    it('follow them in data sets of dashboards and widgets of apps', () => {
      const dashboard = (name: string, itemId: string) => ({
        widgets: [
          {
            datasets: [
              {
                dataSource: { type: 'featureServiceDataSource', itemId, layerId: 0 },
                groupByFields: [name],
                orderByFields: [`${name} ASC`],
                outFields: [name, '*'],
                statisticDefinitions: [{ onStatisticField: name, outStatisticFieldName: 'x' }],
                filter: { rules: [{ field: { name, type: 'esriFieldTypeString' } }] },
              },
            ],
          },
        ],
      });
      assert.deepEqual(rewritten(dashboard('NAME', a), given), dashboard('name_1', b));
      const widget = (name: string, url: string) => ({
        widgetPool: {
          widgets: [
            { config: { layers: [{ url: `${url}/0`, fields: [{ name, show: true }] }] }, name: 'NAME' },
          ],
        },
      });
      assert.deepEqual(rewritten(widget('NAME', hydrants), given), widget('name_1', newHydrants));
    });
  });

  it('are followed into JSON inside strings, whose formatting stays if only its strings change', () => {
    const given = context({ layers: { '0': '2' } });
    const [service] = Object.values(given.map.services);
    assert.ok(service);
    service.fields = { '0': { NAME: 'name_1' } };
    const inner = (url: string, itemId: string, layerId: number, name: string) =>
      JSON.stringify({
        layers: [
          { url, searchFields: [name] },
          { itemId, layerId },
        ],
      });
    const app = { config: inner(`${hydrants}/0`, a, 0, 'NAME'), other: `{ "webmap" : "${a}", "n": 1.0 }` };
    assert.deepEqual(rewritten(app, given), {
      config: inner(`${newHydrants}/2`, b, 2, 'name_1'),
      other: `{ "webmap" : "${b}", "n": 1.0 }`,
    });
  });

  describe('of apps', () => {
    const app = { source: unknown, folderId: id('f'), values: { webmap: a, title: 'x' } };

    it('lose the folder of the source, keep the template, and follow the map', () => {
      assert.deepEqual(rewritten(app), { source: unknown, values: { webmap: b, title: 'x' } });
    });

    it('get the folder that the folder became', () => {
      const given = { ...context(), folders: { [id('f')]: id('1') } };
      assert.deepEqual(rewritten(app, given), {
        source: unknown,
        folderId: id('1'),
        values: { webmap: b, title: 'x' },
      });
      const inRoot = { source: 'x', folderId: 'root', values: {} };
      assert.equal(rewritten(inRoot), inRoot);
    });
  });

  it('follow single layers into the services that stand for them', () => {
    const wells = 'https://elsewhere.example/server/rest/services/Hosted/Wells/FeatureServer';
    const item = 'c'.repeat(32);
    const services = {
      [hydrants]: { url: hydrants, layers: {}, elsewhere: { '3': { url: `${wells}/0`, item } } },
    };
    const context = { source, target, map: { items: {}, services, groups: {}, users: {} } };
    const itemId = 'd'.repeat(32);
    const paired = { url: hydrants, layerId: 3, itemId };
    const { document } = rewriteReferences([`${hydrants}/3`, `${hydrants}/1`, hydrants, paired], context);
    assert.deepEqual(document, [
      `${wells}/0`,
      `${hydrants}/1`,
      hydrants,
      { url: wells, layerId: 0, itemId: item },
    ]);
    assert.deepEqual(rewriteReferences(document, context).changes, []);
  });
});
