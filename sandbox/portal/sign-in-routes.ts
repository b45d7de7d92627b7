import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { PortalError } from '../http/answers.js';
import type { Call } from '../http/call.js';
import type { Route } from '../http/routes.js';
import type { PortalContext } from './portal-context.js';
import { invalidToken } from './tokens.js';

/** The versions that the portals say they are. */
export const VERSIONS = {
  enterprise: { currentVersion: '2025.1', enterpriseVersion: '11.5.0', enterpriseBuild: '56755' },
  online: { currentVersion: '2026.1' },
};

/** Root, info and sign-in of the sharing API. */
export function signInRoutes(portal: PortalContext): Route[] {
  return [
    { path: '/', handler: () => VERSIONS[portal.kind] },
    { path: '/info', handler: (call) => authInfo(portal, call.secure) },
    { path: '/generateToken', methods: ['POST'], handler: (call) => generateToken(portal, call) },
    { path: '/oauth2/token', handler: () => refuseOAuth() },
    { path: '/oauth2/revokeToken', handler: () => ({ success: true }) },
  ];
}

/** `/info` of the sharing API. The address must be the one by which the client came: clients compare it with the portal's. */
function authInfo(portal: PortalContext, secure: boolean): Record<string, unknown> {
  const url = portal.addresses.of(secure).portal;
  return {
    owningSystemUrl: url,
    authInfo: { tokenServicesUrl: `${url}/sharing/rest/generateToken`, isTokenBasedSecurity: true },
  };
}

function generateToken(portal: PortalContext, call: Call): unknown {
  const { params } = call;
  const minutes = params.number('expiration');
  if (params.has('serverUrl') && params.has('token') && call.caller) {
    const server = params.text('serverUrl', '').toLowerCase().replace(/\/+$/, '');
    const known = [portal.addresses.http.server, portal.addresses.https.server].map((url) =>
      url.toLowerCase(),
    );
    if (!known.some((root) => server === root || server.startsWith(`${root}/`))) {
      throw new PortalError(400, 'Unable to generate token.', {
        details: [`The server '${params.text('serverUrl')}' is not federated with this portal.`],
      });
    }
    if (call.caller.tokenKind !== 'portal') throw invalidToken();
    return { ...portal.tokens.issue(call.caller.username, 'server', minutes, null), ssl: call.secure };
  }
  const username = params.text('username', '');
  const user = portal.store.users.get(username);
  if (!user || user.disabled || !passwordMatches(params.text('password', ''), user.password)) {
    throw new PortalError(400, 'Unable to generate token.', { details: ['Invalid username or password.'] });
  }
  const client = params.text('client', 'requestip').toLowerCase();
  const referer = client === 'referer' ? params.text('referer', '') : null;
  if (referer === '') {
    throw new PortalError(400, 'Unable to generate token.', { details: ["'referer' must be specified."] });
  }
  if (!portal.switches.readOnly) portal.store.users.put(username, { ...user, lastLogin: Date.now() });
  return { ...portal.tokens.issue(username, 'portal', minutes, referer), ssl: call.secure };
}

/** No applications are registered here. */
function refuseOAuth(): never {
  throw new PortalError(400, 'Invalid client_id');
}

/** Salted digest, so that no password is in the database as it is. */
export function hashPassword(password: string, salt = randomBytes(8).toString('hex')): string {
  return `${salt}:${createHash('sha256').update(`${salt}:${password}`).digest('hex')}`;
}

function passwordMatches(password: string, stored: string): boolean {
  const [salt] = stored.split(':');
  return timingSafeEqual(Buffer.from(hashPassword(password, salt)), Buffer.from(stored));
}
