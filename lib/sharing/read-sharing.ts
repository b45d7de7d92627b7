import { getItemGroups } from '@esri/arcgis-rest-portal';
import type { Item } from '../items/item.js';
import { readItem } from '../items/read-item.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { CallOptions, ReadablePortal } from '../portal/portal.js';
import { restOptions } from '../portal/rest-options.js';

/** With whom an item is shared. */
export interface Sharing {
  item: Item;
  access: Item['access'];
  /** Ids of the groups that the signed-in user may know of. */
  groupIds: string[];
}

interface UserItem {
  item?: Item;
  sharing?: { access?: Item['access']; groups?: string[] };
}

/**
 * Access and groups of an item as they are now, without the search index (which lags): from the item below its `owner` (asked for if not
 * known), which owner and administrators may read, else from the item's list of groups.
 */
export async function readSharing(
  portal: ReadablePortal,
  id: string,
  owner: string | undefined,
  options: CallOptions,
): Promise<Sharing> {
  const known = owner === undefined ? null : await readOwn(portal, id, owner, options);
  if (known) return known;
  const item = await readItem(portal, id, options.signal);
  const own = item.owner === owner ? null : await readOwn(portal, id, item.owner, options);
  if (own) return { ...own, item };
  if (item.access === 'private') return { item, access: 'private', groupIds: [] };
  const groups = await getItemGroups(id, restOptions(portal, options));
  const all = [...(groups.admin ?? []), ...(groups.member ?? []), ...(groups.other ?? [])];
  return { item, access: item.access, groupIds: all.map((group) => group.id) };
}

/** null if the signed-in user is not the owner or an administrator, or `owner` does not own it. */
async function readOwn(
  portal: ReadablePortal,
  id: string,
  owner: string,
  options: CallOptions,
): Promise<Sharing | null> {
  try {
    const { item, sharing } = await portal.read<UserItem>(
      `/content/users/${encodeURIComponent(owner)}/items/${id}`,
      {},
      options,
    );
    if (!item || !sharing?.groups) return null;
    return { item, access: sharing.access ?? item.access, groupIds: sharing.groups };
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof ArcGISError && (error.code === 'ARCGIS_FORBIDDEN' || error.code === 'ARCGIS_NOT_FOUND')
  );
}
