import { open, rm } from 'node:fs/promises';
import type { Warning } from '../../items/findings.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ExportingPortal, Params } from '../../portal/portal.js';
import { replyLost } from '../../portal/reply-lost.js';
import { type TemporaryMark, temporaryTitle } from '../../portal/temporary-mark.js';
import { type Download, downloadToFile } from '../../transfer/download-to-file.js';
import { waitForJob } from '../../transfer/wait-for-job.js';

/** What is exported, and where to. */
export interface GeodatabaseExport {
  /** "Feature Service "Hydrants" (…)", for the wording of errors. */
  label: string;
  itemId: string;
  /** Who owns the layer. */
  owner: string;
  mark: TemporaryMark;
  /** The file that is written; it appears only when it is complete. */
  path: string;
  /** Epoch ms until which the portal may take for the export. */
  deadline: number;
}

export interface ExportOptions {
  signal?: AbortSignal;
  /** Told what is being done, in words for a status line. */
  progress?: (what: string) => void;
  /** Called with the size of the file when the portal has made it: resolves when it may be downloaded, with what is to be called afterwards. */
  turn?: (bytes: number) => Promise<() => void>;
}

export type Exported =
  | { kind: 'exported'; file: Download; warnings: Warning[] }
  /** The portal does not let the signed-in user export this layer. */
  | { kind: 'refused'; reason: string };

/** How long an export whose answer was lost is looked for, in ms between looks. */
const LOOKS = [1000, 3000, 6000, 15_000, 30_000];
const REMOVAL_TIMEOUT = 30_000;

/**
 * Exports a hosted layer as a zipped File Geodatabase and downloads it. The portal writes the export into an item of the signed-in user, under a
 * title that says what it is; it is removed for good in any case. If the answer to the call was lost, that item is looked for and
 * taken, and nothing is exported twice.
 *
 * @throws ArcGISError ARCGIS_TIMEOUT at the deadline, ARCGIS_JOB_FAILED with the portal's words, ARCGIS_QUOTA if the disk is full
 */
export async function exportGeodatabase(
  source: ExportingPortal,
  request: GeodatabaseExport,
  options: ExportOptions = {},
): Promise<Exported> {
  const withSignal = options.signal ? { signal: options.signal } : {};
  const user = (await source.self(options.signal)).user?.username;
  if (user === undefined) return { kind: 'refused', reason: 'nobody is signed in to the source' };
  options.progress?.('exporting');
  const started = await start(source, request, user, withSignal);
  if ('reason' in started) return { kind: 'refused', reason: started.reason };

  const warnings: Warning[] = [];
  let failure: unknown;
  let file: Download | undefined;
  try {
    file = await fetchExport(source, request, started, options);
  } catch (error) {
    failure = error;
  }
  // The run may be cancelled or out of time by now, so the removal has a deadline of its own.
  await source.temporaryExports.remove(started.id, { timeout: REMOVAL_TIMEOUT }).catch((error: unknown) => {
    warnings.push(notRemoved(source, request, started.id, error));
  });
  if (!file) throw withRemoval(failure, warnings);
  return { kind: 'exported', file, warnings };
}

/** An export under way. */
interface Started {
  id: string;
  owner: string;
  /** Unknown if the answer was lost. */
  jobId: string | undefined;
}

async function start(
  source: ExportingPortal,
  request: GeodatabaseExport,
  user: string,
  options: { signal?: AbortSignal },
): Promise<Started | { reason: string }> {
  // Some portals take the call only in the content of the layer's owner.
  const owners = user === request.owner ? [user] : [user, request.owner];
  let reason = '';
  for (const owner of owners) {
    try {
      const answer = await source.temporaryExports.start(
        { itemId: request.itemId, owner, mark: request.mark },
        options,
      );
      return startedBy(source, request, owner, answer);
    } catch (error) {
      if (replyLost(error)) return adopt(source, request, owner, error, options);
      if (!(error instanceof ArcGISError) || !isRefusal(error)) throw error;
      reason ||= error.details.portalMessage ?? error.message;
    }
  }
  return { reason };
}

function startedBy(
  source: ExportingPortal,
  request: GeodatabaseExport,
  owner: string,
  { exportItemId, jobId }: Params,
): Started {
  if (typeof exportItemId !== 'string') {
    throw new ArcGISError(
      'ARCGIS_UNEXPECTED',
      `${source.url} answered the export of the ${request.label} without an item for it. Run again.`,
      { portal: source.url },
    );
  }
  return { id: exportItemId, owner, jobId: typeof jobId === 'string' ? jobId : undefined };
}

function isRefusal(error: ArcGISError): boolean {
  const words = error.details.portalMessage ?? '';
  return (
    error.code === 'ARCGIS_FORBIDDEN' ||
    error.details.esriCode === 403 ||
    /do(es)? not have permission|not (be )?(allowed|supported|enabled)|export.*disabled|cannot be exported/i.test(
      words,
    )
  );
}

/** The export that a call has started whose answer was lost, known by its title. */
async function adopt(
  source: ExportingPortal,
  request: GeodatabaseExport,
  owner: string,
  lost: unknown,
  options: { signal?: AbortSignal },
): Promise<Started> {
  const title = temporaryTitle(request.mark);
  for (const wait of LOOKS) {
    if (source.clock.now() >= request.deadline) break;
    await source.clock.sleep(wait, options.signal);
    const { items = [] } = await source.read<{ items?: { id: string; title: string }[] }>(
      `/content/users/${encodeURIComponent(owner)}`,
      { start: 1, num: 100, sortField: 'created', sortOrder: 'desc' },
      options,
    );
    const found = items.find((item) => item.title === title);
    if (found) return { id: found.id, owner, jobId: undefined };
  }
  throw lost;
}

async function fetchExport(
  source: ExportingPortal,
  request: GeodatabaseExport,
  { id, owner, jobId }: Started,
  options: ExportOptions,
): Promise<Download> {
  const withSignal = options.signal ? { signal: options.signal } : {};
  await waitForJob(
    source,
    {
      path: `/content/users/${encodeURIComponent(owner)}/items/${id}/status`,
      params: { jobType: 'export', ...(jobId === undefined ? {} : { jobId }) },
      deadline: request.deadline,
      what: `The export of the ${request.label} in ${source.url}`,
      partial: 'failed',
    },
    withSignal,
  );
  const { size } = await source.read<{ size?: number }>(`/content/items/${id}`, {}, withSignal);
  const ended = await options.turn?.(Math.max(0, size ?? 0));
  let file: Download;
  try {
    options.progress?.('downloading');
    file = await downloadToFile(source, `/content/items/${id}/data`, request.path, withSignal);
  } finally {
    ended?.();
  }
  if (await isZip(request.path)) return file;
  await rm(request.path, { force: true });
  throw new ArcGISError(
    'ARCGIS_JOB_FAILED',
    `What ${source.url} exported of the ${request.label} is no zipped File Geodatabase (${file.bytes} bytes of ${file.contentType}). Run again.`,
    { portal: source.url },
  );
}

async function isZip(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.readUInt32LE(0) === 0x04034b50;
  } finally {
    await handle.close();
  }
}

function notRemoved(
  source: ExportingPortal,
  request: GeodatabaseExport,
  id: string,
  error: unknown,
): Warning {
  const why = error instanceof Error ? error.message : String(error);
  return {
    code: 'TEMPORARY_LEFT',
    message: `The temporary export of the ${request.label} (${id}) could not be removed from ${source.url}; the next run tries again. ${why}`,
  };
}

function withRemoval(failure: unknown, [left]: Warning[]): unknown {
  if (!left || !(failure instanceof ArcGISError)) return failure;
  return new ArcGISError(failure.code, `${failure.message} ${left.message}`, failure.details);
}
