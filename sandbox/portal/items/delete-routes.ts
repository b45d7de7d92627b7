import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { ItemRecord } from '../../store/records.js';
import { contentOwner, folderOf, noSuchItem, writableItem } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { checkDeletable, deleteItem } from './delete-item.js';
import { ownedRead, ownedWrite } from './owned-routes.js';

/** Most items of one deleteItems call. */
const MOST = 100;

/** Deleting, the recycle bin of ArcGIS Online, and whether it would be possible. */
export function deleteRoutes(portal: PortalContext): Route[] {
  const permanently = (call: Call) => call.params.boolean('permanentDelete', false);
  const online = portal.kind === 'online';
  return [
    ...ownedWrite('/items/:id/delete', (call) => {
      const item = deletable(portal, call);
      deleteItem(portal, item, { permanently: permanently(call) });
      return { success: true, itemId: item.id };
    }),
    ...ownedWrite('/deleteItems', (call) => deleteItems(portal, call, permanently(call))),
    ...ownedRead('/items/:id/canDelete', (call) => {
      const item = writableItem(portal, call);
      checkDeletable(portal, item);
      return { itemId: item.id, success: true };
    }),
    ...(online ? recycleBinRoutes(portal) : []),
  ];
}

function recycleBinRoutes(portal: PortalContext): Route[] {
  return [
    ...ownedRead('/items/:id/canRecycle', (call) =>
      answered(call, 'CONT_0298', () => checkDeletable(portal, writableItem(portal, call))),
    ),
    ...ownedRead('/items/:id/canRestore', (call) =>
      answered(call, 'CONT_00486', () => checkRestorable(portal, recycled(portal, call))),
    ),
    ...ownedWrite('/items/:id/restore', (call) => {
      const item = restorable(portal, call);
      const folder = folderOf(
        portal,
        item.owner,
        call.params.text('folderID', call.params.text('folder', '')),
      );
      portal.store.saveItem({ ...item, recycled: null, folder: folder?.id ?? null });
      return { success: true, itemId: item.id };
    }),
  ];
}

/** Whether something could be done: a refusal is part of the answer here, with a code of its own. */
function answered(call: Call, messageCode: string, check: () => unknown): unknown {
  const itemId = call.route.id;
  try {
    check();
    return { itemId, success: true };
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    const { code, message, details } = error;
    return { itemId, success: false, ...new PortalError(code, message, { messageCode, details }).toJSON() };
  }
}

/** An item to delete: one in the recycle bin can be deleted for good. */
function deletable(portal: PortalContext, call: Call): ItemRecord {
  const item = portal.store.item(call.route.id ?? '');
  if (item && item.recycled !== null && call.params.boolean('permanentDelete', false))
    return recycled(portal, call);
  return writableItem(portal, call);
}

function recycled(portal: PortalContext, call: Call): ItemRecord {
  const owner = contentOwner(portal, call);
  const item = portal.store.item(call.route.id ?? '');
  if (!item || item.owner !== owner.username || item.recycled === null) throw noSuchItem();
  return item;
}

/** An item of the bin that can come back. */
function restorable(portal: PortalContext, call: Call): ItemRecord {
  try {
    const item = recycled(portal, call);
    checkRestorable(portal, item);
    return item;
  } catch (error) {
    if (!(error instanceof PortalError) || error.messageCode === 'GWM_0003') throw error;
    throw new PortalError(500, `Unable to restore item: ${call.route.id}.`, {
      messageCode: 'CONT_0295',
      details: [error.message],
    });
  }
}

/** A view comes back only to the layers that it shows. */
function checkRestorable(portal: PortalContext, item: ItemRecord): void {
  if (item.service === null) return;
  const missing = portal.services.sourcesOf(item.id).filter((id) => portal.store.item(id)?.recycled !== null);
  if (missing.length > 0) {
    throw new PortalError(400, 'Unable to restore item. This service item has a required related Service', {
      details: [`Related items: ${missing.join(', ')}`],
    });
  }
}

/** Older portals name the item. */
function unknownItem(portal: PortalContext, id: string): PortalError {
  if (portal.profile.atLeast('10.8')) return noSuchItem();
  return new PortalError(400, `Item '${id}' does not exist or is inaccessible.`, {
    messageCode: 'CONT_0001',
  });
}

function deleteItems(portal: PortalContext, call: Call, permanently: boolean): unknown {
  const owner = contentOwner(portal, call);
  const ids = call.params.list('items');
  if (ids.length > MOST) throw new PortalError(400, `Only ${MOST} items can be deleted at a time.`);
  const results = ids.map((itemId) => {
    try {
      const item = portal.store.item(itemId);
      const gone = item?.recycled !== null && !permanently;
      if (!item || item.owner !== owner.username || gone) throw unknownItem(portal, itemId);
      deleteItem(portal, item, { permanently });
      return { itemId, success: true };
    } catch (error) {
      if (!(error instanceof PortalError)) throw error;
      return { itemId, success: false, ...error.toJSON() };
    }
  });
  return { results };
}
