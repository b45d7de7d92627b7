import { openAsBlob } from 'node:fs';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { Params, WritablePortal } from '../portal/portal.js';
import { replyLost } from '../portal/reply-lost.js';
import { retryDelay } from '../portal/retry-delay.js';
import { addOnce } from './add-once.js';
import { findAdded } from './find-added.js';
import { waitForJob } from './wait-for-job.js';

/** A file, and the item that it is to become or whose data it replaces. */
export interface PartedUpload {
  owner: string;
  /** Folder id of that owner; null is the root. */
  folderId: string | null;
  /** Item properties; `type` and `title` are needed. */
  params: Params;
  /** `name` must be one that no other item can have: that is how a placeholder whose announcement was lost is found again. */
  file: { path: string; name: string; bytes: number };
  /** An item whose data the file replaces; without it a new one is made. */
  into?: string;
}

export interface UploadOptions {
  signal?: AbortSignal;
  /** Told how many bytes the portal has. */
  progress?: (bytes: number) => void;
  /** Bytes of a part, at least 5 MB on a real portal; default 10 MB, more for files that would need too many parts. */
  partBytes?: number;
}

const MB = 1024 * 1024;
const PART = 10 * MB;
/** Portals take 10,000. */
const MOST_PARTS = 9000;
const AT_ONCE = 4;
const ATTEMPTS = 5;
/** After a lost answer, until the portal is asked what it did. */
const PAUSE = 2000;
const PART_TIMEOUT = 10 * 60_000;
const COMMIT_DEADLINE = 60 * 60_000;

/**
 * Uploads a file in parts of known length, four at a time; a part that fails is sent again alone. Then the portal puts them together, which is
 * waited for. Whatever goes wrong, the placeholder item of a new upload is removed: it would keep the file name taken.
 *
 * @returns the item's id
 * @throws ArcGISError; ARCGIS_EXISTS if the file name is taken
 */
export async function uploadInParts(
  target: WritablePortal,
  upload: PartedUpload,
  options: UploadOptions = {},
): Promise<string> {
  const { owner, file } = upload;
  const withSignal = options.signal ? { signal: options.signal } : {};
  const content = `/content/users/${encodeURIComponent(owner)}`;
  const id = await begin(target, upload, content, withSignal);
  const item = `${content}/items/${id}`;
  try {
    await sendParts(target, item, file, options);
    await commit(target, item, upload.params, withSignal);
    await waitForJob(
      target,
      {
        path: `${item}/status`,
        params: {},
        deadline: target.clock.now() + COMMIT_DEADLINE,
        what: `Putting the parts of ${file.name} together in ${target.url}`,
        partial: 'waiting',
      },
      withSignal,
    );
    return id;
  } catch (error) {
    await abandon(target, item, upload.into === undefined);
    throw error;
  }
}

/** Id of the placeholder, or of the item that gets new data. */
async function begin(
  target: WritablePortal,
  { owner, folderId, params, file, into }: PartedUpload,
  content: string,
  options: { signal?: AbortSignal },
): Promise<string> {
  const announced = { type: params.type, title: params.title };
  const parted = { ...announced, multipart: true, filename: file.name, fileName: file.name };
  if (into !== undefined) {
    await target.write(`${content}/items/${into}/update`, parted, { ...options, repeatable: true });
    return into;
  }
  const path = `${content}${folderId ? `/${folderId}` : ''}/addItem`;
  const add = async () => (await target.write<{ id: string }>(path, parted, options)).id;
  const find = () => findAdded(target, { owner, folderId, name: file.name }, options);
  return addOnce(target.clock, add, { ...options, find });
}

/** Committing again while the portal puts the parts together could take them from under its hands, so after a lost answer the portal is asked first. */
async function commit(
  target: WritablePortal,
  item: string,
  params: Params,
  options: { signal?: AbortSignal },
): Promise<void> {
  const call = () => target.write(`${item}/commit`, { ...params, async: true }, options);
  try {
    await call();
  } catch (lost) {
    if (!replyLost(lost)) throw lost;
    await target.clock.sleep(PAUSE, options.signal);
    const { status } = await target.read<{ status?: string }>(`${item}/status`, {}, options);
    if (status === 'partial') await call();
  }
}

async function sendParts(
  target: WritablePortal,
  item: string,
  file: PartedUpload['file'],
  options: UploadOptions,
): Promise<void> {
  const size = Math.max(options.partBytes ?? PART, Math.ceil(file.bytes / MOST_PARTS));
  const count = Math.max(1, Math.ceil(file.bytes / size));
  const blob = await opened(file);
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  let next = 1;
  let sent = 0;
  const lane = async (): Promise<void> => {
    while (next <= count && !signal.aborted) {
      const number = next;
      next += 1;
      const part = blob.slice((number - 1) * size, number * size);
      await sendPart(target, item, number, part, signal);
      sent += part.size;
      options.progress?.(sent);
    }
  };
  const lanes = Array.from({ length: Math.min(AT_ONCE, count) }, () =>
    lane().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  // All of them have to be at rest before the upload is given up.
  const ends = await Promise.allSettled(lanes);
  options.signal?.throwIfAborted();
  if (failed.signal.aborted) throw failed.signal.reason;
  const broken = ends.find((end) => end.status === 'rejected');
  if (broken) throw broken.reason;
}

async function opened(file: PartedUpload['file']): Promise<Blob> {
  let blob: Blob;
  try {
    blob = await openAsBlob(file.path, { type: 'application/octet-stream' });
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new ArcGISError('ARCGIS_INPUT', `The file ${file.path} cannot be read for the upload: ${words}.`);
  }
  if (blob.size === file.bytes) return blob;
  throw new ArcGISError(
    'ARCGIS_INPUT',
    `The file ${file.path} has ${blob.size} bytes instead of ${file.bytes}: something changed it. Run again from its export on.`,
  );
}

async function sendPart(
  target: WritablePortal,
  item: string,
  number: number,
  part: Blob,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // The number is part of the address: portals do not look for it among the fields of a form.
      await target.write(
        `${item}/addPart?partNum=${number}`,
        { file: part },
        { signal, timeout: PART_TIMEOUT },
      );
      return;
    } catch (error) {
      if (signal.aborted || attempt >= ATTEMPTS || !mayPass(error)) throw error;
      await target.clock.sleep(retryDelay(attempt), signal);
    }
  }
}

/** Trouble on the way. The same part under the same number twice does no harm. */
function mayPass(error: unknown): boolean {
  return (
    error instanceof ArcGISError &&
    ['ARCGIS_NETWORK', 'ARCGIS_TIMEOUT', 'ARCGIS_RATE_LIMIT', 'ARCGIS_UNEXPECTED'].includes(error.code)
  );
}

/** The failure that led here is what the user has to know, so a second one is not told. */
async function abandon(target: WritablePortal, item: string, isNew: boolean): Promise<void> {
  const options = { repeatable: true };
  await target.write(`${item}/cancel`, {}, options).catch(() => undefined);
  if (isNew) await target.write(`${item}/delete`, { permanentDelete: true }, options).catch(() => undefined);
}
