import { PortalError } from '../http/answers.js';
import type { Call, Caller } from '../http/call.js';
import { tokenRequired } from '../http/routes.js';
import type { FolderRecord, GroupRecord, ItemRecord, UserRecord } from '../store/records.js';
import type { PortalContext } from './portal-context.js';

type Access = 'none' | 'read' | 'edit' | 'admin';

export function isAdmin(caller: Caller | null): boolean {
  return caller?.role === 'org_admin';
}

/** What the caller may do with an item: 'edit' is the right of members of shared-update groups. */
export function accessTo(portal: PortalContext, item: ItemRecord, caller: Caller | null): Access {
  if (caller && (caller.username === item.owner || isAdmin(caller))) return 'admin';
  let access: Access = 'none';
  if (item.access === 'public' || (item.access === 'org' && caller)) access = 'read';
  for (const id of item.groups) {
    const group = portal.store.groups.get(id);
    if (!group) continue;
    if (caller && group.members[caller.username]) {
      if (group.capabilities.includes('updateitemcontrol')) return 'edit';
      access = 'read';
    }
  }
  return access;
}

/** The item of a call, if the caller may read it; otherwise it does not exist for them. */
export function readableItem(
  portal: PortalContext,
  id: string | undefined,
  caller: Caller | null,
): ItemRecord {
  const item = id === undefined ? undefined : portal.store.item(id);
  if (!item || item.recycled !== null || accessTo(portal, item, caller) === 'none') throw noSuchItem();
  return item;
}

/** The item below /content/users/<owner>/…, if the caller may change it. */
export function writableItem(
  portal: PortalContext,
  call: Call,
  need: 'edit' | 'admin' = 'admin',
): ItemRecord {
  if (!call.caller) throw tokenRequired();
  const item = portal.store.item(call.route.id ?? '');
  if (!item || item.owner !== call.route.user || item.recycled !== null) throw noSuchItem();
  const access = accessTo(portal, item, call.caller);
  if (access === 'none') throw noSuchItem();
  if (access === 'read' || (access === 'edit' && need === 'admin')) throw forbidden();
  return item;
}

/** The user of /content/users/<user>/…, if the caller is that user or an administrator. */
export function contentOwner(portal: PortalContext, call: Call): UserRecord {
  if (!call.caller) throw tokenRequired();
  const user = portal.store.users.get(call.route.user ?? '');
  if (!user) {
    throw new PortalError(400, 'User does not exist or is inaccessible.', { messageCode: 'COM_0018' });
  }
  if (user.username !== call.caller.username && !isAdmin(call.caller)) throw forbidden();
  return user;
}

/** The folder with this id, or null for the root ('' or '/'). */
export function folderOf(
  portal: PortalContext,
  username: string,
  id: string | undefined,
): FolderRecord | null {
  if (id === undefined || id === '' || id === '/') return null;
  const folder = portal.store.folders.get(id);
  if (!folder || folder.username !== username) {
    throw new PortalError(400, 'User folder does not exist or is inaccessible.', {
      messageCode: 'CONT_0017',
    });
  }
  return folder;
}

export function canSeeGroup(group: GroupRecord, caller: Caller | null): boolean {
  if (group.access === 'public' || isAdmin(caller)) return true;
  if (!caller) return false;
  return group.access === 'org' || group.members[caller.username] !== undefined;
}

export function canManageGroup(group: GroupRecord, caller: Caller | null): boolean {
  if (!caller) return false;
  const membership = group.members[caller.username]?.memberType;
  return membership === 'owner' || membership === 'admin' || isAdmin(caller);
}

export function noSuchItem(): PortalError {
  return new PortalError(400, 'Item does not exist or is inaccessible.', { messageCode: 'CONT_0001' });
}

export function forbidden(): PortalError {
  return new PortalError(
    403,
    'You do not have permissions to access this resource or perform this operation.',
    {
      messageCode: 'GWM_0003',
    },
  );
}
