import { ring } from '../geography.js';
import { link } from '../links.js';
import { palette } from '../pictures/motifs.js';
import { chart, popup } from '../popups.js';
import { Random } from '../random.js';
import { buildLayer } from './build-layer.js';
import { double, small, text, whole } from './fields.js';
import type { Row, ServicePlan } from './plan.js';
import { classBreaks, fill, label } from './symbols.js';

const across = 8;
const up = 7;

const neighbourhoodLayer = buildLayer({
  id: 0,
  name: 'Neighbourhoods',
  geometryType: 'esriGeometryPolygon',
  displayField: 'name',
  description: 'Neighbourhoods with what the last census counted.',
  fields: [
    text('code', 6, { alias: 'Code' }),
    text('name', 60, { alias: 'Name' }),
    whole('people_2011', { alias: 'People 2011' }),
    whole('people_2021', { alias: 'People 2021' }),
    double('median_age', { alias: 'Median age' }),
    double('green_share', { alias: 'Green share' }),
    small('ward', { alias: 'Ward' }),
  ],
  drawingInfo: {
    renderer: classBreaks('median_age', 20, [
      { max: 35, label: 'to 35', symbol: fill(palette.leaf, 110) },
      { max: 45, label: '35 to 45', symbol: fill(palette.sun, 110) },
      { max: 80, label: 'above 45', symbol: fill(palette.plum, 110) },
    ]),
    labelingInfo: [label('Upper($feature.name)', 'esriServerPolygonPlacementAlwaysHorizontal', 144448)],
    transparency: 20,
  },
});

/** The smallest layer, with names in many scripts. */
export function neighbourhoods(): ServicePlan {
  return {
    key: 'neighbourhoods',
    type: 'Feature Service',
    title: 'Neighbourhoods',
    serviceName: 'Larkmoor_Neighbourhoods',
    owner: 'mira.okonjo',
    folder: null,
    snippet: 'Neighbourhoods of Larkmoor with census figures.',
    description: (town) =>
      `<p>Used by ${link(town, 'planningMap', 'Planning and Parcels')} and ${link(town, 'townMap', 'the town map')}.</p>`,
    tags: ['census', 'boundaries', 'open data', 'template'],
    access: 'public',
    groups: ['everyone'],
    categories: ['/Categories/Boundaries'],
    accessInformation: 'Larkmoor Statistics',
    licenseInfo: () => '<p>Free for any use, with the source named.</p>',
    metadata: true,
    editorTracking: false,
    serviceDescription: 'Neighbourhoods',
    copyrightText: 'Larkmoor Statistics',
    maxRecordCount: 2000,
    layers: [{ definition: neighbourhoodLayer, rows: neighbourhoodRows(), attachments: [] }],
    relationships: [],
    data: () => ({ layers: [{ id: 0, popupInfo: neighbourhoodPopup(), showLabels: true }] }),
  };
}

export function neighbourhoodPopup(): Record<string, unknown> {
  return popup({
    title: '{name}',
    fields: [
      { name: 'people_2011', label: 'People 2011', places: 0 },
      { name: 'people_2021', label: 'People 2021', places: 0 },
      { name: 'median_age', label: 'Median age', places: 1 },
    ],
    expressions: [
      {
        name: 'growth',
        title: 'Growth',
        expression: 'Text($feature.people_2021 / $feature.people_2011 - 1, "#.#%")',
      },
    ],
    media: [chart('People', ['people_2011', 'people_2021'])],
  });
}

function neighbourhoodRows(): Row[] {
  const random = new Random(601);
  return Array.from({ length: across * up }, (_, index) => {
    const column = index % across;
    const row = Math.floor(index / across);
    const people = random.whole(180, 4200);
    return {
      attributes: {
        code: `N${String(index + 1).padStart(2, '0')}`,
        name:
          names[index % names.length] +
          (index < names.length ? '' : ` ${Math.floor(index / names.length) + 1}`),
        people_2011: people,
        people_2021: random.chance(0.05) ? null : Math.round(people * random.between(0.85, 1.3)),
        median_age: Math.round(random.between(24, 61) * 10) / 10,
        green_share: random.next(),
        ward: random.whole(1, 9),
      },
      geometry: { rings: [ring(column / across, row / up, (column + 1) / across, (row + 1) / up)] },
    };
  });
}

const names = [
  'Old Town',
  'Riverside',
  'Søndre Havn',
  'Lark Hill',
  'Moorside',
  'Käthe-Kollwitz-Siedlung',
  'Le Vieux Port',
  'St. Brigid’s',
  'Kiln End',
  'Observatory',
  'Peat Field',
  'Weir',
  'Tannery',
  'Na Příkopě',
  'Orchard Rise',
  '東町',
  'Station',
  'Museum Quarter',
  'Αγορά',
  'Curlew',
  'Plover',
  'Lapwing',
  'Northern Ring',
  'The Downs',
];
