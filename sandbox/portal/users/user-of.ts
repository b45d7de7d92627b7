import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { UserRecord } from '../../store/records.js';
import { forbidden, isAdmin } from '../access.js';
import type { PortalContext } from '../portal-context.js';

/** The user that the route names. */
export function userOf(portal: Pick<PortalContext, 'store'>, call: Call): UserRecord {
  const user = portal.store.users.get(call.route.user ?? '');
  if (!user) throw noSuchUser();
  return user;
}

/** The user that the route names, if it is the caller, or the caller is an administrator. */
export function ownUser(portal: Pick<PortalContext, 'store'>, call: Call): UserRecord {
  const user = userOf(portal, call);
  if (call.caller?.username !== user.username && !isAdmin(call.caller)) throw forbidden();
  return user;
}

export function noSuchUser(): PortalError {
  return new PortalError(400, 'User does not exist or is inaccessible.', { messageCode: 'COM_0018' });
}
