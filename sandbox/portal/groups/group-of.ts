import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { GroupRecord } from '../../store/records.js';
import { canManageGroup, canSeeGroup, forbidden } from '../access.js';
import type { PortalContext } from '../portal-context.js';

/** The group that the route names, if the caller may see it; otherwise it does not exist for them. */
export function groupOf(portal: PortalContext, call: Call): GroupRecord {
  const group = portal.store.groups.get(call.route.id ?? '');
  if (!group || !canSeeGroup(group, call.caller)) {
    throw new PortalError(400, 'Group does not exist or is inaccessible.', { messageCode: 'COM_0003' });
  }
  return group;
}

/** The group that the route names, if the caller manages it. */
export function managedGroup(portal: PortalContext, call: Call): GroupRecord {
  const group = groupOf(portal, call);
  if (!canManageGroup(group, call.caller)) throw forbidden();
  return group;
}

/** The names of a list of users, of whom one call takes no more than so many. */
export function usernames(call: Call, name: string, most = 25): string[] {
  const list = call.params.list(name);
  if (list.length > most) {
    throw new PortalError(400, `Only ${most} users can be named at a time.`, { messageCode: 'ORG_3100' });
  }
  return list;
}
