import { link } from '../links.js';
import type { DocumentPlan } from '../maps/plan.js';
import type { Town } from '../town.js';
import { cell, dataset, indicator, itemData, layout, list, mapLayerData, mapWidget } from './widgets.js';

const map = '7b52009b-64fd-4a2e-8e6d-aa0d80c1b001';
const open = '7b52009b-64fd-4a2e-8e6d-aa0d80c1b002';
const costs = '7b52009b-64fd-4a2e-8e6d-aa0d80c1b003';
const page = '7b52009b-64fd-4a2e-8e6d-aa0d80c1b004';
const orders = '7b52009b-64fd-4a2e-8e6d-aa0d80c1b005';

/** Data computed by Arcade from two items, an embedded page of the portal, selectors at the side. */
export const worksDashboard: DocumentPlan = {
  key: 'worksDashboard',
  type: 'Dashboard',
  title: 'Street Works',
  owner: 'mira.okonjo',
  folder: 'Maps',
  snippet: 'Open sites, costs by contractor.',
  description: (town) =>
    `<p>Map: ${link(town, 'worksMap', 'Street Works')}; budget: ${link(town, 'budget', 'workbook')}.</p>`,
  tags: ['dashboard', 'streets'],
  access: 'org',
  groups: ['planning'],
  categories: ['/Categories/Transport'],
  data: (town) => ({
    version: 46,
    authoringApp: 'ArcGIS Dashboards',
    authoringAppVersion: '4.29.0',
    header: {
      type: 'header',
      title: 'Street Works',
      menuLinks: [{ title: 'Orders', url: `${town.portal}/home/item.html?id=${town.id('workOrders')}#data` }],
      selectors: [],
    },
    leftPanel: {
      type: 'leftPanel',
      title: `<p>Read ${link(town, 'minutes', 'the minutes')}</p>`,
      allowSliding: true,
      selectors: [
        {
          id: '7b52009b-64fd-4a2e-8e6d-aa0d80c1b006',
          type: 'categorySelectorWidget',
          name: 'Contractor',
          datasets: [dataset(expression('contractors', contractors(town)))],
          category: { type: 'features', itemText: '{contractor}' },
          selection: { type: 'single', operator: 'equal', defaultSelection: 'first' },
          events: [
            {
              type: 'selectionChanged',
              actions: [
                {
                  type: 'filter',
                  targets: [
                    {
                      targetId: `${orders}#main`,
                      by: 'whereClause',
                      fieldMap: [{ sourceName: 'contractor', targetName: 'contractor' }],
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
    widgets: [
      mapWidget(town, map, 'Works', 'worksMap'),
      indicator(open, 'Open', dataset(mapLayerData(map, 'works'), count), '<p>Open sites</p>'),
      {
        id: costs,
        name: 'Costs',
        type: 'serialChartWidget',
        caption: '<p>Costs by contractor</p>',
        categoryType: 'groupByValues',
        category: { fieldName: 'contractor', nullLabel: 'unknown', labelOverrides: [] },
        datasets: [
          dataset(itemData(town, 'workOrders', 0, true), {
            groupByFields: ['contractor'],
            orderByFields: ['value DESC'],
            statisticDefinitions: [
              { onStatisticField: 'cost_eur', outStatisticFieldName: 'value', statisticType: 'sum' },
            ],
          }),
        ],
      },
      list(
        orders,
        'Orders',
        dataset(itemData(town, 'workOrders', 0, true), { maxFeatures: 50 }),
        '<p>{order_no}: {task}</p>',
      ),
      {
        id: page,
        name: 'Map of the field workers',
        type: 'embeddedContentWidget',
        contentType: 'document',
        url: `${town.portal}/apps/mapviewer/index.html?webmap=${town.id('fieldMap')}`,
      },
    ],
    layout: layout('col', [
      cell(map, 0.5, 0.7),
      cell(open, 0.5, 0.3),
      cell(costs, 0.5, 0.5),
      cell(orders, 0.5, 0.5),
      cell(page, 1, 0.3),
    ]),
    settings: { maxPaginationRecords: 50_000 },
    theme: 'dark',
  }),
};

const count = {
  statisticDefinitions: [
    { onStatisticField: 'OBJECTID', outStatisticFieldName: 'value', statisticType: 'count' },
  ],
};

function expression(name: string, script: string): Record<string, unknown> {
  return {
    type: 'arcadeDataSource',
    arcadeId: '93c1d8e2-0b7f-4a65-b1d9-7a1c0e5d2f48',
    name,
    script,
    refreshInterval: 0,
  };
}

/** Joins two items of the portal, as data expressions do. */
function contractors(town: Town): string {
  return [
    `var portal = Portal("${town.portal}");`,
    '// orders that are still open',
    `var orders = FeatureSetByPortalItem(portal, "${town.id('workOrders')}", 0, ["contractor", "status"], false);`,
    `var works = FeatureSetByPortalItem(portal, '${town.id('streets')}', 1, ['phase'], false);`,
    'var busy = Count(Filter(works, "phase = \'open\'"));',
    'return GroupBy(Filter(orders, "status <> \'done\'"), ["contractor"], [{ name: "n", expression: "1", statistic: "COUNT" }]);',
  ].join('\n');
}
