import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { UserRecord } from '../../store/records.js';
import { forbidden, isAdmin } from '../access.js';
import { removeGroup } from '../groups/remove-group.js';
import type { SandboxUser } from '../options.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';
import { addUser } from './add-user.js';
import { noSuchUser, userOf } from './user-of.js';

/** Members as administrators deal with them: adding, removing, switching off, roles and user types. */
export function memberRoutes(portal: PortalContext): Route[] {
  const admin = (path: string, work: (call: Call) => unknown): Route =>
    writeRoute(path, (call) => {
      if (!isAdmin(call.caller)) throw forbidden();
      return work(call);
    });
  const user = '/community/users/:user';
  const several = (call: Call, work: (user: UserRecord) => void) => ({
    results: call.params.list('users').map((username) => {
      try {
        const known = portal.store.users.get(username);
        if (!known) throw noSuchUser();
        work(known);
        return { username, status: true };
      } catch (error) {
        if (!(error instanceof PortalError)) throw error;
        return { username, status: false, ...error.toJSON() };
      }
    }),
  });
  const one = (call: Call, work: (user: UserRecord) => void) => {
    const known = userOf(portal, call);
    work(known);
    return { success: true, username: known.username };
  };
  const disable = (value: boolean) => (known: UserRecord) => {
    portal.store.users.put(known.username, { ...known, disabled: value });
  };
  const remove = (known: UserRecord) => removeUser(portal, known);
  return [
    ...['self', portal.orgId].flatMap((org) => [
      admin(`/portals/${org}/invite`, (call) => invite(portal, call)),
      admin(`/portals/${org}/removeUsers`, (call) => several(call, remove)),
      admin(`/portals/${org}/disableUsers`, (call) => several(call, disable(true))),
      admin(`/portals/${org}/enableUsers`, (call) => several(call, disable(false))),
      admin(`/portals/${org}/updateUserRole`, (call) => updateRole(portal, call)),
      admin(`/portals/${org}/updateUserLicenseType`, (call) =>
        several(call, (known) => {
          const licenseType = call.params.text('userLicenseType', '');
          portal.store.users.put(known.username, { ...known, licenseType });
        }),
      ),
    ]),
    admin(`${user}/delete`, (call) => one(call, remove)),
    admin(`${user}/disable`, (call) => one(call, disable(true))),
    admin(`${user}/enable`, (call) => one(call, disable(false))),
  ];
}

interface Invitation {
  username?: string;
  password?: string;
  firstname?: string;
  lastname?: string;
  fullname?: string;
  email?: string;
  role?: string;
  userLicenseType?: string;
}

/** Members are added by invitations that carry a password and need no confirmation. */
function invite(portal: PortalContext, call: Call): unknown {
  const list = call.params.json<{ invitations?: Invitation[] }>('invitationList')?.invitations ?? [];
  const notInvited = list
    .filter((invitation) => !admit(portal, invitation))
    .map(({ username, email }) => username ?? email ?? '');
  return { success: true, notInvited };
}

/** Adds a member as an invitation describes it; false if it lacks something, or the name is taken. */
export function admit(portal: PortalContext, invitation: Invitation): boolean {
  const { username, password, email } = invitation;
  if (username === undefined || password === undefined) return false;
  const fullName =
    invitation.fullname ?? [invitation.firstname, invitation.lastname].filter(Boolean).join(' ');
  const custom = portal.store.roles.get(invitation.role ?? '');
  const made = addUser(portal, {
    username,
    password,
    ...(fullName === '' ? {} : { fullName }),
    ...(email === undefined ? {} : { email }),
    role: custom ? 'org_user' : builtIn(invitation.role),
  });
  const user = portal.store.users.get(username);
  if (!made || !user) return false;
  const licenseType = invitation.userLicenseType;
  portal.store.users.put(username, {
    ...user,
    ...(custom ? { roleId: custom.id, role: shownRole(custom.privileges) } : {}),
    ...(licenseType === undefined ? {} : { licenseType }),
  });
  return true;
}

/** The role of a name as clients send it: org_admin, admin, administrator, publisher, user… */
function builtIn(text: string | undefined): SandboxUser['role'] {
  if (/admin/i.test(text ?? '')) return 'org_admin';
  return /publish|account/i.test(text ?? '') ? 'org_publisher' : 'org_user';
}

/** The built-in role that a custom one is shown as. */
function shownRole(privileges: string[]): UserRecord['role'] {
  return privileges.some((one) => one.startsWith('portal:publisher:')) ? 'org_publisher' : 'org_user';
}

function updateRole(portal: PortalContext, call: Call): unknown {
  const user = portal.store.users.get(call.params.text('user', ''));
  if (!user) throw noSuchUser();
  const asked = call.params.text('role', '');
  const custom = portal.store.roles.get(asked);
  if (
    !custom &&
    ![
      'org_admin',
      'org_publisher',
      'org_user',
      'account_admin',
      'account_publisher',
      'account_user',
    ].includes(asked)
  ) {
    throw new PortalError(400, `Role '${asked}' does not exist.`);
  }
  const { roleId: _former, ...rest } = user;
  if (user.role === 'org_admin' && custom === undefined && !asked.endsWith('_admin'))
    checkLastAdmin(portal, user);
  portal.store.users.put(user.username, {
    ...rest,
    ...(custom ? { roleId: custom.id, role: shownRole(custom.privileges) } : { role: builtInOf(asked) }),
    modified: Date.now(),
  });
  return { success: true };
}

function builtInOf(asked: string): UserRecord['role'] {
  return asked.replace(/^account_/, 'org_') as UserRecord['role'];
}

function checkLastAdmin(portal: PortalContext, user: UserRecord): void {
  const others = portal.store.users.filter(
    (one) => one.role === 'org_admin' && one.username !== user.username,
  );
  if (others.length === 0) throw new PortalError(400, 'The organization must have an administrator.');
}

/** Who owns something cannot be removed. */
function removeUser(portal: PortalContext, user: UserRecord): void {
  const { store } = portal;
  const refused = (what: string) => {
    throw new PortalError(400, `Unable to delete user: '${user.username}'. The user owns ${what}.`, {
      messageCode: 'COM_0025',
    });
  };
  if (user.role === 'org_admin') checkLastAdmin(portal, user);
  if ([...store.items()].some((item) => item.owner === user.username)) refused('items');
  if (store.groups.find((group) => group.owner === user.username && group.favourites !== true))
    refused('groups');
  store.transaction(() => {
    for (const group of store.groups.filter((one) => one.members[user.username] !== undefined)) {
      if (group.favourites === true && group.owner === user.username) removeGroup(portal, group);
      const { [user.username]: _left, ...members } = group.members;
      if (group.owner !== user.username) store.groups.put(group.id, { ...group, members });
    }
    for (const folder of store.folders.filter((one) => one.username === user.username)) {
      store.folders.delete(folder.id);
    }
    for (const note of store.notifications.filter((one) => one.username === user.username)) {
      store.notifications.delete(note.id);
    }
    store.users.delete(user.username);
  });
  store.files.remove([user.thumbnail]);
}
