import { townExtent, webMercator } from '../geography.js';
import type { ItemKey, Town } from '../town.js';

type Json = Record<string, unknown>;

/** The parts that every web map has. */
export function webMap(parts: { layers: Json[]; tables?: Json[]; baseMap: Json; more?: Json }): Json {
  return {
    operationalLayers: parts.layers,
    ...(parts.tables ? { tables: parts.tables } : {}),
    baseMap: parts.baseMap,
    authoringApp: 'ArcGISMapViewer',
    authoringAppVersion: '2024.3',
    initialState: { viewpoint: { targetGeometry: townExtent } },
    spatialReference: webMercator,
    timeZone: 'system',
    version: '2.33',
    ...parts.more,
  };
}

/** A layer of a service that is an item of the portal. */
export function featureLayer(
  town: Town,
  item: ItemKey,
  layer: number,
  id: string,
  title: string,
  more: Json = {},
): Json {
  return {
    id,
    title,
    url: `${town.service(item)}/${layer}`,
    itemId: town.id(item),
    layerType: 'ArcGISFeatureLayer',
    visibility: true,
    opacity: 1,
    ...more,
  };
}

/** A table of a service that is an item of the portal. */
export function table(
  town: Town,
  item: ItemKey,
  layer: number,
  id: string,
  title: string,
  more: Json = {},
): Json {
  return {
    id,
    title,
    url: `${town.service(item)}/${layer}`,
    itemId: town.id(item),
    layerType: 'ArcGISFeatureLayer',
    ...more,
  };
}

export function groupLayer(id: string, title: string, layers: Json[], more: Json = {}): Json {
  return {
    id,
    title,
    layerType: 'GroupLayer',
    visibility: true,
    opacity: 1,
    visibilityMode: 'independent',
    layers,
    ...more,
  };
}

/** A drawn background that belongs to nobody in this portal. */
export function vectorBasemap(style: string, title: string): Json {
  return {
    title,
    baseMapLayers: [
      {
        id: `basemap-${style}`,
        title,
        layerType: 'VectorTileLayer',
        styleUrl: `https://basemaps.example.com/styles/${style}/root.json`,
        visibility: true,
        opacity: 1,
      },
    ],
  };
}

/** A background of tiles on another organisation's server, with its reference layer on top. */
export function imageryBasemap(): Json {
  return {
    title: 'Imagery',
    baseMapLayers: [
      {
        id: 'basemap-imagery',
        title: 'Imagery',
        layerType: 'ArcGISTiledMapServiceLayer',
        url: 'https://tiles.example.org/arcgis/rest/services/Imagery/MapServer',
        visibility: true,
        opacity: 1,
      },
      {
        id: 'basemap-names',
        title: 'Names',
        layerType: 'VectorTileLayer',
        styleUrl:
          'https://www.arcgis.com/sharing/rest/content/items/6e20b7c4d5f0432ba1c9f08e37a6d51c/resources/styles/root.json',
        itemId: '6e20b7c4d5f0432ba1c9f08e37a6d51c',
        isReference: true,
        visibility: true,
        opacity: 1,
      },
    ],
  };
}
