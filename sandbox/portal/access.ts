import { PortalError } from '../http/answers.js';
import type { Call, Caller } from '../http/call.js';
import { tokenRequired } from '../http/token-required.js';
import type { FolderRecord, GroupRecord, ItemRecord, UserRecord } from '../store/records.js';
import type { PortalContext } from './portal-context.js';

type Access = 'none' | 'read' | 'edit' | 'admin';

/** Whether the caller's role has a privilege. */
export function has(caller: Caller | null, privilege: string): boolean {
  return caller?.privileges.includes(privilege) === true;
}

/** An application that signs in for itself is no member: to it, the organisation is closed. */
function isMember(caller: Caller | null): boolean {
  return caller !== null && caller.role !== 'app';
}

export function isAdmin(caller: Caller | null): boolean {
  return caller?.role === 'org_admin';
}

/** What the caller may do with an item: 'edit' is the right of members of shared-update groups. */
export function accessTo(portal: PortalContext, item: ItemRecord, caller: Caller | null): Access {
  if (caller && (caller.username === item.owner || has(caller, 'portal:admin:updateItems'))) return 'admin';
  let access: Access = has(caller, 'portal:admin:viewItems') ? 'read' : 'none';
  if (item.access === 'public' || (item.access === 'org' && isMember(caller))) access = 'read';
  if (caller?.role === 'app' && has(caller, `portal:app:access:item:${item.id}`)) access = 'read';
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
  if (!item || item.owner !== nameOf(portal, call.route.user) || item.recycled !== null) throw noSuchItem();
  const access = accessTo(portal, item, call.caller);
  if (access === 'none') throw noSuchItem();
  if (access === 'read' || (access === 'edit' && need === 'admin')) throw forbidden();
  return item;
}

/**
 * The user of /content/users/<user>/…, by name or by id, if the caller is that user or may see (for writes: change) what others own.
 */
export function contentOwner(portal: PortalContext, call: Call): UserRecord {
  if (!call.caller) throw tokenRequired();
  const user = portal.store.users.get(nameOf(portal, call.route.user));
  if (!user) {
    throw new PortalError(400, 'User does not exist or is inaccessible.', { messageCode: 'COM_0018' });
  }
  const privilege = call.method === 'GET' ? 'portal:admin:viewItems' : 'portal:admin:updateItems';
  if (user.username !== call.caller.username && !has(call.caller, privilege)) throw forbidden();
  return user;
}

/** The name of a user that an address names by name or by id. */
function nameOf({ store }: PortalContext, given = ''): string {
  return store.users.get(given) ? given : (store.users.find(({ id }) => id === given)?.username ?? given);
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
  if (group.favourites === true) return group.owner === caller?.username;
  if (group.access === 'public' || has(caller, 'portal:admin:viewGroups')) return true;
  if (!caller) return false;
  return (group.access === 'org' && isMember(caller)) || group.members[caller.username] !== undefined;
}

export function canManageGroup(group: GroupRecord, caller: Caller | null): boolean {
  if (!caller) return false;
  const membership = group.members[caller.username]?.memberType;
  return membership === 'owner' || membership === 'admin' || has(caller, 'portal:admin:updateGroups');
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
