import { PortalError } from '../http/answers.js';
import type { Call } from '../http/call.js';
import { type Route, tokenRequired } from '../http/routes.js';
import { type FieldKind, matchesQuery, type SearchDocument } from '../search/match-query.js';
import { pageOf } from '../search/page.js';
import { parseQuery } from '../search/parse-query.js';
import { newId } from '../store/portal-store.js';
import type { UserRecord } from '../store/records.js';
import { forbidden, isAdmin } from './access.js';
import type { SandboxUser } from './options.js';
import type { PortalContext } from './portal-context.js';
import { hashPassword } from './sign-in-routes.js';
import { userJson } from './user-json.js';

const FIELDS: Record<string, FieldKind> = {
  username: 'words',
  fullname: 'words',
  email: 'words',
  orgid: 'exact',
  role: 'exact',
  created: 'number',
  modified: 'number',
  disabled: 'exact',
};

/** Users: who is signed in, profiles, search, and adding members. */
export function userRoutes(portal: PortalContext): Route[] {
  const search = (call: Call) => searchUsers(portal, call);
  const organisation = `/portals/:org`;
  return [
    {
      path: '/community/self',
      needsToken: true,
      handler: (call) => {
        const user = call.caller && portal.store.users.get(call.caller.username);
        if (!user) throw tokenRequired();
        return userJson(portal, user, call.caller, { groups: true });
      },
    },
    { path: '/community/users', handler: search },
    { path: `${organisation}/users/search`, needsToken: true, handler: search },
    { path: `${organisation}/users`, needsToken: true, handler: (call) => listUsers(portal, call) },
    {
      path: `${organisation}/invite`,
      write: true,
      needsToken: true,
      methods: ['POST'],
      handler: (call) => invite(portal, call),
    },
    {
      path: '/community/users/:user',
      handler: (call) => userJson(portal, userOf(portal, call), call.caller, { groups: true }),
    },
    {
      path: '/community/users/:user/tags',
      needsToken: true,
      handler: (call) => ({ tags: tagsOf(portal, userOf(portal, call).username) }),
    },
    {
      path: '/community/users/:user/properties',
      needsToken: true,
      handler: (call) => ({ properties: userOf(portal, call).properties ?? {} }),
    },
    {
      path: '/community/users/:user/update',
      write: true,
      needsToken: true,
      methods: ['POST'],
      handler: (call) => updateUser(portal, call),
    },
  ];
}

/** Adds a member unless there is one of that name. */
export function addUser(portal: Pick<PortalContext, 'store'>, user: SandboxUser): boolean {
  if (portal.store.users.get(user.username)) return false;
  const now = Date.now();
  portal.store.users.put(user.username, {
    username: user.username,
    id: newId(),
    password: hashPassword(user.password),
    fullName: user.fullName ?? user.username,
    email: user.email ?? `${user.username}@example.org`,
    role: user.role,
    created: now,
    modified: now,
    lastLogin: -1,
    description: null,
    tags: [],
    disabled: false,
    properties: null,
  });
  return true;
}

function userOf(portal: PortalContext, call: Call): UserRecord {
  const user = portal.store.users.get(call.route.user ?? '');
  if (!user) {
    throw new PortalError(400, 'User does not exist or is inaccessible.', { messageCode: 'COM_0018' });
  }
  return user;
}

function searchUsers(portal: PortalContext, call: Call): unknown {
  const q = call.params.text('q', '');
  const query = parseQuery(q);
  const found = portal.store.users
    .filter((user) => matchesQuery(query, documentOf(portal, user)))
    .sort((a, b) => (a.username < b.username ? -1 : 1));
  const { page, ...rest } = pageOf(found, call.params);
  return {
    query: q,
    ...rest,
    results: page.map((user) => userJson(portal, user, call.caller, { groups: false })),
  };
}

function documentOf(portal: PortalContext, user: UserRecord): SearchDocument {
  const values: Record<string, string | number> = {
    username: user.username,
    fullname: user.fullName,
    email: user.email,
    orgid: portal.orgId,
    role: user.role,
    created: user.created,
    modified: user.modified,
    disabled: String(user.disabled),
  };
  return {
    defaults: ['username', 'fullname'],
    kind: (field) => FIELDS[field],
    values: (field) => [values[field] ?? []].flat(),
  };
}

function listUsers(portal: PortalContext, call: Call): unknown {
  const users = [...portal.store.users.values()].sort((a, b) => (a.username < b.username ? -1 : 1));
  const { page, ...rest } = pageOf(users, call.params);
  return { ...rest, users: page.map((user) => userJson(portal, user, call.caller, { groups: false })) };
}

interface Invitation {
  username?: string;
  password?: string;
  firstname?: string;
  lastname?: string;
  fullname?: string;
  email?: string;
  role?: string;
}

/** Members are added by invitations that carry a password and need no confirmation. */
function invite(portal: PortalContext, call: Call): unknown {
  if (!isAdmin(call.caller)) throw forbidden();
  const list = call.params.json<{ invitations?: Invitation[] }>('invitationList')?.invitations ?? [];
  const notInvited: string[] = [];
  for (const one of list) {
    const { username, password } = one;
    const fullName = one.fullname ?? [one.firstname, one.lastname].filter(Boolean).join(' ');
    const made =
      username !== undefined &&
      password !== undefined &&
      addUser(portal, {
        username,
        password,
        ...(fullName === '' ? {} : { fullName }),
        ...(one.email === undefined ? {} : { email: one.email }),
        role: roleOf(one.role),
      });
    if (!made) notInvited.push(username ?? one.email ?? '');
  }
  return { success: true, notInvited };
}

/** The role of a name as clients send it: org_admin, admin, administrator, publisher, user… */
function roleOf(text: string | undefined): SandboxUser['role'] {
  if (/admin/i.test(text ?? '')) return 'org_admin';
  return /publish|account/i.test(text ?? '') ? 'org_publisher' : 'org_user';
}

function updateUser(portal: PortalContext, call: Call): unknown {
  const user = userOf(portal, call);
  if (call.caller?.username !== user.username && !isAdmin(call.caller)) throw forbidden();
  const { params } = call;
  portal.store.users.put(user.username, {
    ...user,
    fullName: params.text('fullName', user.fullName),
    email: params.text('email', user.email),
    description: params.text('description') ?? user.description,
    tags: params.has('tags') ? params.list('tags') : user.tags,
    modified: Date.now(),
  });
  return { success: true, username: user.username };
}

function tagsOf(portal: PortalContext, username: string): { tag: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const item of portal.store.items()) {
    if (item.owner !== username) continue;
    for (const tag of item.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  return [...counts].map(([tag, count]) => ({ tag, count }));
}
