import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import type { Json } from './definition.js';
import { countRows } from './read-rows.js';
import { adminUrl } from './service-url.js';

/**
 * Empties a layer in one call. Doing it twice does no harm, so a lost answer is asked for again.
 *
 * @returns false, with nothing removed, if the portal does not do that with this layer: one with sync or with views of some kinds, a portal that is too old
 * @throws ArcGISError if rows are still there although the portal reported success
 * @see https://developers.arcgis.com/rest/services-reference/online/truncate-feature-layer-.htm
 */
export async function truncateLayer(
  target: WritablePortal,
  layerUrl: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const options = signal ? { signal } : {};
  try {
    const answer = await target.write<Json>(
      `${adminUrl(layerUrl)}/truncate`,
      { attachmentOnly: false, async: false },
      { ...options, repeatable: true },
    );
    if (answer.success === false) return false;
  } catch (error) {
    if (error instanceof ArcGISError && ['ARCGIS_UNEXPECTED', 'ARCGIS_FORBIDDEN'].includes(error.code))
      return false;
    throw error;
  }
  const left = await countRows(target, layerUrl, '1=1', signal);
  if (left === 0) return true;
  throw new ArcGISError(
    'ARCGIS_UNEXPECTED',
    `${target.url} says that it has emptied ${layerUrl}, but ${left} rows are still there. Run again.`,
    { portal: target.url, endpoint: layerUrl },
  );
}
