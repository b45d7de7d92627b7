import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { shownAccess } from '../../search/search-items.js';
import { canManageGroup, canSeeGroup, contentOwner, noSuchItem, readableItem } from '../access.js';
import { groupJson } from '../groups/group-json.js';
import type { PortalContext } from '../portal-context.js';
import { itemJson } from './item-json.js';
import { noteView } from './item-views.js';
import { ownedRead } from './owned-routes.js';

/** Reading the properties of an item. */
export function itemRoutes(portal: PortalContext): Route[] {
  const view = (call: Call) => ({ caller: call.caller, secure: call.secure });
  return [
    {
      path: '/content/items/:id',
      handler: (call) => {
        const item = readableItem(portal, call.route.id, call.caller);
        noteView(portal, item.id);
        return itemJson(portal, item, view(call));
      },
    },
    { path: '/content/items/:id/groups', handler: (call) => groupsOf(portal, call) },
    ...ownedRead('/items/:id', (call) => {
      const owner = contentOwner(portal, call);
      const item = portal.store.item(call.route.id ?? '');
      const recycled = call.params.boolean('inRecycleBin', false);
      if (!item || item.owner !== owner.username || (item.recycled !== null) !== recycled) throw noSuchItem();
      return {
        item: itemJson(portal, item, view(call)),
        sharing: { access: shownAccess(item), groups: item.groups },
      };
    }),
  ];
}

/** The groups the item is shared with, sorted by what the caller is in them. */
function groupsOf(portal: PortalContext, call: Call): unknown {
  const item = readableItem(portal, call.route.id, call.caller);
  const found: Record<'admin' | 'member' | 'other', unknown[]> = { admin: [], member: [], other: [] };
  for (const id of item.groups) {
    const group = portal.store.groups.get(id);
    if (!group || !canSeeGroup(group, call.caller)) continue;
    const member = call.caller && group.members[call.caller.username];
    const kind = canManageGroup(group, call.caller) ? 'admin' : member ? 'member' : 'other';
    found[kind].push(groupJson(portal, group, call.caller));
  }
  return found;
}
