/** How a type of hosted tiles is published. */
export interface TileType {
  /** `fileType` of publish by the item type of the package. */
  packages: Readonly<Record<string, string>>;
  server: 'MapServer' | 'VectorTileServer' | 'SceneServer' | '3DTilesServer';
  /** `outputType` of publish, where such tiles can be cut from a hosted feature layer. */
  output?: string;
  /** Item type of the package that an export of the tiles makes, by the ending of the file. */
  exports?: Readonly<Record<string, string>>;
  /** For the wording of errors. */
  what: string;
  privilege: string;
}

const TILES_3D: TileType = {
  packages: { '3DTiles Package': '3DTilesPackage', '3DTilesPackage': '3DTilesPackage' },
  server: '3DTilesServer',
  what: 'hosted 3D tiles layer',
  privilege: 'portal:publisher:publishScenes',
};

/** By the item type of the service. https://developers.arcgis.com/rest/users-groups-and-items/publish-item/ */
export const TILE_TYPES: Readonly<Record<string, TileType>> = {
  'Map Service': {
    packages: { 'Tile Package': 'tilePackage', 'Compact Tile Package': 'compactTilePackage' },
    server: 'MapServer',
    output: 'Tiles',
    exports: { tpkx: 'Compact Tile Package', tpk: 'Tile Package' },
    what: 'hosted tile layer',
    privilege: 'portal:publisher:publishTiles',
  },
  'Vector Tile Service': {
    packages: { 'Vector Tile Package': 'vectorTilePackage' },
    server: 'VectorTileServer',
    output: 'VectorTiles',
    exports: { vtpk: 'Vector Tile Package' },
    what: 'hosted vector tile layer',
    privilege: 'portal:publisher:publishTiles',
  },
  'Scene Service': {
    packages: { 'Scene Package': 'scenePackage', 'Scene Layer Package': 'scenePackage' },
    server: 'SceneServer',
    output: 'sceneService',
    what: 'hosted scene layer',
    privilege: 'portal:publisher:publishScenes',
  },
  '3DTilesService': TILES_3D,
  '3DTiles Service': TILES_3D,
};
