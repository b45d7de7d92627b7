import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal } from '../portal/portal.js';
import { asJson, type Json } from './definition.js';

/** Deadline of one change that the portal works on in the background, in ms. */
const jobDeadline = 30 * 60_000;

/**
 * Waits for a change that a service makes in the background: the last answer of its status URL. `what` is its name in errors. Throws
 * ARCGIS_JOB_FAILED with the portal's words, and ARCGIS_TIMEOUT after half an hour.
 */
export async function finishedChange(
  portal: ReadablePortal,
  statusUrl: string,
  what: string,
  signal?: AbortSignal,
): Promise<Json> {
  const deadline = portal.clock.now() + jobDeadline;
  for (let wait = 500; portal.clock.now() < deadline; wait = Math.min(wait * 1.5, 10_000)) {
    const job = await portal.read<Json>(statusUrl, {}, signal ? { signal } : {});
    const status = String(job.status ?? '').toLowerCase();
    if (status === 'completed' || status === 'success') return job;
    if (status === 'failed') {
      const said = String(job.statusMessage ?? asJson(job.error).message ?? 'no reason given');
      throw new ArcGISError('ARCGIS_JOB_FAILED', `${what} failed: the portal said "${said}".`, {
        portalMessage: said,
      });
    }
    await portal.clock.sleep(wait, signal);
  }
  throw new ArcGISError(
    'ARCGIS_TIMEOUT',
    `${what} did not end within ${jobDeadline / 60_000} minutes. Run again later.`,
  );
}
