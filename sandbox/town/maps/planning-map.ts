import { baseServiceUrl } from '../base-service.js';
import { extentAround } from '../geography.js';
import { parcelPopup } from '../layers/parcels.js';
import { link, resourceOf } from '../links.js';
import { Canvas } from '../pictures/canvas.js';
import { palette, pin } from '../pictures/motifs.js';
import { popup } from '../popups.js';
import type { Town } from '../town.js';
import type { DocumentPlan } from './plan.js';
import { featureLayer, groupLayer, imageryBasemap, webMap } from './web-map.js';

/** A map service with chosen sublayers beside hosted layers; symbols that are files of the map itself. */
export const planningMap: DocumentPlan = {
  key: 'planningMap',
  type: 'Web Map',
  title: 'Planning and Parcels',
  owner: 'mira.okonjo',
  folder: 'Planning',
  snippet: 'Parcels over the survey office’s base map.',
  description: (town) =>
    `<p>Draft for ${link(town, 'masterPlan', 'the master plan')}. Not for the public.</p>`,
  tags: ['map', 'planning', 'parcels'],
  access: 'private',
  groups: ['planning'],
  categories: ['/Categories/Planning'],
  properties: { reviewed: '2025-08-14', reviewers: ['mira.okonjo', 'petra_quill'] },
  resources: [{ path: 'symbols/crane.png', contentType: 'image/png', bytes: () => crane() }],
  data: (town) =>
    webMap({
      layers: [
        mapService(town),
        groupLayer(
          'land-group',
          'Land',
          [
            featureLayer(town, 'neighbourhoods', 0, 'areas-layer', 'Neighbourhoods', {
              layerDefinition: { definitionExpression: 'ward IN (1, 2, 3)' },
            }),
            featureLayer(town, 'parcels', 0, 'parcels-layer', 'Parcels', {
              popupInfo: parcelPopup(town),
              layerDefinition: {
                definitionExpression: "value_eur > 100000 AND owner_name <> 'Town of Larkmoor'",
              },
            }),
          ],
          { visibilityMode: 'exclusive' },
        ),
        featureLayer(town, 'streets', 1, 'sites-layer', 'Building sites', {
          layerDefinition: { definitionExpression: "phase <> 'done'", drawingInfo: sites(town) },
        }),
      ],
      baseMap: imageryBasemap(),
      more: {
        bookmarks: [
          { name: 'Ward 1', extent: extentAround(0.3, 0.3, 0.15), visibleLayers: ['parcels-layer'] },
        ],
        presentation: {
          slides: [
            {
              title: 'Today',
              visibleLayers: [{ id: 'parcels-layer' }, { id: 'base-service' }],
              viewpoint: { targetGeometry: extentAround(0.5, 0.5, 0.5) },
              thumbnail: { url: resourceOf(town, 'planningMap', 'symbols/crane.png') },
            },
          ],
        },
      },
    }),
};

function mapService(town: Town): Record<string, unknown> {
  return {
    id: 'base-service',
    title: 'Larkmoor Base Map',
    url: baseServiceUrl(town),
    itemId: town.id('baseService'),
    layerType: 'ArcGISMapServiceLayer',
    visibility: true,
    opacity: 0.8,
    visibleLayers: [0, 2, 3],
    layers: [
      { id: 0, name: 'Town limit', defaultVisibility: true },
      {
        id: 2,
        name: 'River Wend',
        popupInfo: popup({ title: '{name}', fields: [{ name: 'name', label: 'Name' }] }),
        layerDefinition: {
          source: { type: 'mapLayer', mapLayerId: 2 },
          definitionExpression: "name = 'Wend'",
        },
      },
      { id: 3, name: 'Contours', layerDefinition: { source: { type: 'mapLayer', mapLayerId: 3 } } },
    ],
  };
}

function sites(town: Town): Record<string, unknown> {
  return {
    renderer: {
      type: 'simple',
      label: 'Building site',
      symbol: {
        type: 'esriPMS',
        url: resourceOf(town, 'planningMap', 'symbols/crane.png'),
        contentType: 'image/png',
        width: 18,
        height: 18,
        angle: 0,
        xoffset: 0,
        yoffset: 0,
      },
    },
  };
}

function crane(): Buffer {
  const canvas = new Canvas(48, 48, palette.paper);
  canvas.line(
    [
      [14, 44],
      [14, 8],
      [42, 8],
      [40, 22],
    ],
    4,
    palette.sun,
  );
  pin(canvas, 38, 40, 8, palette.signal);
  return canvas.png();
}
