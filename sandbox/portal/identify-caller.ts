import type { Caller } from '../http/call.js';
import type { UserRecord } from '../store/records.js';
import { appCaller } from './apps/app-of.js';
import { userSigningIn } from './passwords.js';
import type { PortalContext } from './portal-context.js';
import { privilegesOf } from './privileges.js';
import { invalidToken } from './tokens.js';

/** Who presents this token; a PortalError 498 if it is not good, or not of these kinds. */
export function identifyCaller(
  portal: PortalContext,
  token: string,
  referer: string | undefined,
  address: string,
  kinds: Caller['tokenKind'][],
): Caller {
  const content = portal.tokens.read(token, referer, address);
  const app = appCaller(portal, content.user);
  if (app && kinds.includes('portal')) return app;
  const user = portal.store.users.get(content.user);
  if (!user || user.disabled || !kinds.includes(content.kind)) throw invalidToken();
  return { ...callerFor(portal, user, content.kind), boundTo: content.referer };
}

/** The user with this password, as who was let in by a web server before the portal. */
export function signedInCaller(
  portal: PortalContext,
  username: string,
  password: string,
): Caller | undefined {
  const user = userSigningIn(portal, username, password);
  return user && callerFor(portal, user, 'portal');
}

/** The user of this name, whom something else than the portal vouches for. */
export function namedCaller(portal: PortalContext, username: string): Caller | undefined {
  const user = portal.store.users.get(username);
  return user && !user.disabled ? callerFor(portal, user, 'portal') : undefined;
}

function callerFor(portal: PortalContext, user: UserRecord, tokenKind: Caller['tokenKind']): Caller {
  const { username, role } = user;
  return { username, role, privileges: privilegesOf(user, portal.store), tokenKind };
}
