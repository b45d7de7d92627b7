import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { newId } from '../../store/portal-store.js';
import type { ItemRecord, UserRecord } from '../../store/records.js';
import { contentOwner, forbidden, has, isAdmin, noSuchItem, writableItem } from '../access.js';
import { checkFileName } from '../files/item-content.js';
import type { PortalContext } from '../portal-context.js';
import { noSuchUser, userOf } from '../users/user-of.js';
import { writeRoute } from '../write-route.js';
import { ownedWrite } from './owned-routes.js';

/** Most items of one reassignItems call. */
const MOST = 100;

/**
 * Giving items to another owner. Administrators may, and since ArcGIS Enterprise 11.0 owners whose role lets them.
 * https://developers.arcgis.com/rest/users-groups-and-items/reassign-item/
 */
export function reassignRoutes(portal: PortalContext): Route[] {
  return [
    ...ownedWrite('/items/:id/reassign', (call) => {
      const item = writableItem(portal, call);
      const target = targetOf(portal, call);
      mayReassign(portal, call, item.owner);
      checkReassign(portal, item, target);
      give(portal, item, target, folderFor(portal, call, target));
      return { success: true, itemId: item.id };
    }),
    writeRoute('/community/users/:user/reassign', (call) => reassignEverything(portal, call)),
    ...(portal.profile.atLeast('11.0') ? several(portal) : []),
  ];
}

function several(portal: PortalContext): Route[] {
  return [
    ...ownedWrite('/items/:id/canReassign', (call) => {
      const item = writableItem(portal, call);
      mayReassign(portal, call, item.owner);
      checkReassign(portal, item, targetOf(portal, call));
      return { itemId: item.id, success: true };
    }),
    ...ownedWrite('/canReassignItems', (call) => each(portal, call, () => undefined)),
    ...ownedWrite('/reassignItems', (call) => {
      const target = targetOf(portal, call);
      const folder = folderFor(portal, call, target);
      return each(portal, call, (item) => give(portal, item, target, folder));
    }),
  ];
}

function each(portal: PortalContext, call: Call, work: (item: ItemRecord) => void): unknown {
  const owner = contentOwner(portal, call);
  mayReassign(portal, call, owner.username);
  const target = targetOf(portal, call);
  const ids = call.params.list('items');
  if (ids.length > MOST) throw new PortalError(400, `Only ${MOST} items can be reassigned at a time.`);
  const results = ids.map((itemId) => {
    try {
      const item = portal.store.item(itemId);
      if (!item || item.owner !== owner.username || item.recycled !== null) throw noSuchItem();
      checkReassign(portal, item, target);
      work(item);
      return { itemId, success: true };
    } catch (error) {
      if (!(error instanceof PortalError)) throw error;
      return { itemId, success: false, ...error.toJSON() };
    }
  });
  return { results };
}

function mayReassign(portal: PortalContext, { caller }: Call, owner: string): void {
  if (has(caller, 'portal:admin:reassignItems')) return;
  const own = portal.profile.atLeast('11.0') && caller?.username === owner;
  if (!own || !has(caller, 'portal:user:reassignItems')) throw forbidden();
}

function targetOf(portal: PortalContext, call: Call): UserRecord {
  const user = portal.store.users.get(call.params.text('targetUsername', ''));
  if (!user || user.disabled) throw noSuchUser();
  return user;
}

/** The new owner must be in every group that a private item is shared with, and have no file of its name. */
function checkReassign(portal: PortalContext, item: ItemRecord, target: UserRecord): void {
  const outside = item.groups.filter((id) => !portal.store.groups.get(id)?.members[target.username]);
  if (item.access === 'private' && outside.length > 0) {
    throw new PortalError(400, `Unable to reassign item ${item.id}.`, {
      details: [`User '${target.username}' is not a member of all groups that the item is shared with.`],
    });
  }
  if (item.service === null && item.name !== null) checkFileName(portal, target.username, item.name, item.id);
}

/** The folder by its title; one that does not exist is made. */
function folderFor(portal: PortalContext, call: Call, { username }: UserRecord): string | null {
  const title = call.params.text('targetFolderName', '/').trim();
  if (title === '/' || title === '') return null;
  const known = portal.store.folders.find((one) => one.username === username && one.title === title);
  if (known) return known.id;
  const folder = { id: newId(), username, title, created: Date.now() };
  return portal.store.folders.put(folder.id, folder).id;
}

function give(portal: PortalContext, item: ItemRecord, target: UserRecord, folder: string | null): void {
  const modified = Math.max(Date.now(), item.modified + 1);
  portal.store.saveItem({ ...item, owner: target.username, folder, modified });
}

/** Everything that a user owns, items into a folder that is named after the former owner, and groups. */
function reassignEverything(portal: PortalContext, call: Call): unknown {
  if (!isAdmin(call.caller)) throw forbidden();
  const { username } = userOf(portal, call);
  const target = targetOf(portal, call);
  const items = [...portal.store.items()].filter((item) => item.owner === username && item.recycled === null);
  for (const item of items) checkFileName(portal, target.username, item.name ?? '', item.id);
  const folder = { id: newId(), username: target.username, title: username, created: Date.now() };
  portal.store.transaction(() => {
    if (items.length > 0) portal.store.folders.put(folder.id, folder);
    for (const item of items) give(portal, item, target, folder.id);
    for (const group of portal.store.groups.filter((one) => one.owner === username && !one.favourites)) {
      const { [username]: former, ...others } = group.members;
      const joined = former?.joined ?? Date.now();
      const members = { ...others, [target.username]: { memberType: 'owner' as const, joined } };
      portal.store.groups.put(group.id, { ...group, owner: target.username, members });
    }
  });
  return { success: true };
}
