import { rows as blockRows, columns, place } from '../geography.js';
import { link } from '../links.js';
import { palette } from '../pictures/motifs.js';
import { Random } from '../random.js';
import { buildLayer, featureType, template } from './build-layer.js';
import { codes, date, double, guid, numberCodes, range, small, text, whole } from './fields.js';
import { hydrantAttachments, inspectionAttachments } from './hydrant-photos.js';
import { hydrantForm, hydrantPopup, inspectionPopup } from './hydrant-popups.js';
import type { Row, ServicePlan } from './plan.js';
import { label, marker, uniqueValues } from './symbols.js';

const states = { ok: 'In service', weak: 'Low pressure', out: 'Out of service' };

const hydrantLayer = buildLayer({
  id: 0,
  name: 'Hydrants',
  geometryType: 'esriGeometryPoint',
  displayField: 'hydrant_no',
  description: 'Every hydrant of the town, as surveyed.',
  tracked: true,
  attachments: true,
  minScale: 72224,
  fields: [
    text('hydrant_no', 12, { alias: 'Hydrant number', nullable: false }),
    text('status', 8, { alias: 'State', domain: codes('HydrantState', states), defaultValue: 'ok' }),
    small('outlets', { alias: 'Outlets', domain: range('OutletCount', 1, 4), defaultValue: 2 }),
    double('flow_lpm', { alias: 'Flow (l/min)' }),
    double('pressure_bar', { alias: 'Pressure (bar)' }),
    whole('installed_year', { alias: 'Installed' }),
    date('last_flushed', { alias: 'Last flushed' }),
    text('location_note', 400, { alias: 'Where exactly' }),
  ],
  drawingInfo: {
    renderer: uniqueValues('status', marker(palette.stone), [
      { value: 'ok', label: 'In service', symbol: marker(palette.deepWater, 9) },
      { value: 'weak', label: 'Low pressure', symbol: marker(palette.sun, 9, 'esriSMSDiamond') },
      { value: 'out', label: 'Out of service', symbol: marker(palette.signal, 11, 'esriSMSX') },
    ]),
    labelingInfo: [label('$feature.hydrant_no', 'esriServerPointLabelPlacementAboveRight', 9028)],
    transparency: 0,
  },
  more: {
    typeIdField: 'status',
    types: Object.entries(states).map(([id, name]) =>
      featureType(id, name, 'esriFeatureEditToolPoint', { status: id, outlets: 2, hydrant_no: 'NEW' }),
    ),
    indexes: [
      { name: 'hydrant_no_index', fields: 'hydrant_no', isAscending: true, isUnique: false, description: '' },
    ],
  },
});

const inspectionTable = buildLayer({
  id: 1,
  name: 'Inspections',
  displayField: 'inspector',
  description: 'One row per visit. Belongs to the hydrant whose GlobalID it holds.',
  tracked: true,
  attachments: true,
  fields: [
    guid('hydrant_guid', { alias: 'Hydrant' }),
    date('visited', { alias: 'Visited' }),
    text('inspector', 80, { alias: 'Inspector' }),
    small('result', {
      alias: 'Result',
      domain: numberCodes('InspectionResult', { 0: 'Passed', 1: 'Repair', 2: 'Replace' }),
    }),
    double('static_bar', { alias: 'Static pressure (bar)' }),
    text('remarks', 1000, { alias: 'Remarks' }),
  ],
  more: { templates: [template('Inspection', 'esriFeatureEditToolNone', { result: 0, inspector: '' })] },
});

/** Hydrants with their inspections: one to many by GlobalID, photos on both, editor tracking. */
export function hydrants(): ServicePlan {
  const points = hydrantRows();
  const visits = inspectionRows(points);
  return {
    key: 'hydrants',
    type: 'Feature Service',
    title: 'Hydrants',
    serviceName: 'Larkmoor_Hydrants',
    owner: 'tom.wren',
    folder: 'Water',
    snippet: 'Hydrants of Larkmoor with every inspection and its photos.',
    description: (town) =>
      `<p>Surveyed by the waterworks. The <b>handbook</b> is ${link(town, 'handbook', 'here')}, the map for inspectors ${link(town, 'fieldMap', 'there')}.</p>`,
    tags: ['hydrants', 'water', 'inspections', 'Löschwasser'],
    access: 'org',
    groups: ['water'],
    categories: ['/Categories/Water'],
    accessInformation: 'Larkmoor Waterworks',
    licenseInfo: () => '<p>For use within the town’s offices.</p>',
    metadata: true,
    editorTracking: true,
    serviceDescription: 'Hydrants and inspections',
    copyrightText: 'Larkmoor Waterworks',
    maxRecordCount: 2000,
    layers: [
      { definition: hydrantLayer, rows: points, attachments: hydrantAttachments(points) },
      { definition: inspectionTable, rows: visits, attachments: inspectionAttachments(visits) },
    ],
    relationships: [
      { layer: 0, relationship: relationship('Inspections', 1, 'esriRelRoleOrigin', 'GlobalID') },
      { layer: 1, relationship: relationship('Hydrant', 0, 'esriRelRoleDestination', 'hydrant_guid') },
    ],
    data: (town) => ({
      layers: [{ id: 0, popupInfo: hydrantPopup(town), formInfo: hydrantForm(), showLabels: true }],
      tables: [{ id: 1, popupInfo: inspectionPopup(town) }],
    }),
  };
}

function relationship(
  name: string,
  relatedTableId: number,
  role: string,
  keyField: string,
): Record<string, unknown> {
  return {
    id: 0,
    name,
    relatedTableId,
    cardinality: 'esriRelCardinalityOneToMany',
    role,
    keyField,
    composite: false,
  };
}

function hydrantRows(): Row[] {
  const random = new Random(101);
  const found: Row[] = [];
  for (let column = 0; column <= columns; column++) {
    for (let row = 0; row <= blockRows; row++) {
      if (random.chance(0.25)) continue;
      const [x, y] = place((column + 0.02) / columns, (row + 0.03) / blockRows);
      const status = random.pick(['ok', 'ok', 'ok', 'ok', 'weak', 'out']);
      found.push({
        attributes: {
          GlobalID: random.guid(),
          hydrant_no: `H-${String(column).padStart(2, '0')}${String(row).padStart(2, '0')}`,
          status,
          outlets: random.whole(1, 4),
          flow_lpm: status === 'out' ? null : random.between(600, 2400),
          pressure_bar: status === 'out' ? 0 : random.between(2, 8.5),
          installed_year: random.chance(0.1) ? null : random.whole(1931, 2024),
          last_flushed: random.chance(0.2) ? null : random.date('2022-03-01', '2025-09-30'),
          location_note: random.chance(0.6) ? null : random.pick(notes),
        },
        geometry: { x, y },
      });
    }
  }
  return found;
}

function inspectionRows(points: Row[]): Row[] {
  const random = new Random(102);
  return points.flatMap((point) =>
    Array.from({ length: random.whole(0, 6) }, () => ({
      attributes: {
        GlobalID: random.guid(),
        hydrant_guid: point.attributes.GlobalID ?? null,
        visited: random.date('2019-01-07', '2025-10-17'),
        inspector: random.pick([
          'T. Wren',
          'J. Halvorsen',
          'S. Marsh',
          'Åse Lindqvist',
          '山田 花子',
          'Ольга Белова',
        ]),
        result: random.pick([0, 0, 0, 0, 1, 2]),
        static_bar: random.chance(0.05) ? null : Math.round(random.between(10, 90)) / 10,
        remarks: random.chance(0.55) ? null : random.pick(remarks),
      },
    })),
  );
}

const notes = [
  'Behind the bus shelter, two steps left of the bench.',
  'Unter der Platane – Deckel klemmt.',
  'Devant la boulangerie « Chez Noé »',
  "In front of no. 12; mind the owner's dog",
  'Corner, 1½ m from the kerb “as built”',
] as const;

const remarks = [
  'Cap greased.',
  'Leaks at the second outlet; order 4711 raised.',
  'Vanne difficile à ouvrir.\nRevoir au printemps.',
  'Pressure as expected, paint flakes off.',
  'Frost damage? 🧊 Checked twice.',
  'Dichtung erneuert, Gewinde nachgeschnitten (Größe Ø 70 mm).',
] as const;
