import { PortalError } from '../../http/answers.js';
import type { PortalContext } from '../portal-context.js';

/** Most groups that somebody can own and be a member of. */
const MOST = 512;

/** Whether the user is in as many groups as a user can be. */
export function hasAllGroups(portal: Pick<PortalContext, 'store'>, username: string): boolean {
  const own = portal.store.groups.filter(
    (group) => group.favourites !== true && group.members[username] !== undefined,
  );
  return own.length >= MOST;
}

export function checkGroupLimit(portal: Pick<PortalContext, 'store'>, username: string): void {
  if (!hasAllGroups(portal, username)) return;
  throw new PortalError(400, `User '${username}' is in ${MOST} groups already, more are not possible.`);
}
