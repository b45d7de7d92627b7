import type { PackageFile } from './package-file.js';
import { rasterTiles } from './raster-tiles.js';
import { sceneLayers } from './scene-layers.js';
import type { TileContent, TileServiceType } from './tile-content.js';
import { vectorTiles } from './vector-tiles.js';

/** What a package is published as. */
export interface TileKind {
  /** Item types of the package. */
  packages: readonly string[];
  service: TileServiceType;
  /** Type of the service's item. */
  itemType: string;
  /** Key words of that item, beside those of its type. */
  keywords: readonly string[];
  privilege: string;
  /** Undefined for a package of another kind. */
  open(file: PackageFile): Promise<TileContent | undefined>;
}

const RASTER = {
  service: 'MapServer',
  itemType: 'Map Service',
  keywords: ['Tiled'],
  privilege: 'portal:publisher:publishTiles',
  open: rasterTiles,
} as const;

/** By `fileType` of publish, in lower case. */
export const TILE_KINDS: Readonly<Record<string, TileKind>> = {
  tilepackage: { ...RASTER, packages: ['Tile Package'] },
  compacttilepackage: { ...RASTER, packages: ['Compact Tile Package'] },
  vectortilepackage: {
    packages: ['Vector Tile Package'],
    service: 'VectorTileServer',
    itemType: 'Vector Tile Service',
    keywords: [],
    privilege: 'portal:publisher:publishTiles',
    open: vectorTiles,
  },
  scenepackage: {
    packages: ['Scene Package', 'Scene Layer Package'],
    service: 'SceneServer',
    itemType: 'Scene Service',
    keywords: [],
    privilege: 'portal:publisher:publishScenes',
    open: sceneLayers,
  },
};
