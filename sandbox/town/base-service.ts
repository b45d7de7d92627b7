import type { MapServiceDefinition } from '../services/map-service.js';
import { degrees, place, ring, townExtent, webMercator } from './geography.js';
import { double, text, withSystemFields } from './layers/fields.js';
import { fill, line, simple } from './layers/symbols.js';
import { link } from './links.js';
import { palette } from './pictures/motifs.js';
import type { ItemDetails, Town } from './town.js';

const path = 'Town/Base';

/** A map service that is published from a desktop to the town's own server: portals refer to it and cannot move it. */
export const townMapServices: MapServiceDefinition[] = [
  {
    path,
    description: 'Boundaries, water and contours, drawn by the survey office.',
    copyrightText: 'Larkmoor Survey Office',
    spatialReference: webMercator,
    layers: [
      {
        ...sublayer(0, 'Town limit', [text('name', 40)]),
        geometryType: 'esriGeometryPolygon',
        drawingInfo: {
          renderer: simple({ ...fill(palette.paper, 0), outline: line(palette.ink, 2, 'esriSLSDash') }),
        },
        features: [
          { attributes: { name: 'Larkmoor' }, geometry: { rings: [ring(-0.02, -0.03, 1.02, 1.03)] } },
        ],
      },
      {
        ...sublayer(1, 'Wards', [text('name', 40)]),
        geometryType: 'esriGeometryPolygon',
        drawingInfo: { renderer: simple(fill(palette.moor, 90)) },
        features: ['West', 'Middle', 'East'].map((name, index) => ({
          attributes: { name },
          geometry: { rings: [ring(index / 3, 0, (index + 1) / 3, 1)] },
        })),
      },
      {
        ...sublayer(2, 'River Wend', [text('name', 40)]),
        geometryType: 'esriGeometryPolygon',
        drawingInfo: { renderer: simple(fill(palette.river, 220)) },
        features: [{ attributes: { name: 'Wend' }, geometry: { rings: [river()] } }],
      },
      {
        ...sublayer(3, 'Contours', [double('elevation_m')]),
        geometryType: 'esriGeometryPolyline',
        drawingInfo: { renderer: simple(line(palette.bark, 0.5)) },
        features: [40, 80, 120, 160].map((elevation, index) => ({
          attributes: { elevation_m: elevation },
          geometry: { paths: [[0, 0.25, 0.5, 0.75, 1].map((u) => place(u, 0.55 + index * 0.12 + u * 0.03))] },
        })),
      },
    ],
  },
];

/** The address of the map service. */
export function baseServiceUrl(town: Town): string {
  return `${town.server}/rest/services/${path}/MapServer`;
}

/** Its item in the portal. */
export const baseService: ItemDetails = {
  key: 'baseService',
  type: 'Map Service',
  title: 'Larkmoor Base Map',
  owner: 'gis.office',
  folder: null,
  snippet: 'Boundaries, water and contours from the survey office’s own server.',
  description: (town) =>
    `<p>Not hosted by the portal. Used by ${link(town, 'planningMap', 'Planning and Parcels')}.</p>`,
  tags: ['base map', 'survey'],
  access: 'org',
  groups: ['planning'],
  accessInformation: 'Larkmoor Survey Office',
  properties: { centre: degrees(place(0.5, 0.5)) },
  url: baseServiceUrl,
};

function sublayer(id: number, name: string, fields: Parameters<typeof withSystemFields>[0]) {
  return { id, name, fields: withSystemFields(fields), displayField: fields[0]?.name, extent: townExtent };
}

function river(): ReturnType<typeof place>[] {
  const steps = Array.from({ length: 13 }, (_, index) => index / 12);
  const north = steps.map((u) => place(u, 0.345 + 0.05 * Math.sin(u * 9)));
  const south = steps.map((u) => place(u, 0.315 + 0.05 * Math.sin(u * 9))).reverse();
  return [...north, ...south, north[0] ?? place(0, 0)];
}
