import type { ArcgisMessage } from '../../lib/copy/run/message.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { ReadablePortal } from '../../lib/portal/portal.js';

/** Throws ARCGIS_CONFIG if the item was found in another portal than the node takes for the source. */
export function checkSource({ source }: ArcgisMessage, portal: ReadablePortal): void {
  if (source.portal === portal.url) return;
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    `"${source.item.title}" was found in ${source.portal}, but the source portal of this node is ${portal.url}. Choose the same portal here as in search-items.`,
    { portal: portal.url },
  );
}
