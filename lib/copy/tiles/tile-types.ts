/** How a type of hosted tiles is published. */
export interface TileType {
  /** `fileType` of publish by the item type of the package. */
  packages: Readonly<Record<string, string>>;
  server: 'MapServer' | 'VectorTileServer' | 'SceneServer';
  /** For the wording of errors. */
  what: string;
  privilege: string;
}

/** By the item type of the service. https://developers.arcgis.com/rest/users-groups-and-items/publish-item/ */
export const TILE_TYPES: Readonly<Record<string, TileType>> = {
  'Map Service': {
    packages: { 'Tile Package': 'tilePackage', 'Compact Tile Package': 'compactTilePackage' },
    server: 'MapServer',
    what: 'hosted tile layer',
    privilege: 'portal:publisher:publishTiles',
  },
  'Vector Tile Service': {
    packages: { 'Vector Tile Package': 'vectorTilePackage' },
    server: 'VectorTileServer',
    what: 'hosted vector tile layer',
    privilege: 'portal:publisher:publishTiles',
  },
  'Scene Service': {
    packages: { 'Scene Package': 'scenePackage', 'Scene Layer Package': 'scenePackage' },
    server: 'SceneServer',
    what: 'hosted scene layer',
    privilege: 'portal:publisher:publishScenes',
  },
};
