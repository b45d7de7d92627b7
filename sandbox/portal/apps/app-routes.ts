import { randomBytes } from 'node:crypto';
import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import type { AppRecord, ItemRecord } from '../../store/records.js';
import { accessTo, forbidden, noSuchItem, readableItem, writableItem } from '../access.js';
import { ownedRead } from '../items/owned-routes.js';
import type { PortalContext } from '../portal-context.js';
import { writeRoute } from '../write-route.js';
import { appOf } from './app-of.js';

const TYPES = ['apikey', 'browser', 'native', 'server', 'multiple'];

/** Registering items as applications that sign in at the portal. */
export function appRoutes(portal: PortalContext): Route[] {
  return [
    writeRoute('/oauth2/registerApp', (call) => register(portal, call)),
    ...ownedRead('/items/:id/registeredAppInfo', (call) => {
      const item = writableItem(portal, call);
      const app = portal.store.apps.find((one) => one.itemId === item.id);
      if (!app) throw noSuchItem();
      return appJson(app);
    }),
    {
      path: '/oauth2/apps/:client',
      needsToken: true,
      handler: (call) => appJson(ownApp(portal, call)),
    },
    writeRoute('/oauth2/apps/:client/update', (call) => {
      const known = ownApp(portal, call);
      const app = { ...known, ...settings(call, known), modified: Date.now() };
      portal.store.apps.put(app.clientId, app);
      return appJson(app);
    }),
    writeRoute('/oauth2/apps/:client/unregister', (call) => {
      const { clientId, itemId } = ownApp(portal, call);
      portal.store.apps.delete(clientId);
      return { success: true, itemId };
    }),
  ];
}

/** The application of the route, if its item is the caller's. */
function ownApp(portal: PortalContext, call: Call): AppRecord {
  const app = appOf(portal, call.route.client ?? '');
  checkOwn(portal, call, readableItem(portal, app.itemId, call.caller));
  return app;
}

function checkOwn(portal: PortalContext, call: Call, item: ItemRecord): void {
  if (accessTo(portal, item, call.caller) !== 'admin') throw forbidden();
}

function register(portal: PortalContext, call: Call): unknown {
  const item = readableItem(portal, call.params.text('itemId'), call.caller);
  checkOwn(portal, call, item);
  if (portal.store.apps.find((one) => one.itemId === item.id)) {
    throw new PortalError(400, 'The item is registered as an application already.');
  }
  const appType = call.params.text('appType', '').toLowerCase();
  if (!TYPES.includes(appType)) throw new PortalError(400, `App type '${appType}' is not valid.`);
  const now = Date.now();
  const blank: AppRecord = {
    clientId: randomBytes(12).toString('base64url').replace(/[-_]/g, 'x').slice(0, 16),
    secret: randomBytes(16).toString('hex'),
    itemId: item.id,
    appType,
    redirectUris: [],
    referrers: [],
    privileges: [],
    registered: now,
    modified: now,
  };
  const app = { ...blank, ...settings(call, blank) };
  portal.store.apps.put(app.clientId, app);
  return appJson(app);
}

function settings(
  { params }: Call,
  known: AppRecord,
): Pick<AppRecord, 'redirectUris' | 'referrers' | 'privileges'> {
  const list = (name: string, fallback: string[]): string[] => {
    const given = params.json(name);
    return Array.isArray(given) ? given.map(String) : fallback;
  };
  return {
    redirectUris: list('redirect_uris', known.redirectUris),
    referrers: list('httpReferrers', known.referrers),
    privileges: list('privileges', known.privileges),
  };
}

function appJson(app: AppRecord): unknown {
  return {
    itemId: app.itemId,
    client_id: app.clientId,
    client_secret: app.secret,
    appType: app.appType,
    redirect_uris: app.redirectUris,
    registered: app.registered,
    modified: app.modified,
    apnsProdCert: null,
    apnsSandboxCert: null,
    gcmApiKey: null,
    httpReferrers: app.referrers,
    privileges: app.privileges,
    isBeta: false,
    isPersonalAPIToken: false,
    apiToken1Active: false,
    apiToken2Active: false,
    customAppLoginShowTriage: false,
  };
}
