import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mapLayers } from '../../lib/references/map-layers.js';
import type { RewriteContext } from '../../lib/references/reference-index.js';
import { rewriteReferences } from '../../lib/references/rewrite-references.js';
import { context, hydrants, id, newHydrants, source, target } from '../references/support/contexts.js';

type Json = Record<string, unknown>;
type Names = Record<string, string>;

const MAP = id('1');

/** Names that begin with each other, or are words of SQL and of expressions. */
const FIELDS = ['A', 'AB', 'ABC', 'State', 'in', 'name', 'value_1'];

/** Fields that changed their names for each other's, or got new ones. */
const renamings = fc
  .shuffledSubarray([...FIELDS, 'new', 'A_1', 'x'], { minLength: FIELDS.length, maxLength: FIELDS.length })
  .map((to) => Object.fromEntries(FIELDS.map((from, at) => [from, to[at] ?? from])));

const uses = fc.array(fc.constantFrom(...FIELDS), { minLength: 6, maxLength: 6 });

/** Documents that name fields of layer 0 of the service, directly and through a map, and fields of layer 1. */
const DOCUMENTS: Record<string, (service: string, fields: string[], others: string[]) => Json> = {
  map: (service, [a, b, c, d, e, f], [other]) => ({
    operationalLayers: [
      {
        id: 'zero',
        url: `${service}/0`,
        popupInfo: { title: `{${a}} of {${b}}`, fieldInfos: [{ fieldName: c }] },
        layerDefinition: {
          definitionExpression: `${d} = '${e}' AND ${f} > 1`,
          timeInfo: { startTimeField: a },
        },
      },
      { id: 'one', url: `${service}/1`, popupInfo: { title: `{${other}}` } },
    ],
    mapFloorInfo: {
      levelLayer: { layerId: 'zero', levelIdField: b },
      siteLayer: { layerId: 'one', nameField: other },
    },
  }),
  dashboard: (_, [a, b, c, d, e, f], [other, another]) => ({
    widgets: [
      { type: 'mapWidget', id: 'm', itemId: MAP },
      {
        id: 'w',
        datasets: [{ name: 'main', dataSource: { ownerId: 'm', layerId: 'zero' }, groupByFields: [a, b] }],
        category: { fieldName: c },
        events: [
          {
            actions: [
              { targetId: 'm#one', fieldMap: [{ sourceName: d, targetName: other }] },
              { targetId: 'o#main', fieldMap: [{ sourceName: e, targetName: another }] },
              { targetId: 'w#main', fieldMap: [{ sourceName: f, targetName: a }] },
            ],
          },
        ],
      },
      { id: 'o', datasets: [{ name: 'main', dataSource: { id: 'm#one' } }], valueField: other },
    ],
  }),
  experience: (service, [a, b, c, d, e, f], [other]) => ({
    pages: {},
    dataSources: {
      d1: { id: 'd1', type: 'WEB_MAP', itemId: MAP },
      d2: { id: 'd2', url: `${service}/0`, schema: { idField: a } },
    },
    widgets: {
      w1: { useDataSources: [{ dataSourceId: 'd1-zero', fields: [b, c] }], config: { sql: `${d} = 1` } },
      w2: {
        useDataSources: [{ dataSourceId: 'd2', fields: [e] }],
        config: { url: `${service}/0`, fields: [f] },
      },
      w3: { useDataSources: [{ dataSourceId: 'd1-one', fields: [other] }] },
    },
  }),
  app: (_, [a, b, c], [other]) => ({
    values: {
      webmap: MAP,
      filter: [
        { id: 'zero', expressions: [{ definitionExpression: `${a} = ${b}` }] },
        { id: 'one', expressions: [{ definitionExpression: `${other} = 1` }] },
      ],
      text: JSON.stringify([
        { id: 'zero', fields: [c] },
        { id: 'one', fields: [other] },
      ]),
    },
  }),
};

/** The service has another address, the fields of its layer 0 other names. The map stays what it is. */
function renaming(from: string, to: string, names: Names): RewriteContext {
  const given = context();
  const layers = [
    { id: 'zero', url: `${from}/0` },
    { id: 'one', url: `${from}/1` },
  ];
  return {
    ...given,
    map: { ...given.map, items: {}, services: { [from]: { url: to, layers: {}, fields: { '0': names } } } },
    maps: { [MAP]: mapLayers({ operationalLayers: layers }) },
  };
}

const turned = (names: Names): Names =>
  Object.fromEntries(Object.entries(names).map(([from, to]) => [to, from]));

describe('properties of renaming fields', function () {
  this.timeout(120_000);

  for (const [kind, build] of Object.entries(DOCUMENTS)) {
    it(`in documents like a ${kind}: each use follows once, those of other layers stay, and the inverse undoes it`, () => {
      fc.assert(
        fc.property(renamings, uses, uses, (names, fields, others) => {
          const before = build(hydrants, fields, others);
          const { document } = rewriteReferences(before, renaming(hydrants, newHydrants, names));
          const renamed = fields.map((field) => names[field] ?? field);
          // Text in quotes of an SQL expression is no field.
          const wanted = build(newHydrants, renamed, others);
          assert.deepEqual(unquoted(document), unquoted(wanted));
          const back = renaming(newHydrants, hydrants, turned(names));
          const again = rewriteReferences(document, { ...back, source: target, target: source });
          assert.deepEqual(again.document, before);
        }),
        { numRuns: 300 },
      );
    });
  }
});

function unquoted(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document).replace(/'[^']*'/g, "''"));
}
