import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { tokenRequired } from '../../http/token-required.js';
import { pageOf } from '../../search/page.js';
import { forbidden, isAdmin } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';
import { keepPicture, pictureRoutes } from './picture-routes.js';
import { searchUsers, sorted } from './search-users.js';
import { licenseTypeOf, userJson } from './user-json.js';
import { ownUser, userOf } from './user-of.js';

/** Most bytes that a user's properties may have as JSON. */
const LARGEST_PROPERTIES = 100 * 1024;
const PROFILE = ['access', 'culture', 'cultureFormat', 'preferredView', 'region', 'units', 'idpUsername'];

/** Users: who is signed in, profiles, and search. */
export function userRoutes(portal: PortalContext): Route[] {
  const search = (call: Call) => searchUsers(portal, call);
  const user = '/community/users/:user';
  return [
    {
      path: '/community/self',
      needsToken: true,
      handler: (call) => {
        const own = call.caller && portal.store.users.get(call.caller.username);
        if (!own && call.caller) throw forbidden();
        if (!own) throw tokenRequired();
        return userJson(portal, own, call.caller, { groups: true });
      },
    },
    { path: '/community/users', handler: search },
    ...['self', portal.orgId].flatMap((org): Route[] => [
      { path: `/portals/${org}/users/search`, needsToken: true, handler: search },
      { path: `/portals/${org}/users/counts`, needsToken: true, handler: (call) => counts(portal, call) },
      { path: `/portals/${org}/users`, needsToken: true, handler: (call) => listUsers(portal, call) },
    ]),
    {
      path: user,
      handler: (call) => userJson(portal, userOf(portal, call), call.caller, { groups: true }),
    },
    {
      path: `${user}/tags`,
      needsToken: true,
      handler: (call) => ({ tags: tagsOf(portal, userOf(portal, call).username) }),
    },
    {
      path: `${user}/properties`,
      needsToken: true,
      handler: (call) => ({ properties: ownUser(portal, call).properties ?? {} }),
    },
    {
      path: `${user}/userLicenseType`,
      needsToken: true,
      handler: (call) => ({ id: licenseTypeOf(ownUser(portal, call)), level: '2', state: 'active' }),
    },
    writeRoute(`${user}/setProperties`, (call) => {
      const own = ownUser(portal, call);
      if (call.params.text('properties', '').length > LARGEST_PROPERTIES) {
        throw new PortalError(400, 'The properties are too large.');
      }
      const properties = call.params.json('properties');
      if (typeof properties !== 'object' || properties === null) {
        throw new PortalError(400, "'properties' must be specified.");
      }
      portal.store.users.put(own.username, { ...own, properties });
      return { success: true };
    }),
    writeRoute(`${user}/update`, (call) => updateUser(portal, call)),
    ...pictureRoutes(portal, {
      path: user,
      seen: (call) => userOf(portal, call),
      owned: (call) => ownUser(portal, call),
      save: (one, thumbnail) => portal.store.users.put(one.username, { ...one, thumbnail }),
      done: (one) => ({ success: true, username: one.username }),
    }),
  ];
}

/** Everybody, for who may view users; the profile settings of the others decide what is told of them. */
function listUsers(portal: PortalContext, call: Call): unknown {
  const users = sorted([...portal.store.users.values()], call);
  const { page, ...rest } = pageOf(users, call.params);
  return { ...rest, users: page.map((user) => userJson(portal, user, call.caller, { groups: false })) };
}

function counts(portal: PortalContext, call: Call): unknown {
  if (!isAdmin(call.caller)) throw forbidden();
  const users = [...portal.store.users.values()];
  const by = (keyOf: (user: (typeof users)[number]) => string) => {
    const found = new Map<string, number>();
    for (const user of users) found.set(keyOf(user), (found.get(keyOf(user)) ?? 0) + 1);
    return [...found].map(([key, count]) => ({ key, count }));
  };
  return {
    userCounts: { userLicenseType: by(licenseTypeOf), role: by((user) => user.roleId ?? user.role) },
  };
}

async function updateUser(portal: PortalContext, call: Call): Promise<unknown> {
  const user = ownUser(portal, call);
  const { params } = call;
  const clear = params.boolean('clearEmptyFields', false);
  const given = (name: string) => params.has(name) && (clear || params.text(name, '') !== '');
  const access = params.text('access', 'org');
  if (!['private', 'org', 'public'].includes(access)) throw new PortalError(400, "'access' is not valid.");
  const name = ['firstName', 'lastName'].map((part) => params.text(part, '')).filter(Boolean);
  const profile = { ...user.profile };
  for (const key of PROFILE) if (given(key)) profile[key] = params.text(key, '') || null;
  const thumbnail = await keepPicture(portal, call);
  portal.store.users.put(user.username, {
    ...user,
    fullName: params.text('fullName', '') || name.join(' ') || user.fullName,
    email: params.text('email', '') || user.email,
    description: given('description') ? params.text('description', '') || null : user.description,
    tags: given('tags') ? params.list('tags') : user.tags,
    profile,
    ...(thumbnail ? { thumbnail } : {}),
    modified: Date.now(),
  });
  if (thumbnail) portal.store.files.remove([user.thumbnail]);
  return { success: true, username: user.username };
}

function tagsOf(portal: PortalContext, username: string): { tag: string; count: number }[] {
  const found = new Map<string, number>();
  for (const item of portal.store.items()) {
    if (item.owner !== username || item.recycled !== null) continue;
    for (const tag of item.tags) found.set(tag, (found.get(tag) ?? 0) + 1);
  }
  return [...found].map(([tag, count]) => ({ tag, count }));
}
