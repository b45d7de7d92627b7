import { asArray, type Json } from '../../features/definition.js';
import type { CopyJob } from '../copy-job.js';
import { readTileJson, readTileJsonIfThere, STYLE } from './tile-service.js';
import type { TileType } from './tile-types.js';

/**
 * What `publish` is told to cut tiles in the scheme of the source, from those of the copied layers that the source shows, with their symbols. Of a scene
 * nothing: it has no scheme. As ArcGIS's own page sends it: https://github.com/EsriDevEvents/building-apps-with-hosted-data-services-2025
 */
export async function cutParameters(
  job: CopyJob,
  { server }: TileType,
  urls: { source: string; layer: string },
): Promise<Json> {
  if (server === 'SceneServer') return {};
  const root = await readTileJson(job.source, urls.source, job.signal);
  const copy = await job.target.read<Json>(`${urls.layer}/layers`, {}, { signal: job.signal });
  const shown = await namesShown(job, server, urls.source, root);
  const all = asArray<Json>(copy.layers).filter(({ type }) => type === 'Feature Layer');
  const some = all.filter(({ name }) => shown.has(String(name)));
  const layers = (some.length > 0 ? some : all).map(({ id, drawingInfo }) => ({ id, drawingInfo }));
  const { minScale = 0, maxScale = 0 } = root;
  return { tilingSchema: schemeOf(server, (root.tileInfo ?? {}) as Json), minScale, maxScale, layers };
}

function schemeOf(server: TileType['server'], tileInfo: Json): Json {
  const { spatialReference, origin, rows, cols, dpi, preciseDpi, lods, format, compressionQuality } =
    tileInfo;
  const isRaster = server === 'MapServer';
  return {
    tileCacheInfo: { spatialReference, origin, rows, cols, dpi, preciseDpi: preciseDpi ?? dpi, lods },
    tileImageInfo: {
      format: isRaster ? (format ?? 'PNG32') : 'indexedVector',
      compressionQuality: compressionQuality ?? 0,
      antialiasing: isRaster,
    },
    cacheStorageInfo: {
      storageFormat: isRaster ? 'esriMapCacheStorageModeExploded' : 'esriMapCacheStorageModeCompactV2',
      packetSize: 128,
    },
  };
}

/** Names of the layers that the tiles show. */
async function namesShown(
  job: CopyJob,
  server: TileType['server'],
  url: string,
  root: Json,
): Promise<Set<string>> {
  if (server === 'MapServer') return new Set(asArray<Json>(root.layers).map(({ name }) => String(name)));
  const style = await readTileJsonIfThere(job.source, `${url}/${STYLE}`, job.signal);
  return new Set(asArray<Json>(style?.layers).map((layer) => String(layer['source-layer'])));
}
