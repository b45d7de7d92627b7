import { copyRows, noteLosses } from '../../features/copy-rows.js';
import {
  appendGeodatabase,
  knowsAppend,
  takesGeodatabase,
} from '../../features/geodatabase/append-geodatabase.js';
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

/** Whether the rows of a layer are to be appended to a service that is built for them, instead of published together with it. */
export async function isToBeAppended(job: CopyJob, source: LayerService): Promise<boolean> {
  if (source.layers.some(({ hasAttachments }) => hasAttachments === true)) return false;
  if (!knowsAppend(await job.target.self(job.signal))) return false;
  const counts = await Promise.all(
    source.layers.map(({ id }) => countRows(job.source, `${source.url}/${id}`, '1=1', job.signal)),
  );
  return counts.reduce((sum, count) => sum + count, 0) >= APPEND_FROM;
}

/**
 * Loads a new service by appending the rows of the File Geodatabase, layer by layer. What the portal does not append is sent row by row, with a
 * warning; `upload` puts the file into the target when it is needed.
 */
export function appendRows(job: CopyJob, upload: () => Promise<TargetId>): Load {
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
        isComplete &&= await appendGeodatabase(target, { fileId, url, pair, built }, signal);
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
