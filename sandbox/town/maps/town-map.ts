import { extentAround } from '../geography.js';
import { hydrantPopup, inspectionPopup } from '../layers/hydrant-popups.js';
import { neighbourhoodPopup } from '../layers/neighbourhoods.js';
import { fill, simple } from '../layers/symbols.js';
import { mainPopup, valvePopup } from '../layers/water.js';
import { orderPopup } from '../layers/work-orders.js';
import { link, resourceOf } from '../links.js';
import { Canvas } from '../pictures/canvas.js';
import { groundPlan, palette, pin } from '../pictures/motifs.js';
import { popup } from '../popups.js';
import type { Town } from '../town.js';
import type { DocumentPlan } from './plan.js';
import { featureLayer, groupLayer, table, vectorBasemap, webMap } from './web-map.js';

/** Groups within groups, tables, bookmarks with pictures, search: the map that most apps show. */
export const townMap: DocumentPlan = {
  key: 'townMap',
  type: 'Web Map',
  title: 'Larkmoor Town Map',
  owner: 'mira.okonjo',
  folder: 'Maps',
  snippet: 'Everything the town knows about itself.',
  description: (town) =>
    `<p>The basis of ${link(town, 'townViewer', 'the town viewer')} and of ${link(town, 'waterDashboard', 'Water at a Glance')}.</p><p><img src="${resourceOf(town, 'townMap', 'images/legend.png')}" alt="Legend" /></p>`,
  tags: ['map', 'town', 'Karte'],
  typeKeywords: ['Collector', 'Offline'],
  access: 'org',
  groups: ['water', 'planning'],
  categories: ['/Categories/Basics'],
  accessInformation: 'Town of Larkmoor',
  licenseInfo: (town) => `<p>Details on ${link(town, 'neighbourhoods', 'this page')}.</p>`,
  metadata: true,
  resources: [
    { path: 'images/legend.png', contentType: 'image/png', bytes: () => legend() },
    { path: 'thumbnails/old-town.png', contentType: 'image/png', bytes: () => view(51) },
    { path: 'thumbnails/weir.png', contentType: 'image/png', bytes: () => view(52) },
  ],
  data: (town) =>
    webMap({
      layers: [
        featureLayer(town, 'neighbourhoods', 0, 'neighbourhoods-layer', 'Neighbourhoods', {
          opacity: 0.6,
          popupInfo: neighbourhoodPopup(),
          layerDefinition: {
            drawingInfo: { renderer: simple(fill(palette.moor, 90)) },
            minScale: 288895,
            maxScale: 0,
          },
        }),
        groupLayer('water-group', 'Water', [
          groupLayer('network-group', 'Network', [
            featureLayer(town, 'water', 0, 'mains-layer', 'Mains', { popupInfo: mainPopup() }),
            featureLayer(town, 'water', 2, 'valves-layer', 'Valves', {
              popupInfo: valvePopup(),
              visibility: false,
            }),
          ]),
          featureLayer(town, 'hydrants', 0, 'hydrants-layer', 'Hydrants', {
            popupInfo: hydrantPopup(town),
            showLabels: true,
          }),
        ]),
        featureLayer(town, 'streets', 1, 'works-layer', 'Street works', {
          popupInfo: worksHere(town),
          refreshInterval: 5,
          layerDefinition: { definitionExpression: "phase = 'open'" },
        }),
      ],
      tables: [
        table(town, 'hydrants', 1, 'inspections-table', 'Inspections', { popupInfo: inspectionPopup(town) }),
        table(town, 'workOrders', 0, 'orders-table', 'Work orders', { popupInfo: orderPopup() }),
      ],
      baseMap: vectorBasemap('daylight', 'Daylight'),
      more: {
        bookmarks: [
          bookmark(town, 'Old Town', 0.25, 0.3, 'thumbnails/old-town.png'),
          bookmark(town, 'At the weir', 0.7, 0.4, 'thumbnails/weir.png'),
        ],
        applicationProperties: {
          viewing: {
            basemapGallery: { enabled: true },
            measure: { enabled: true },
            search: {
              enabled: true,
              disablePlaceFinder: true,
              hintText: 'Hydrant or order',
              layers: [
                {
                  id: 'hydrants-layer',
                  field: { name: 'hydrant_no', exactMatch: false, type: 'esriFieldTypeString' },
                },
              ],
              tables: [
                {
                  id: 'orders-table',
                  field: { name: 'order_no', exactMatch: true, type: 'esriFieldTypeInteger' },
                },
              ],
            },
          },
        },
      },
    }),
};

/** What is near: Arcade that reads another layer of the same map, and one of the portal, by ids kept in variables. */
function worksHere(town: Town): Record<string, unknown> {
  return popup({
    title: '{what}',
    text: `<p>Orders: {expression/nearby}. <a href="${town.portal}/apps/dashboards/${town.id('worksDashboard')}">Dashboard</a></p>`,
    fields: [
      { name: 'phase', label: 'Phase' },
      { name: 'starts', label: 'Starts', dateFormat: 'shortDate' },
    ],
    expressions: [
      {
        name: 'nearby',
        title: 'Hydrants within 200 m',
        expression: [
          'var hydrants = FeatureSetById($map, "hydrants-layer", ["hydrant_no"], true);',
          'return Count(Intersects(hydrants, Buffer($feature, 200, "meters")));',
        ].join('\n'),
      },
      {
        name: 'where',
        title: 'Neighbourhood',
        expression: [
          `var home = '${town.portal}/';`,
          `var item = '${town.id('neighbourhoods')}';`,
          'var areas = FeatureSetByPortalItem(Portal(home), item, 0, ["name"], true);',
          'var found = First(Intersects(areas, $feature));',
          'return IIf(found == null, "outside", found.name);',
        ].join('\n'),
      },
    ],
  });
}

function bookmark(town: Town, name: string, u: number, v: number, picture: string): Record<string, unknown> {
  const extent = extentAround(u, v, 0.1);
  return {
    name,
    extent,
    viewpoint: { targetGeometry: extent },
    thumbnail: { url: resourceOf(town, 'townMap', picture) },
  };
}

function view(seed: number): Buffer {
  const canvas = new Canvas(150, 100, palette.paper);
  groundPlan(canvas, seed);
  return canvas.png();
}

function legend(): Buffer {
  const canvas = new Canvas(120, 60, palette.paper);
  [palette.deepWater, palette.sun, palette.signal].forEach((colour, index) => {
    pin(canvas, 20 + index * 38, 44, 14, colour);
  });
  return canvas.png();
}
