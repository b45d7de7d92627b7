import { PortalError } from '../../http/answers.js';
import type { Call, Caller } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { forbidden, isAdmin } from '../access.js';
import { managedGroup, usernames } from '../groups/group-of.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';
import { notify } from './notify.js';
import { ownUser } from './user-of.js';

/** Messages of the portal to its users, and who sends them. */
export function notificationRoutes(portal: PortalContext): Route[] {
  const own = '/community/users/:user/notifications';
  return [
    {
      path: own,
      needsToken: true,
      handler: (call) => {
        const { username } = ownUser(portal, call);
        const found = portal.store.notifications.filter((one) => one.username === username);
        return {
          notifications: found.map(({ id, type, target, targetType, data, created }) => ({
            id,
            type,
            target,
            targetType,
            received: created,
            data,
          })),
        };
      },
    },
    writeRoute(`${own}/:id/delete`, (call) => {
      const { username } = ownUser(portal, call);
      const found = portal.store.notifications.get(call.route.id ?? '');
      if (!found || found.username !== username) {
        throw new PortalError(400, 'Notification does not exist or is inaccessible.');
      }
      portal.store.notifications.delete(found.id);
      return { success: true, notificationId: found.id };
    }),
    writeRoute('/community/groups/:id/createNotification', (call) => toGroup(portal, call)),
    ...['self', portal.orgId].map((org) =>
      writeRoute(`/portals/${org}/createNotification`, (call) => toMembers(portal, call)),
    ),
  ];
}

function message(call: Call): Record<string, unknown> {
  const { params } = call;
  const text = params.text('message', '');
  if (text === '') throw new PortalError(400, "'message' must be specified.");
  return {
    subject: params.text('subject', ''),
    message: text,
    channel: params.text('notificationChannelType', 'email'),
  };
}

/** To the members that are named, or to all of them. */
function toGroup(portal: PortalContext, call: Call): unknown {
  const group = managedGroup(portal, call);
  const all = Object.keys(group.members);
  const named = usernames(call, 'users', 1000);
  const to = call.params.boolean('notifyAll', named.length === 0) ? all : named;
  const data = message(call);
  notify(
    portal,
    to.filter((one) => all.includes(one)),
    'message_received',
    {
      from: (call.caller as Caller).username,
      group,
      data,
    },
  );
  return { success: true };
}

function toMembers(portal: PortalContext, call: Call): unknown {
  if (!isAdmin(call.caller)) throw forbidden();
  const named = usernames(call, 'users');
  const unknown = named.filter((one) => !portal.store.users.get(one));
  if (unknown.length > 0) {
    throw new PortalError(400, `Users are not members of the organization: ${unknown.join(', ')}`, {
      messageCode: 'ORG_9001',
    });
  }
  notify(portal, named, 'message_received', {
    from: (call.caller as Caller).username,
    data: message(call),
  });
  return { success: true };
}
