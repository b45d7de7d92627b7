import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import type { Json } from './definition.js';
import { finishedChange } from './finished-change.js';
import { adminUrl } from './service-url.js';

type Operation = 'addToDefinition' | 'updateDefinition' | 'deleteFromDefinition';

/** Waits between attempts while another change of the same service holds its lock, in ms. */
const lockWaits = [1000, 2000, 4000, 8000];

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
      if (typeof statusUrl === 'string') return await finishedChange(portal, statusUrl, operation, signal);
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
