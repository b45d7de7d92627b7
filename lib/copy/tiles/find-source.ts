import type { CopyJob } from '../copy-job.js';
import { exportedSource } from './exported-source.js';
import { findLayer } from './find-layer.js';
import { findPackage } from './find-package.js';
import { layerSource } from './layer-source.js';
import { packageSource } from './package-source.js';
import { readTileJsonIfThere, tileRoot } from './tile-service.js';
import type { TileSource } from './tile-source.js';
import type { TileType } from './tile-types.js';

/** What tiles can be published from in the target: their package, the hosted layer that they were cut from, or an export. Null if there is nothing. */
export async function findSource(job: CopyJob, type: TileType): Promise<TileSource | null> {
  const file = await findPackage(job, type, 'related');
  if (file) return packageSource(job, type, file);
  const { output, exports, server } = type;
  const layer = output === undefined ? null : await findLayer(job);
  // Scenes that were made on a desktop come with a layer of their own, of 3D objects that cannot be copied row by row: there the file is first.
  const isFileFirst = server === 'SceneServer' || !layer;
  const named = isFileFirst ? await findPackage(job, type, 'named') : null;
  if (named) return packageSource(job, type, named);
  if (layer && output !== undefined) return layerSource(job, { ...type, output }, layer);
  const root = exports && (await rootIfThere(job));
  return exports && root?.exportTilesAllowed === true
    ? exportedSource(job, { ...type, exports }, root)
    : null;
}

/** A service that does not answer cannot be exported. */
async function rootIfThere({ source, item, signal }: CopyJob) {
  const root = await readTileJsonIfThere(source, tileRoot(String(item.url)), signal).catch(() => null);
  signal.throwIfAborted();
  return root;
}
