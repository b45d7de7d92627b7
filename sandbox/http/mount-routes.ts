import type { Router } from 'express';
import { PortalError } from './answers.js';
import type { RouteHost } from './route-host.js';
import type { Route } from './routes.js';
import { serveRequest } from './serve-request.js';

/** Adds the routes to a router, in their order. */
export function mountRoutes(router: Router, routes: Route[], host: RouteHost): void {
  for (const route of routes) {
    router.all(route.path, (request, response) =>
      serveRequest(route, request, response, host, route.path === UNKNOWN),
    );
  }
}

const UNKNOWN = '/{*path}';

/** What a portal says to an address that it does not know. It is recorded as unknown. */
export function unknownRoute(): Route {
  return {
    path: UNKNOWN,
    handler: () => {
      throw new PortalError(400, 'Invalid URL', { details: ['Invalid URL'] });
    },
  };
}
