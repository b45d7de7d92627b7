import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Faults } from '../faults/faults.js';
import { type Listeners, openListeners } from '../http/open-listeners.js';
import { newestProfile, type ProfileName, profileOf } from '../profiles/profile.js';
import { RequestRecorder } from '../record/request-recorder.js';
import { SearchIndex } from '../search/search-index.js';
import { FeatureServices } from '../services/feature-services.js';
import { PortalStore } from '../store/portal-store.js';
import { readSettings, type Settings, writeSettings } from '../store/settings.js';
import { TileServices } from '../tiles/tile-services.js';
import { type Certificates, certificates } from '../tls/certificates.js';
import { clientCertificate } from '../tls/client-certificates.js';
import { accessTo } from './access.js';
import { Addresses } from './addresses.js';
import { defaultSwitches } from './default-switches.js';
import type { SandboxOptions, SandboxPortal, Switches } from './options.js';
import type { PortalContext } from './portal-context.js';
import { servePortal } from './serve-portal.js';
import { settle } from './settle.js';
import { addSystemContent } from './system-content.js';
import { Tokens } from './tokens.js';
import { addUser } from './users/add-user.js';

const ADMIN = { username: 'admin', password: 'sandbox-admin-1' };
const ROLES = ['portal-http', 'server-http', 'portal-https', 'server-https', 'storage-http', 'storage-https'];
const ENTERPRISE_ORG = '0123456789ABCDEF';

/**
 * Starts a portal on loopback with what is in `options.dir`. Its addresses stay the same for the life of that folder.
 * @throws Error if a port it needs is taken
 */
export async function startPortal(options: SandboxOptions): Promise<SandboxPortal> {
  const { dir } = options;
  const tls = await certificates(dir, options.certificate);
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
  const settings = settingsOf(options, listeners.ports);
  const profile = profileOf(settings.profile);
  const store = new PortalStore(dir);
  const switches: Switches = {
    ...defaultSwitches(kind),
    latency: options.latency ?? 0,
    bandwidth: options.bandwidth ?? 0,
    ...options.switches,
  };
  const faults = new Faults();
  if (options.faults) faults.set(options.faults.rules, options.faults.seed);
  const recorder = new RequestRecorder(options.warn ?? (() => undefined));
  const addresses = new Addresses(kind, settings.orgId, settings.ports);
  const background = new Set<Promise<void>>();
  const index = new SearchIndex(() => switches.indexLagMs * switches.timeScale);
  const tokens = new Tokens(settings.secret, switches, store.revoked);
  // The switches as they are at any time, but with the durations of this portal's clock.
  const scaled: Switches = Object.create(switches, {
    jobMs: { get: () => switches.jobMs * switches.timeScale },
    nameReservedMs: { get: () => (switches.nameReservedMs ?? 0) * switches.timeScale },
  });
  const services: FeatureServices = new FeatureServices({
    dir,
    kind,
    profile,
    orgId: settings.orgId,
    switches: () => scaled,
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
      fileOf: (itemId, caller) => {
        const item = store.item(itemId);
        if (!item?.data || item.recycled !== null || accessTo(portal, item, caller) === 'none')
          return undefined;
        return { path: store.files.path(item.data), name: item.data.name };
      },
    },
  });
  const portal: PortalContext = {
    kind,
    profile,
    orgId: settings.orgId,
    name: kind === 'enterprise' ? 'Local portal with Enterprise manners' : 'Local portal with Online manners',
    created: settings.created,
    store,
    index,
    tokens,
    services,
    tiles: new TileServices(dir),
    addresses,
    switches,
    neighbours: [],
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
  if (kind === 'enterprise' && switches.systemContent) addSystemContent(portal);
  settle(portal);
  index.load(store.items());
  store.onItem((id, item) => index.change(id, item));
  servePortal(portal, {
    listeners,
    recorder,
    faults,
    certificates: options.clientCertificates ?? 'none',
  });

  const started: SandboxPortal = {
    kind,
    profile,
    url: addresses.http.portal,
    https: addresses.https.portal,
    caFile: tls.caFile,
    ca: tls.ca,
    admin: { ...ADMIN },
    serverUrl: addresses.http.server,
    orgId: settings.orgId,
    requests: recorder,
    faults,
    clientCertificate: (username) => clientCertificate(dir, username),
    switches,
    close: async () => {
      await listeners.close();
      await Promise.race([Promise.allSettled(background), sleep(10_000, undefined, { ref: false })]);
      services.close();
      await portal.tiles.close();
      store.close();
    },
  };
  contexts.set(started, portal);
  return started;
}

const contexts = new WeakMap<SandboxPortal, PortalContext>();

/** The pages of each of the two portals know the other from now on. */
export function introduce(one: SandboxPortal, other: SandboxPortal): void {
  const [first, second] = [contexts.get(one), contexts.get(other)];
  if (!first || !second) return;
  first.neighbours.push(second);
  second.neighbours.push(first);
}

/** What the folder says of the portal; made at its first start. */
function settingsOf(
  { dir, kind, profile }: SandboxOptions,
  ports: Record<string, number>,
): Settings & { profile: ProfileName } {
  const kept = readSettings(dir);
  const settings = {
    orgId: kind === 'enterprise' ? ENTERPRISE_ORG : randomOrgId(),
    secret: randomBytes(32).toString('base64url'),
    created: Date.now(),
    ...kept,
    kind,
    profile: profile ?? kept?.profile ?? newestProfile(kind),
    ports: { ...kept?.ports, ...ports },
  };
  if (JSON.stringify(settings) !== JSON.stringify(kept)) writeSettings(dir, settings);
  return settings;
}

async function listen(options: SandboxOptions, tls: Certificates): Promise<Listeners> {
  const kept = readSettings(options.dir);
  if (kept && kept.kind !== options.kind) {
    throw new Error(
      `The data in ${options.dir} belongs to a portal with ${kept.kind} manners, not ${options.kind}.`,
    );
  }
  if (options.profile !== undefined && profileOf(options.profile).kind !== options.kind) {
    throw new Error(`'${options.profile}' is no version of a portal with ${options.kind} manners.`);
  }
  const strict = options.strictPort ?? false;
  const asks = options.clientCertificates ?? 'none';
  return openListeners(ROLES, { first: options.port ?? 0, kept: kept?.ports, strict }, (role) => ({
    cert: tls.cert,
    key: tls.key,
    ...(role === 'portal-https' && asks !== 'none'
      ? { requestCert: true, rejectUnauthorized: asks === 'handshake', ca: tls.clientCa }
      : {}),
  }));
}

/** 16 letters and digits, as the ids of organisations in ArcGIS Online. */
function randomOrgId(): string {
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return [...randomBytes(16)].map((byte) => signs[byte % signs.length]).join('');
}
