import { PortalError } from '../../http/answers.js';
import type { ItemRecord } from '../../store/records.js';
import type { PortalContext } from '../portal-context.js';

/** The refusal for an item that is protected against deletion. */
export function protectedError(id: string, messageCode = 'CONT_0048'): PortalError {
  return new PortalError(400, `Unable to delete item ${id}. Delete protection is turned on.`, {
    messageCode,
  });
}

/**
 * Views in the recycle bin hinder only what cannot be undone.
 * @throws PortalError if the item is protected, or views depend on its service
 */
export function checkDeletable(portal: PortalContext, item: ItemRecord, permanently = false): void {
  if (item.protected) throw protectedError(item.id);
  if (item.service === null) return;
  const views = portal.services
    .dependentViews(item.id)
    .filter((id) => permanently || portal.store.item(id)?.recycled === null);
  if (views.length > 0) {
    throw new PortalError(400, 'Unable to delete item. This service item has a related Service item', {
      messageCode: 'CONT_0049',
      details: [`Related items: ${views.join(', ')}`],
    });
  }
}

/**
 * Deletes an item with what hangs on it. On ArcGIS Online it goes to the recycle bin first, unless `permanently`: there it still
 * holds its file name and service name.
 */
export function deleteItem(portal: PortalContext, item: ItemRecord, how: { permanently: boolean }): void {
  const toBin = portal.kind === 'online' && !how.permanently && item.recycled === null;
  checkDeletable(portal, item, !toBin);
  if (toBin) {
    portal.store.saveItem({ ...item, recycled: Date.now(), folder: null, groups: [], access: 'private' });
    return;
  }
  if (item.service === null) {
    portal.store.removeItem(item);
    return;
  }
  portal.store.unsettled.put(item.id, { id: item.id, what: 'delete' });
  portal.services.delete(item.id);
  portal.background(() => portal.tiles.delete(item.id));
  portal.store.removeItem(item);
  portal.store.unsettled.delete(item.id);
}
