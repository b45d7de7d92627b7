import type { PackageFile } from './package-file.js';
import type { Json, TileContent } from './tile-content.js';

const TILESET = 'tileset.json';
const JSON_TYPE = 'application/json;charset=utf-8';

/**
 * The 3D tiles service of an archive of 3D Tiles (.3tz), which is a zip of the tileset as it is. Undefined for any other package.
 * https://github.com/Maxar-Public/3d-tiles-archive-format
 */
export async function tileset(file: PackageFile): Promise<TileContent | undefined> {
  const bytes = await file.read(TILESET);
  if (!bytes || !isTileset(bytes)) return undefined;
  return {
    root: { layerType: '3DTiles', layers: [] },
    read: async (path) => {
      const found = await file.read(path);
      const contentType = path.endsWith('.json') ? JSON_TYPE : 'application/octet-stream';
      return found && { bytes: found, contentType };
    },
  };
}

function isTileset(bytes: Buffer): boolean {
  const { asset, root } = JSON.parse(bytes.toString('utf8')) as Json;
  return typeof asset === 'object' && typeof root === 'object';
}
