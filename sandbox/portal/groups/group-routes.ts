import { PortalError } from '../../http/answers.js';
import type { Call, Caller } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { newId } from '../../store/portal-store.js';
import type { GroupRecord } from '../../store/records.js';
import { forbidden, has, isAdmin } from '../access.js';
import { sanitiseTitle } from '../items/sanitise-html.js';
import type { PortalContext } from '../portal-context.js';
import { keepPicture, pictureRoutes } from '../users/picture-routes.js';
import { writeRoute } from '../write-route.js';
import { groupJson } from './group-json.js';
import { checkGroupLimit } from './group-limit.js';
import { groupOf, managedGroup } from './group-of.js';
import { applyGroupParams } from './group-params.js';
import { removeGroup } from './remove-group.js';
import { searchGroups } from './search-groups.js';

/** Groups as such: finding, making, changing and removing them. */
export function groupRoutes(portal: PortalContext): Route[] {
  const change = (path: string, work: (call: Call, group: GroupRecord) => unknown): Route =>
    writeRoute(`/community/groups/:id/${path}`, (call) => work(call, managedGroup(portal, call)));
  return [
    { path: '/community/groups', handler: (call) => searchGroups(portal, call) },
    writeRoute('/community/createGroup', (call) => createGroup(portal, call)),
    {
      path: '/community/groups/:id',
      handler: (call) => ({
        ...groupJson(portal, groupOf(portal, call), call.caller),
        collaborationInfo: {},
      }),
    },
    change('update', (call, group) => updateGroup(portal, call, group)),
    change('protect', (_call, group) => protect(portal, group, true)),
    change('unprotect', (_call, group) => protect(portal, group, false)),
    change('reassign', (call, group) => reassign(portal, call, group)),
    change('delete', (_call, group) => {
      if (group.protected) {
        throw new PortalError(400, `Unable to delete group ${group.id}. Delete protection is turned on.`);
      }
      removeGroup(portal, group);
      return { success: true, groupId: group.id };
    }),
    ...pictureRoutes(portal, {
      path: '/community/groups/:id',
      seen: (call) => groupOf(portal, call),
      owned: (call) => managedGroup(portal, call),
      save: (group, thumbnail) => portal.store.groups.put(group.id, { ...group, thumbnail }),
      done: (group) => ({ success: true, groupId: group.id }),
    }),
  ];
}

async function createGroup(portal: PortalContext, call: Call): Promise<unknown> {
  if (!has(call.caller, 'portal:user:createGroup')) throw forbidden();
  const owner = (call.caller as Caller).username;
  const title = sanitiseTitle(call.params.text('title', ''));
  if (title === '') throw new PortalError(400, "'title' property required.");
  checkTitle(portal, owner, title);
  checkGroupLimit(portal, owner);
  const now = Date.now();
  const group: GroupRecord = {
    id: newId(),
    title,
    owner,
    description: null,
    snippet: null,
    tags: [],
    access: 'private',
    isInvitationOnly: false,
    isViewOnly: false,
    capabilities: [],
    protected: false,
    created: now,
    modified: now,
    sortField: 'title',
    sortOrder: 'asc',
    members: { [owner]: { memberType: 'owner', joined: now } },
  };
  applyGroupParams(group, call.params, true);
  group.thumbnail = (await keepPicture(portal, call)) ?? null;
  portal.store.groups.put(group.id, group);
  return { success: true, group: groupJson(portal, group, call.caller) };
}

async function updateGroup(portal: PortalContext, call: Call, known: GroupRecord): Promise<unknown> {
  const group = structuredClone(known);
  applyGroupParams(group, call.params, false);
  if (group.title !== known.title) checkTitle(portal, group.owner, group.title);
  const thumbnail = await keepPicture(portal, call);
  if (thumbnail) group.thumbnail = thumbnail;
  portal.store.groups.put(group.id, { ...group, modified: Date.now() });
  if (thumbnail) portal.store.files.remove([known.thumbnail]);
  return { success: true, groupId: group.id };
}

/** Titles are unique among the groups of one owner. */
function checkTitle(portal: PortalContext, owner: string, title: string): void {
  if (!portal.store.groups.find((group) => group.owner === owner && group.title === title)) return;
  throw new PortalError(400, 'Unable to create group.', {
    details: [`You already have a group named '${title}'. Try a different name.`],
  });
}

function protect(portal: PortalContext, group: GroupRecord, value: boolean): unknown {
  portal.store.groups.put(group.id, { ...group, protected: value });
  return { success: true };
}

/** The former owner stays as an administrator of the group. */
function reassign(portal: PortalContext, call: Call, group: GroupRecord): unknown {
  const username = call.params.text('targetUsername', '');
  if (!portal.store.users.get(username)) {
    throw new PortalError(400, 'User does not exist or is inaccessible.', { messageCode: 'COM_0018' });
  }
  if (call.caller?.username !== group.owner && !isAdmin(call.caller)) {
    throw new PortalError(403, 'Only the owner of a group and administrators can reassign it.', {
      messageCode: 'GWM_0003',
    });
  }
  if (username !== group.owner) {
    const now = Date.now();
    const { [group.owner]: former } = group.members;
    const members: GroupRecord['members'] = {
      ...group.members,
      [group.owner]: { memberType: 'admin', joined: former?.joined ?? now },
      [username]: { memberType: 'owner', joined: group.members[username]?.joined ?? now },
    };
    portal.store.groups.put(group.id, { ...group, owner: username, members, modified: now });
  }
  return { success: true, groupId: group.id };
}
