import { StatusAnswer } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Handler, Route } from '../http/routes.js';
import { isAdmin } from './access.js';
import type { PortalContext } from './portal-context.js';
import { admit } from './users/member-routes.js';

/** How new members are made where a call does not say. */
const SECURITY_CONFIG = {
  enableAutomaticAccountCreation: false,
  disableServicesDirectory: false,
  defaultRoleForUser: 'account_user',
  defaultLevelForUser: '2',
  defaultUserLicenseTypeIdForUser: 'creatorUT',
};

/**
 * The administration of an ArcGIS Enterprise portal (/portaladmin), as far as programs need it to add members. It refuses in words of its
 * own: `{"status":"error","messages":[…],"code":…}`.
 * https://developers.arcgis.com/rest/enterprise-administration/portal/
 */
export function portalAdminRoutes(portal: PortalContext): Route[] {
  if (portal.kind === 'online') return [];
  const admin = (path: string, handler: Handler, more: Partial<Route> = {}): Route => ({
    path: `/portaladmin${path}`,
    handler: (call) => {
      if (!call.caller) return refusal(499, 'Token Required.');
      return isAdmin(call.caller) ? handler(call) : refusal(403, 'Access denied.');
    },
    ...more,
  });
  const resources = (names: string[]) => () => ({ resources: names });
  return [
    admin('', () => ({
      version: portal.profile.portalVersion,
      resources: ['Logs', 'Security', 'System', 'Site', 'Federation', 'Machines'],
    })),
    admin('/security', resources(['users', 'groups', 'oauth', 'tokens', 'config'])),
    admin('/security/config', () => SECURITY_CONFIG),
    admin('/security/users/createUser', (call) => createUser(portal, call), {
      write: true,
      methods: ['POST'],
    }),
  ];
}

function createUser(portal: PortalContext, call: Call): unknown {
  const { params } = call;
  const username = params.text('username', '');
  const made = admit(portal, {
    username,
    password: params.text('password', ''),
    firstname: params.text('firstname', ''),
    lastname: params.text('lastname', ''),
    email: params.text('email', ''),
    role: params.text('role', ''),
    userLicenseType: params.text('userLicenseTypeId', SECURITY_CONFIG.defaultUserLicenseTypeIdForUser),
  });
  return made ? { status: 'success' } : refusal(400, `User '${username}' cannot be added.`);
}

function refusal(code: number, message: string): StatusAnswer {
  const text = JSON.stringify({ status: 'error', messages: [message], code });
  return new StatusAnswer(200, text, 'application/json;charset=utf-8');
}
