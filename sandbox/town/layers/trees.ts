import { place, streets } from '../geography.js';
import { link } from '../links.js';
import { palette } from '../pictures/motifs.js';
import { popup } from '../popups.js';
import { Random } from '../random.js';
import { buildLayer, template } from './build-layer.js';
import { codes, date, double, numberCodes, small, text } from './fields.js';
import type { Row, ServicePlan } from './plan.js';
import { marker, uniqueValues } from './symbols.js';

const species = {
  TIL: 'Small-leaved lime',
  ACE: 'Norway maple',
  PLA: 'London plane',
  QUE: 'Oak (Quercus × hispanica)',
  PRU: 'Cherry – 桜',
  BET: 'Birch',
};

const treeLayer = buildLayer({
  id: 0,
  name: 'Street Trees',
  geometryType: 'esriGeometryPoint',
  displayField: 'species',
  description: 'Twenty thousand trees along the streets.',
  minScale: 18056,
  fields: [
    text('species', 3, { alias: 'Species', domain: codes('TreeSpecies', species) }),
    double('height_m', { alias: 'Height (m)' }),
    small('girth_cm', { alias: 'Girth (cm)' }),
    small('health', {
      alias: 'Health',
      domain: numberCodes('TreeHealth', { 1: 'Good', 2: 'Fair', 3: 'Poor', 4: 'Dead' }),
      defaultValue: 1,
    }),
    date('planted', { alias: 'Planted' }),
    text('street', 60, { alias: 'Street' }),
  ],
  drawingInfo: {
    renderer: uniqueValues('species', marker(palette.leaf, 5), [
      { value: 'TIL', label: 'Small-leaved lime', symbol: marker(palette.leaf, 5) },
      { value: 'PLA', label: 'London plane', symbol: marker(palette.bark, 6) },
      { value: 'PRU', label: 'Cherry – 桜', symbol: marker(palette.plum, 5) },
    ]),
    transparency: 15,
  },
  more: {
    templates: [
      template('Young tree', 'esriFeatureEditToolPoint', { species: 'TIL', height_m: 2.5, health: 1 }),
    ],
  },
});

/** The layer with many rows: more than any single answer of a service holds. */
export function trees(): ServicePlan {
  return {
    key: 'trees',
    type: 'Feature Service',
    title: 'Street Trees',
    serviceName: 'Larkmoor_Street_Trees',
    owner: 'ines.vale@larkmoor',
    folder: 'Parks',
    snippet: 'All 20,000 street trees with species, size and health.',
    description: (town) =>
      `<p>Shown in ${link(town, 'treesMap', 'Trees of Larkmoor')}. Counted every third summer.</p>`,
    tags: ['trees', 'parks', 'open data', 'árboles'],
    access: 'public',
    groups: ['parks', 'everyone'],
    categories: ['/Categories/Environment'],
    accessInformation: 'Larkmoor Parks Office',
    licenseInfo: () => '<p>Free for any use, with the source named.</p>',
    deleteProtected: true,
    editorTracking: false,
    serviceDescription: 'Street trees',
    copyrightText: 'Larkmoor Parks Office',
    maxRecordCount: 2000,
    layers: [{ definition: treeLayer, rows: treeRows(20_000), attachments: [] }],
    relationships: [],
    data: () => ({ layers: [{ id: 0, popupInfo: treePopup() }] }),
  };
}

/** Pop-up of a tree: its height in feet as well. */
export function treePopup(): Record<string, unknown> {
  return popup({
    title: '{species}',
    fields: [
      { name: 'species', label: 'Species' },
      { name: 'height_m', label: 'Height (m)', places: 1 },
      { name: 'girth_cm', label: 'Girth (cm)', places: 0 },
      { name: 'health', label: 'Health', editable: true },
      { name: 'planted', label: 'Planted', dateFormat: 'year' },
    ],
    expressions: [{ name: 'feet', title: 'Height (ft)', expression: 'Round($feature.height_m / 0.3048, 1)' }],
  });
}

function treeRows(count: number): Row[] {
  const random = new Random(201);
  const segments = streets();
  return Array.from({ length: count }, () => {
    const segment = segments[random.whole(0, segments.length - 1)] ?? segments[0];
    const along = random.next();
    const side = random.chance(0.5) ? 0.0042 : -0.0042;
    const { from, to } = segment ?? { from: { u: 0, v: 0 }, to: { u: 1, v: 1 } };
    const [x, y] = place(
      from.u + (to.u - from.u) * along + (from.u === to.u ? side : 0),
      from.v + (to.v - from.v) * along + (from.v === to.v ? side : 0),
    );
    return {
      attributes: {
        species: random.pick(['TIL', 'ACE', 'PLA', 'QUE', 'PRU', 'BET']),
        height_m: Math.round(random.between(15, 280)) / 10,
        girth_cm: random.chance(0.08) ? null : random.whole(12, 410),
        health: random.pick([1, 1, 1, 2, 2, 3, 4]),
        planted: random.chance(0.3) ? null : random.date('1898-03-01', '2025-04-01'),
        street: segment?.name ?? null,
      },
      geometry: { x, y },
    };
  });
}
