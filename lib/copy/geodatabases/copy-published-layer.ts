import { alignPublished } from '../../features/geodatabase/align-published.js';
import { publishGeodatabase } from '../../features/geodatabase/publish-geodatabase.js';
import { type LayerService, readLayerService } from '../../features/layer-service.js';
import { lostInCopy } from '../../features/lost-in-copy.js';
import { renumbered } from '../../features/service-mapping.js';
import { serviceNameOf } from '../../features/service-url.js';
import { updateServiceDefinition } from '../../features/update-definition.js';
import type { Item, TargetId } from '../../items/item.js';
import { updateItem } from '../../items/write-item.js';
import { temporaryTitle } from '../../portal/temporary-mark.js';
import type { CopyJob } from '../copy-job.js';
import type { LayerGeodatabase } from '../copy-settings.js';
import { buildCopy, copyLayer, type LayerWay } from '../layers/copy-layer.js';
import { type HostedCopy, noteService } from '../layers/hosted-copy.js';
import { serviceParams } from '../layers/layer-data.js';
import { placeOf } from '../place.js';
import type { Ended } from '../proof/end-copy.js';
import { marked } from '../proof/wanted-properties.js';
import { Slots } from '../run/slots.js';
import { appendRows, tablesToAppend } from './append-rows.js';
import { filesOnDisk } from './files-on-disk.js';
import { keepGeodatabase } from './keep-geodatabase.js';
import { markFor, sweepUploads } from './published-marks.js';
import { uploadGeodatabase } from './upload-geodatabase.js';

/** How long the upload and the publishing of one file are expected to take at most. */
const TIME_LIMIT = 6 * 3_600_000;
/** Each fills the line but for the moments in which the portal puts its parts together; the sooner the first is there, the sooner it is published beside the next. */
const UPLOADS_AT_ONCE = 2;
const REMOVAL_TIMEOUT = 30_000;
/** Up to so many bytes a file to be appended is uploaded while its service is built: for nothing, should the service turn out not to take it. */
const EARLY = 64 * 1024 * 1024;

/**
 * Copies a hosted layer by publishing the File Geodatabase that was exported from it, or by appending its rows to a service that is built for them where the
 * portal does that and there are many: rows, attachments, domains and relationships come with the file, everything else is restored from the source's definition, and all of it is compared as always. A copy that is there already is updated in
 * place, never published over. The uploaded file is removed in any case, unless it is to stay as the source of the service.
 */
export async function copyPublishedLayer(job: CopyJob, file: LayerGeodatabase): Promise<Ended> {
  let uploaded: TargetId | null = null;
  let early: Promise<TargetId> | null = null;
  let discarding: Promise<void> | null = null;
  const over = new AbortController();
  const signal = AbortSignal.any([job.signal, over.signal]);
  // Rows that were published are there. Nothing is taken on trust: everything that the file brought is compared.
  let loadFile: LayerWay['load'] = async () => ({
    rows: {},
    attachments: {},
    read: {},
    notKept: {},
    warnings: [],
  });
  // In between others may be waited for, which may wait for room on the disk.
  const inUse = <A extends unknown[], T>(work: (...given: A) => Promise<T>) => {
    return (...given: A): Promise<T> => filesOnDisk.use(file.path, job.target.clock, () => work(...given));
  };
  const published: LayerWay = {
    build: inUse(async (made, source, unfinished) => {
      if (unfinished) return complete(made, source, unfinished);
      const [tables] = await Promise.all([
        tablesToAppend(made, source, file.path),
        sweepUploads(made.pair.target, made.run),
      ]);
      if (tables) {
        if (file.bytes <= EARLY) early = upload(source);
        early?.catch(() => undefined);
        const append = appendRows(made, tables, () => early ?? upload(source));
        loadFile = async (...request) => {
          const loaded = await append(...request);
          // What the file brought is there; what it did not is sent row by row.
          if (!file.keep) discarding = discardUploaded();
          return loaded;
        };
        return buildCopy(made, source, null);
      }
      return publish(made, source, await upload(source), await placeOf(made));
    }),
    load: inUse((...request) => loadFile(...request)),
    mends: true,
  };
  const upload = async (source: LayerService): Promise<TargetId> => {
    const folderId = await placeOf(job);
    const title = temporaryTitle(markFor(job.run, job.item.id, job.target.clock.now() + TIME_LIMIT));
    const where = { owner: job.owner, folderId, title, name: serviceNameOf(source.url) };
    const lane = await job.run.once(`uploads ${job.target.url}`, async () => new Slots(UPLOADS_AT_ONCE));
    await lane.take();
    try {
      signal.throwIfAborted();
      job.say('uploading');
      // One that has begun comes to its end, even if the copy has failed: what the portal does with half of it nobody would know.
      uploaded = await uploadGeodatabase(job, file, where);
      return uploaded;
    } finally {
      lane.give();
    }
  };
  const discardUploaded = async (): Promise<void> => {
    const id = uploaded;
    uploaded = null;
    if (id !== null) await discard(job, id);
  };
  try {
    const ended = await copyLayer(job, published);
    const isProven = job.checks.every(({ ok }) => ok);
    const isWritten = ended.outcome === 'created' || ended.outcome === 'updated';
    if (file.keep && ended.target && isProven && isWritten) {
      await keepGeodatabase(job, file, ended.target, uploaded);
      uploaded = null;
    }
    return ended;
  } finally {
    over.abort();
    await Promise.allSettled([early, discarding]);
    await discardUploaded();
  }
}

/** A service whose making was interrupted: it may have been published, or built from its definition. */
async function complete(job: CopyJob, source: LayerService, unfinished: Item): Promise<HostedCopy> {
  if (unfinished.url) await alignPublished(job.target, source, unfinished.url, job.signal);
  return buildCopy(job, source, unfinished);
}

async function publish(
  job: CopyJob,
  source: LayerService,
  fileId: TargetId,
  folderId: string | null,
): Promise<HostedCopy> {
  job.say('publishing');
  const { owner, target, signal } = job;
  const params = marked(job, serviceParams(job), 'unfinished');
  const made = async (itemId: TargetId): Promise<void> => {
    job.pair.copies.add(job.item.id, itemId);
    await updateItem(target, owner, itemId, params, undefined, signal);
  };
  const name = serviceNameOf(source.url);
  const service = await publishGeodatabase(
    target,
    { source, fileId, owner, folderId, name, made },
    { signal },
  );

  job.say('restoring the definition');
  const { itemId, url } = service;
  await alignPublished(target, source, url, signal);
  const { mapping, warnings } = await updateServiceDefinition(target, { source, url }, { signal });
  const finished = await readLayerService(target, url, signal);
  const lost = lostInCopy(source, finished, mapping, finished).warnings;
  const told = lost.filter(({ code }) => code === 'EDITORS_NOT_KEPT' || code === 'CURVES_NOT_KEPT');
  const all = [...warnings, ...told, ...renumbered(source, mapping)];
  return noteService(job, owner, { itemId, url, mapping, warnings: all });
}

/** The run may be cancelled by now, so this has a deadline of its own. */
async function discard(job: CopyJob, id: TargetId): Promise<void> {
  try {
    await job.target.write(
      `/content/users/${encodeURIComponent(job.owner)}/items/${id}/delete`,
      { permanentDelete: true },
      { repeatable: true, timeout: REMOVAL_TIMEOUT },
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    job.warn(
      'TEMPORARY_LEFT',
      `The uploaded file of the ${job.label} (${id}) could not be removed from ${job.target.url}; a later run tries again. ${why}`,
    );
  }
}
