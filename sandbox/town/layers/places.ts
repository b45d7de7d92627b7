import { place } from '../geography.js';
import { contentOf, link } from '../links.js';
import { Canvas } from '../pictures/canvas.js';
import { palette, pin } from '../pictures/motifs.js';
import { placePhoto } from '../pictures/photos.js';
import { image, popup } from '../popups.js';
import { Random } from '../random.js';
import type { Town } from '../town.js';
import { buildLayer, featureType } from './build-layer.js';
import { date, double, numberCodes, small, text } from './fields.js';
import type { Attachment, Row, ServicePlan } from './plan.js';
import { label, pictureMarker, uniqueValues } from './symbols.js';

const kinds = { 1: 'Playground', 2: 'Park', 3: 'Library', 4: 'Pool', 5: 'Market' };

/** The public places: pictures as symbols, photos, names in many languages, and columns that the public does not see. */
export function places(): ServicePlan {
  const found = placeRows();
  return {
    key: 'places',
    type: 'Feature Service',
    title: 'Public Places',
    serviceName: 'Larkmoor_Public_Places',
    owner: 'ines.vale@larkmoor',
    folder: 'Parks',
    snippet: 'Playgrounds, parks, libraries, pools and markets, with contacts.',
    description: (town) =>
      `<p>The town shows it without contacts: ${link(town, 'placesPublic', 'Public Places (for everyone)')}.</p>`,
    tags: ['parks', 'playgrounds', 'places'],
    access: 'org',
    groups: ['parks'],
    categories: ['/Categories/Leisure'],
    accessInformation: 'Larkmoor Parks Office',
    editorTracking: false,
    serviceDescription: 'Public places',
    copyrightText: 'Larkmoor Parks Office',
    maxRecordCount: 2000,
    layers: [{ definition: placeLayer(), rows: found, attachments: placeAttachments(found) }],
    relationships: [],
    data: (town) => ({ layers: [{ id: 0, popupInfo: placePopup(town) }] }),
  };
}

export function placePopup(town: Town): Record<string, unknown> {
  return popup({
    title: '{name}',
    text: '<p>{about}</p>',
    fields: [
      { name: 'kind', label: 'Kind' },
      { name: 'opened', label: 'Opened', dateFormat: 'longMonthYear' },
      { name: 'area_ha', label: 'Area (ha)', places: 2 },
      { name: 'web', label: 'Web page' },
    ],
    media: [image('Larkmoor', contentOf(town, 'seal'), `${town.portal}/home/index.html`)],
    attachments: true,
  });
}

function placeLayer(): ReturnType<typeof buildLayer> {
  const symbols = [palette.plum, palette.leaf, palette.brick, palette.deepWater, palette.sun];
  const values = Object.entries(kinds).map(([value, label], index) => {
    const canvas = new Canvas(32, 32, palette.paper);
    pin(canvas, 16, 22, 15, symbols[index] ?? palette.ink);
    return { value, label, symbol: pictureMarker(canvas.png(), 18) };
  });
  return buildLayer({
    id: 0,
    name: 'Public Places',
    geometryType: 'esriGeometryPoint',
    displayField: 'name',
    description: 'Places that are open to everyone.',
    attachments: true,
    fields: [
      text('name', 120, { alias: 'Name' }),
      small('kind', { alias: 'Kind', domain: numberCodes('PlaceKind', kinds), defaultValue: 2 }),
      date('opened', { alias: 'Opened' }),
      double('area_ha', { alias: 'Area (ha)' }),
      text('about', 4000, { alias: 'About' }),
      text('web', 256, { alias: 'Web page' }),
      text('contact_mail', 120, { alias: 'Contact (internal)' }),
      text('contact_phone', 40, { alias: 'Phone (internal)' }),
    ],
    drawingInfo: {
      renderer: uniqueValues('kind', pictureMarker(Buffer.from(placePicture()), 18), values),
      labelingInfo: [label('$feature.name', 'esriServerPointLabelPlacementBelowCenter', 18056)],
      transparency: 0,
    },
    more: {
      typeIdField: 'kind',
      types: Object.entries(kinds).map(([id, name]) =>
        featureType(Number(id), name, 'esriFeatureEditToolPoint', { kind: Number(id), name: null }),
      ),
    },
  });
}

function placePicture(): Buffer {
  const canvas = new Canvas(32, 32, palette.paper);
  pin(canvas, 16, 22, 15, palette.stone);
  return canvas.png();
}

function placeRows(): Row[] {
  const random = new Random(701);
  return Array.from({ length: 96 }, (_, index) => {
    const [x, y] = place(random.between(0.02, 0.98), random.between(0.02, 0.98));
    return {
      attributes: {
        GlobalID: random.guid(),
        name: `${random.pick(adjectives)} ${random.pick(nouns)}`,
        kind: random.whole(1, 5),
        opened: random.chance(0.2) ? null : random.date('1874-05-01', '2025-06-30'),
        area_ha: random.chance(0.3) ? null : Math.round(random.between(0.05, 42) * 100) / 100,
        about: random.chance(0.3) ? null : random.pick(abouts),
        web: random.chance(0.5) ? null : `https://www.larkmoor.example/places/${index + 1}?lang=en&ref=map`,
        contact_mail: `place${index + 1}@larkmoor.example`,
        contact_phone: random.chance(0.4) ? null : `+44 5550 ${random.whole(100_000, 999_999)}`,
      },
      geometry: { x, y },
    };
  });
}

function placeAttachments(rows: Row[]): Attachment[] {
  return rows
    .filter((_, index) => index % 9 === 2)
    .map((row, index) => ({
      row: String(row.attributes.GlobalID),
      name: `place-${index + 1}.png`,
      contentType: 'image/png',
      keywords: index % 2 === 0 ? '' : 'summer,photo',
      bytes: placePhoto(index),
    }));
}

const adjectives = ['Old', 'Grüner', 'Petit', 'Small', 'Upper', 'Søndre', 'Nuestro', '小さな'] as const;
const nouns = ['Garden', 'Platz', 'Marché', 'Library', 'Pool', 'Parc', 'Playground', '公園'] as const;

const abouts = [
  'Open from dawn to dusk. Dogs on the lead, please.',
  'Wasserspielplatz; geöffnet von Mai bis September (täglich 9–20 Uhr).',
  'Marché le samedi matin : fromages, légumes, « fleurs ».',
  'Line one\nLine two, after a break\n\tand a tab',
  `A long note, as offices write them. ${'It was decided, and later decided again. '.repeat(40)}`,
] as const;
