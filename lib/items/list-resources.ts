import { getItemResources } from '@esri/arcgis-rest-portal';
import type { ReadablePortal } from '../portal/portal.js';
import { restOptions } from '../portal/rest-options.js';

/** A file resource of an item. `resource` is its path below the item's resources. */
export interface ItemResource {
  resource: string;
  /** Bytes; older portals do not tell. */
  size?: number;
  /** Private ones are only told to the owner and administrators. */
  access?: 'inherit' | 'private';
}

interface ResourcePage {
  resources?: ItemResource[];
  nextStart?: number;
}

/** The file resources of an item, all pages. */
export async function listResources(
  portal: ReadablePortal,
  id: string,
  signal?: AbortSignal,
): Promise<ItemResource[]> {
  const found: ItemResource[] = [];
  let start = 1;
  while (start > 0) {
    const page = (await getItemResources(id, {
      ...restOptions(portal, signal ? { signal } : {}),
      params: { start, num: 100 },
    })) as ResourcePage;
    found.push(...(page.resources ?? []));
    const next = page.nextStart ?? -1;
    start = next > start ? next : -1;
  }
  return found;
}

/** Address of a resource of an item. */
export function resourcePath(id: string, resource: string): string {
  return `/content/items/${id}/resources/${resource.split('/').map(encodeURIComponent).join('/')}`;
}
