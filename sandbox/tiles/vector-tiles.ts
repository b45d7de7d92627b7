import { gunzipSync } from 'node:zlib';
import type { PackageFile } from './package-file.js';
import { bundlePath, readBundle } from './read-bundle.js';
import { readJson, type TileContent } from './tile-content.js';

const ROOT = 'p12/';
const CONTENT_TYPES: Record<string, string> = {
  json: 'application/json;charset=utf-8',
  png: 'image/png',
  pbf: 'application/x-protobuf',
};

/** The vector tile service of a vector tile package (.vtpk), whose content lies in the folder p12. Undefined for any other package. */
export async function vectorTiles(file: PackageFile): Promise<TileContent | undefined> {
  const root = await readJson(file, `${ROOT}root.json`);
  if (!root) return undefined;
  return {
    root: {
      ...root,
      capabilities: 'TilesOnly,Tilemap',
      exportTilesAllowed: false,
      maxExportTilesCount: 10_000,
    },
    read: async (path) => {
      const [, level, row, column] = /^tile\/(\d+)\/(\d+)\/(\d+)\.pbf$/.exec(path) ?? [];
      if (level !== undefined) {
        const [z, y, x] = [Number(level), Number(row), Number(column)];
        const bundle = await file.read(`${ROOT}tile/${bundlePath(z, y, x)}`);
        const bytes = bundle && readBundle(bundle, y, x);
        return bytes && { bytes: unpacked(bytes), contentType: CONTENT_TYPES.pbf ?? '' };
      }
      if (path === 'tilemap') return fileAt(file, 'tilemap/root.json');
      if (path === 'resources/styles') return fileAt(file, 'resources/styles/root.json');
      return path.startsWith('resources/') ? fileAt(file, path) : undefined;
    },
  };
}

async function fileAt(file: PackageFile, path: string) {
  const bytes = await file.read(ROOT + path);
  const contentType = CONTENT_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  return bytes && { bytes, contentType };
}

/** Tiles lie in the package compressed; the service gives them plain to who does not ask for compression. */
function unpacked(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}
