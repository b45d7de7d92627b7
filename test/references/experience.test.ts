import assert from 'node:assert/strict';
import { findReferences } from '../../lib/references/find-references.js';
import { type RewriteContext, rewriteReferences } from '../../lib/references/rewrite-references.js';
import { context, hydrants, id, newHydrants, source, target } from './support/contexts.js';

const [a, b] = [id('a'), id('b')];
const [map, newMap] = [id('1'), id('2')];

/** The service was published with its layers in another order, and the fields of its layer 0 have other names. */
function moved(): RewriteContext {
  const given = context({ layers: { '0': '1', '1': '0' } });
  given.map.items[map] = newMap;
  const [service] = Object.values(given.map.services);
  assert.ok(service);
  service.fields = { '0': { Status: 'status' } };
  return given;
}

const expression = (dataSourceId: string, jimuFieldName: string): string =>
  encodeURIComponent(
    JSON.stringify({
      name: '{State}',
      parts: [{ type: 'FIELD', exp: '{State}', dataSourceId, jimuFieldName }],
    }),
  );

interface Names {
  item: string;
  map: string;
  portal: string;
  service: string;
  /** Numbers of the layers of hydrants and inspections. */
  zero: string;
  one: string;
  field: string;
}

function experience({ item, map: itemId, portal: portalUrl, service, zero, one, field }: Names) {
  const layer = (number: string, more: object = {}) => ({
    id: `dataSource_2-${number}`,
    type: 'FEATURE_LAYER',
    url: `${service}/${number}`,
    layerId: number,
    portalUrl,
    itemId: item,
    ...more,
  });
  const uses = (dataSourceId: string) => ({
    dataSourceId,
    mainDataSourceId: dataSourceId.replace('-selection', ''),
    rootDataSourceId: 'dataSource_2',
    fields: dataSourceId.startsWith(`dataSource_2-${zero}`) ? [field, 'NAME'] : ['Status'],
  });
  const open = { parts: [{ jimuFieldName: field, operator: 'IS' }], sql: `((${field} = 'Status'))` };
  return {
    pages: { page_0: {} },
    dataSources: {
      dataSource_1: {
        id: 'dataSource_1',
        type: 'WEB_MAP',
        itemId,
        portalUrl,
        childDataSourceJsons: {
          'layer-0': {
            id: 'dataSource_1-layer-0',
            type: 'FEATURE_LAYER',
            url: `${service}/${zero}`,
            layerId: zero,
            itemId: item,
            portalUrl,
          },
        },
      },
      dataSource_2: {
        id: 'dataSource_2',
        type: 'FEATURE_SERVICE',
        url: service,
        itemId: item,
        portalUrl,
        childDataSourceJsons: {
          [zero]: layer(zero, { dataViews: { dataView_1: { where: open } } }),
          [one]: layer(one),
        },
      },
      widget_3_output: {
        originDataSources: [uses(`dataSource_2-${zero}`)],
        schema: { fields: { [field]: { jimuName: field, name: field } } },
      },
    },
    widgets: {
      widget_1: {
        config: {
          searchFields: `${field},NAME`,
          sorts: [{ rule: [{ jimuFieldName: field, order: 'ASC' }] }],
          text: `<exp data-dsid="dataSource_2-${zero}" data-expression="${expression(`dataSource_2-${zero}`, field)}">x</exp>`,
        },
        useDataSources: [uses(`dataSource_2-${zero}-selection`)],
      },
      widget_2: {
        config: { text: `<exp data-expression="${expression(`dataSource_2-${one}`, 'Status')}">x</exp>` },
        useDataSources: [uses(`dataSource_2-${one}`)],
      },
      widget_3: {
        config: {
          layersConfig: [
            {
              id: `dataSource_2-${zero}-1`,
              useDataSource: uses(`dataSource_2-${zero}`),
              allFields: [{ jimuName: field }],
            },
            {
              id: 'dataSource_1-layer-0',
              useDataSource: { dataSourceId: 'dataSource_1-layer-0' },
              allFields: [{ jimuName: field }],
            },
          ],
          byDataSource: { [`dataSource_2-${zero}`]: 1, 'dataSource_20-0': 2 },
        },
        useDataSources: [uses(`dataSource_2-${zero}`), uses(`dataSource_2-${one}`)],
      },
      widget_4: {
        config: { expression: `<p>${portalUrl}/apps/dashboards/${itemId}</p>`, label: 'Status' },
      },
    },
    attributes: { portalUrl },
  };
}

const before = experience({
  item: a,
  map,
  portal: source.url,
  service: hydrants,
  zero: '0',
  one: '1',
  field: 'Status',
});

describe('an experience', () => {
  it('is followed to its data sources, and to what it embeds', () => {
    const found = findReferences(before, source);
    const ids = new Set(found.flatMap(({ kind, id: of }) => (kind === 'item' ? [of] : [])));
    assert.deepEqual([...ids].sort(), [map, a]);
    assert.ok(found.some(({ kind, url }) => kind === 'service' && url === hydrants));
  });

  it('follows renumbered layers and renamed fields everywhere, and nothing else', () => {
    const given = moved();
    const text = JSON.stringify(before);
    const { document } = rewriteReferences(before, given);
    assert.equal(JSON.stringify(before), text, 'the document given was changed');
    assert.deepEqual(
      document,
      experience({
        item: b,
        map: newMap,
        portal: target.url,
        service: newHydrants,
        zero: '1',
        one: '0',
        field: 'status',
      }),
    );
    assert.deepEqual(rewriteReferences(document, given).changes, []);
  });

  it('follows two fields that changed their names for each other', () => {
    const given = context();
    const [service] = Object.values(given.map.services);
    assert.ok(service);
    service.fields = { '0': { Status: 'State', State: 'Status' } };
    const shown = (first: string, second: string) => ({
      pages: {},
      dataSources: { dataSource_1: { id: 'dataSource_1', url: `${hydrants}/0`, schema: { fields: {} } } },
      widgets: {
        widget_1: {
          useDataSources: [{ dataSourceId: 'dataSource_1', fields: [first, second] }],
          config: { url: `${hydrants}/0`, fields: [second, first] },
        },
      },
    });
    const { document } = rewriteReferences(shown('Status', 'State'), given);
    const wanted = JSON.stringify(shown('State', 'Status')).replaceAll(hydrants, newHydrants);
    assert.deepEqual(document, JSON.parse(wanted));
  });
});
