/** The things that a document refers to, as they are called in one of the two portals. */
export interface Named {
  /** Item of the hosted layer. */
  item: string;
  /** Item of a map. */
  map: string;
  group: string;
  portal: string;
  /** Host of the portal without scheme. */
  host: string;
  /** Root URL of the hosted layer's service. */
  service: string;
  /** Number of its layer, and name of a field of it. */
  layer: string;
  field: string;
}

export interface HidingPlace {
  /** What kind of document it is. */
  of: string;
  place: string;
  document: (named: Named) => unknown;
  /** References here are followed, but nothing is copied on their behalf. */
  isMention?: boolean;
}

const layer = ({ service, layer: number, item }: Named, more: object = {}): object => ({
  id: 'layer-1',
  url: `${service}/${number}`,
  itemId: item,
  ...more,
});

const map = (layers: object[], more: object = {}): object => ({
  operationalLayers: layers,
  version: '2.30',
  ...more,
});

const popup = (named: Named, popupInfo: object): object => map([layer(named, { popupInfo })]);

const drawing = (named: Named, drawingInfo: object): object =>
  map([layer(named, { layerDefinition: { drawingInfo } })]);

const arcade = ({ portal, item, layer: number }: Named): string =>
  `var p = Portal('${portal}');\nvar id = "${item}";\n// an example: 1\nCount(FeatureSetByPortalItem(p, id, ${number}, ['*'])) + $layer.x`;

const values = (content: object): object => ({ source: 'f'.repeat(32), values: content });

const resource = ({ portal, map: id }: Named, path: string): string =>
  `${portal}/sharing/rest/content/items/${id}/resources/${path}`;

const WEB_MAP = 'Web maps and scenes';
const DASHBOARD = 'Dashboards';
const EXPERIENCE = 'Experience Builder';
const STORY = 'StoryMaps';
const WAB = 'Web AppBuilder apps';
const APPS = 'Instant Apps, configurable apps, classic story maps';
const FORM = 'Survey123, QuickCapture, Workforce';
const SITE = 'Sites and pages';
const OTHER = 'Notebooks, styles, item properties';

const experience = (content: object): object => ({ pages: {}, widgets: {}, dataSources: {}, ...content });

/** Every place in which items of ArcGIS are known to keep references. Each is a test, and a line in the README. */
export const HIDING_PLACES: readonly HidingPlace[] = [
  { of: WEB_MAP, place: 'URL and item id of a layer', document: (of) => map([layer(of)]) },
  {
    of: WEB_MAP,
    place: 'a whole service with its layers by number',
    document: ({ service, item, layer: number }) =>
      map([
        {
          id: 'a',
          url: service,
          itemId: item,
          layers: [{ id: Number(number), layerDefinition: { source: { mapLayerId: Number(number) } } }],
          visibleLayers: [Number(number)],
        },
      ]),
  },
  {
    of: WEB_MAP,
    place: 'group layers of any depth',
    document: (of) =>
      map([
        {
          layerType: 'GroupLayer',
          layers: [{ layerType: 'GroupLayer', layers: [layer(of)], tables: [layer(of)] }],
        },
      ]),
  },
  {
    of: WEB_MAP,
    place: 'sublayers of map services that show other data',
    document: (of) =>
      map([
        {
          url: 'https://other.example/server/rest/services/Base/MapServer',
          layers: [
            {
              id: 3,
              layerDefinition: {
                source: { type: 'dataLayer', dataSource: { url: `${of.service}/${of.layer}` } },
              },
            },
          ],
        },
      ]),
  },
  {
    of: WEB_MAP,
    place: 'subtype groups',
    document: (of) =>
      map([layer(of, { layerType: 'SubtypeGroupLayer', layers: [{ id: 's', subtypeCode: 1 }] })]),
  },
  { of: WEB_MAP, place: 'tables', document: (of) => map([], { tables: [layer(of)] }) },
  {
    of: WEB_MAP,
    place: 'feature collections by item id',
    document: (of) => map([{ id: 'a', type: 'Feature Collection', itemId: of.map }]),
  },
  {
    of: WEB_MAP,
    place: 'attributes of map notes',
    document: (of) =>
      map([
        {
          featureCollectionType: 'notes',
          featureCollection: {
            layers: [
              {
                featureSet: {
                  features: [
                    {
                      attributes: {
                        IMAGE_URL: resource(of, 'a.png'),
                        IMAGE_LINK_URL: `${of.portal}/home/item.html?id=${of.map}`,
                      },
                    },
                  ],
                },
              },
            ],
          },
        },
      ]),
  },
  {
    of: WEB_MAP,
    place: 'CSV, KML, GeoJSON and WFS layers of the portal, custom parameters',
    document: (of) =>
      map([
        { type: 'CSV', url: `${of.portal}/sharing/rest/content/items/${of.map}/data` },
        {
          type: 'KML',
          url: `${of.portal}/sharing/content/items/${of.map}/data`,
          customParameters: { from: of.service },
        },
        {
          type: 'WFS',
          wfsInfo: { featureUrl: `${of.service}/${of.layer}` },
          featureInfoUrl: of.portal,
        },
      ]),
  },
  {
    of: WEB_MAP,
    place: 'WMS, WMTS, OGC and tiled layers with their further addresses',
    document: (of) =>
      map([
        {
          type: 'WMS',
          url: `${of.service}/${of.layer}`,
          mapUrl: `${of.service}/${of.layer}?`,
          layers: [{ legendUrl: `${of.portal}/sharing/rest/content/items/${of.map}/data` }],
        },
        {
          type: 'WebTiledLayer',
          templateUrl: `${of.portal}/tiles/{level}/{row}/{col}`,
          wmtsInfo: { url: `${of.portal}/tiles/WMTSCapabilities.xml` },
        },
        { layerType: 'OGCFeatureLayer', itemId: of.map, capabilitiesUrl: `${of.portal}/ogc` },
        { type: 'GeoRSS', url: `${of.portal}/sharing/rest/content/items/${of.map}/data` },
        { type: 'GeoJSON', url: `${of.portal}/sharing/rest/content/items/${of.map}/data?f=json` },
      ]),
  },
  {
    of: WEB_MAP,
    place: 'tile and image services with their rules',
    document: (of) =>
      map([
        { layerType: 'ArcGISTiledMapServiceLayer', itemId: of.item, url: of.service },
        {
          layerType: 'ArcGISImageServiceLayer',
          itemId: of.map,
          url: 'https://other.example/rest/services/A/ImageServer',
          renderingRule: { rasterFunction: 'x', rasterFunctionArguments: { url: of.service } },
          mosaicRule: { itemId: of.map },
        },
      ]),
  },
  {
    of: WEB_MAP,
    place: 'style URLs of vector tiles',
    document: (of) =>
      map([{ layerType: 'VectorTileLayer', itemId: of.map, styleUrl: resource(of, 'styles/root.json') }]),
  },
  {
    of: WEB_MAP,
    place: 'scene layers with their associated feature layer',
    document: (of) =>
      map([
        { layerType: 'ArcGISSceneServiceLayer', associatedLayer: { url: `${of.service}/${of.layer}` } },
        { layerType: 'BuildingSceneLayer', itemId: of.map },
        { layerType: 'PointCloudLayer', itemId: of.map },
        { layerType: 'IntegratedMeshLayer', itemId: of.map },
        { layerType: 'Voxel', itemId: of.map },
      ]),
  },
  {
    of: WEB_MAP,
    place: 'stream, media, imagery, catalogue, link chart layers',
    document: (of) =>
      map([
        {
          layerType: 'ArcGISStreamLayer',
          url: 'https://other.example/StreamServer',
          itemId: of.map,
          webSocketUrl: of.service.replace('https:', 'wss:'),
        },
        { layerType: 'MediaLayer', itemId: of.map },
        { layerType: 'CatalogLayer', url: `${of.service}/${of.layer}`, itemId: of.item },
        { layerType: 'OrientedImageryLayer', url: `${of.service}/${of.layer}` },
        { layerType: 'KnowledgeGraphLayer', itemId: of.map, url: `${of.portal}/graph` },
        { layerType: 'LineOfSightLayer', itemId: of.map },
        { layerType: 'DimensionLayer', itemId: of.map },
      ]),
  },
  {
    of: WEB_MAP,
    place: 'basemaps, elevation and ground',
    document: (of) => ({
      ...map([]),
      baseMap: {
        baseMapLayers: [
          { id: 'b', itemId: of.map, styleUrl: resource(of, 'styles/root.json') },
          { id: 'c', itemId: of.item, url: of.service },
        ],
        elevationLayers: [{ id: 'e', itemId: of.map }],
      },
      ground: {
        layers: [{ id: 'g', itemId: of.map, url: `${of.portal}/sharing/rest/content/items/${of.map}/data` }],
      },
    }),
  },
  {
    of: WEB_MAP,
    place: 'slides',
    document: (of) =>
      map([], {
        presentation: {
          slides: [
            {
              baseMap: { baseMapLayers: [{ itemId: of.map }] },
              thumbnail: { url: resource(of, 'slide.png') },
              ground: { layers: [{ itemId: of.map }] },
            },
          ],
        },
      }),
  },
  {
    of: WEB_MAP,
    place: 'thumbnails of bookmarks',
    document: (of) =>
      map([], { bookmarks: [{ name: 'a', thumbnail: { url: resource(of, 'bookmark.png') } }] }),
    isMention: true,
  },
  {
    of: WEB_MAP,
    place: 'pictures and web styles of symbols',
    document: (of) =>
      drawing(of, {
        renderer: {
          symbol: { url: `${of.service}/${of.layer}/images/abc`, styleUrl: resource(of, 'styles/web.json') },
          uniqueValueInfos: [
            {
              symbol: { type: 'styleSymbolReference', styleUrl: `${of.portal}/home/item.html?id=${of.map}` },
            },
          ],
        },
      }),
  },
  {
    of: WEB_MAP,
    place: 'definition expressions, labels, renderers and time settings (fields)',
    document: (of) =>
      map([
        layer(of, {
          layerDefinition: {
            definitionExpression: `${of.field} = 'Status' AND Status2 = 1`,
            drawingInfo: {
              renderer: {
                field1: of.field,
                valueExpression: `$feature.${of.field}`,
                visualVariables: [{ field: of.field }],
              },
              labelingInfo: [
                {
                  labelExpression: `[${of.field}]`,
                  labelExpressionInfo: { expression: `$feature["${of.field}"]` },
                },
              ],
            },
            timeInfo: { startTimeField: of.field },
          },
        }),
      ]),
  },
  {
    of: WEB_MAP,
    place: 'HTML, media and elements of pop-ups',
    document: (of) =>
      popup(of, {
        title: `{${of.field}}`,
        description: `<a href="${of.portal}/home/item.html?id=${of.map}">x</a> {${of.field}}`,
        fieldInfos: [{ fieldName: of.field, label: 'Status' }],
        mediaInfos: [
          {
            value: { fields: [of.field], linkURL: `${of.portal}/apps/dashboards/${of.map}?x={${of.field}}` },
          },
        ],
        popupElements: [{ type: 'text', text: `<img src="${resource(of, 'a.png')}"/>` }],
      }),
  },
  {
    of: WEB_MAP,
    place: 'Arcade in pop-ups, labels, renderers and forms',
    document: (of) => {
      const expressionInfos = [{ name: 'expr0', expression: arcade(of) }];
      return map([
        layer(of, {
          popupInfo: {
            expressionInfos,
            popupElements: [{ type: 'expression', expressionInfo: { expression: arcade(of) } }],
          },
          formInfo: { expressionInfos, formElements: [{ type: 'field', fieldName: of.field }] },
          layerDefinition: {
            drawingInfo: {
              labelingInfo: [{ labelExpressionInfo: { expression: arcade(of) } }],
              renderer: { valueExpression: arcade(of), visualVariables: [{ valueExpression: arcade(of) }] },
            },
            featureReduction: { popupInfo: { expressionInfos } },
          },
        }),
      ]);
    },
  },
  {
    of: WEB_MAP,
    place: 'interactive filters',
    document: (of) =>
      map([
        layer(of, {
          definitionEditor: {
            parameterizedExpression: `${of.field} = {0}`,
            inputs: [{ parameters: [{ fieldName: of.field }] }],
          },
        }),
      ]),
  },
  {
    of: WEB_MAP,
    place: 'search, location tracking, floors and networks',
    document: (of) =>
      map([layer(of)], {
        applicationProperties: {
          viewing: { search: { layers: [{ id: 'layer-1', field: { name: of.field } }] } },
          editing: { locationTracking: { info: { layerUrl: `${of.service}/${of.layer}` } } },
        },
        utilityNetworks: [{ id: 'u', url: `${of.service}/${of.layer}`, itemId: of.item }],
        mapFloorInfo: { levelLayer: { layerId: 'layer-1', levelIdField: of.field } },
      }),
  },
  {
    of: DASHBOARD,
    place: 'map widgets, data sets and their fields, selectors, header and side panel',
    document: (of) => {
      const dataset = {
        type: 'serviceDataset',
        dataSource: { type: 'featureServiceDataSource', itemId: of.item, layerId: Number(of.layer) },
        outFields: ['*'],
        groupByFields: [of.field],
        orderByFields: [`${of.field} ASC`],
        statisticDefinitions: [{ onStatisticField: of.field, outStatisticFieldName: 'value' }],
        filter: { rules: [{ field: { name: of.field } }] },
      };
      return {
        version: 46,
        widgets: [
          { type: 'mapWidget', itemId: of.map },
          { datasets: [dataset], category: { fieldName: of.field } },
        ],
        headerPanel: { selectors: [{ datasets: [dataset] }] },
        leftPanel: { selectors: [{ datasets: [dataset] }] },
        sidebar: { selectors: [{ datasets: [dataset] }] },
      };
    },
  },
  {
    of: DASHBOARD,
    place:
      'fields of layers of maps, by both spellings, and the filters that lead from one element to another',
    document: (of) => {
      const dataset = (dataSource: object, name: string): object => ({
        name,
        dataSource,
        groupByFields: [of.field],
        statisticDefinitions: [{ onStatisticField: of.field, outStatisticFieldName: of.field }],
      });
      const pair = (sourceName: string, targetName: string) => [{ sourceName, targetName }];
      return {
        widgets: [
          {
            type: 'mapWidget',
            id: 'w-1',
            itemId: of.map,
            layers: [
              {
                layerId: 'layer-1',
                events: [{ actions: [{ targetId: 'w-3#main', fieldMap: pair(of.field, 'Status') }] }],
              },
            ],
          },
          {
            id: 'w-2',
            datasets: [
              { name: 'min', data: 0 },
              dataset({ ownerId: 'w-1', layerId: 'layer-1' }, 'main'),
              dataset({ ownerId: 'w-1', layerId: 'layer-1' }, 'max'),
            ],
            minValueField: of.field,
            categoryType: 'fields',
            category: { labelOverrides: [{ key: of.field, label: 'Status' }] },
            events: [
              {
                actions: [
                  {
                    targets: [
                      { targetId: 'w-1#layer-1', fieldMap: pair(of.field, of.field) },
                      { targetId: 'w-3#main', fieldMap: pair(of.field, 'Status') },
                      { targetId: `w-1#whole#${of.layer}`, fieldMap: pair(of.field, of.field) },
                    ],
                  },
                ],
              },
            ],
          },
          {
            id: 'w-3',
            datasets: [{ name: 'main', dataSource: { id: 'w-1#layer-2' } }],
            category: { fieldName: 'Status' },
          },
          {
            id: 'w-4',
            datasets: [dataset({ ownerId: 'w-1', layerId: `whole#${of.layer}` }, 'main')],
            valueField: of.field,
          },
        ],
        headerPanel: {
          selectors: [
            {
              id: 's-1',
              datasets: [dataset({ id: 'w-1#layer-1' }, 'main')],
              events: [{ actions: [{ targetId: 'w-2#main', fieldMap: pair(of.field, of.field) }] }],
            },
          ],
        },
        urlParameters: [{ datasets: [dataset({ id: 'w-2#main' }, 'main')], idFieldName: of.field }],
      };
    },
  },
  {
    of: DASHBOARD,
    place: 'desktop and mobile view',
    document: (of) => ({
      desktopView: { widgets: [{ type: 'mapWidget', itemId: of.map }] },
      mobileView: {
        widgets: [{ type: 'mapWidget', itemId: of.map }],
        urlParameters: [{ datasets: [{ dataSource: { itemId: of.item, layerId: Number(of.layer) } }] }],
      },
    }),
  },
  {
    of: DASHBOARD,
    place: 'data expressions',
    document: (of) => ({
      arcadeDataSourceItems: [{ itemId: 'arcade-1', script: arcade(of) }],
      dataExpressions: [{ expression: arcade(of) }],
      widgets: [{ datasets: [{ dataSource: { type: 'arcadeDataSource', script: arcade(of) } }] }],
    }),
  },
  {
    of: DASHBOARD,
    place: 'fields in data expressions',
    document: (of) => ({
      widgets: [],
      arcadeDataSourceItems: [
        {
          script: `var all = FeatureSetByPortalItem(Portal('${of.portal}'), '${of.item}', ${of.layer}, ['${of.field}']);
for (var one in Filter(all, "${of.field} = 'Status'")) { Push(rows, { 'Status': one.${of.field} }); }`,
        },
      ],
    }),
  },
  {
    of: DASHBOARD,
    place: 'maps and data sources of operation views, which came before dashboards',
    document: (of) => ({
      widgets: [{ type: 'mapWidget', mapId: of.map, dataSources: [{ id: 'a' }] }],
      standaloneDataSources: [{ serviceItemId: of.item, url: `${of.service}/${of.layer}` }],
    }),
  },
  {
    of: DASHBOARD,
    place: 'embedded content, rich text, logos',
    document: (of) => ({
      header: {
        logoUrl: resource(of, 'images/logo.png'),
        text: `<a href="${of.portal}/apps/instant/sidebar/index.html?appid=${of.map}">x</a>`,
      },
      widgets: [
        { type: 'embeddedContentWidget', url: `${of.portal}/apps/mapviewer/index.html?webmap=${of.map}` },
      ],
    }),
  },
  {
    of: EXPERIENCE,
    place: 'data sources, their layers and portals',
    document: (of) =>
      experience({
        attributes: { portalUrl: of.portal },
        dataSources: {
          dataSource_1: {
            id: 'dataSource_1',
            itemId: of.map,
            portalUrl: of.portal,
            childDataSourceJsons: { 'layer-1': { ...layer(of), layerId: of.layer, portalUrl: of.portal } },
          },
          dataSource_3: { id: 'dataSource_3', portalItem: { id: of.map } },
        },
        dataSourcesInfo: { [`dataSource-${of.map}`]: { itemId: of.map } },
      }),
  },
  {
    of: EXPERIENCE,
    place: 'ids of data sources in widgets, keys and expressions',
    document: (of) => {
      const id = `dataSource_2-${of.layer}`;
      const expression = encodeURIComponent(
        JSON.stringify({ parts: [{ dataSourceId: id, jimuFieldName: of.field }] }),
      );
      return experience({
        dataSources: {
          dataSource_2: {
            id: 'dataSource_2',
            url: of.service,
            itemId: of.item,
            childDataSourceJsons: { [of.layer]: { id, url: `${of.service}/${of.layer}`, layerId: of.layer } },
          },
        },
        widgets: {
          widget_1: {
            useDataSources: [{ dataSourceId: id, mainDataSourceId: id, fields: [of.field] }],
            config: { configInfo: { [id]: 1 }, text: `<exp data-expression="${expression}"></exp>` },
          },
        },
      });
    },
  },
  {
    of: EXPERIENCE,
    place: 'fields of layers of maps that its data sources do not list',
    document: (of) => {
      const uses = (layerId: string, field: string): object => {
        const dataSourceId = `dataSource_1-${layerId}`;
        return { useDataSources: [{ dataSourceId, fields: [field] }], config: { sortFields: [field] } };
      };
      return experience({
        dataSources: { dataSource_1: { id: 'dataSource_1', type: 'WEB_MAP', itemId: of.map } },
        widgets: {
          widget_1: uses('layer-1', of.field),
          widget_2: uses('group-1-layer-3', of.field),
          widget_3: uses(`whole-${of.layer}-selection`, of.field),
          widget_4: uses('layer-2', 'Status'),
        },
      });
    },
  },
  {
    of: EXPERIENCE,
    place: 'embedded and linked apps, surveys, utilities, images and logos',
    document: (of) =>
      experience({
        widgets: {
          widget_1: {
            config: {
              surveyItemId: of.map,
              embedCode: `<iframe src="${of.portal}/apps/dashboards/${of.map}"></iframe>`,
            },
          },
          widget_2: {
            config: {
              itemId: of.map,
              expression: `<p>${of.portal}/apps/webappviewer/index.html?id=${of.map}</p>`,
            },
          },
          widget_3: { icon: resource(of, 'images/a.svg') },
        },
        utilities: {
          utility_1: { url: of.service, itemId: of.item },
          utility_2: { orgSetting: { itemId: of.map } },
        },
        thumbnail: `${of.portal}/sharing/rest/content/items/${of.map}/info/thumbnail/t.png`,
        sharedThemeVariables: { logo: { small: `${of.portal}/sharing/rest/content/items/${of.map}/data` } },
        originExbUrl: `${of.portal}/home/item.html?id=${of.map}`,
      }),
  },
  {
    of: STORY,
    place: 'maps, scenes and themes, also in keys of resources',
    document: (of) => ({
      root: 'n-1',
      nodes: { 'n-1': { type: 'webmap', data: { map: `r-${of.map}` } } },
      resources: {
        [`r-${of.map}`]: { type: 'webmap', data: { itemId: of.map, itemType: 'Web Map', type: 'default' } },
        'r-2': { type: 'story-theme', data: { themeItemId: of.map } },
        'r-3': { type: 'expressmap', data: { itemId: of.map } },
      },
    }),
  },
  {
    of: STORY,
    place: 'items of collections, embedded and linked content',
    document: (of) => ({
      nodes: {
        'n-1': {
          type: 'storymap',
          data: {
            itemId: of.map,
            itemType: 'StoryMap',
            thumbnailUrl: `${of.portal}/sharing/rest/content/items/${of.map}/info/thumbnail/t.png`,
          },
        },
        'n-2': {
          type: 'embed',
          data: {
            url: `${of.portal}/apps/dashboards/${of.map}`,
            embedSrc: `${of.portal}/apps/dashboards/${of.map}`,
          },
        },
        'n-3': { type: 'text', data: { text: `<a href="${of.portal}/home/item.html?id=${of.map}">x</a>` } },
      },
    }),
  },
  {
    of: STORY,
    place: 'descriptions for pages that embed the story (oembed)',
    document: (of) => ({
      type: 'rich',
      provider_url: of.portal,
      html: `<iframe src="${of.portal}/apps/Cascade/index.html?appid=${of.map}"></iframe>`,
      thumbnail_url: `${of.portal}/sharing/rest/content/items/${of.map}/info/thumbnail/t.png`,
    }),
  },
  {
    of: WAB,
    place: 'map, data sources, portal and the app itself',
    document: (of) => ({
      portalUrl: of.portal,
      appItemId: of.map,
      map: { itemId: of.map, portalUrl: of.portal, appProxy: { mapItemId: of.map } },
      httpProxy: { url: `${of.portal}/sharing/proxy` },
      dataSource: {
        dataSources: { a: { itemId: of.item, portalUrl: of.portal, url: `${of.service}/${of.layer}` } },
      },
      widgetPool: { widgets: [] },
    }),
  },
  {
    of: WAB,
    place: 'configurations of widgets, JSON in texts included',
    document: (of) => ({
      widgetPool: {
        widgets: [
          {
            config: {
              layers: [{ url: `${of.service}/${of.layer}`, field: of.field }],
              logo: resource(of, 'images/a.png'),
              json: JSON.stringify({ layer: { url: `${of.service}/${of.layer}`, fieldName: of.field } }),
            },
          },
        ],
      },
      widgetOnScreen: { widgets: [{ config: { url: `${of.service}/${of.layer}/query?where=1%3D1` } }] },
    }),
  },
  {
    of: APPS,
    place: 'maps, scenes, groups and collections of maps, drafts',
    document: (of) => {
      const content = {
        webmap: of.map,
        webscene: of.map,
        group: of.group,
        mapItemCollection: [{ id: of.map, type: 'webmap' }],
      };
      return values({ ...content, webmaps: [of.map], draft: content });
    },
  },
  {
    of: APPS,
    place: 'sources of the search, filters, logos',
    document: (of) =>
      values({
        searchConfiguration: {
          sources: [
            {
              layer: { id: 'layer-1', url: `${of.service}/${of.layer}` },
              searchFields: [of.field],
              url: `${of.service}/${of.layer}`,
            },
          ],
        },
        filterConfig: { layerExpressions: [{ id: 'layer-1' }] },
        customHeaderLogo: resource(of, 'logo.png'),
      }),
  },
  {
    of: APPS,
    place: 'fields of layers of maps, JSON in texts included',
    document: (of) => {
      const selector = (id: string, field: string): object => ({ id, fields: [field], fieldOrder: [field] });
      const selectors = [selector('layer-1', of.field), selector('layer-2', 'Status')];
      return values({
        webmap: of.map,
        swipeLeadingLayers: { layers: selectors },
        layerSelector: JSON.stringify(selectors),
        filterConfig: {
          layerExpressions: [
            { id: 'layer-1', expressions: [{ definitionExpression: `${of.field} = 1`, field: of.field }] },
            { id: 'layer-2', expressions: [{ definitionExpression: 'Status = 1', field: 'Status' }] },
          ],
        },
      });
    },
  },
  {
    of: APPS,
    place: 'sections, entries and actions of story maps',
    document: (of) =>
      values({
        webmap: of.map,
        story: {
          sections: [
            {
              media: {
                webmap: { id: of.map },
                webpage: { url: `${of.portal}/apps/View/index.html?appid=${of.map}` },
              },
              content: `<img src="${resource(of, 'a.png')}"> <a data-storymaps="x" href="${of.portal}/home/item.html?id=${of.map}">x</a>`,
              contentActions: [{ type: 'media', media: { webmap: { id: of.map } } }],
            },
          ],
          entries: [{ media: { webmap: { id: of.map } } }],
        },
      }),
  },
  {
    of: FORM,
    place: 'service, form and fields of a survey',
    document: (of) => ({
      'esriinfo/form.info': { serviceInfo: { itemId: of.item, url: of.service } },
      'esriinfo/form.json': { itemId: of.map, portalUrl: of.portal },
      'esriinfo/form.xml': `<h:html><submission action="${of.service}"/><model id="${of.map}"/></h:html>`,
      'esriinfo/form.webform': `${of.portal}/home/item.html?id=${of.map}`,
    }),
  },
  {
    of: FORM,
    place: 'data sources, templates and basemap of QuickCapture',
    document: (of) => ({
      application: {
        itemId: of.map,
        dataSources: [
          { dataSourceId: 'd-1', featureServiceItemId: of.item, url: `${of.service}/${of.layer}` },
        ],
        basemap: { type: 'WebMap', itemId: of.map },
        templateGroups: [
          {
            templates: [
              {
                captureInfo: { dataSourceId: 'd-1' },
                fieldInfos: [{ fieldName: of.field, value: 'Status' }],
              },
              { captureInfo: { dataSourceId: 'd-2' }, fieldInfos: [{ fieldName: 'Status', value: 'x' }] },
            ],
          },
        ],
      },
    }),
  },
  {
    of: FORM,
    place: 'maps, layers and group of Workforce',
    document: (of) => ({
      groupId: of.group,
      workerWebMapId: of.map,
      dispatcherWebMapId: of.map,
      dispatchers: { serviceItemId: of.item, url: `${of.service}/${of.layer}` },
      assignmentIntegrations: [{ urlTemplate: `arcgis-survey123://?itemID=${of.map}&field:x=1` }],
    }),
  },
  {
    of: SITE,
    place: 'cards, pages, groups and catalogue',
    document: (of) => ({
      catalog: { groups: [of.group] },
      catalogV2: { scopes: { item: { filters: [{ predicates: [{ group: [of.group] }] }] } } },
      values: {
        collaborationGroupId: of.group,
        contentGroupId: of.group,
        pages: [{ id: of.map, title: 'a' }],
        sites: [{ id: of.map, title: 'a' }],
        layout: {
          sections: [
            {
              rows: [
                {
                  cards: [
                    { component: { name: 'webmap-card', settings: { webmap: of.map } } },
                    { component: { name: 'survey-card', settings: { surveyId: of.map } } },
                    { component: { name: 'app-card', settings: { itemId: of.map } } },
                    {
                      component: {
                        name: 'items/gallery-card',
                        settings: { ids: [of.map], query: { groups: [{ id: of.group }] } },
                      },
                    },
                    { component: { name: 'image-card', settings: { fileSrc: resource(of, 'a.png') } } },
                    { component: { name: 'event-list-card', settings: { initiativeIds: [of.map] } } },
                    { component: { name: 'follow-initiative-card', settings: { initiativeId: of.map } } },
                    { component: { name: 'summary-statistic-card', settings: { itemId: of.item } } },
                    {
                      component: {
                        name: 'markdown-card',
                        settings: { markdown: `<a href="${of.portal}/apps/dashboards/${of.map}">x</a>` },
                      },
                    },
                  ],
                },
              ],
            },
          ],
        },
      },
    }),
  },
  {
    of: OTHER,
    place: 'code, text and output of notebooks',
    document: (of) => ({
      cells: [
        {
          cell_type: 'code',
          source: [
            `gis = GIS("${of.portal}")\n`,
            `item = gis.content.get('${of.map}')\n`,
            `crew = gis.groups.get("${of.group}")\n`,
            `layer = FeatureLayer("${of.service}/${of.layer}")\n`,
          ],
          outputs: [{ data: { 'text/html': [`<a href='${of.portal}/home/item.html?id=${of.map}'>x</a>`] } }],
        },
      ],
    }),
  },
  {
    of: OTHER,
    place: 'web tools, data pipelines, catalogues of oriented imagery',
    document: (of) => ({
      jsonProperties: { notebookId: of.map, tasks: [{ itemId: of.map }] },
      inputs: [{ parameters: { layer: { value: { itemId: of.item, layerId: Number(of.layer) } } } }],
      outputs: [{ parameters: { layer: { value: { itemId: of.item, layerId: of.layer } } } }],
      properties: {
        ServiceURL: `${of.service}/${of.layer}`,
        OverviewURL: `${of.service}/${of.layer}`,
        other: of.portal,
      },
    }),
  },
  {
    of: OTHER,
    place: 'style documents of vector tiles and web styles',
    document: (of) => ({
      sources: { esri: { url: `${of.portal}/sharing/rest/content/items/${of.map}/resources/tiles` } },
      sprite: resource(of, 'sprites/sprite'),
      items: [{ webRef: resource(of, 'web/a.json') }],
    }),
    isMention: true,
  },
  {
    of: OTHER,
    place: 'connections in maps, layers and layouts of ArcGIS Pro',
    document: (of) => ({
      layerDefinitions: [
        {
          featureTable: {
            dataConnection: {
              workspaceConnectionString: `URL=${of.service}`,
              workspaceFactory: 'FeatureService',
              dataset: of.layer,
            },
          },
        },
      ],
    }),
  },
  {
    of: OTHER,
    place: 'URLs in any text, encoded, escaped, or without scheme',
    document: (of) => ({
      encoded: `https://viewer.example/?url=${encodeURIComponent(`${of.service}/${of.layer}`)}`,
      twice: JSON.stringify({ a: JSON.stringify({ b: `${of.service}/${of.layer}` }) }),
      bare: `open ${of.host} to see it`,
    }),
    isMention: true,
  },
  {
    of: OTHER,
    place: 'address, description, keywords and properties of an item',
    document: (of) => ({
      url: `${of.portal}/apps/webappviewer/index.html?id=${of.map}`,
      accessInformation: `${of.portal}/home/webmap/viewer.html?webmap=${of.map}`,
      description: `<a href="${of.portal}/home/item.html?id=${of.map}">x</a>`,
      typeKeywords: ['Survey123', of.map],
      properties: { workforceDispatcherMapId: of.map, workforceProjectGroupId: of.group },
    }),
    isMention: true,
  },
];
