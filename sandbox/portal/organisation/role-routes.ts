import { randomBytes } from 'node:crypto';
import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { pageOf } from '../../search/page.js';
import type { RoleRecord } from '../../store/records.js';
import { forbidden, isAdmin } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { builtInPrivileges } from '../privileges.js';
import { writeRoute } from '../write-route.js';

/** Roles that the organisation makes beside the three that there are. */
export function roleRoutes(portal: PortalContext): Route[] {
  const admin = (path: string, work: (call: Call) => unknown): Route =>
    writeRoute(path, (call) => {
      if (!isAdmin(call.caller)) throw forbidden();
      return work(call);
    });
  return ['self', portal.orgId].flatMap((org): Route[] => {
    const roles = `/portals/${org}/roles`;
    return [
      {
        path: roles,
        needsToken: true,
        handler: (call) => {
          const { page, ...rest } = pageOf([...portal.store.roles.values()], call.params);
          return { ...rest, roles: page.map(roleJson) };
        },
      },
      admin(`/portals/${org}/createRole`, (call) => {
        const now = Date.now();
        const role: RoleRecord = {
          id: roleId(),
          name: nameOf(call),
          description: call.params.text('description', ''),
          privileges: [],
          created: now,
          modified: now,
        };
        portal.store.roles.put(role.id, role);
        return { success: true, id: role.id };
      }),
      { path: `${roles}/:id`, needsToken: true, handler: (call) => roleJson(roleOf(portal, call)) },
      {
        path: `${roles}/:id/privileges`,
        needsToken: true,
        handler: (call) => {
          const built = builtInPrivileges(call.route.id ?? '');
          return { privileges: built ?? roleOf(portal, call).privileges };
        },
      },
      admin(`${roles}/:id/setPrivileges`, (call) => {
        const role = roleOf(portal, call);
        const given = call.params.json<{ privileges?: unknown } | unknown[]>('privileges');
        const list = Array.isArray(given) ? given : given?.privileges;
        if (!Array.isArray(list)) throw new PortalError(400, "'privileges' must be specified.");
        portal.store.roles.put(role.id, { ...role, privileges: list.map(String), modified: Date.now() });
        return { success: true, id: role.id };
      }),
      admin(`${roles}/:id/update`, (call) => {
        const role = roleOf(portal, call);
        const description = call.params.text('description', role.description);
        portal.store.roles.put(role.id, { ...role, name: nameOf(call), description, modified: Date.now() });
        return { success: true, id: role.id };
      }),
      admin(`${roles}/:id/delete`, (call) => {
        const role = roleOf(portal, call);
        if (portal.store.users.find((user) => user.roleId === role.id)) {
          throw new PortalError(400, `Unable to delete role '${role.name}'. It is assigned to users.`);
        }
        portal.store.roles.delete(role.id);
        return { success: true, id: role.id };
      }),
    ];
  });
}

function roleOf(portal: PortalContext, call: Call): RoleRecord {
  const role = portal.store.roles.get(call.route.id ?? '');
  if (!role) throw new PortalError(400, 'Role does not exist or is inaccessible.');
  return role;
}

function nameOf(call: Call): string {
  const name = call.params.text('name', '').trim();
  if (name === '') throw new PortalError(400, "'name' must be specified.");
  return name;
}

function roleJson({ id, name, description, created, modified }: RoleRecord): unknown {
  return { id, name, description, created, modified };
}

/** 16 letters and digits, as ids of roles are. */
function roleId(): string {
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return [...randomBytes(16)].map((byte) => signs[byte % signs.length]).join('');
}
