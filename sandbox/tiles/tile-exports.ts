/** The file that an export of tiles makes, by the type of the service. */
export const TILE_EXPORTS = {
  MapServer: { name: 'Layers', ending: 'tpkx' },
  VectorTileServer: { name: 'p12', ending: 'vtpk' },
} as const;
