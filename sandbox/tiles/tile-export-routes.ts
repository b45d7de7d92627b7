import { randomBytes } from 'node:crypto';
import { FileAnswer, PortalError } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Route } from '../http/routes.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { TileScheme } from './cut-tiles.js';
import type { Json } from './tile-content.js';
import { TILE_EXPORTS } from './tile-exports.js';
import type { OpenedTiles } from './tile-routes.js';
import { tilesRoot } from './tile-url.js';

/** An export under way, or done. */
interface ExportJob {
  id: string;
  /** Item of the service. */
  itemId: string;
  levels: string;
  /** Tiles that were asked for. */
  tiles: number;
  /** Tiles that may be exported at once. */
  most: number;
  /** When it is done, epoch ms. */
  until: number;
}

/**
 * Exporting the tiles of a hosted service as a package. ArcGIS Enterprise puts it into a folder that lists its files, Online names the file itself.
 * https://developers.arcgis.com/rest/services-reference/enterprise/export-tiles-vector-tile-service/
 * @param opened the service of a call; throws where there is none that the caller may see
 */
export function tileExportRoutes(
  portal: PortalContext,
  type: 'MapServer' | 'VectorTileServer',
  opened: (call: Call) => Promise<OpenedTiles>,
): Route[] {
  const hosted = portal.kind === 'enterprise' ? '/Hosted' : '';
  const path = `/rest/services${hosted}/:service/${type}`;
  const folder = `/rest/directories/arcgisoutput/${type}/:job`;
  const jobs = new Map<string, ExportJob>();
  const jobOf = (call: Call): ExportJob => {
    const job = jobs.get(call.route.job ?? '');
    if (!job) throw new PortalError(400, 'Job not found.');
    return job;
  };
  const fileOf = ({ itemId }: ExportJob): { path: string; name: string } => {
    const { ending, name } = TILE_EXPORTS[type];
    return { path: portal.tiles.packageOf(itemId) ?? '', name: `${name}.${ending}` };
  };
  const folderOf = (call: Call, { id }: ExportJob): string =>
    `${tilesRoot(portal, call.secure)}/rest/directories/arcgisoutput/${type}/${id}`;
  return [
    {
      path: `${path}/exportTiles`,
      handler: async (call) => {
        const { item, content } = await opened(call);
        const job = begin(portal, call, item.id, content.root);
        jobs.set(job.id, job);
        if (portal.kind === 'enterprise') return { jobId: job.id, jobStatus: 'esriJobSubmitted' };
        const answer = {
          id: job.id,
          name: call.route.service,
          url: null,
          status: 'success',
          itemId: item.id,
        };
        return { ...answer, type: item.type, jobId: job.id, message: 'success' };
      },
    },
    {
      path: `${path}/jobs/:job`,
      handler: async (call) => {
        await opened(call);
        const job = jobOf(call);
        return portal.kind === 'enterprise'
          ? enterpriseJob(job)
          : onlineJob(job, `${folderOf(call, job)}/${fileOf(job).name}`);
      },
    },
    {
      path: `${path}/jobs/:job/results/out_service_url`,
      handler: async (call) => {
        await opened(call);
        const value = folderOf(call, jobOf(call));
        return { paramName: 'out_service_url', dataType: 'GPString', value };
      },
    },
    {
      path: folder,
      handler: (call) => {
        const job = jobOf(call);
        const { name } = fileOf(job);
        return { folders: [], files: [{ name, url: `${folderOf(call, job)}/${name}` }] };
      },
    },
    {
      path: `${folder}/:file`,
      fileLike: true,
      handler: (call) => {
        const file = fileOf(jobOf(call));
        return new FileAnswer(file.path, 'application/octet-stream', file.name);
      },
    },
  ];
}

function begin(portal: PortalContext, { params }: Call, itemId: string, root: Json): ExportJob {
  if (!portal.switches.tilesExported || !portal.tiles.packageOf(itemId)) {
    throw new PortalError(400, 'Export tiles operation is not allowed on this service.');
  }
  const levels = params.text('levels', '').trim();
  if (!/^\d+(?:-\d+)?(?:,\s*\d+(?:-\d+)?)*$/.test(levels)) {
    throw new PortalError(400, 'Invalid or missing input parameters.', {
      details: ["'levels' is not valid."],
    });
  }
  const id =
    portal.kind === 'enterprise' ? `j${randomBytes(16).toString('hex')}_et` : randomBytes(8).toString('hex');
  const until = Date.now() + portal.switches.jobMs * portal.switches.timeScale;
  return { id, itemId, levels, tiles: tilesOf(root, levels), most: portal.switches.maxExportTiles, until };
}

/** How many tiles the levels have in the full extent. */
function tilesOf(root: Json, levels: string): number {
  const { lods, rows, cols } = root.tileInfo as TileScheme;
  const { xmin, ymin, xmax, ymax } = root.fullExtent as Record<string, number>;
  const isAsked = (level: number): boolean =>
    levels.split(',').some((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return level >= first && level <= last;
    });
  const side = (length: number, size: number): number => Math.max(1, Math.ceil(length / size));
  return lods
    .filter(({ level }) => isAsked(level))
    .map(
      ({ resolution }) =>
        side(Number(xmax) - Number(xmin), resolution * cols) *
        side(Number(ymax) - Number(ymin), resolution * rows),
    )
    .reduce((sum, count) => sum + count, 0);
}

/** In the words of ArcGIS Enterprise. */
function tooMany({ tiles, most }: ExportJob): string | null {
  if (tiles <= most) return null;
  return `ERROR 001564: Requested tile count (${tiles}) exceeds the maximum allowed number of tiles (${most}) to be exported for service.`;
}

function enterpriseJob(job: ExportJob): unknown {
  const isDone = Date.now() >= job.until;
  const refusal = tooMany(job);
  const ended = refusal === null ? 'esriJobSucceeded' : 'esriJobFailed';
  const results = { out_service_url: { paramUrl: 'results/out_service_url' } };
  const messages = [
    { type: 'esriJobMessageTypeInformative', description: 'Start Time' },
    ...(refusal === null ? [] : [{ type: 'esriJobMessageTypeError', description: refusal }]),
  ];
  return {
    jobId: job.id,
    jobStatus: isDone ? ended : 'esriJobExecuting',
    ...(isDone && refusal === null ? { results } : {}),
    inputs: {},
    messages: isDone ? messages : [],
  };
}

function onlineJob(job: ExportJob, url: string): unknown {
  const isDone = Date.now() >= job.until;
  const refusal = tooMany(job);
  const ended = refusal === null ? 'esriJobSucceeded' : 'esriJobFailed';
  return {
    jobId: job.id,
    type: 'EXPORTTILES',
    jobStatus: isDone ? ended : 'esriJobExecuting',
    message: isDone ? refusal : null,
    output: isDone && refusal === null ? { outputUrl: [url], itemId: null } : null,
    levelStats: [],
  };
}
