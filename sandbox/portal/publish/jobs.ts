import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PortalError } from '../../http/answers.js';
import { jobFate } from '../../http/job-fate.js';
import type { ItemRecord, Job } from '../../store/records.js';
import type { JobKind } from '../options.js';
import type { PortalContext } from '../portal-context.js';

/** A job that is under way. Its id has the form of the portal's kind. */
export function newJob(portal: PortalContext, type: JobKind): Job {
  const id = portal.kind === 'online' ? randomUUID() : `j${randomBytes(16).toString('hex')}`;
  const until = Date.now() + portal.switches.jobMs * portal.switches.timeScale;
  return { id, type, state: 'processing', message: 'processing', until };
}

/**
 * Does the work of a job after the answer to the call that began it, and ends the job with the item that it is noted on. Work that
 * fails leaves the item as it is.
 */
export function runJob(portal: PortalContext, itemId: string, work: () => Promise<void>): void {
  const job = portal.store.item(itemId)?.job;
  const fate = jobFate();
  if (!job || fate === 'stuck' || portal.switches.stuckJobs.includes(job.type)) return;
  const fails = fate === 'failed' || portal.switches.failJobs.includes(job.type);
  portal.background(async () => {
    try {
      if (fails) throw unexpected(portal, job.type);
      await work();
      await finishJob(portal, itemId, job, 'completed', 'completed');
    } catch (error) {
      await finishJob(portal, itemId, job, 'failed', reasonOf(portal, error));
    }
  });
}

/** Resolves when the job has lasted long enough. */
export async function waitForJob(job: Job): Promise<void> {
  await sleep(Math.max(0, job.until - Date.now()));
}

async function finishJob(
  portal: PortalContext,
  itemId: string,
  job: Job,
  state: 'completed' | 'failed',
  message: string,
): Promise<void> {
  await waitForJob(job);
  const item = portal.store.item(itemId);
  if (item?.job?.id === job.id) portal.store.saveItem({ ...item, job: { ...item.job, state, message } });
}

/** Online wraps the reason in JSON, Enterprise says it plainly. */
function reasonOf(portal: PortalContext, error: unknown): string {
  const refusal = error instanceof PortalError ? error : new PortalError(500, String(error));
  const message = [refusal.message, ...refusal.details].join(' ');
  return portal.kind === 'online' ? JSON.stringify({ code: refusal.code, message }) : message;
}

/** A failure whose cause lies in the portal, in its words. */
function unexpected(portal: PortalContext, kind: JobKind): PortalError {
  if (portal.kind === 'online') return new PortalError(500, 'There was an error. Please try again.');
  const tool =
    kind === 'publish' ? 'Publish Portal Service' : kind === 'export' ? 'Export Features' : 'Commit Item';
  const code =
    kind === 'publish'
      ? 'ERROR 001369: Failed to create the service.'
      : 'ERROR 999999: Something unexpected caused the tool to fail.';
  return new PortalError(500, `${code} Failed to execute (${tool}). Failed.`);
}

/** What `status` says about an item. */
export function statusOf(item: ItemRecord): { status: string; statusMessage: string; itemId: string } {
  if (item.job?.state === 'failed')
    return { status: 'failed', statusMessage: item.job.message, itemId: item.id };
  if (item.job?.state === 'processing')
    return { status: 'processing', statusMessage: 'processing', itemId: item.id };
  if (item.parts) return { status: 'partial', statusMessage: 'partial', itemId: item.id };
  return { status: 'completed', statusMessage: 'completed', itemId: item.id };
}
