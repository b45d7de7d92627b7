import { rows as blockRows, columns, isPark, type Position, ring } from '../geography.js';
import { link } from '../links.js';
import { palette } from '../pictures/motifs.js';
import { popup } from '../popups.js';
import { Random } from '../random.js';
import type { Town } from '../town.js';
import { buildLayer, template } from './build-layer.js';
import { codes, date, double, range, small, text, whole } from './fields.js';
import type { Row, ServicePlan } from './plan.js';
import { classBreaks, fill, label } from './symbols.js';

const uses = { RES: 'Dwelling', COM: 'Trade', MIX: 'Mixed', GRN: 'Park', PUB: 'Public building' };

const parcelLayer = buildLayer({
  id: 0,
  name: 'Parcels',
  geometryType: 'esriGeometryPolygon',
  displayField: 'parcel_no',
  description: 'Land parcels with use and value.',
  minScale: 36112,
  maxScale: 70,
  fields: [
    text('parcel_no', 16, { alias: 'Parcel', nullable: false }),
    text('owner_name', 120, { alias: 'Owner' }),
    text('land_use', 3, { alias: 'Use', domain: codes('LandUse', uses), defaultValue: 'RES' }),
    small('storeys', { alias: 'Storeys', domain: range('Storeys', 0, 12) }),
    double('value_eur', { alias: 'Value (€)' }),
    double('built_share', { alias: 'Built share' }),
    whole('title_deed', { alias: 'Title deed' }),
    date('last_sale', { alias: 'Last sale' }),
  ],
  drawingInfo: {
    renderer: classBreaks('value_eur', 0, [
      { max: 150_000, label: 'to 150,000 €', symbol: fill(palette.paper, 180) },
      { max: 400_000, label: 'to 400,000 €', symbol: fill(palette.sun, 160) },
      { max: 5_000_000, label: 'above', symbol: fill(palette.brick, 160) },
    ]),
    labelingInfo: [
      label('$feature.parcel_no', 'esriServerPolygonPlacementAlwaysHorizontal', 2257, "land_use <> 'GRN'"),
    ],
    transparency: 0,
  },
  more: {
    templates: [
      template('Parcel', 'esriFeatureEditToolPolygon', { parcel_no: 'NEW', land_use: 'RES', storeys: 2 }),
    ],
  },
});

/** Polygons: lots, parks with ponds left out (holes), and parcels in two parts. */
export function parcels(): ServicePlan {
  return {
    key: 'parcels',
    type: 'Feature Service',
    title: 'Parcels',
    serviceName: 'Larkmoor_Parcels',
    owner: 'mira.okonjo',
    folder: 'Planning',
    snippet: 'Who owns what, how it is used and what it is worth.',
    description: (town) =>
      `<p>Base of ${link(town, 'planningMap', 'Planning and Parcels')}. <i>Names are invented.</i></p>`,
    tags: ['parcels', 'cadastre', 'Flurstücke'],
    access: 'private',
    groups: ['planning'],
    categories: ['/Categories/Planning', '/Categories/Planning/Cadastre'],
    accessInformation: 'Larkmoor Land Registry',
    licenseInfo: () => '<p>Not for publication.</p>',
    metadata: true,
    editorTracking: false,
    serviceDescription: 'Parcels',
    copyrightText: 'Larkmoor Land Registry',
    maxRecordCount: 1000,
    layers: [{ definition: parcelLayer, rows: parcelRows(), attachments: [] }],
    relationships: [],
    data: (town) => ({ layers: [{ id: 0, popupInfo: parcelPopup(town), showLabels: true }] }),
  };
}

/** Pop-up of a parcel, with a link that opens an app at the parcel. */
export function parcelPopup(town: Town): Record<string, unknown> {
  return popup({
    title: 'Parcel {parcel_no}',
    text: `<p>Open in the <a href="${town.portal}/apps/webappviewer/index.html?id=${town.id('townViewer')}&amp;query=Parcels,parcel_no,{parcel_no}">town viewer</a>.</p>`,
    fields: [
      { name: 'owner_name', label: 'Owner' },
      { name: 'land_use', label: 'Use' },
      { name: 'storeys', label: 'Storeys', places: 0 },
      { name: 'value_eur', label: 'Value (€)', places: 2 },
      { name: 'last_sale', label: 'Last sale', dateFormat: 'longMonthDayYear' },
    ],
    expressions: [
      {
        name: 'per-square-metre',
        title: '€ per m²',
        expression:
          'Text(IIf($feature.value_eur > 0, $feature.value_eur / Area($feature, "square-meters"), 0), "#,##0.00")',
      },
    ],
  });
}

function parcelRows(): Row[] {
  const random = new Random(301);
  const found: Row[] = [];
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < blockRows; row++) {
      const u = (column + 0.06) / columns;
      const v = (row + 0.08) / blockRows;
      const wide = 0.88 / columns;
      const high = 0.84 / blockRows;
      if (isPark(column, row)) {
        const pond = ring(u + wide * 0.3, v + high * 0.3, u + wide * 0.6, v + high * 0.7, true);
        found.push(parcel(random, `${column}-${row}/P`, 'GRN', [ring(u, v, u + wide, v + high), pond]));
        continue;
      }
      for (let lot = 0; lot < 8; lot++) {
        const left = u + (wide / 4) * (lot % 4);
        const lower = v + (high / 2) * Math.floor(lot / 4);
        const outer = ring(left, lower, left + wide / 4.2, lower + high / 2.2);
        const yard = ring(left, lower + high / 2.15, left + wide / 12, lower + high / 2.02);
        const use = random.pick(['RES', 'RES', 'RES', 'COM', 'MIX', 'PUB']);
        found.push(
          parcel(random, `${column}-${row}/${lot + 1}`, use, random.chance(0.06) ? [outer, yard] : [outer]),
        );
      }
    }
  }
  return found;
}

function parcel(random: Random, number: string, use: string, rings: Position[][]): Row {
  const isPublic = use === 'GRN' || use === 'PUB';
  return {
    attributes: {
      parcel_no: number,
      owner_name: isPublic ? 'Town of Larkmoor' : random.chance(0.05) ? null : random.pick(owners),
      land_use: use,
      storeys: use === 'GRN' ? 0 : random.whole(1, 6),
      value_eur: isPublic ? null : Math.round(random.between(45_000, 900_000) * 100) / 100,
      built_share: use === 'GRN' ? 0 : random.between(0.1, 0.85),
      title_deed: random.chance(0.1) ? null : random.whole(100_000, 2_147_483_647),
      last_sale: random.chance(0.4) ? null : random.date('1962-05-01', '2025-08-31'),
    },
    geometry: { rings },
  };
}

const owners = [
  'Ada Thornbury',
  'Bäckerei Grünwald & Söhne',
  'Ngọc Trần',
  "Seán O'Dálaigh",
  'Żaneta Wiśniewska',
  'Cooperativa "La Fuente"',
  'مريم الخطيب',
  'Lark & Moor Ltd.',
  '李小龍',
  'François-Xavier d’Aubigné',
] as const;
