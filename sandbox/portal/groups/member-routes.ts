import { PortalError } from '../../http/answers.js';
import type { Call, Caller } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { pageOf } from '../../search/page.js';
import type { GroupRecord } from '../../store/records.js';
import { canManageGroup, forbidden, isAdmin } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';
import { hasAllGroups } from './group-limit.js';
import { groupOf, managedGroup, usernames } from './group-of.js';

/** Who is in a group. */
export function memberRoutes(portal: PortalContext): Route[] {
  const change = (path: string, work: (call: Call, group: GroupRecord) => unknown): Route =>
    writeRoute(`/community/groups/:id/${path}`, (call) => work(call, managedGroup(portal, call)));
  return [
    { path: '/community/groups/:id/users', handler: (call) => members(shownGroup(portal, call)) },
    { path: '/community/groups/:id/userlist', handler: (call) => userList(portal, call) },
    change('addUsers', (call, group) => addUsers(portal, call, group)),
    change('updateUsers', (call, group) => updateUsers(portal, call, group)),
    change('removeUsers', (call, group) => removeUsers(portal, call, group)),
    writeRoute('/community/groups/:id/leave', (call) => leave(portal, call)),
  ];
}

/** The group, unless its members are hidden from the caller. */
function shownGroup(portal: PortalContext, call: Call): GroupRecord {
  const group = groupOf(portal, call);
  if (group.settings?.hiddenMembers === true && !canManageGroup(group, call.caller)) throw forbidden();
  return group;
}

function members(group: GroupRecord): unknown {
  const of = (type: string) =>
    Object.entries(group.members)
      .filter(([, member]) => member.memberType === type)
      .map(([username]) => username);
  return { owner: group.owner, admins: of('admin'), users: of('member') };
}

/** The members with their names, without the owner; narrowed by `name`, `memberType` and the span of `joined`. */
function userList(portal: PortalContext, call: Call): unknown {
  const group = shownGroup(portal, call);
  const { params } = call;
  const entry = (username: string) => ({
    username,
    fullName: portal.store.users.get(username)?.fullName ?? username,
    memberType: group.members[username]?.memberType ?? 'member',
    thumbnail: portal.store.users.get(username)?.thumbnail?.name ?? null,
    joined: group.members[username]?.joined ?? -1,
    orgId: portal.orgId,
  });
  const name = params.text('name', '').toLowerCase();
  const type = params.text('memberType', '').toLowerCase();
  const [from = 0, to = Number.POSITIVE_INFINITY] = params.list('joined').map(Number);
  const others = Object.keys(group.members)
    .filter((username) => username !== group.owner)
    .map(entry)
    .filter((one) => name === '' || `${one.username} ${one.fullName}`.toLowerCase().includes(name))
    .filter((one) => type === '' || one.memberType === type)
    .filter((one) => one.joined >= from && one.joined <= to);
  const field = params.text('sortField', 'username').toLowerCase();
  const direction = params.text('sortOrder', 'asc').toLowerCase() === 'desc' ? -1 : 1;
  const key = (one: (typeof others)[number]) =>
    field === 'joined' ? one.joined : (field === 'name' ? one.fullName : one.username).toLowerCase();
  others.sort((a, b) => (key(a) < key(b) ? -direction : direction));
  const { page, ...rest } = pageOf(others, params);
  return { ...rest, owner: entry(group.owner), users: page };
}

function addUsers(portal: PortalContext, call: Call, group: GroupRecord): unknown {
  const asked = [
    ...usernames(call, 'users').map((name) => [name, 'member'] as const),
    ...usernames(call, 'admins').map((name) => [name, 'admin'] as const),
  ];
  const notAdded: string[] = [];
  const changed = structuredClone(group.members);
  for (const [username, memberType] of asked) {
    const known = portal.store.users.get(username);
    const full = changed[username] === undefined && hasAllGroups(portal, username);
    if (!known || known.disabled || username === group.owner || full) notAdded.push(username);
    else changed[username] = { memberType, joined: changed[username]?.joined ?? Date.now() };
  }
  portal.store.groups.put(group.id, { ...group, members: changed });
  return { notAdded };
}

/** Makes members administrators of the group, and administrators members. */
function updateUsers(portal: PortalContext, call: Call, group: GroupRecord): unknown {
  const changed = structuredClone(group.members);
  const asked = [
    ...usernames(call, 'users').map((name) => [name, 'member'] as const),
    ...usernames(call, 'admins').map((name) => [name, 'admin'] as const),
  ];
  const results = asked.map(([username, memberType]) => {
    const member = changed[username];
    if (!member || member.memberType === 'owner') {
      const error = new PortalError(400, `User '${username}' is not a member of this group.`);
      return { username, success: false, ...error.toJSON() };
    }
    changed[username] = { ...member, memberType };
    return { username, success: true };
  });
  portal.store.groups.put(group.id, { ...group, members: changed });
  return { results };
}

function removeUsers(portal: PortalContext, call: Call, group: GroupRecord): unknown {
  const changed = structuredClone(group.members);
  const notRemoved: string[] = [];
  for (const username of [...usernames(call, 'users'), ...usernames(call, 'admins')]) {
    if (username === group.owner || !changed[username]) notRemoved.push(username);
    else delete changed[username];
  }
  portal.store.groups.put(group.id, { ...group, members: changed });
  return { notRemoved };
}

function leave(portal: PortalContext, call: Call): unknown {
  const group = groupOf(portal, call);
  const { username } = call.caller as Caller;
  if (username === group.owner) {
    throw new PortalError(400, 'The owner of a group cannot leave it.', { messageCode: 'COM_0005' });
  }
  if (group.settings?.leavingDisallowed === true && !isAdmin(call.caller)) throw forbidden();
  const { [username]: _left, ...others } = group.members;
  portal.store.groups.put(group.id, { ...group, members: others });
  return { success: true, groupId: group.id };
}
