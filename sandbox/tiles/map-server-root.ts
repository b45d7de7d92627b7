import type { Json } from './tile-content.js';

/** What the tiles of a map service say of themselves. */
export interface MapTiles {
  layers: { id: number; name: string }[];
  tileInfo: Json;
  spatialReference: unknown;
  fullExtent: unknown;
  initialExtent: unknown;
  minScale: number;
  maxScale: number;
}

/** JSON of the root of a hosted tile layer. */
export function mapServerRoot(tiles: MapTiles): Json {
  return {
    serviceDescription: '',
    mapName: 'Layers',
    description: '',
    copyrightText: '',
    supportsDynamicLayers: false,
    layers: tiles.layers.map(({ id, name }) => ({
      id,
      name,
      parentLayerId: -1,
      defaultVisibility: true,
      subLayerIds: null,
      minScale: 0,
      maxScale: 0,
    })),
    tables: [],
    spatialReference: tiles.spatialReference,
    singleFusedMapCache: true,
    tileInfo: tiles.tileInfo,
    initialExtent: tiles.initialExtent,
    fullExtent: tiles.fullExtent,
    minScale: tiles.minScale,
    maxScale: tiles.maxScale,
    units: 'esriMeters',
    supportedImageFormatTypes: 'PNG32,PNG24,PNG,JPG,DIB,TIFF,EMF,PS,PDF,GIF,SVG,SVGZ,BMP',
    capabilities: 'Map,Tilemap',
    supportedQueryFormats: 'JSON',
    exportTilesAllowed: false,
    maxExportTilesCount: 100_000,
    maxRecordCount: 2000,
  };
}
