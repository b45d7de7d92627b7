import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type ErrorRequestHandler, type Router } from 'express';
import { homeRoutes } from '../home/home-routes.js';
import { PortalError } from '../http/answers.js';
import type { Caller } from '../http/call.js';
import { Line } from '../http/line.js';
import { type Listeners, openListeners } from '../http/open-listeners.js';
import { mountRoutes, type Route, type RouteHost, unknownRoute } from '../http/routes.js';
import { RequestRecorder } from '../record/request-recorder.js';
import { SearchIndex } from '../search/search-index.js';
import { FeatureServices } from '../services/feature-services.js';
import { PortalStore } from '../store/portal-store.js';
import { readSettings, writeSettings } from '../store/settings.js';
import { type Certificates, certificates } from '../tls/certificates.js';
import { accessTo } from './access.js';
import { Addresses, portalContext, serverContext } from './addresses.js';
import type { SandboxOptions, SandboxPortal, Switches } from './options.js';
import type { PortalContext } from './portal-context.js';
import { portalRoutes } from './portal-routes.js';
import { privilegesOf } from './privileges.js';
import { serverInfoRoutes } from './server-routes.js';
import { settle } from './settle.js';
import { refusal, storageRoutes } from './storage-routes.js';
import { invalidToken, Tokens } from './tokens.js';
import { addUser } from './user-routes.js';

const ADMIN = { username: 'admin', password: 'sandbox-admin-1' };
const ENTERPRISE_ORG = '0123456789ABCDEF';
const TWO_WEEKS = 14 * 24 * 3_600_000;

/**
 * Starts a portal on loopback with what is in `options.dir`. Its addresses stay the same for the life of that folder.
 * @throws Error if a port it needs is taken
 */
export async function startPortal(options: SandboxOptions): Promise<SandboxPortal> {
  const { dir } = options;
  const tls = await certificates(dir);
  const listeners = await listen(options, tls);
  // From here on the ports, and so the data, belong to this process.
  try {
    return open(options, tls, listeners);
  } catch (error) {
    await listeners.close();
    throw error;
  }
}

function open(options: SandboxOptions, tls: Certificates, listeners: Listeners): SandboxPortal {
  const { kind, dir } = options;
  const settings =
    readSettings(dir) ??
    writeSettings(dir, {
      kind,
      orgId: kind === 'enterprise' ? ENTERPRISE_ORG : randomOrgId(),
      secret: randomBytes(32).toString('base64url'),
      ports: listeners.ports,
      created: Date.now(),
    });
  const store = new PortalStore(dir);
  const switches = switchesOf(options);
  const recorder = new RequestRecorder(options.warn ?? (() => undefined));
  const addresses = new Addresses(kind, settings.orgId, settings.ports);
  const background = new Set<Promise<void>>();
  const index = new SearchIndex(() => switches.indexLagMs);
  const tokens = new Tokens(settings.secret, switches);
  const services: FeatureServices = new FeatureServices({
    dir,
    kind,
    orgId: settings.orgId,
    switches: () => switches,
    gate: {
      access: (itemId, caller) => {
        const item = store.item(itemId);
        return item && item.recycled === null ? accessTo(portal, item, caller) : 'none';
      },
      touched: (itemId) => {
        const item = store.item(itemId);
        if (item) store.saveItem({ ...item, modified: Math.max(Date.now(), item.modified + 1) });
      },
      titleOf: (itemId) => store.item(itemId)?.title ?? itemId,
    },
  });
  const portal: PortalContext = {
    kind,
    orgId: settings.orgId,
    name: kind === 'enterprise' ? 'Local portal with Enterprise manners' : 'Local portal with Online manners',
    created: settings.created,
    store,
    index,
    tokens,
    services,
    addresses,
    switches,
    background: (work) => {
      const running: Promise<void> = work()
        .catch((error: unknown) => options.warn?.(`background work failed: ${error}`))
        .finally(() => background.delete(running));
      background.add(running);
    },
  };
  addUser(portal, { ...ADMIN, fullName: 'Portal Administrator', role: 'org_admin' });
  for (const user of options.users ?? []) addUser(portal, user);
  for (const service of options.mapServices ?? []) services.addMapService(service);
  settle(portal);
  index.load(store.items());
  store.onItem((id, item) => index.change(id, item));
  serve(portal, listeners, recorder);

  return {
    kind,
    url: addresses.http.portal,
    https: addresses.https.portal,
    caFile: tls.caFile,
    ca: tls.ca,
    admin: { ...ADMIN },
    serverUrl: addresses.http.server,
    orgId: settings.orgId,
    requests: recorder,
    switches,
    close: async () => {
      await listeners.close();
      await Promise.race([Promise.allSettled(background), sleep(10_000, undefined, { ref: false })]);
      services.close();
      store.close();
    },
  };
}

async function listen(options: SandboxOptions, tls: Certificates): Promise<Listeners> {
  const kept = readSettings(options.dir);
  if (kept && kept.kind !== options.kind) {
    throw new Error(
      `The data in ${options.dir} belongs to a portal with ${kept.kind} manners, not ${options.kind}.`,
    );
  }
  const roles = ['portal-http', 'server-http', 'portal-https', 'server-https'];
  if (options.kind === 'online') roles.push('storage-http', 'storage-https');
  const strict = options.strictPort ?? false;
  return openListeners(roles, { first: options.port ?? 0, kept: kept?.ports, strict }, tls);
}

function switchesOf(options: SandboxOptions): Switches {
  return {
    indexLagMs: 400,
    jobMs: 150,
    stuckJobs: [],
    failJobs: [],
    minPartBytes: 5 * 1024 * 1024,
    storageLimit: 0,
    tokenLifeMs: TWO_WEEKS,
    tokensSince: 0,
    readOnly: false,
    serverTakesPortalTokens: true,
    latency: options.latency ?? 0,
    bandwidth: options.bandwidth ?? 0,
    ...options.switches,
  };
}

function serve(portal: PortalContext, listeners: Listeners, recorder: RequestRecorder): void {
  const { kind, orgId, switches } = portal;
  const line = new Line(() => switches.bandwidth);
  for (const secure of [false, true]) {
    const scheme = secure ? 'https' : 'http';
    const urls = portal.addresses.of(secure);
    const host = (url: string, jsonType: string, identify: RouteHost['identify']): RouteHost => ({
      origin: new URL(url).origin,
      secure,
      recorder,
      line,
      uploads: portal.store.files.uploads,
      jsonType,
      latency: () => switches.latency,
      readOnly: () => switches.readOnly,
      fault: (request) => switches.fault?.(request),
      identify,
    });
    const sharing = host(urls.portal, 'text/plain;charset=utf-8', (token, referer) =>
      identify(portal, token, referer, ['portal']),
    );
    const server = host(urls.server, 'application/json;charset=utf-8', (token, referer) => {
      const portalToo = kind === 'online' || switches.serverTakesPortalTokens;
      try {
        return identify(portal, token, referer, portalToo ? ['server', 'portal'] : ['server']);
      } catch {
        throw new PortalError(498, 'Invalid Token');
      }
    });
    listeners.serve(
      `portal-${scheme}`,
      app([
        [`${portalContext(kind)}/sharing/rest`, portalRoutes(portal), sharing],
        [`${portalContext(kind)}/sharing`, portalRoutes(portal), sharing],
        [portalContext(kind) || '/', homeRoutes(portal), sharing],
        ['/', [unknownRoute()], sharing],
      ]),
    );
    listeners.serve(
      `server-${scheme}`,
      app([
        [serverContext(kind, orgId), serverInfoRoutes(portal), server],
        [serverContext(kind, orgId), portal.services.routes(), server],
        ['/', [unknownRoute()], server],
      ]),
    );
    if (kind === 'online') {
      const storage = host(urls.storage, 'application/json', () =>
        refusal(400, 'InvalidArgument', 'Only one auth mechanism allowed'),
      );
      listeners.serve(`storage-${scheme}`, app([['/', [...storageRoutes(portal), unknownRoute()], storage]]));
    }
  }
}

function app(mounts: [path: string, routes: Route[], host: RouteHost][]): express.Express {
  const server = express();
  server.disable('x-powered-by');
  server.disable('etag');
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

function identify(
  portal: PortalContext,
  token: string,
  referer: string | undefined,
  kinds: Caller['tokenKind'][],
): Caller {
  const content = portal.tokens.read(token, referer);
  const user = portal.store.users.get(content.user);
  if (!user || user.disabled || !kinds.includes(content.kind)) throw invalidToken();
  return {
    username: user.username,
    role: user.role,
    privileges: privilegesOf(user.role),
    tokenKind: content.kind,
  };
}

/** 16 letters and digits, as the ids of organisations in ArcGIS Online. */
function randomOrgId(): string {
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return [...randomBytes(16)].map((byte) => signs[byte % signs.length]).join('');
}
