import { PortalError } from '../../http/answers.js';
import type { Call, Caller } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { newId } from '../../store/portal-store.js';
import type { GroupRecord, InvitationRecord } from '../../store/records.js';
import type { PortalContext } from '../portal-context.js';
import { notify } from '../users/notify.js';
import { ownUser } from '../users/user-of.js';
import { writeRoute } from '../write-route.js';
import { letIn } from './application-routes.js';
import { groupJson } from './group-json.js';
import { checkGroupLimit } from './group-limit.js';
import { managedGroup, usernames } from './group-of.js';

/** Two weeks in minutes. */
const TWO_WEEKS = 20_160;

/** Being asked into a group, and answering. */
export function invitationRoutes(portal: PortalContext): Route[] {
  const own = '/community/users/:user/invitations';
  return [
    writeRoute('/community/groups/:id/invite', (call) => invite(portal, call)),
    {
      path: own,
      needsToken: true,
      handler: (call) => {
        const { username } = ownUser(portal, call);
        const open = portal.store.invitations.filter((one) => one.username === username && isOpen(one));
        return { userInvitations: open.map((one) => invitationJson(portal, one, call)) };
      },
    },
    {
      path: `${own}/:id`,
      needsToken: true,
      handler: (call) => invitationJson(portal, invitationOf(portal, call), call),
    },
    writeRoute(`${own}/:id/accept`, (call) => answer(portal, call, true)),
    writeRoute(`${own}/:id/decline`, (call) => answer(portal, call, false)),
  ];
}

/** `role` is group_member or group_admin, `expiration` counts minutes. */
function invite(portal: PortalContext, call: Call): unknown {
  const group = managedGroup(portal, call);
  const from = (call.caller as Caller).username;
  const role = call.params.text('role', '').toLowerCase() === 'group_admin' ? 'group_admin' : 'group_member';
  const now = Date.now();
  const expires = now + call.params.number('expiration', TWO_WEEKS) * 60_000;
  const notInvited: string[] = [];
  for (const username of usernames(call, 'users')) {
    if (!portal.store.users.get(username) || group.members[username]) {
      notInvited.push(username);
      continue;
    }
    const open = portal.store.invitations.find((one) => one.group === group.id && one.username === username);
    const id = open?.id ?? newId();
    portal.store.invitations.put(id, { id, group: group.id, username, from, role, created: now, expires });
    notify(portal, [username], 'group_invitation', { from, group, data: { invitationId: id } });
  }
  return { success: true, notInvited };
}

function isOpen(invitation: InvitationRecord): boolean {
  return invitation.expires > Date.now();
}

function invitationOf(portal: PortalContext, call: Call): InvitationRecord {
  const { username } = ownUser(portal, call);
  const found = portal.store.invitations.get(call.route.id ?? '');
  if (!found || found.username !== username || !isOpen(found)) {
    throw new PortalError(400, 'Invitation does not exist or is inaccessible.', { messageCode: 'COM_0011' });
  }
  return found;
}

function answer(portal: PortalContext, call: Call, accepted: boolean): unknown {
  const { id, group, username, role, from } = invitationOf(portal, call);
  const known = portal.store.groups.get(group) as GroupRecord;
  if (accepted) checkGroupLimit(portal, username);
  portal.store.transaction(() => {
    if (accepted) letIn(portal, known, username, role === 'group_admin' ? 'admin' : 'member');
    portal.store.invitations.delete(id);
  });
  notify(portal, [from], accepted ? 'invitation_accepted' : 'invitation_declined', {
    from: username,
    group: known,
  });
  return { success: true, username, groupId: group, id };
}

function invitationJson(portal: PortalContext, invitation: InvitationRecord, call: Call): unknown {
  const { id, group, username, from, role, created, expires } = invitation;
  const known = portal.store.groups.get(group);
  return {
    id,
    targetType: 'group',
    targetId: group,
    received: created,
    accepted: false,
    mustApprove: false,
    email: portal.store.users.get(username)?.email ?? null,
    role,
    type: 'user',
    dateAccepted: -1,
    expiration: expires,
    created,
    username,
    fromUsername: { username: from, fullname: portal.store.users.get(from)?.fullName ?? from },
    ...(known ? { group: groupJson(portal, known, call.caller) } : {}),
    groupId: group,
  };
}
