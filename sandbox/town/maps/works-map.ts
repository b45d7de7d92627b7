import { streetPopup, worksPopup } from '../layers/streets.js';
import { link } from '../links.js';
import { popup } from '../popups.js';
import type { Town } from '../town.js';
import type { DocumentPlan } from './plan.js';
import { featureLayer, table, vectorBasemap, webMap } from './web-map.js';

/** Time, a renderer by an Arcade expression, and a basemap with a layer of the portal in it. */
export const worksMap: DocumentPlan = {
  key: 'worksMap',
  type: 'Web Map',
  title: 'Street Works',
  owner: 'mira.okonjo',
  folder: 'Maps',
  snippet: 'Where the street is up, and until when.',
  description: (town) =>
    `<p>Behind ${link(town, 'worksDashboard', 'the dashboard')}; orders in ${link(town, 'workOrders', 'the table')}.</p>`,
  tags: ['map', 'streets', 'roadworks'],
  access: 'public',
  groups: ['everyone'],
  categories: ['/Categories/Transport'],
  data: (town) => {
    const background = vectorBasemap('night', 'Night');
    return webMap({
      layers: [
        featureLayer(town, 'streets', 1, 'works', 'Street works', {
          popupInfo: details(town),
          timeAnimation: true,
          layerDefinition: { drawingInfo: { renderer: byDelay() } },
        }),
      ],
      tables: [
        table(town, 'workOrders', 0, 'orders', 'Orders', {
          layerDefinition: { definitionExpression: "status <> 'done'" },
        }),
      ],
      baseMap: {
        ...background,
        baseMapLayers: [
          ...(background.baseMapLayers as unknown[]),
          featureLayer(town, 'streets', 0, 'streets-below', 'Streets', { popupInfo: streetPopup() }),
        ],
      },
      more: {
        widgets: {
          timeSlider: {
            properties: {
              startTime: Date.parse('2025-01-01T00:00:00Z'),
              endTime: Date.parse('2026-12-31T00:00:00Z'),
              thumbMovingRate: 2000,
              numberOfStops: 24,
              currentTimeExtent: [Date.parse('2025-09-01T00:00:00Z'), Date.parse('2025-10-01T00:00:00Z')],
            },
          },
        },
        applicationProperties: {
          viewing: {
            search: {
              enabled: true,
              layers: [
                { id: 'works', field: { name: 'what', exactMatch: false, type: 'esriFieldTypeString' } },
              ],
            },
          },
          editing: { locationTracking: { enabled: false } },
        },
      },
    });
  },
};

function details(town: Town): Record<string, unknown> {
  const own = worksPopup();
  const more = popup({
    title: '{what}',
    text: `<p>Complaints to the <a href='${town.portal}/home/user.html?user=mira.okonjo'>office</a>, plan as <a href='${town.portal}/sharing/rest/content/items/${town.id('budget')}/data'>workbook</a>, group <a href="${town.portal}/home/group.html?id=${town.group('everyone')}">Open Data</a>.</p>`,
    fields: [{ name: 'detour', label: 'Detour' }],
    expressions: [
      {
        name: 'street',
        title: 'Street',
        expression:
          'var all = FeatureSetByName($datastore, "Streets", ["street_name"], true);\nreturn First(Intersects(all, $feature)).street_name;',
      },
    ],
  });
  return {
    ...own,
    ...more,
    fieldInfos: [...(own.fieldInfos as unknown[]), ...(more.fieldInfos as unknown[])],
  };
}

function byDelay(): Record<string, unknown> {
  const stroke = (color: number[], width: number) => ({
    type: 'esriSLS',
    style: 'esriSLSSolid',
    color,
    width,
  });
  return {
    type: 'uniqueValue',
    valueExpression: 'IIf($feature.ends < Now() && $feature.phase != "done", "late", "in time")',
    valueExpressionTitle: 'Delay',
    field1: '',
    defaultSymbol: stroke([120, 120, 120, 255], 2),
    uniqueValueInfos: [
      { value: 'late', label: 'Late', symbol: stroke([206, 51, 46, 255], 5) },
      { value: 'in time', label: 'In time', symbol: stroke([240, 187, 78, 255], 4) },
    ],
  };
}
