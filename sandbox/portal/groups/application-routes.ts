import { PortalError } from '../../http/answers.js';
import type { Call, Caller } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { newId } from '../../store/portal-store.js';
import type { ApplicationRecord, GroupRecord } from '../../store/records.js';
import { forbidden } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { notify } from '../users/notify.js';
import { writeRoute } from '../write-route.js';
import { checkGroupLimit } from './group-limit.js';
import { groupOf, managedGroup } from './group-of.js';

/** How long an application is open, in ms. */
const OPEN = 30 * 24 * 3_600_000;

/** Asking to be let into a group, and letting in. */
export function applicationRoutes(portal: PortalContext): Route[] {
  const applications = '/community/groups/:id/applications';
  return [
    writeRoute('/community/groups/:id/join', (call) => join(portal, call)),
    {
      path: applications,
      needsToken: true,
      handler: (call) => {
        const group = managedGroup(portal, call);
        const own = portal.store.applications.filter((one) => one.group === group.id);
        return { applications: own.map((one) => applicationJson(portal, one)) };
      },
    },
    {
      path: `${applications}/:user`,
      needsToken: true,
      handler: (call) => applicationJson(portal, applicationOf(portal, managedGroup(portal, call), call)),
    },
    writeRoute(`${applications}/:user/accept`, (call) => decide(portal, call, true)),
    writeRoute(`${applications}/:user/decline`, (call) => decide(portal, call, false)),
  ];
}

/** A group that takes everybody lets in at once; any other one has to be asked, if it can be. */
function join(portal: PortalContext, call: Call): unknown {
  const group = groupOf(portal, call);
  const { username } = call.caller as Caller;
  if (group.members[username]) return { success: true, groupId: group.id };
  if (group.isInvitationOnly || !portal.store.users.get(username)) throw forbidden();
  checkGroupLimit(portal, username);
  if (group.settings?.autoJoin === true) {
    letIn(portal, group, username, 'member');
    return { success: true, groupId: group.id };
  }
  const asked = portal.store.applications.find((one) => one.group === group.id && one.username === username);
  if (!asked) {
    const id = newId();
    const message = call.params.text('applicationText', call.params.text('message', ''));
    portal.store.applications.put(id, { id, group: group.id, username, message, created: Date.now() });
    notify(portal, [username], 'application_pending', { from: username, group });
  }
  return { success: true, groupId: group.id };
}

export function letIn(
  portal: Pick<PortalContext, 'store'>,
  group: GroupRecord,
  username: string,
  memberType: 'admin' | 'member',
): void {
  const members = { ...group.members, [username]: { memberType, joined: Date.now() } };
  portal.store.groups.put(group.id, { ...group, members });
}

function applicationOf(portal: PortalContext, group: GroupRecord, call: Call): ApplicationRecord {
  const found = portal.store.applications.find(
    (one) => one.group === group.id && one.username === call.route.user,
  );
  if (!found) throw new PortalError(400, 'Group application does not exist or is inaccessible.');
  return found;
}

function decide(portal: PortalContext, call: Call, accepted: boolean): unknown {
  const group = managedGroup(portal, call);
  const application = applicationOf(portal, group, call);
  const { username } = application;
  const manager = (call.caller as Caller).username;
  portal.store.transaction(() => {
    if (accepted) letIn(portal, group, username, 'member');
    portal.store.applications.delete(application.id);
  });
  notify(portal, [username], accepted ? 'application_accepted' : 'application_declined', {
    from: manager,
    group,
  });
  return { success: true, id: group.id, username, groupId: group.id };
}

function applicationJson(portal: PortalContext, application: ApplicationRecord): unknown {
  const { group, username, message, created } = application;
  return {
    username,
    fullName: portal.store.users.get(username)?.fullName ?? username,
    message,
    received: created,
    created,
    expirationDate: created + OPEN,
    groupId: group,
    orgId: portal.orgId,
  };
}
