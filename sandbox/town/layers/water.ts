import { rows as blockRows, columns, place } from '../geography.js';
import { link } from '../links.js';
import { palette } from '../pictures/motifs.js';
import { popup } from '../popups.js';
import { Random } from '../random.js';
import { buildLayer, template } from './build-layer.js';
import { codes, date, double, range, small, text, whole } from './fields.js';
import type { Row, ServicePlan } from './plan.js';
import { line, marker, simple, uniqueValues } from './symbols.js';

const materials = { CI: 'Cast iron', PE: 'Polyethylene', AC: 'Asbestos cement' };

const mains = buildLayer({
  id: 0,
  name: 'Mains',
  geometryType: 'esriGeometryPolyline',
  displayField: 'main_no',
  description: 'Pipes larger than 80 mm.',
  maxScale: 500,
  fields: [
    text('main_no', 10, { alias: 'Main' }),
    text('material', 2, { alias: 'Material', domain: codes('PipeMaterial', materials) }),
    small('diameter_mm', { alias: 'Diameter', domain: range('PipeDiameter', 80, 1200) }),
    double('depth_m', { alias: 'Depth (m)' }),
    date('laid', { alias: 'Laid' }),
  ],
  drawingInfo: {
    renderer: uniqueValues('material', line(palette.river, 2), [
      { value: 'CI', label: 'Cast iron', symbol: line(palette.ink, 2) },
      { value: 'PE', label: 'Polyethylene', symbol: line(palette.deepWater, 2) },
      { value: 'AC', label: 'Asbestos cement', symbol: line(palette.signal, 2, 'esriSLSDash') },
    ]),
    transparency: 0,
  },
});

const valves = buildLayer({
  id: 2,
  name: 'Valves',
  geometryType: 'esriGeometryPoint',
  displayField: 'valve_no',
  description: 'Valves; the log of pressures refers to them by number.',
  minScale: 18056,
  fields: [
    text('valve_no', 10, { alias: 'Valve', nullable: false }),
    small('turns', { alias: 'Turns to close' }),
    text('normally', 6, {
      alias: 'Normally',
      domain: codes('ValveState', { open: 'Open', closed: 'Closed' }),
    }),
    double('elevation_m', { alias: 'Elevation (m)' }),
  ],
  drawingInfo: { renderer: simple(marker(palette.plum, 7, 'esriSMSSquare'), 'Valve'), transparency: 0 },
  more: { templates: [template('Valve', 'esriFeatureEditToolPoint', { normally: 'open', turns: 12 })] },
});

const pressures = buildLayer({
  id: 5,
  name: 'Pressure Log',
  displayField: 'valve_no',
  description: 'Readings of the loggers at the valves.',
  fields: [
    text('valve_no', 10, { alias: 'Valve' }),
    date('read_at', { alias: 'Read' }),
    double('bar', { alias: 'Pressure (bar)' }),
    whole('logger', { alias: 'Logger' }),
  ],
});

/** Layer ids with gaps, and a relationship by an ordinary field. */
export function water(): ServicePlan {
  const points = valveRows();
  return {
    key: 'water',
    type: 'Feature Service',
    title: 'Water Network',
    serviceName: 'Larkmoor_Water_Network',
    owner: 'tom.wren',
    folder: 'Water',
    snippet: 'Mains, valves and the pressures in them.',
    description: (town) =>
      `<p>See also ${link(town, 'hydrants', 'Hydrants')} and ${link(town, 'waterDashboard', 'Water at a Glance')}.</p>`,
    tags: ['water', 'pipes', 'valves', 'SCADA'],
    access: 'private',
    groups: ['water'],
    categories: ['/Categories/Water'],
    accessInformation: 'Larkmoor Waterworks',
    properties: { surveyOrder: 'W-2024-17', accuracyMetres: 0.15 },
    editorTracking: false,
    serviceDescription: 'Water network',
    copyrightText: 'Larkmoor Waterworks',
    maxRecordCount: 1000,
    layers: [
      { definition: mains, rows: mainRows(), attachments: [] },
      { definition: valves, rows: points, attachments: [] },
      { definition: pressures, rows: pressureRows(points), attachments: [] },
    ],
    relationships: [
      { layer: 2, relationship: relationship('Readings', 5, 'esriRelRoleOrigin') },
      { layer: 5, relationship: relationship('Valve', 2, 'esriRelRoleDestination') },
    ],
    data: () => ({
      layers: [
        { id: 0, popupInfo: mainPopup() },
        { id: 2, popupInfo: valvePopup() },
      ],
      tables: [{ id: 5 }],
    }),
  };
}

export function mainPopup(): Record<string, unknown> {
  return popup({
    title: 'Main {main_no}',
    fields: [
      { name: 'material', label: 'Material' },
      { name: 'diameter_mm', label: 'Diameter (mm)', places: 0 },
      { name: 'depth_m', label: 'Depth (m)', places: 2 },
      { name: 'laid', label: 'Laid', dateFormat: 'year' },
    ],
  });
}

export function valvePopup(): Record<string, unknown> {
  return popup({
    title: 'Valve {valve_no}',
    fields: [
      { name: 'normally', label: 'Normally' },
      { name: 'turns', label: 'Turns to close', places: 0 },
      { name: 'relationships/0/bar', label: 'Pressure (bar)', places: 2 },
    ],
    expressions: [
      {
        name: 'latest',
        title: 'Latest reading',
        expression: [
          'var readings = FeatureSetByRelationshipName($feature, "Readings", ["bar", "read_at"], false);',
          'if (Count(readings) == 0) return "none";',
          'return Round(First(OrderBy(readings, "read_at DESC")).bar, 2) + " bar";',
        ].join('\n'),
      },
    ],
    related: true,
  });
}

function relationship(name: string, relatedTableId: number, role: string): Record<string, unknown> {
  return {
    id: 0,
    name,
    relatedTableId,
    cardinality: 'esriRelCardinalityOneToMany',
    role,
    keyField: 'valve_no',
    composite: false,
  };
}

function mainRows(): Row[] {
  const random = new Random(501);
  const found: Row[] = [];
  for (let column = 0; column <= columns; column += 2) {
    for (let row = 0; row < blockRows; row++) {
      const path = [0, 0.25, 0.5, 0.75, 1].map((step) =>
        place((column + 0.1) / columns, (row + step) / blockRows),
      );
      found.push({
        attributes: {
          main_no: `M${String(found.length + 1).padStart(4, '0')}`,
          material: random.pick(['CI', 'PE', 'PE', 'AC']),
          diameter_mm: random.pick([80, 100, 150, 200, 400, 800]),
          depth_m: random.chance(0.1) ? null : random.between(0.8, 3.2),
          laid: random.chance(0.12) ? null : random.date('1901-01-01', '2024-12-31'),
        },
        geometry: { paths: [path] },
      });
    }
  }
  return found;
}

function valveRows(): Row[] {
  const random = new Random(502);
  return Array.from({ length: 180 }, (_, index) => {
    const [x, y] = place(random.next(), random.next());
    return {
      attributes: {
        valve_no: `V-${String(index + 1).padStart(3, '0')}`,
        turns: random.chance(0.1) ? null : random.whole(4, 60),
        normally: random.pick(['open', 'open', 'closed']),
        elevation_m: Math.round(random.between(-1, 210) * 1000) / 1000,
      },
      geometry: { x, y },
    };
  });
}

function pressureRows(points: Row[]): Row[] {
  const random = new Random(503);
  return Array.from({ length: 1200 }, (_, index) => ({
    attributes: {
      valve_no: points[random.whole(0, points.length - 1)]?.attributes.valve_no ?? null,
      read_at: Date.parse('2025-09-01T00:00:00Z') + index * 1_800_000,
      bar: random.chance(0.02) ? null : random.between(0.2, 9.8),
      logger: random.whole(-5, 70_000),
    },
  }));
}
