import { removeItem } from '@esri/arcgis-rest-portal';
import type { Item } from '../../items/item.js';
import { ownerOptions } from '../../items/owner-options.js';
import { readItem } from '../../items/read-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { WritablePortal } from '../../portal/portal.js';
import { isRefusal } from '../identity/origins.js';

/**
 * Deletes an item of the target and looks whether it is gone. ArcGIS Online keeps it in the recycle bin for 14 days, unless `permanent`; ArcGIS
 * Enterprise has none. A protected item is refused with ARCGIS_PROTECTED before anything is sent.
 */
export async function deleteItem(
  target: WritablePortal,
  { id, owner, type, title, protected: isProtected }: Item,
  permanent: boolean,
  signal: AbortSignal,
): Promise<void> {
  const label = `${type} "${title}" (${id})`;
  if (isProtected) {
    throw new ArcGISError(
      'ARCGIS_PROTECTED',
      `The ${label} is protected against deletion in ${target.url}. Take the protection off in its settings if it is to go.`,
      { portal: target.url, item: label },
    );
  }
  try {
    const options = {
      ...ownerOptions(target, owner, { signal }),
      ...(permanent && { params: { permanentDelete: true } }),
    };
    await removeItem({ id, ...options });
  } catch (error) {
    // A reply that was lost on the way is no failure.
    if (signal.aborted || !(await isGone(target, id, signal).catch(() => false))) throw error;
  }
  if (await isGone(target, id, signal)) return;
  throw new ArcGISError(
    'ARCGIS_UNEXPECTED',
    `${target.url} said that the ${label} was deleted, but it is still there. Look at it there, and run again.`,
    { portal: target.url, item: label },
  );
}

async function isGone(target: WritablePortal, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    await readItem(target, id, signal);
    return false;
  } catch (error) {
    if (isRefusal(error)) return true;
    throw error;
  }
}
