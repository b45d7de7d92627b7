import type { ItemKey, Town } from '../town.js';

type Json = Record<string, unknown>;

const states = {
  showLastUpdate: false,
  noDataState: { verticalAlignment: 'middle', showCaption: true, showDescription: true },
  noFilterState: { verticalAlignment: 'middle', showCaption: true, showDescription: true },
};

export function mapWidget(town: Town, id: string, name: string, map: ItemKey, more: Json = {}): Json {
  return {
    id,
    name,
    type: 'mapWidget',
    itemId: town.id(map),
    ...states,
    pointZoomScale: 3000,
    flashRepeats: 3,
    mapTools: [{ type: 'mapContentsTool' }, { type: 'legendTool' }, { type: 'bookmarksTool' }],
    showNavigation: true,
    showPopup: true,
    scalebarStyle: 'line',
    ...more,
  };
}

export function indicator(id: string, name: string, dataset: Json, caption: string, more: Json = {}): Json {
  return {
    id,
    name,
    type: 'indicatorWidget',
    ...states,
    datasets: [dataset],
    defaultSettings: {
      caption,
      topSection: { fontSize: 80, textInfo: { text: '' } },
      middleSection: { fontSize: 160, textInfo: { text: '{value}' } },
      bottomSection: { fontSize: 80, textInfo: {} },
    },
    comparison: 'none',
    valueFormat: {
      name: 'value',
      prefix: true,
      style: 'decimal',
      useGrouping: true,
      maximumFractionDigits: 0,
    },
    ...more,
  };
}

export function list(id: string, name: string, dataset: Json, itemText: string, more: Json = {}): Json {
  return {
    id,
    name,
    type: 'listWidget',
    ...states,
    datasets: [dataset],
    itemText,
    iconType: 'symbol',
    selectionMode: 'single',
    ...more,
  };
}

/** A layer of a map that another widget shows. */
export function mapLayerData(mapWidgetId: string, layerId: string): Json {
  return { type: 'layerDataSource', layerId, ownerId: mapWidgetId };
}

/** A layer of an item of the portal, in no map. */
export function itemData(town: Town, item: ItemKey, layerId: number, isTable = false): Json {
  return { type: 'featureServiceDataSource', itemId: town.id(item), layerId, table: isTable };
}

export function dataset(dataSource: Json, more: Json = {}): Json {
  return {
    type: 'serviceDataset',
    name: 'main',
    dataSource,
    outFields: ['*'],
    groupByFields: [],
    orderByFields: [],
    statisticDefinitions: [],
    querySpatialRelationship: 'esriSpatialRelIntersects',
    returnGeometry: false,
    clientSideStatistics: false,
    returnDistinctValues: false,
    allowDownload: false,
    ...more,
  };
}

/** A condition as the dashboard's editor writes it. */
export function where(field: string, operator: string, value: string | number): Json {
  const type = typeof value === 'number' ? 'esriFieldTypeSmallInteger' : 'esriFieldTypeString';
  const rule = {
    type: 'filterRule',
    field: { name: field, type },
    operator,
    constraint: { type: 'value', value },
  };
  return {
    type: 'filterGroup',
    condition: 'OR',
    rules: [{ type: 'filterGroup', condition: 'AND', rules: [rule] }],
  };
}

/** Elements side by side or one below the other, with their shares. */
export function layout(orientation: 'col' | 'row', elements: Json[]): Json {
  return { rootElement: { type: 'stackLayoutElement', orientation, width: 1, height: 1, elements } };
}

export function cell(id: string, width: number, height: number): Json {
  return { type: 'itemLayoutElement', id, width, height };
}
