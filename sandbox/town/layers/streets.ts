import { place, type StreetSegment, streets as segments } from '../geography.js';
import { link } from '../links.js';
import { palette } from '../pictures/motifs.js';
import { popup } from '../popups.js';
import { Random } from '../random.js';
import { buildLayer, featureType, template } from './build-layer.js';
import { codes, date, double, small, text, whole } from './fields.js';
import type { Row, ServicePlan } from './plan.js';
import { label, line, simple, uniqueValues } from './symbols.js';

const classes = { arterial: 'Main road', collector: 'District road', local: 'Street', path: 'Footpath' };
const phases = { planned: 'Planned', open: 'Under way', done: 'Finished' };

const streetLayer = buildLayer({
  id: 0,
  name: 'Streets',
  geometryType: 'esriGeometryPolyline',
  displayField: 'street_name',
  description: 'Street segments between crossings.',
  tracked: true,
  fields: [
    text('street_name', 80, { alias: 'Name' }),
    text('class', 12, { alias: 'Class', domain: codes('StreetClass', classes), defaultValue: 'local' }),
    small('speed_kmh', { alias: 'Speed limit' }),
    whole('traffic_per_day', { alias: 'Vehicles a day' }),
    double('length_m', { alias: 'Length (m)' }),
  ],
  drawingInfo: {
    renderer: uniqueValues('class', line(palette.stone, 1), [
      { value: 'arterial', label: 'Main road', symbol: line(palette.brick, 3.5) },
      { value: 'collector', label: 'District road', symbol: line(palette.sun, 2.5) },
      { value: 'local', label: 'Street', symbol: line(palette.stone, 1.5) },
      { value: 'path', label: 'Footpath', symbol: line(palette.bark, 1, 'esriSLSDot') },
    ]),
    labelingInfo: [label('$feature.street_name', 'esriServerLinePlacementCenterAlong', 9028)],
    transparency: 0,
  },
  more: {
    typeIdField: 'class',
    types: Object.entries(classes).map(([id, name]) =>
      featureType(id, name, 'esriFeatureEditToolLine', { class: id, speed_kmh: id === 'path' ? null : 50 }),
    ),
  },
});

const worksLayer = buildLayer({
  id: 1,
  name: 'Street Works',
  geometryType: 'esriGeometryPolyline',
  displayField: 'what',
  description: 'Where the street is dug up, from when to when.',
  tracked: true,
  fields: [
    text('what', 120, { alias: 'What' }),
    text('phase', 8, { alias: 'Phase', domain: codes('WorksPhase', phases), defaultValue: 'planned' }),
    date('starts', { alias: 'Starts' }),
    date('ends', { alias: 'Ends' }),
    double('cost_eur', { alias: 'Cost (€)' }),
    text('detour', 2000, { alias: 'Detour' }),
  ],
  drawingInfo: { renderer: simple(line(palette.signal, 5), 'Street works'), transparency: 30 },
  more: {
    timeInfo: {
      startTimeField: 'starts',
      endTimeField: 'ends',
      trackIdField: null,
      timeReference: { timeZone: 'UTC', respectsDaylightSaving: false },
      timeInterval: 1,
      timeIntervalUnits: 'esriTimeUnitsMonths',
    },
    templates: [template('Works', 'esriFeatureEditToolLine', { phase: 'planned', what: null })],
  },
});

/** Lines, and lines with a time; both with editor tracking. */
export function streets(): ServicePlan {
  const found = segments();
  return {
    key: 'streets',
    type: 'Feature Service',
    title: 'Streets and Street Works',
    serviceName: 'Larkmoor_Streets',
    owner: 'mira.okonjo',
    folder: 'Planning',
    snippet: 'The street network and everything that is being done to it.',
    description: (town) =>
      `<p>The dashboard is ${link(town, 'worksDashboard', 'Street Works')}; orders are in ${link(town, 'workOrders', 'Work Orders')}.</p>`,
    tags: ['streets', 'traffic', 'roadworks'],
    access: 'public',
    groups: ['planning', 'everyone'],
    categories: ['/Categories/Transport'],
    accessInformation: 'Larkmoor Roads',
    metadata: true,
    editorTracking: true,
    serviceDescription: 'Streets',
    copyrightText: 'Larkmoor Roads',
    maxRecordCount: 2000,
    layers: [
      { definition: streetLayer, rows: streetRows(found), attachments: [] },
      { definition: worksLayer, rows: worksRows(found), attachments: [] },
    ],
    relationships: [],
    data: () => ({
      layers: [
        { id: 0, popupInfo: streetPopup(), showLabels: true },
        { id: 1, popupInfo: worksPopup(), layerDefinition: { definitionExpression: "phase <> 'done'" } },
      ],
    }),
  };
}

export function streetPopup(): Record<string, unknown> {
  return popup({
    title: '{street_name}',
    fields: [
      { name: 'class', label: 'Class' },
      { name: 'speed_kmh', label: 'Speed limit', places: 0 },
      { name: 'traffic_per_day', label: 'Vehicles a day', places: 0 },
      { name: 'length_m', label: 'Length (m)', places: 1 },
    ],
  });
}

export function worksPopup(): Record<string, unknown> {
  return popup({
    title: '{what}',
    fields: [
      { name: 'phase', label: 'Phase', editable: true },
      { name: 'starts', label: 'Starts', dateFormat: 'shortDate' },
      { name: 'ends', label: 'Ends', dateFormat: 'shortDate' },
      { name: 'cost_eur', label: 'Cost (€)', places: 2 },
    ],
    expressions: [
      {
        name: 'days',
        title: 'Days left',
        expression: 'Max(0, Floor(DateDiff($feature.ends, Now(), "days")))',
      },
    ],
  });
}

function streetRows(found: StreetSegment[]): Row[] {
  const random = new Random(401);
  return found.map((segment) => {
    const path = pathOf(segment, 0, 1);
    return {
      attributes: {
        street_name: random.chance(0.03) ? null : segment.name,
        class: segment.className,
        speed_kmh: segment.className === 'path' ? null : random.pick([30, 50, 50, 70]),
        traffic_per_day: segment.className === 'path' ? 0 : random.whole(40, 24_000),
        length_m: lengthOf(path),
      },
      geometry: { paths: [path] },
    };
  });
}

function worksRows(found: StreetSegment[]): Row[] {
  const random = new Random(402);
  return Array.from({ length: 75 }, () => {
    const segment = found[random.whole(0, found.length - 1)];
    const starts = random.date('2025-01-06', '2026-06-01');
    const parts = segment ? [pathOf(segment, 0.1, 0.45)] : [];
    if (segment && random.chance(0.3)) parts.push(pathOf(segment, 0.6, 0.9));
    return {
      attributes: {
        what: random.pick(kinds),
        phase: random.pick(['planned', 'open', 'open', 'done']),
        starts,
        ends: random.chance(0.15) ? null : starts + random.whole(3, 200) * 86_400_000,
        cost_eur: random.chance(0.2) ? null : random.between(900, 480_000),
        detour: random.chance(0.5)
          ? null
          : `By ${random.pick(['Quay Avenue', 'Lindenstraße', 'Rue du Marché'])}.`,
      },
      geometry: { paths: parts },
    };
  });
}

function pathOf({ from, to }: StreetSegment, start: number, end: number): ReturnType<typeof place>[] {
  return [0, 0.34, 0.67, 1].map((step) => {
    const share = start + (end - start) * step;
    return place(from.u + (to.u - from.u) * share, from.v + (to.v - from.v) * share);
  });
}

function lengthOf(path: ReturnType<typeof place>[]): number {
  return path.reduce((sum, [x, y], index) => {
    const before = path[index - 1];
    return before ? sum + Math.hypot(x - before[0], y - before[1]) : sum;
  }, 0);
}

const kinds = [
  'New main',
  'Resurfacing',
  'Kanalsanierung',
  'Enfouissement du réseau',
  'Fibre',
  'Kerb & drain',
] as const;
