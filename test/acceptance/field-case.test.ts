import assert from 'node:assert/strict';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import type { PortalKind, SandboxPortal } from '../../sandbox/index.js';
import { Content } from '../copy/support/content.js';
import { Portals } from '../copy/support/portals.js';
import { addRows, field, guid, hostedService, type Json, layer } from '../features/town-services.js';

/** How the fields are called on one side. The area is computed, and called as each server likes. */
interface Names {
  parcel: string;
  area: string;
  remark: string;
}

const SOURCE: Names = { parcel: 'Parcel_ID', area: 'SHAPE__Area', remark: 'Remark' };

/** What a target makes of the names. */
interface Manner {
  what: string;
  from: PortalKind;
  to: PortalKind;
  switches: Partial<SandboxPortal['switches']>;
  names: Names;
}

const RESERVED = ['parcel_id', 'remark'];
const MANNERS: Manner[] = [
  {
    what: 'writes the names of fields in lower case',
    from: 'online',
    to: 'enterprise',
    switches: { lowerCaseFieldNames: true },
    names: { parcel: 'parcel_id', area: 'Shape__Area', remark: 'remark' },
  },
  {
    what: 'has other names for reserved words, in lower case',
    from: 'online',
    to: 'enterprise',
    switches: { lowerCaseFieldNames: true, reservedFieldNames: RESERVED },
    names: { parcel: 'parcel_id_1', area: 'Shape__Area', remark: 'remark_1' },
  },
  {
    what: 'puts an underscore after reserved words',
    from: 'enterprise',
    to: 'online',
    switches: { reservedFieldNames: RESERVED, reservedFieldSuffix: '_' },
    names: { parcel: 'Parcel_ID_', area: 'Shape__Area', remark: 'Remark_' },
  },
];

/** Text in quotes that looks like a field, and has to stay as it is. */
const LITERAL = "'Parcel_ID'";

const renderer = ({ parcel, area }: Names): Json => ({
  type: 'uniqueValue',
  field1: parcel,
  uniqueValueInfos: [{ value: 'Parcel_ID', label: 'Parcel_ID' }],
  visualVariables: [{ type: 'sizeInfo', field: area, minSize: 1, maxSize: 9 }],
});
const arcade = ({ parcel, area }: Names): string =>
  `$feature.${parcel} + $feature["${parcel}"] + ${LITERAL} + $feature.${area}`;
const labels = (names: Names): Json[] => [
  {
    labelExpressionInfo: { expression: arcade(names) },
    labelPlacement: 'esriServerPolygonPlacementAlwaysHorizontal',
    where: `${names.parcel} <> ${LITERAL}`,
  },
];
const popup = (names: Names): Json => ({
  title: `Parcel {${names.parcel}}`,
  description: `<b>{${names.parcel}}</b> of {${names.area}} m² {expression/expr0}`,
  fieldInfos: [
    { fieldName: names.parcel, label: 'Parcel_ID', visible: true },
    { fieldName: names.area, label: 'Area', visible: true },
    { fieldName: `relationships/0/${names.remark}`, label: 'Remark', visible: true },
    { fieldName: 'expression/expr0', visible: true },
  ],
  expressionInfos: [{ name: 'expr0', title: 'Both', expression: arcade(names), returnType: 'string' }],
});

function mapLayer(names: Names, url: string, itemId: string): Json {
  return {
    id: 'parcels',
    title: 'Parcels',
    url: `${url}/0`,
    itemId,
    layerType: 'ArcGISFeatureLayer',
    layerDefinition: {
      definitionExpression: `${names.parcel} LIKE 'P%' AND ${names.parcel} <> ${LITERAL} AND ${names.area} >= 0`,
      drawingInfo: { renderer: renderer(names), labelingInfo: labels(names) },
    },
    popupInfo: popup(names),
  };
}

const dataset = (names: Names, itemId: string): Json => ({
  type: 'serviceDataset',
  name: 'main',
  dataSource: { type: 'featureServiceDataSource', itemId, layerId: 0, table: false },
  outFields: [names.parcel, names.area],
  groupByFields: [names.parcel],
  orderByFields: [`${names.parcel} asc`],
  statisticDefinitions: [
    { onStatisticField: names.area, outStatisticFieldName: 'total', statisticType: 'sum' },
  ],
});

function dashboard(names: Names, itemId: string, map: string): Json {
  return {
    version: 50,
    desktopView: {
      widgets: [
        { id: 'map', type: 'mapWidget', itemId: map },
        { id: 'chart', type: 'serialChartWidget', datasets: [dataset(names, itemId)] },
        {
          id: 'list',
          type: 'listWidget',
          itemText: `<p>{${names.parcel}}</p>`,
          datasets: [dataset(names, itemId)],
        },
      ],
    },
  };
}

const relationship = (id: number, related: number, role: string): Json => ({
  id,
  name: related === 1 ? 'Remarks' : 'Parcel',
  relatedTableId: related,
  cardinality: 'esriRelCardinalityOneToMany',
  role: `esriRelRole${role}`,
  keyField: SOURCE.parcel,
  composite: false,
});

for (const { what, from, to, switches, names: TARGET } of MANNERS) {
  describe(`a target that ${what}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let parcels: { itemId: string; url: string };
    let results: Map<string, CopyResult>;
    let map: string;
    let view: { id: string; url: string };

    before(async () => {
      portals = await Portals.start(from, to);
      Object.assign(portals.pair.target.switches, switches);
      const source = new Content(portals.source, portals.pair.source.admin.username);
      portals.pair.source.switches.shapeMeasures = false;
      const own = field(SOURCE.parcel, 'String', { length: 20 });
      parcels = await hostedService(
        portals.source,
        'Parcels',
        [
          layer(0, 'Parcels', 'Polygon', [own, field(SOURCE.area, 'Double', { editable: false })], {
            drawingInfo: { renderer: renderer(SOURCE), labelingInfo: labels(SOURCE) },
          }),
          layer(1, 'Remarks', null, [own, field(SOURCE.remark, 'String', { length: 50 })]),
        ],
        {
          relationships: {
            layers: [{ id: 0, relationships: [relationship(0, 1, 'Origin')] }],
            tables: [{ id: 1, relationships: [relationship(0, 0, 'Destination')] }],
          },
        },
      );
      const ring = (n: number) => [
        [n, 0],
        [n, 9],
        [n + 9, 9],
        [n + 9, 0],
        [n, 0],
      ];
      await addRows(
        portals.source,
        `${parcels.url}/0`,
        Array.from({ length: 5 }, (_, n) => ({
          attributes: { GlobalID: guid(), Parcel_ID: `P${n}` },
          geometry: { rings: [ring(n * 10)] },
        })),
      );
      await addRows(
        portals.source,
        `${parcels.url}/1`,
        Array.from({ length: 6 }, (_, n) => ({
          attributes: { GlobalID: guid(), Parcel_ID: 'P1', Remark: `Remark ${n}` },
        })),
      );
      await source.update(parcels.itemId, {
        title: 'Parcels',
        text: JSON.stringify({ layers: [{ id: 0, popupInfo: popup(SOURCE) }] }),
      });
      const { url, itemId } = parcels;
      map = await source.document('Web Map', 'Map', {
        operationalLayers: [mapLayer(SOURCE, url, itemId)],
        baseMap: { baseMapLayers: [], title: 'None' },
        version: '2.30',
      });
      view = await source.view('Some_parcels', { id: itemId, url }, `${SOURCE.parcel} <> 'P1'`);
      const board = await source.document('Dashboard', 'Board', dashboard(SOURCE, itemId, map));
      results = await portals.copyAll([itemId, map, board, view.id]);
    });
    after(() => portals.close());

    const copyOf = (title: string): CopyResult => {
      const result = results.get(title);
      assert.ok(result?.target, `${title}: ${result?.error?.message}`);
      return result;
    };
    const dataOf = (title: string): Promise<Json> =>
      portals.target.read<Json>(`/content/items/${copyOf(title).target?.id}/data`);

    it('AC-22: has every copy proven and nothing left of the source', () => {
      for (const [title, { error, checks, residue }] of results) {
        assert.equal(error, undefined, `${title}: ${error?.message}`);
        assert.deepEqual(
          checks.filter(({ ok }) => !ok),
          [],
        );
        assert.deepEqual(residue, []);
      }
    });

    it('AC-22: has its own names in the layer: fields, renderer, labels, pop-up, keys of relationships', async () => {
      const url = copyOf('Parcels').target?.url;
      const copied = await portals.target.read<Json>(`${url}/0`);
      const fields = (copied.fields as { name: string }[]).map(({ name }) => name);
      assert.ok(fields.includes(TARGET.parcel) && fields.includes(TARGET.area), fields.join());
      assert.deepEqual(copied.drawingInfo, { renderer: renderer(TARGET), labelingInfo: labels(TARGET) });
      for (const [id, related] of [
        [0, 1],
        [1, 0],
      ]) {
        const { relationships } = await portals.target.read<{ relationships: Json[] }>(`${url}/${id}`);
        assert.deepEqual(
          relationships.map(({ relatedTableId, keyField }) => [relatedTableId, keyField]),
          [[related, TARGET.parcel]],
        );
      }
      const { layers } = (await dataOf('Parcels')) as { layers: Json[] };
      assert.deepEqual(layers[0]?.popupInfo, popup(TARGET));
      const { objectIds } = await portals.target.read<{ objectIds: number[] }>(`${url}/0/query`, {
        where: `${TARGET.parcel} = 'P1'`,
        returnIdsOnly: true,
      });
      const { relatedRecordGroups } = await portals.target.read<{
        relatedRecordGroups: { relatedRecords: unknown[] }[];
      }>(`${url}/0/queryRelatedRecords`, { objectIds: objectIds.join(), relationshipId: 0, outFields: '*' });
      assert.equal(relatedRecordGroups[0]?.relatedRecords.length, 6);
    });

    it('AC-22: has its own names in maps, and text in quotes as it was', async () => {
      const { operationalLayers } = (await dataOf('Map')) as { operationalLayers: Json[] };
      const { url, id } = copyOf('Parcels').target ?? {};
      assert.deepEqual(operationalLayers, [mapLayer(TARGET, String(url), String(id))]);
    });

    it('AC-22: has its own names in views: filter and visible fields', async () => {
      const { url } = copyOf('Some_parcels').target ?? {};
      const copied = await portals.target.read<{ fields: { name: string }[]; viewDefinitionQuery: string }>(
        `${url}/0`,
      );
      assert.equal(copied.viewDefinitionQuery, `${TARGET.parcel} <> 'P1'`);
      assert.ok(copied.fields.some(({ name }) => name === TARGET.parcel));
      const params = { where: `${TARGET.parcel} LIKE 'P%'`, returnCountOnly: true };
      assert.equal((await portals.target.read<{ count: number }>(`${url}/0/query`, params)).count, 4);
    });

    it('AC-22: has its own names in dashboards', async () => {
      const { id } = copyOf('Parcels').target ?? {};
      assert.deepEqual(
        await dataOf('Board'),
        dashboard(TARGET, String(id), String(copyOf('Map').target?.id)),
      );
    });
  });
}
