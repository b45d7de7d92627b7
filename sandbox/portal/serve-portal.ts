import express, { type ErrorRequestHandler, type Router } from 'express';
import type { Faults } from '../faults/faults.js';
import { homeRoutes } from '../home/home-routes.js';
import { PortalError } from '../http/answers.js';
import { Line } from '../http/line.js';
import { mountRoutes, unknownRoute } from '../http/mount-routes.js';
import type { Listeners } from '../http/open-listeners.js';
import type { RouteHost } from '../http/route-host.js';
import type { Route } from '../http/routes.js';
import { singleSlashes } from '../http/single-slashes.js';
import { Throttle } from '../http/throttle.js';
import type { WebTier } from '../http/web-tier.js';
import type { RequestRecorder } from '../record/request-recorder.js';
import { tileRoutes } from '../tiles/tile-routes.js';
import { tilesContext } from '../tiles/tile-url.js';
import { portalContext, serverContext } from './addresses.js';
import { controlRoutes } from './control-routes.js';
import { refusal, storageRoutes } from './files/storage-routes.js';
import { identifyCaller, namedCaller, signedInCaller } from './identify-caller.js';
import { portalAdminRoutes } from './portal-admin-routes.js';
import type { PortalContext } from './portal-context.js';
import { portalRoutes } from './portal-routes.js';
import { serverInfoRoutes } from './server-routes.js';
import { invalidToken } from './tokens.js';

/** What the listeners of a portal share beside the portal itself. */
export interface Wiring {
  listeners: Listeners;
  recorder: RequestRecorder;
  faults: Faults;
  certificates: 'none' | 'optional' | 'page' | 'handshake';
}

type Mount = [path: string, routes: Route[], host: RouteHost];
type Manners = Pick<
  RouteHost,
  'context' | 'jsonType' | 'directory' | 'identify' | 'expired' | 'membersOnly' | 'sslOnly'
>;

/** Answers the requests of all listeners: the sharing API with its pages, the server of the services, the storage host. */
export function servePortal(portal: PortalContext, wiring: Wiring): void {
  const { kind, orgId, switches } = portal;
  const { listeners, recorder, faults } = wiring;
  const line = new Line(() => switches.bandwidth);
  const throttle = new Throttle(switches);
  for (const secure of [false, true]) {
    const scheme = secure ? 'https' : 'http';
    const urls = portal.addresses.of(secure);
    const host = (url: string, manners: Manners): RouteHost => ({
      origin: new URL(url).origin,
      secure,
      recorder,
      line,
      uploads: portal.store.files.uploads,
      wire: switches,
      latency: () => switches.latency,
      readOnly: () => switches.readOnly,
      faults: (request) => {
        const fault = switches.fault?.(request);
        const found = fault ? [fault] : faults.of(request, manners.context);
        if (found.length > 0) request.faults = found.map((one) => one.kind);
        return found;
      },
      ...manners,
    });
    const sharing = host(urls.portal, sharingManners(portal));
    const pages = { ...sharing, webTier: webTierOf(portal, secure ? wiring.certificates : 'none') };
    const counted = { ...pages, throttle };
    listeners.serve(
      `portal-${scheme}`,
      app(
        [
          [`${portalContext(kind)}/sharing/rest`, portalRoutes(portal), counted],
          [`${portalContext(kind)}/sharing`, portalRoutes(portal), counted],
          [portalContext(kind) || '/', portalAdminRoutes(portal), counted],
          [portalContext(kind) || '/', homeRoutes(portal, recorder), pages],
          ['/', [unknownRoute()], pages],
        ],
        controlRoutes(faults, recorder, switches, kind),
      ),
    );
    const server = { ...host(urls.server, serverManners(portal)), throttle };
    listeners.serve(
      `server-${scheme}`,
      app([
        [serverContext(kind, orgId), serverInfoRoutes(portal), server],
        [tilesContext(portal), [...serverInfoRoutes(portal), ...tileRoutes(portal)], server],
        [serverContext(kind, orgId), portal.services.routes(), server],
        ['/', [unknownRoute()], server],
      ]),
    );
    const storage = host(urls.storage, storageManners(portal));
    listeners.serve(`storage-${scheme}`, app([['/', [...storageRoutes(portal), unknownRoute()], storage]]));
  }
}

function sharingManners(portal: PortalContext): Manners {
  return {
    context: portalContext(portal.kind),
    jsonType: 'text/plain;charset=utf-8',
    directory: 'ArcGIS Portal Directory',
    expired: invalidToken,
    membersOnly: () => !portal.switches.anonymousAccess,
    sslOnly: () => portal.switches.allSSL,
    identify: (token, referer, address) => identifyCaller(portal, token, referer, address, ['portal']),
  };
}

function serverManners(portal: PortalContext): Manners {
  const { kind, orgId, switches } = portal;
  const expired = () => new PortalError(498, 'Invalid Token');
  return {
    context: serverContext(kind, orgId),
    jsonType: 'application/json;charset=utf-8',
    directory: 'ArcGIS REST Services Directory',
    expired,
    membersOnly: () => false,
    sslOnly: () => switches.allSSL,
    identify: (token, referer, address) => {
      const portalToo = kind === 'online' || switches.serverTakesPortalTokens;
      try {
        return identifyCaller(portal, token, referer, address, portalToo ? ['server', 'portal'] : ['server']);
      } catch {
        throw expired();
      }
    },
  };
}

function storageManners({ switches }: PortalContext): Manners {
  return {
    context: '',
    jsonType: 'application/json',
    directory: '',
    expired: invalidToken,
    membersOnly: () => false,
    sslOnly: () => false,
    identify: () =>
      switches.storageRefusesTokens
        ? refusal(400, 'InvalidArgument', 'Only one auth mechanism allowed')
        : null,
  };
}

function webTierOf(portal: PortalContext, certificates: Wiring['certificates']): WebTier {
  return {
    mode: () => portal.switches.webTier,
    certificates: certificates === 'handshake' ? 'optional' : certificates,
    signIn: (username, password) => signedInCaller(portal, username, password),
    user: (username) => namedCaller(portal, username),
  };
}

function app(mounts: Mount[], control?: Router): express.Express {
  const server = express();
  server.disable('x-powered-by');
  server.disable('etag');
  server.use((request, _response, next) => {
    request.url = singleSlashes(request.url);
    next();
  });
  if (control) server.use('/sandbox', control);
  for (const [path, routes, host] of mounts) {
    const router: Router = express.Router();
    mountRoutes(router, routes, host);
    server.use(path, router);
  }
  const broken: ErrorRequestHandler = (_error, _request, response, _next) => {
    response.status(400).type('text').send('Invalid URL');
  };
  server.use(broken);
  return server;
}
