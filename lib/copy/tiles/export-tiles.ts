import { asArray } from '../../features/definition.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import { waitForJob } from '../../transfer/wait-for-job.js';
import type { CopyJob } from '../copy-job.js';
import type { Json } from './tile-service.js';
import type { TileType } from './tile-types.js';

const DEADLINE = 2 * 60 * 60_000;

interface Lod {
  level: number;
  scale: number;
}

/**
 * Has a service put its tiles into a package, and tells where that lies. ArcGIS Online names the file; Enterprise a folder, whose list of files has
 * it. https://developers.arcgis.com/rest/services-reference/enterprise/export-tiles-vector-tile-service/
 *
 * @throws ArcGISError ARCGIS_JOB_FAILED with the server's words: too many tiles, for example
 */
export async function exportTiles(
  { source, signal, label }: CopyJob,
  { exports = {}, what }: TileType,
  url: string,
  root: Json,
): Promise<{ url: string; ending: string }> {
  const { jobId } = await source.read<{ jobId?: string }>(
    `${url}/exportTiles`,
    {
      tilePackage: true,
      storageFormatType: 'esriMapCacheStorageModeCompactV2',
      exportBy: 'levelId',
      exportExtent: 'DEFAULT',
      levels: levelsOf(root),
    },
    { signal },
  );
  if (!jobId) throw nothing(label, url);
  const job = `${url}/jobs/${jobId}`;
  await waitForJob(
    source,
    {
      path: job,
      params: {},
      deadline: source.clock.now() + DEADLINE,
      what: `The export of the ${what} ${label}`,
      partial: 'failed',
    },
    { signal },
  );
  const { output } = await source.read<{ output?: { outputUrl?: string[] } | null }>(job, {}, { signal });
  const [direct] = asArray<string>(output?.outputUrl);
  const found =
    direct ?? (await fileOf(source, `${job}/results/out_service_url`, signal, Object.keys(exports)));
  const ending = found && endingOf(found, Object.keys(exports));
  if (!found || !ending) throw nothing(label, url);
  return { url: found, ending };
}

/** The built levels, as the operation takes them: 0-12. */
function levelsOf(root: Json): string {
  const {
    tileInfo,
    minScale = 0,
    maxScale = 0,
  } = root as {
    tileInfo?: { lods?: Lod[] };
    minScale?: number;
    maxScale?: number;
  };
  const levels = asArray<Lod>(tileInfo?.lods)
    .filter(({ scale }) => (minScale === 0 || scale <= minScale * 1.001) && scale >= maxScale * 0.999)
    .map(({ level }) => level);
  return `${Math.min(...levels)}-${Math.max(...levels)}`;
}

async function fileOf(
  source: CopyJob['source'],
  result: string,
  signal: AbortSignal,
  endings: string[],
): Promise<string | null> {
  const { value } = await source.read<{ value?: string }>(result, {}, { signal });
  if (!value) return null;
  if (endingOf(value, endings)) return value;
  const { files } = await source.read<{ files?: { url?: string }[] }>(value, {}, { signal });
  return asArray<{ url?: string }>(files).find(({ url }) => url && endingOf(url, endings))?.url ?? null;
}

function endingOf(url: string, endings: string[]): string | undefined {
  const { pathname } = new URL(url);
  return endings.find((ending) => pathname.toLowerCase().endsWith(`.${ending}`));
}

function nothing(label: string, url: string): ArcGISError {
  return new ArcGISError(
    'ARCGIS_UNEXPECTED',
    `The server of ${url} says that the tiles of the ${label} were exported, but names no package. Export them by hand, and add the package to the source beside the service under its name.`,
    { item: label },
  );
}
