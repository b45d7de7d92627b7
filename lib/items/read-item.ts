import { getItem } from '@esri/arcgis-rest-portal';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal } from '../portal/portal.js';
import { restOptions } from '../portal/rest-options.js';
import type { Item } from './item.js';
import { wholeItem } from './whole-item.js';

/**
 * An item by its id. Throws ARCGIS_NOT_FOUND if there is none that the signed-in user may see (the portal
 * does not tell which), ARCGIS_INPUT for a text that is no item id.
 */
export async function readItem(portal: ReadablePortal, id: string, signal?: AbortSignal): Promise<Item> {
  if (!/^[0-9a-f]{32}$/i.test(id)) {
    throw new ArcGISError('ARCGIS_INPUT', `"${id}" is no item id: an id is 32 hexadecimal digits.`, {
      portal: portal.url,
    });
  }
  // rest-js adds an address of the thumbnail, which is no property of the item.
  const { thumbnailUrl: _, ...item }: Record<string, unknown> = await getItem(
    id,
    restOptions(portal, signal ? { signal } : {}),
  );
  return wholeItem(item as Partial<Item>);
}
