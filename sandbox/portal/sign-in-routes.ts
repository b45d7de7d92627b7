import type { Route } from '../http/routes.js';
import type { PortalContext } from './portal-context.js';
import { authorizeRoutes } from './sign-in/authorize-routes.js';
import { generateToken } from './sign-in/generate-token.js';
import { oauthToken, revokeToken } from './sign-in/oauth-token.js';
import { versionOf } from './version-of.js';

/** Root, info and sign-in of the sharing API. */
export function signInRoutes(portal: PortalContext): Route[] {
  return [
    { path: '/', signIn: true, handler: () => versionOf(portal.profile, '11.3') },
    { path: '/info', signIn: true, handler: (call) => authInfo(portal, call.secure) },
    {
      path: '/generateToken',
      signIn: true,
      methods: ['POST'],
      handler: (call) => generateToken(portal, call),
    },
    ...authorizeRoutes(portal),
    { path: '/oauth2/token', signIn: true, handler: (call) => oauthToken(portal, call) },
    { path: '/oauth2/revokeToken', signIn: true, handler: (call) => revokeToken(portal, call) },
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
