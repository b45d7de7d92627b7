import { readLayerService } from '../../features/layer-service.js';
import type { Item } from '../../items/item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import { portalKey } from '../../portal/portal-key.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import { isRefusal } from '../identity/origins.js';
import type { ArcgisMessage } from '../run/message.js';
import { findOldCopies, type OldCopySearch } from './find-old-copies.js';

/**
 * Finds the older copies of the item that a message is about and notes them on the run, with their layers, so that what refers to them can be
 * re-pointed even when they are gone. Throws ARCGIS_CONFIG if the target is the portal that the items come from.
 */
export async function noteOldCopies(search: OldCopySearch, arcgis: ArcgisMessage): Promise<Item[]> {
  const { run, target, signal } = search;
  if (portalKey(target.url) === portalKey(arcgis.source.portal)) {
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `${target.url} is the portal that the items come from: nothing is deleted there. Choose the target portal in delete-existing.`,
      { portal: target.url },
    );
  }
  const known = arcgis.replaced.map(({ item }) => item.id);
  const { item: source } = arcgis.source;
  const found = await findOldCopies(search, source, arcgis.target?.item ?? null, known);
  for (const item of found) {
    if (run.oldCopies.has(item.id)) continue;
    const by = arcgis.target?.item.id ?? null;
    run.oldCopies.set(item.id, {
      item,
      sourceId: source.id,
      by,
      service: await layersOf(search, item),
      state: 'kept',
    });
  }
  signal.throwIfAborted();
  return found;
}

async function layersOf({ target, signal }: OldCopySearch, { url }: Item) {
  if (!url || parseServiceUrl(url)?.type.toLowerCase() !== 'featureserver') return null;
  try {
    return await readLayerService(target, url, signal);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}
