import { link, resourceOf } from '../links.js';
import type { DocumentPlan } from '../maps/plan.js';
import { Canvas } from '../pictures/canvas.js';
import { palette } from '../pictures/motifs.js';
import { seal } from '../pictures/seal.js';
import type { Town } from '../town.js';
import {
  cell,
  dataset,
  indicator,
  itemData,
  layout,
  list,
  mapLayerData,
  mapWidget,
  where,
} from './widgets.js';

const map = 'd3b07384-a113-4c7e-9c0b-51f2a6e0c001';
const count = 'd3b07384-a113-4c7e-9c0b-51f2a6e0c002';
const outOfService = 'd3b07384-a113-4c7e-9c0b-51f2a6e0c003';
const visits = 'd3b07384-a113-4c7e-9c0b-51f2a6e0c004';
const pressure = 'd3b07384-a113-4c7e-9c0b-51f2a6e0c005';
const phoneCount = 'd3b07384-a113-4c7e-9c0b-51f2a6e0c006';

/** Map, numbers and a list, by map layer and by item; a header with a picture and links; a view of its own for phones. */
export const waterDashboard: DocumentPlan = {
  key: 'waterDashboard',
  type: 'Dashboard',
  title: 'Water at a Glance',
  owner: 'tom.wren',
  folder: 'Water',
  snippet: 'How many hydrants work, and what inspectors found.',
  description: (town) => `<p>Map: ${link(town, 'townMap', 'Larkmoor Town Map')}. Hourly.</p>`,
  tags: ['dashboard', 'water', 'hydrants'],
  access: 'org',
  groups: ['water'],
  categories: ['/Categories/Water'],
  resources: [{ path: 'images/header.png', contentType: 'image/png', bytes: () => headerPicture() }],
  data: (town) => ({
    version: 46,
    authoringApp: 'ArcGIS Dashboards',
    authoringAppVersion: '4.29.0',
    headerPanel: {
      type: 'headerPanel',
      size: 'medium',
      title: 'Water at a Glance',
      subtitle: `<p>Data: ${link(town, 'hydrants', 'Hydrants')}</p>`,
      logoImage: resourceOf(town, 'waterDashboard', 'images/header.png'),
      showMargin: true,
      showSignOutMenu: true,
      menuLinks: [
        { title: 'Handbook', url: town.page('handbook') },
        {
          title: 'Town viewer',
          url: `${town.portal}/apps/webappviewer/index.html?id=${town.id('townViewer')}`,
        },
        { title: 'Weather', url: 'https://weather.example.org/larkmoor' },
      ],
      selectors: [stateSelector()],
    },
    widgets: [
      mapWidget(town, map, 'Map', 'townMap', {
        events: [
          {
            type: 'extentChanged',
            actions: [
              {
                type: 'filter',
                targets: [
                  { targetId: `${count}#main`, by: 'geometry', requiresSelection: false },
                  { targetId: `${outOfService}#main`, by: 'geometry', requiresSelection: false },
                ],
              },
            ],
          },
        ],
      }),
      indicator(
        count,
        'Hydrants',
        dataset(mapLayerData(map, 'hydrants-layer'), statistic('OBJECTID', 'count')),
        '<p>Hydrants</p>',
      ),
      indicator(
        outOfService,
        'Out of service',
        dataset(itemData(town, 'hydrantsOut', 0), {
          ...statistic('OBJECTID', 'count'),
          filter: where('status', 'equal', 'out'),
        }),
        `<p>${link(town, 'hydrantsOut', 'Out of service')}</p>`,
      ),
      list(
        visits,
        'Latest visits',
        dataset(itemData(town, 'hydrants', 1, true), { orderByFields: ['visited DESC'], maxFeatures: 25 }),
        '<p><b>{inspector}</b> {remarks}</p>',
        { caption: '<p>Latest visits</p>' },
      ),
      {
        ...indicator(
          pressure,
          'Mean pressure',
          dataset(itemData(town, 'water', 5, true), statistic('bar', 'avg')),
          '<p>Bar</p>',
        ),
        arcadeEnabled: true,
        expression: `return { middleText: Text($datapoint.value, "0.0"), bottomText: "see ${town.page('water')}" };`,
      },
    ],
    layout: layout('row', [cell(map, 0.6, 1), cell(count, 0.2, 1), cell(visits, 0.2, 1)]),
    mobileView: {
      widgets: [
        indicator(
          phoneCount,
          'Out of service',
          dataset(itemData(town, 'hydrantsOut', 0), statistic('OBJECTID', 'count')),
          '<p>Out</p>',
        ),
      ],
      layout: layout('col', [cell(phoneCount, 1, 1)]),
    },
    settings: { maxPaginationRecords: 50_000, allowElementResizing: true, allowElementExpansion: true },
    theme: 'light',
    themeOverrides: {},
    urlParameters: [urlParameter(town)],
  }),
};

function statistic(field: string, statisticType: string): Record<string, unknown> {
  return {
    statisticDefinitions: [{ onStatisticField: field, outStatisticFieldName: 'value', statisticType }],
  };
}

function stateSelector(): Record<string, unknown> {
  return {
    id: 'd3b07384-a113-4c7e-9c0b-51f2a6e0c007',
    type: 'categorySelectorWidget',
    name: 'State',
    caption: 'State',
    datasets: [
      dataset(mapLayerData(map, 'hydrants-layer'), {
        groupByFields: ['status'],
        orderByFields: ['status ASC'],
      }),
    ],
    category: { type: 'groupByValues', fieldName: 'status', nullLabel: 'unknown' },
    selection: { type: 'multiple', operator: 'is_in', defaultSelection: 'all' },
    preferredDisplayType: 'dropdown',
    events: [
      {
        type: 'selectionChanged',
        actions: [
          {
            type: 'filter',
            targets: [
              {
                targetId: `${map}#hydrants-layer`,
                by: 'whereClause',
                fieldMap: [{ sourceName: 'status', targetName: 'status' }],
                requiresSelection: false,
              },
            ],
          },
        ],
      },
    ],
  };
}

function urlParameter(town: Town): Record<string, unknown> {
  return {
    type: 'feature',
    id: 'd3b07384-a113-4c7e-9c0b-51f2a6e0c008',
    label: 'hydrant',
    idFieldName: 'hydrant_no',
    datasets: [dataset(itemData(town, 'hydrants', 0))],
    events: [{ type: 'parameterChanged', actions: [{ type: 'zoom', targetId: map }] }],
  };
}

function headerPicture(): Buffer {
  const canvas = new Canvas(96, 48, palette.deepWater);
  seal(canvas, 24, 24, 22);
  canvas.line(
    [
      [54, 32],
      [64, 24],
      [74, 30],
      [90, 18],
    ],
    3,
    palette.paper,
  );
  return canvas.png();
}
