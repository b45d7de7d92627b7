import { sealPicture } from '../files/data-files.js';
import { link, resourceOf } from '../links.js';
import type { DocumentPlan } from '../maps/plan.js';
import type { Town } from '../town.js';

type Json = Record<string, unknown>;

const query = 'widgets_Query_Widget_21';

/** An app of Web AppBuilder: its map, data that is in no map, widgets with addresses of layers, services of the portal. */
export const townViewer: DocumentPlan = {
  key: 'townViewer',
  type: 'Web Mapping Application',
  title: 'Town Viewer',
  owner: 'mira.okonjo',
  folder: 'Maps',
  snippet: 'The town map with search, query and print.',
  description: (town) => `<p>Shows ${link(town, 'townMap', 'Larkmoor Town Map')}.</p>`,
  tags: ['app', 'viewer'],
  typeKeywords: ['Web AppBuilder', 'WAB2D', 'Ready To Use'],
  access: 'org',
  groups: ['planning', 'water'],
  categories: ['/Categories/Basics'],
  url: (town) => `${town.portal}/apps/webappviewer/index.html?id=${town.id('townViewer')}`,
  resources: [{ path: 'images/logo.png', contentType: 'image/png', bytes: () => sealPicture(48) }],
  data: (town) => ({
    theme: {
      name: 'FoldableTheme',
      styles: ['default', 'blue'],
      version: '2.29',
      sharedTheme: { isPortalSupport: true, useHeader: false, useLogo: false },
    },
    portalUrl: town.portal,
    appId: '',
    authorizedCrossOriginDomains: [],
    title: 'Town Viewer',
    subtitle: 'Town of Larkmoor',
    keepAppState: true,
    logo: resourceOf(town, 'townViewer', 'images/logo.png'),
    geometryService: town.geometryService,
    links: [
      { label: 'Water at a Glance', url: `${town.portal}/apps/dashboards/${town.id('waterDashboard')}` },
    ],
    map: {
      '3D': false,
      '2D': true,
      id: 'map',
      itemId: town.id('townMap'),
      portalUrl: `${town.portal}/`,
      mapOptions: {},
      position: { left: 0, top: 40, right: 0, bottom: 0 },
      appProxy: { mapItemId: town.id('townMap'), proxyItems: [] },
      mapRefreshInterval: { useWebMapRefreshInterval: true },
    },
    httpProxy: { useProxy: true, url: `${town.portal}/sharing/proxy` },
    widgetOnScreen: {
      widgets: [search(town), splash(town)],
      panel: { uri: 'jimu/OnScreenWidgetPanel', position: { relativeTo: 'map' } },
    },
    widgetPool: {
      panel: {
        uri: 'themes/FoldableTheme/panels/FoldablePanel/Panel',
        position: { top: 5, right: 5, bottom: 5, zIndex: 5, relativeTo: 'map' },
      },
      widgets: [queryWidget(town), print(town), embedded(town)],
      groups: [],
    },
    mobileLayout: { widgetOnScreen: { widgets: {} } },
    loadingPage: { backgroundColor: '#2f6e9e', backgroundImage: { visible: false } },
    dataSource: { dataSources: dataSources(town), settings: {} },
    wabVersion: '2.29',
    isWebTier: false,
    appItemId: town.id('townViewer'),
  }),
};

function dataSources(town: Town): Json {
  return {
    'external~17': {
      id: 'external~17',
      type: 'Features',
      portalUrl: town.portal,
      itemId: town.id('workOrders'),
      isDynamic: false,
      label: 'Work Orders',
      url: `${town.service('workOrders')}/0`,
      filter: { logicalOperator: 'AND', parts: [], expr: "status <> 'done'", displaySQL: "status <> 'done'" },
      dataSchema: {
        objectIdFieldName: 'OBJECTID',
        displayFieldName: 'order_no',
        orderByFields: ['ordered DESC'],
      },
    },
    [`widget~${query}~0`]: {
      id: `widget~${query}~0`,
      type: 'Features',
      label: 'Hydrants',
      dataSchema: { displayField: 'hydrant_no' },
    },
  };
}

function queryWidget(town: Town): Json {
  return {
    uri: 'widgets/Query/Widget',
    version: '2.29',
    id: query,
    name: 'Query',
    label: 'Find a hydrant',
    index: 2,
    config: {
      queries: [
        {
          name: 'Hydrants',
          url: `${town.service('hydrants')}/0`,
          webMapLayerId: 'hydrants-layer',
          filter: { expr: "status = 'out'", parts: [] },
          popupInfo: {
            title: '{hydrant_no}',
            description: `<a href="${town.page('handbook')}">handbook</a>`,
          },
          resultsSymbol: { type: 'esriSMS', style: 'esriSMSCircle', color: [206, 51, 46, 255], size: 12 },
        },
        {
          name: 'Parcels',
          url: `${town.service('parcels')}/0`,
          webMapLayerId: '',
          filter: { expr: '1=1', parts: [] },
        },
      ],
    },
  };
}

function print(town: Town): Json {
  return {
    uri: 'widgets/Print/Widget',
    version: '2.29',
    id: 'widgets_Print_Widget_22',
    name: 'Print',
    index: 3,
    config: {
      serviceURL: `${town.server}/rest/services/Utilities/PrintingTools/GPServer/Export%20Web%20Map%20Task`,
      defaultTitle: 'Larkmoor',
      defaultCopyright: 'Town of Larkmoor',
    },
  };
}

function embedded(town: Town): Json {
  const address = `${town.portal}/apps/dashboards/${town.id('worksDashboard')}`;
  return {
    uri: 'widgets/Embed/Widget',
    id: 'widgets_Embed_Widget_23',
    name: 'Embed',
    label: 'Street works',
    index: 4,
    config: {
      contentType: 'url',
      url: address,
      text: `<iframe src="${address}" width="100%" height="100%"></iframe>`,
    },
  };
}

function search(town: Town): Json {
  return {
    uri: 'widgets/Search/Widget',
    version: '2.29',
    id: 'widgets_Search_Widget_1',
    name: 'Search',
    position: { left: 55, top: 5, relativeTo: 'map' },
    config: {
      sources: [
        {
          type: 'query',
          name: 'Trees',
          url: `${town.service('trees')}/0`,
          searchFields: ['street'],
          displayField: 'street',
          exactMatch: false,
        },
        {
          type: 'locator',
          name: 'World',
          url: 'https://geocode.example.org/arcgis/rest/services/World/GeocodeServer',
          countryCode: 'GB',
        },
      ],
    },
  };
}

function splash(town: Town): Json {
  return {
    uri: 'widgets/Splash/Widget',
    version: '2.29',
    id: 'widgets_Splash_Widget_2',
    name: 'Splash',
    config: {
      splash: {
        splashContent: `<div>Welcome. News in ${link(town, 'minutes', 'the minutes')}.</div>`,
        showOption: true,
      },
    },
  };
}
