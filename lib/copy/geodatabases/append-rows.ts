import { copyRows, noteLosses } from '../../features/copy-rows.js';
import {
  appendGeodatabase,
  knowsAppend,
  takesGeodatabase,
} from '../../features/geodatabase/append-geodatabase.js';
import { geodatabaseTables } from '../../features/geodatabase/geodatabase-tables.js';
import { tablesOfLayers } from '../../features/geodatabase/tables-of-layers.js';
import { type LayerService, readLayerService } from '../../features/layer-service.js';
import { endLoading, startLoading } from '../../features/loading.js';
import { lostInCopy } from '../../features/lost-in-copy.js';
import { countRows } from '../../features/read-rows.js';
import type { RowsResult } from '../../features/rows-request.js';
import { pairLayers } from '../../features/service-mapping.js';
import { SourceReading } from '../../features/source-reading.js';
import { updateRows } from '../../features/update-rows.js';
import type { TargetId } from '../../items/item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ServiceMapping } from '../../references/reference-map.js';
import type { CopyJob } from '../copy-job.js';
import type { Load } from '../layers/prove-rows.js';

/** From so many rows on a service is built from its definition and its rows are appended; below, publishing the file as a whole is as quick. */
const APPEND_FROM = 10_000;

/**
 * The tables of an exported file by layer id, if its rows are to be appended to a service that is built for them; null where the file is to be published
 * with all that is in it, as is one that does not tell which table is which layer's.
 */
export async function tablesToAppend(
  job: CopyJob,
  source: LayerService,
  path: string,
): Promise<Record<string, string> | null> {
  if (source.layers.some(({ hasAttachments }) => hasAttachments === true)) return null;
  if (!knowsAppend(await job.target.self(job.signal))) return null;
  const counts = await Promise.all(
    source.layers.map(({ id }) => countRows(job.source, `${source.url}/${id}`, '1=1', job.signal)),
  );
  if (counts.reduce((sum, count) => sum + count, 0) < APPEND_FROM) return null;
  return tablesOfLayers(source.layers, (await geodatabaseTables(path)) ?? []);
}

/**
 * Loads a new service by appending the rows of the File Geodatabase, layer by layer. What the portal does not append is sent row by row, with a
 * warning; `tables` are the file's by layer id, and `upload` puts it into the target when it is needed.
 */
export function appendRows(
  job: CopyJob,
  tables: Readonly<Record<string, string>>,
  upload: () => Promise<TargetId>,
): Load {
  return async (source, target, { from, to }, options = {}) => {
    const { signal } = options;
    const opened = await readLayerService(target, to.url, signal);
    if (!takesGeodatabase(opened, pairLayers(from, opened, to.mapping))) {
      warn(job, 'its layers do not take a File Geodatabase');
      return copyRows(source, target, { from, to }, options);
    }
    const { fileId, built, pairs, filled } = await ready(job, from, to, opened, upload);
    job.say('appending');
    // The source has nothing else to do meanwhile. Without attachments its rows are all there is to compare.
    const reading =
      job.settings.verify === 'full' ? new SourceReading(source, from, pairs, { signal }) : null;
    let isComplete = true;
    try {
      for (const pair of filled) {
        const url = `${to.url}/${pair.target.id}`;
        const table = tables[pair.source.id] ?? pair.source.name;
        isComplete &&= await appendGeodatabase(target, { fileId, table, url, pair, built }, signal);
      }
    } catch (error) {
      reading?.stop();
      if (
        !(error instanceof ArcGISError) ||
        !['ARCGIS_JOB_FAILED', 'ARCGIS_UNEXPECTED'].includes(error.code)
      ) {
        await endLoading(target, from, to).catch(() => undefined);
        throw error;
      }
      warn(job, error.message);
      isComplete = false;
    }
    if (!isComplete) {
      reading?.stop();
      return updateRows(source, target, { from, to }, { ...options, mode: 'changes' });
    }
    const ended = await endLoading(target, from, to, signal);
    const read = (await reading?.rows()) ?? {};
    const result: RowsResult = { rows: {}, attachments: {}, read, notKept: {}, warnings: ended.warnings };
    noteLosses(result, lostInCopy(from, ended.service, to.mapping, built));
    return result;
  };
}

/** The file is uploaded while the service is opened for its rows and it is found out which layers have any. */
async function ready(
  { source, target, signal }: CopyJob,
  from: LayerService,
  to: { url: string; mapping: ServiceMapping },
  opened: LayerService,
  upload: () => Promise<TargetId>,
) {
  const counting = Promise.all(
    from.layers.map(
      async ({ id }) => [id, await countRows(source, `${from.url}/${id}`, '1=1', signal)] as const,
    ),
  );
  const open = async () => {
    await startLoading(target, opened, signal);
    const built = await readLayerService(target, to.url, signal);
    const pairs = pairLayers(from, built, to.mapping);
    const rows = new Map(await counting);
    return { built, pairs, filled: pairs.filter((pair) => rows.get(pair.source.id) !== 0) };
  };
  // Neither is left alone when the other fails: what was uploaded has to be known, so that it is removed again.
  const [uploaded, service] = await Promise.allSettled([upload(), open(), counting]);
  if (uploaded.status === 'fulfilled' && service.status === 'fulfilled') {
    return { fileId: uploaded.value, ...service.value };
  }
  await endLoading(target, from, to).catch(() => undefined);
  throw uploaded.status === 'rejected' ? uploaded.reason : (service as PromiseRejectedResult).reason;
}

function warn(job: CopyJob, why: string): void {
  job.warn(
    'NOT_APPENDED',
    `${job.target.url} did not append the rows of the File Geodatabase: ${why.replace(/\.$/, '')}. They were sent row by row.`,
  );
}
