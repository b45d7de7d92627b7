import { ArcGISError } from '../portal/arcgis-error.js';
import type { Params, ReadablePortal } from '../portal/portal.js';

/** A job of the portal, and how long it is waited for. */
export interface PortalJob {
  /** Path of the status: /content/users/<owner>/items/<id>/status */
  path: string;
  /** `jobType`, `jobId`: as far as they are known. */
  params: Params;
  /** Epoch ms. */
  deadline: number;
  /** "The export of …", for the wording of errors. */
  what: string;
  /** What status `partial` means: an upload that is not put together yet, or a job that did not do all. */
  partial: 'waiting' | 'failed';
}

const FIRST_WAIT = 400;
/** The end of a job is noticed late by a tenth of its time on average. */
const GROWTH = 1.2;
const LONGEST_WAIT = 10_000;
/** Looks at a job that the portal does not know (yet) before that is believed. */
const LOOKS = 6;

/**
 * Waits until a job of the portal has ended. Portals name its states in several ways. Throws ARCGIS_JOB_FAILED with the portal's words, and
 * ARCGIS_TIMEOUT when the deadline has passed.
 */
export async function waitForJob(
  portal: ReadablePortal,
  job: PortalJob,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  let { params } = job;
  let unknown = 0;
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * GROWTH, LONGEST_WAIT)) {
    try {
      const answer = await portal.read<JobAnswer>(job.path, params, options);
      if (hasEnded(job, answer)) return;
    } catch (error) {
      unknown += 1;
      if (!isUnknownJob(error) || unknown >= LOOKS) throw error;
      // Some portals know the job by the item only.
      params = {};
    }
    if (portal.clock.now() >= job.deadline) throw timedOut(portal, job);
    // Waits of jobs that began together must not stay together.
    const jittered = wait * (0.8 + Math.random() * 0.4);
    const left = job.deadline - portal.clock.now();
    await portal.clock.sleep(Math.max(1, Math.min(jittered, left)), options.signal);
  }
}

/** Jobs of a service's own have `jobStatus`, and a `message` (ArcGIS Online) or `messages` (Enterprise). */
interface JobAnswer {
  status?: string;
  statusMessage?: unknown;
  jobStatus?: string;
  message?: unknown;
  messages?: { type?: string; description?: string }[];
}

function hasEnded(job: PortalJob, answer: JobAnswer): boolean {
  const status = String(answer.status ?? answer.jobStatus ?? '')
    .replace(/^esriJob/i, '')
    .toLowerCase();
  if (status === 'completed' || status === 'succeeded' || status === 'success') return true;
  const isFailure =
    /^(failed|error|cancelled|cancelling|timedout)$/.test(status) ||
    (status === 'partial' && job.partial === 'failed');
  if (!isFailure) return false;
  const said = wordsOf(answer.statusMessage ?? answer.message ?? errorsIn(answer));
  throw new ArcGISError(
    'ARCGIS_JOB_FAILED',
    `${job.what} failed: the portal says "${status}"${said === '' || said === status ? ' and gives no reason' : `: ${said}`}`,
    { endpoint: job.path, ...(said === '' ? {} : { portalMessage: said }) },
  );
}

function errorsIn({ messages }: JobAnswer): string {
  const errors = (messages ?? []).filter(({ type }) => /Error|Abort/i.test(type ?? ''));
  return errors.map(({ description }) => description ?? '').join(' ');
}

/** ArcGIS Online wraps the reason in JSON. */
function wordsOf(statusMessage: unknown): string {
  const text = typeof statusMessage === 'string' ? statusMessage : JSON.stringify(statusMessage ?? '');
  try {
    const json = JSON.parse(text) as { message?: unknown };
    return typeof json?.message === 'string' ? json.message : text;
  } catch {
    return text;
  }
}

function isUnknownJob(error: unknown): boolean {
  return (
    error instanceof ArcGISError &&
    (error.code === 'ARCGIS_NOT_FOUND' || /job does not exist/i.test(error.details.portalMessage ?? ''))
  );
}

function timedOut(portal: ReadablePortal, job: PortalJob): ArcGISError {
  return new ArcGISError(
    'ARCGIS_TIMEOUT',
    `${job.what} did not end in time. The portal may be busy: run again later, or allow it more time.`,
    { portal: portal.url, endpoint: job.path },
  );
}
