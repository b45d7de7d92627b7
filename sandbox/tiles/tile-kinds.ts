import type { PackageFile } from './package-file.js';
import { rasterTiles } from './raster-tiles.js';
import { sceneLayers } from './scene-layers.js';
import type { TileContent, TileServiceType } from './tile-content.js';
import { tileset } from './tileset.js';
import { vectorTiles } from './vector-tiles.js';

/** A service of tiles, vector tiles or scenes, and its item. */
export interface TileForm {
  service: TileServiceType;
  /** Type of the service's item. */
  itemType: string;
  /** Key words of that item, beside those of its type. */
  keywords: readonly string[];
  privilege: string;
}

/** What a package is published as. */
export interface TileKind extends TileForm {
  /** Item types of the package. */
  packages: readonly string[];
  /** Undefined for a package of another kind. */
  open(file: PackageFile): Promise<TileContent | undefined>;
}

const RASTER = {
  service: 'MapServer',
  itemType: 'Map Service',
  keywords: ['Tiled'],
  privilege: 'portal:publisher:publishTiles',
} as const;
const VECTOR = {
  service: 'VectorTileServer',
  itemType: 'Vector Tile Service',
  keywords: [],
  privilege: 'portal:publisher:publishTiles',
} as const;
const SCENE = {
  service: 'SceneServer',
  itemType: 'Scene Service',
  keywords: [],
  privilege: 'portal:publisher:publishScenes',
} as const;

/** By `fileType` of publish, in lower case. */
export const TILE_KINDS: Readonly<Record<string, TileKind>> = {
  tilepackage: { ...RASTER, packages: ['Tile Package'], open: rasterTiles },
  compacttilepackage: { ...RASTER, packages: ['Compact Tile Package'], open: rasterTiles },
  vectortilepackage: { ...VECTOR, packages: ['Vector Tile Package'], open: vectorTiles },
  scenepackage: { ...SCENE, packages: ['Scene Package', 'Scene Layer Package'], open: sceneLayers },
  '3dtilespackage': {
    service: '3DTilesServer',
    itemType: '3DTilesService',
    keywords: [],
    privilege: 'portal:publisher:publishScenes',
    packages: ['3DTiles Package', '3DTilesPackage'],
    open: tileset,
  },
};

/** What a hosted feature layer can be published as: by `outputType` of publish, in lower case. */
export const LAYER_OUTPUTS: Readonly<Record<string, TileForm>> = {
  tiles: RASTER,
  vectortiles: VECTOR,
  sceneservice: SCENE,
};
