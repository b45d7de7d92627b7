import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import { asJson, type Json } from './definition.js';
import { adminUrl } from './service-url.js';

type Operation = 'addToDefinition' | 'updateDefinition' | 'deleteFromDefinition';

/** Waits between attempts while another change of the same service holds its lock, in ms. */
const lockWaits = [1000, 2000, 4000, 8000];
/** Deadline of one change that the portal works on in the background, in ms. */
const jobDeadline = 30 * 60_000;

/**
 * Changes the definition of a service (`url` its root) or of one layer (`url` with layer number). Waits for a job where the
 * portal answers with one, and tries again while the service "is locked because it is modified by another thread", which
 * Enterprise says when two views of one source are made at once. Throws ArcGISError with the portal's words.
 */
export async function changeDefinition(
  portal: WritablePortal,
  url: string,
  operation: Operation,
  definition: Json,
  signal?: AbortSignal,
): Promise<Json> {
  const options = signal ? { signal } : {};
  for (let attempt = 0; ; attempt += 1) {
    try {
      const answer = await portal.write<Json>(
        `${adminUrl(url)}/${operation}`,
        { [operation]: JSON.stringify(definition) },
        // Giving a property the same value twice is harmless; adding a field twice is refused.
        { ...options, repeatable: operation === 'updateDefinition' },
      );
      const statusUrl = answer.statusURL ?? answer.statusUrl;
      if (typeof statusUrl === 'string') return await finished(portal, statusUrl, operation, signal);
      if (answer.success === false) {
        throw new ArcGISError(
          'ARCGIS_UNEXPECTED',
          `${operation} of ${url} was not done: the portal gave no reason.`,
          {
            endpoint: url,
          },
        );
      }
      return answer;
    } catch (error) {
      const wait = lockWaits[attempt];
      const locked = error instanceof ArcGISError && /is locked|another thread/i.test(error.message);
      if (!locked || wait === undefined) throw error;
      await portal.clock.sleep(wait, signal);
    }
  }
}

async function finished(
  portal: WritablePortal,
  statusUrl: string,
  operation: Operation,
  signal?: AbortSignal,
): Promise<Json> {
  const deadline = portal.clock.now() + jobDeadline;
  for (let wait = 500; portal.clock.now() < deadline; wait = Math.min(wait * 1.5, 10_000)) {
    const job = await portal.read<Json>(statusUrl, {}, signal ? { signal } : {});
    const status = String(job.status ?? '').toLowerCase();
    if (status === 'completed' || status === 'success') return job;
    if (status === 'failed') {
      const said = String(job.statusMessage ?? asJson(job.error).message ?? 'no reason given');
      throw new ArcGISError('ARCGIS_JOB_FAILED', `${operation} failed: the portal said "${said}".`, {
        portalMessage: said,
      });
    }
    await portal.clock.sleep(wait, signal);
  }
  throw new ArcGISError(
    'ARCGIS_TIMEOUT',
    `${operation} did not end within ${jobDeadline / 60_000} minutes. Run again later.`,
  );
}
