import type { Route } from '../http/routes.js';
import type { PortalContext } from './portal-context.js';

/** Root information of the server that the services are on: it names its portal, so that clients know whose tokens are good here. */
export function serverInfoRoutes(portal: PortalContext): Route[] {
  return [
    {
      path: '/rest/info',
      signIn: true,
      handler: (call) => {
        const { portal: url, server } = portal.addresses.of(call.secure);
        return {
          currentVersion: portal.profile.serverVersion,
          fullVersion: portal.profile.serverFullVersion,
          soapUrl: `${server}/services`,
          secureSoapUrl: null,
          owningSystemUrl: url,
          authInfo: { isTokenBasedSecurity: true, tokenServicesUrl: `${url}/sharing/rest/generateToken` },
        };
      },
    },
  ];
}
