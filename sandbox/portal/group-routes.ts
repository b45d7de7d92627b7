import { PortalError } from '../http/answers.js';
import type { Call, Caller } from '../http/call.js';
import type { Route } from '../http/routes.js';
import { type FieldKind, matchesQuery, type SearchDocument } from '../search/match-query.js';
import { pageOf } from '../search/page.js';
import { parseQuery } from '../search/parse-query.js';
import { newId } from '../store/portal-store.js';
import type { GroupRecord } from '../store/records.js';
import { canManageGroup, canSeeGroup, forbidden, isAdmin } from './access.js';
import { groupJson } from './group-json.js';
import type { PortalContext } from './portal-context.js';
import { sanitiseHtml, sanitiseTitle } from './sanitise-html.js';

/** Most users of one addUsers call. */
const MOST_ADDED = 25;
const FIELDS: Record<string, FieldKind> = {
  id: 'exact',
  title: 'words',
  description: 'words',
  snippet: 'words',
  tags: 'words',
  owner: 'exact',
  access: 'exact',
  orgid: 'exact',
  created: 'number',
  modified: 'number',
  isinvitationonly: 'exact',
  isviewonly: 'exact',
};

/** Groups and their members. */
export function groupRoutes(portal: PortalContext): Route[] {
  const change = (path: string, work: (call: Call, group: GroupRecord) => unknown): Route => ({
    path: `/community/groups/:id/${path}`,
    write: true,
    needsToken: true,
    methods: ['POST'],
    handler: (call) => {
      const group = groupOf(portal, call);
      if (!canManageGroup(group, call.caller)) throw forbidden();
      return work(call, group);
    },
  });
  return [
    { path: '/community/groups', handler: (call) => searchGroups(portal, call) },
    {
      path: '/community/createGroup',
      write: true,
      needsToken: true,
      methods: ['POST'],
      handler: (call) => createGroup(portal, call),
    },
    {
      path: '/community/groups/:id',
      handler: (call) => groupJson(portal, groupOf(portal, call), call.caller),
    },
    { path: '/community/groups/:id/users', handler: (call) => members(groupOf(portal, call)) },
    { path: '/community/groups/:id/userlist', handler: (call) => userList(portal, call) },
    { path: '/community/groups/:id/categorySchema', handler: () => ({ categorySchema: [] }) },
    change('update', (call, group) => {
      applyGroupParams(group, call);
      group.modified = Date.now();
      portal.store.groups.put(group.id, group);
      return { success: true, groupId: group.id };
    }),
    change('addUsers', (call, group) => addUsers(portal, call, group)),
    change('inviteUsers', (call, group) => addUsers(portal, call, group)),
    change('removeUsers', (call, group) => removeUsers(portal, call, group)),
    change('protect', (_call, group) => protect(portal, group, true)),
    change('unprotect', (_call, group) => protect(portal, group, false)),
    change('delete', (_call, group) => deleteGroup(portal, group)),
    {
      path: '/community/groups/:id/join',
      write: true,
      needsToken: true,
      methods: ['POST'],
      handler: (call) => join(portal, call),
    },
    {
      path: '/community/groups/:id/leave',
      write: true,
      needsToken: true,
      methods: ['POST'],
      handler: (call) => leave(portal, call),
    },
  ];
}

function groupOf(portal: PortalContext, call: Call): GroupRecord {
  const group = portal.store.groups.get(call.route.id ?? '');
  if (!group || !canSeeGroup(group, call.caller)) {
    throw new PortalError(400, 'Group does not exist or is inaccessible.', { messageCode: 'COM_0003' });
  }
  return group;
}

function searchGroups(portal: PortalContext, call: Call): unknown {
  const q = call.params.text('q', '');
  const query = parseQuery(q);
  const found = portal.store.groups
    .filter((group) => canSeeGroup(group, call.caller) && matchesQuery(query, documentOf(portal, group)))
    .sort((a, b) => (a.title < b.title ? -1 : 1));
  const { page, ...rest } = pageOf(found, call.params);
  return { query: q, ...rest, results: page.map((group) => groupJson(portal, group, call.caller)) };
}

function documentOf(portal: PortalContext, group: GroupRecord): SearchDocument {
  const values: Record<string, (string | number | null)[]> = {
    id: [group.id],
    title: [group.title],
    description: [group.description],
    snippet: [group.snippet],
    tags: group.tags,
    owner: [group.owner],
    access: [group.access],
    orgid: [portal.orgId],
    created: [group.created],
    modified: [group.modified],
    isinvitationonly: [String(group.isInvitationOnly)],
    isviewonly: [String(group.isViewOnly)],
  };
  return {
    defaults: ['id', 'title', 'description', 'snippet', 'tags', 'owner'],
    kind: (field) => FIELDS[field],
    values: (field) => (values[field] ?? []).filter((value) => value !== null),
  };
}

function createGroup(portal: PortalContext, call: Call): unknown {
  const owner = (call.caller as Caller).username;
  const title = sanitiseTitle(call.params.text('title', ''));
  if (title === '') throw new PortalError(400, "'title' property required.");
  if (portal.store.groups.find((group) => group.owner === owner && group.title === title)) {
    throw new PortalError(400, 'Unable to create group.', {
      details: [`You already have a group named '${title}'. Try a different name.`],
    });
  }
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
  applyGroupParams(group, call);
  portal.store.groups.put(group.id, group);
  return { success: true, group: groupJson(portal, group, call.caller) };
}

function applyGroupParams(group: GroupRecord, call: Call): void {
  const { params } = call;
  const title = sanitiseTitle(params.text('title', ''));
  if (title !== '') group.title = title;
  if (params.has('description')) group.description = sanitiseHtml(params.text('description', ''));
  if (params.has('snippet')) group.snippet = sanitiseHtml(params.text('snippet', ''));
  if (params.has('tags')) group.tags = params.list('tags');
  const access = params.text('access', '').toLowerCase();
  if (access === 'private' || access === 'org' || access === 'public') group.access = access;
  group.isInvitationOnly = params.boolean('isInvitationOnly', group.isInvitationOnly);
  group.isViewOnly = params.boolean('isViewOnly', group.isViewOnly);
  group.sortField = params.text('sortField', group.sortField);
  group.sortOrder = params.text('sortOrder', group.sortOrder);
  const capabilities = params.text('capabilities', '').toLowerCase();
  if (capabilities.includes('updateitemcontrol')) group.capabilities = ['updateitemcontrol'];
}

function members(group: GroupRecord): unknown {
  const of = (type: string) =>
    Object.entries(group.members)
      .filter(([, member]) => member.memberType === type)
      .map(([username]) => username);
  return { owner: group.owner, admins: of('admin'), users: of('member') };
}

function userList(portal: PortalContext, call: Call): unknown {
  const group = groupOf(portal, call);
  const entry = (username: string) => ({
    username,
    fullName: portal.store.users.get(username)?.fullName ?? username,
    memberType: group.members[username]?.memberType ?? 'member',
    thumbnail: null,
    joined: group.members[username]?.joined ?? -1,
    orgId: portal.orgId,
  });
  const others = Object.keys(group.members).filter((username) => username !== group.owner);
  const { page, ...rest } = pageOf(others.sort(), call.params);
  return { ...rest, owner: entry(group.owner), users: page.map(entry) };
}

function addUsers(portal: PortalContext, call: Call, group: GroupRecord): unknown {
  const users = call.params.list('users');
  const admins = call.params.list('admins');
  if (users.length + admins.length > MOST_ADDED) {
    throw new PortalError(400, `Only ${MOST_ADDED} users can be added at a time.`, {
      messageCode: 'ORG_3100',
    });
  }
  const notAdded: string[] = [];
  for (const [username, memberType] of [
    ...users.map((name) => [name, 'member'] as const),
    ...admins.map((name) => [name, 'admin'] as const),
  ]) {
    if (!portal.store.users.get(username) || username === group.owner) notAdded.push(username);
    else group.members[username] = { memberType, joined: Date.now() };
  }
  portal.store.groups.put(group.id, group);
  return { notAdded };
}

function removeUsers(portal: PortalContext, call: Call, group: GroupRecord): unknown {
  const notRemoved: string[] = [];
  for (const username of call.params.list('users')) {
    if (username === group.owner || !group.members[username]) notRemoved.push(username);
    else delete group.members[username];
  }
  portal.store.groups.put(group.id, group);
  return { notRemoved };
}

function protect(portal: PortalContext, group: GroupRecord, value: boolean): unknown {
  group.protected = value;
  portal.store.groups.put(group.id, group);
  return { success: true };
}

function deleteGroup(portal: PortalContext, group: GroupRecord): unknown {
  if (group.protected) {
    throw new PortalError(400, `Unable to delete group ${group.id}. Delete protection is turned on.`);
  }
  for (const item of portal.store.items()) {
    if (!item.groups.includes(group.id)) continue;
    item.groups = item.groups.filter((id) => id !== group.id);
    portal.store.saveItem(item);
  }
  portal.store.groups.delete(group.id);
  return { success: true, groupId: group.id };
}

function join(portal: PortalContext, call: Call): unknown {
  const group = groupOf(portal, call);
  const { username } = call.caller as Caller;
  if (group.isInvitationOnly && !isAdmin(call.caller)) throw forbidden();
  group.members[username] ??= { memberType: 'member', joined: Date.now() };
  portal.store.groups.put(group.id, group);
  return { success: true, groupId: group.id };
}

function leave(portal: PortalContext, call: Call): unknown {
  const group = groupOf(portal, call);
  const { username } = call.caller as Caller;
  if (username === group.owner) throw forbidden();
  delete group.members[username];
  portal.store.groups.put(group.id, group);
  return { success: true, groupId: group.id };
}
