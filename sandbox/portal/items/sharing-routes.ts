import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { ItemRecord } from '../../store/records.js';
import {
  accessTo,
  canManageGroup,
  contentOwner,
  forbidden,
  isAdmin,
  noSuchItem,
  writableItem,
} from '../access.js';
import { settingsOf } from '../organisation/settings.js';
import type { PortalContext } from '../portal-context.js';
import { ownedWrite } from './owned-routes.js';

/** Sharing: access is absolute, groups are added. */
export function sharingRoutes(portal: PortalContext): Route[] {
  const owned = (call: Call) => writableItem(portal, call);
  return [
    ...ownedWrite('/items/:id/share', (call) => share(portal, call, owned(call), true)),
    ...ownedWrite('/items/:id/unshare', (call) => unshare(portal, call, owned(call))),
    ...ownedWrite('/shareItems', (call) =>
      batch(portal, call, (item) => share(portal, call, item, true) as Record<string, unknown>),
    ),
    ...ownedWrite('/unshareItems', (call) =>
      batch(portal, call, (item) => unshare(portal, call, item) as Record<string, unknown>),
    ),
    {
      path: '/content/items/:id/share',
      write: true,
      needsToken: true,
      methods: ['POST'],
      handler: (call) => share(portal, call, anyItem(portal, call), false),
    },
    {
      path: '/content/items/:id/unshare',
      write: true,
      needsToken: true,
      methods: ['POST'],
      handler: (call) =>
        unshare(portal, call, anyItem(portal, call), (id) => {
          const group = portal.store.groups.get(id);
          return group !== undefined && canManageGroup(group, call.caller);
        }),
    },
  ];
}

function anyItem(portal: PortalContext, call: Call): ItemRecord {
  const item = portal.store.item(call.route.id ?? '');
  if (!item || item.recycled !== null || accessTo(portal, item, call.caller) === 'none') throw noSuchItem();
  return item;
}

/**
 * `everyone`, `org` (also `account`) and `groups`. Private by both false; a `groups` that is given but names none takes the groups away
 * when it is made private.
 */
function share(portal: PortalContext, call: Call, item: ItemRecord, mayChangeAccess: boolean): unknown {
  const { params } = call;
  const everyone = params.boolean('everyone');
  const organisation = params.boolean('org', params.boolean('account') ?? false);
  const changed = { ...item };
  if (mayChangeAccess && (everyone !== undefined || params.has('org') || params.has('account'))) {
    changed.access = everyone ? 'public' : organisation ? 'org' : 'private';
    if (changed.access !== 'private') checkPrivilege(portal, call, changed.access);
    const named = params.list('groups');
    if (changed.access === 'private' && params.has('groups') && named.length === 0) changed.groups = [];
  }
  const notSharedWith: string[] = [];
  for (const id of params.list('groups')) {
    const group = portal.store.groups.get(id);
    const member = call.caller && group?.members[call.caller.username];
    const allowed =
      group && (isAdmin(call.caller) || (member && (!group.isViewOnly || member.memberType !== 'member')));
    if (!allowed) notSharedWith.push(id);
    else if (!changed.groups.includes(id)) changed.groups = [...changed.groups, id];
  }
  portal.store.saveItem(changed);
  return { notSharedWith, itemId: item.id };
}

/** An organisation can keep its members from sharing with everybody. */
function checkPrivilege(portal: PortalContext, call: Call, access: 'org' | 'public'): void {
  const closed = access === 'public' && settingsOf(portal, 'self').canSharePublic === false;
  if (closed && !isAdmin(call.caller)) throw forbidden();
  const privilege = access === 'org' ? 'portal:user:shareToOrg' : 'portal:user:shareToPublic';
  if (!call.caller?.privileges.includes(privilege)) throw forbidden();
}

/** Who does not own the item takes it only out of groups that he manages. */
function unshare(
  portal: PortalContext,
  call: Call,
  item: ItemRecord,
  may: (group: string) => boolean = () => true,
): unknown {
  const asked = call.params.list('groups');
  const left = asked.filter((id) => item.groups.includes(id) && may(id));
  portal.store.saveItem({ ...item, groups: item.groups.filter((id) => !left.includes(id)) });
  return { notUnsharedFrom: asked.filter((id) => !left.includes(id)), itemId: item.id };
}

function batch(
  portal: PortalContext,
  call: Call,
  work: (item: ItemRecord) => Record<string, unknown>,
): unknown {
  const owner = contentOwner(portal, call);
  const results = call.params.list('items').map((itemId) => {
    const item = portal.store.item(itemId);
    try {
      if (!item || item.owner !== owner.username || item.recycled !== null) throw noSuchItem();
      return { success: true, ...work(item) };
    } catch (error) {
      if (!(error instanceof PortalError)) throw error;
      return { itemId, success: false, ...error.toJSON() };
    }
  });
  return { results };
}
