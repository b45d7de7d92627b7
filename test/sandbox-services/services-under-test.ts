import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import express from 'express';
import { PortalError } from '../../sandbox/http/answers.js';
import type { Caller } from '../../sandbox/http/call.js';
import type { Fault } from '../../sandbox/http/fault.js';
import { Line } from '../../sandbox/http/line.js';
import { mountRoutes } from '../../sandbox/http/mount-routes.js';
import { wireDefaults } from '../../sandbox/http/wire-switches.js';
import { type ProfileName, profileOf } from '../../sandbox/profiles/profile.js';
import { RequestRecorder } from '../../sandbox/record/request-recorder.js';
import { FeatureServices } from '../../sandbox/services/feature-services.js';
import type { ServiceSwitches } from '../../sandbox/services/service-switches.js';

type Json = Record<string, unknown>;

/** Feature services over HTTP without a portal around them. `owner` is the administrator of every item, `reader` may read all but private ones. */
export interface ServicesUnderTest {
  services: FeatureServices;
  kind: 'enterprise' | 'online';
  /** Ids of items whose data or definition changed. */
  touched: string[];
  /** Items that only the owner sees. */
  privateItems: Set<string>;
  switches: Partial<ServiceSwitches>;
  /** What goes wrong with every request. */
  faults: Fault[];
  /** Files of items, for append. */
  itemFiles: Map<string, { path: string; name: string }>;
  /** http://127.0.0.1:<port>/server */
  root: string;
  dir: string;
  url(service: string): string;
  adminUrl(service: string): string;
  /** JSON of a POST. `as` is the caller's name, null for none. */
  post(url: string, params?: Json, as?: string | null): Promise<Json>;
  /** The status of a job when it has ended: of the answer to what began it. */
  finished(answer: Json): Promise<Json>;
  /** A POST with a file. */
  upload(url: string, part: string, file: File, params?: Json): Promise<Json>;
  /** A new service with these layers and tables. */
  make(name: string, definition: Json, parameters?: Json): Promise<string>;
  close(): Promise<void>;
}

/** Starts feature services on a port of their own, with the data in `dir` or in a new folder. */
export async function startServices(
  kind: 'enterprise' | 'online' = 'enterprise',
  dir = mkdtempSync(path.join(tmpdir(), 'sandbox-services-')),
  keep = false,
  profile?: ProfileName,
): Promise<ServicesUnderTest> {
  const touched: string[] = [];
  const privateItems = new Set<string>();
  const faults: Fault[] = [];
  const itemFiles = new Map<string, { path: string; name: string }>();
  const switches: Partial<ServiceSwitches> = { jobMs: 20 };
  const services = new FeatureServices({
    dir,
    kind,
    ...(profile ? { profile: profileOf(profile) } : {}),
    orgId: 'Org',
    switches: () => switches,
    gate: {
      access: (itemId, caller) => {
        if (caller?.username === 'owner') return 'admin';
        return privateItems.has(itemId) ? 'none' : 'read';
      },
      touched: (itemId) => touched.push(itemId),
      titleOf: (itemId) => itemId,
      fileOf: (itemId) => itemFiles.get(itemId),
    },
  });
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = kind === 'enterprise' ? '/server' : '/Org/arcgis';
  const router = express.Router();
  mountRoutes(router, services.routes(), {
    origin,
    context,
    secure: false,
    recorder: new RequestRecorder((text) => {
      throw new Error(text);
    }),
    line: new Line(() => 0),
    uploads: tmpdir(),
    jsonType: 'application/json; charset=utf-8',
    directory: 'ArcGIS REST Services Directory',
    wire: wireDefaults(kind),
    latency: () => 0,
    readOnly: () => false,
    faults: () => [...faults],
    membersOnly: () => false,
    sslOnly: () => false,
    expired: () => new PortalError(498, 'Invalid Token'),
    identify,
  });
  app.use(context, router);
  const root = `${origin}${context}`;
  const folder = kind === 'enterprise' ? 'Hosted/' : '';
  const url = (service: string) => `${root}/rest/services/${folder}${service}/FeatureServer`;
  const adminUrl = (service: string) => `${root}/rest/admin/services/${folder}${service}/FeatureServer`;
  const post = async (to: string, params: Json = {}, as: string | null = 'owner'): Promise<Json> => {
    const body = new URLSearchParams({ f: 'json', ...(as === null ? {} : { token: as }) });
    for (const [name, value] of Object.entries(params)) {
      body.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
    const answer = await fetch(to, { method: 'POST', body });
    return (await answer.json()) as Json;
  };
  return {
    services,
    kind,
    touched,
    privateItems,
    switches,
    faults,
    itemFiles,
    root,
    dir,
    url,
    adminUrl,
    post,
    finished: async (answer) => {
      const address = String(answer.statusUrl ?? answer.statusURL);
      for (;;) {
        const status = await post(address);
        if (status.status === undefined || /^(Completed|Failed)$/.test(String(status.status))) return status;
      }
    },
    upload: async (to, part, file, params = {}) => {
      const body = new FormData();
      for (const [name, value] of Object.entries({ f: 'json', token: 'owner', ...params }))
        body.set(name, String(value));
      body.set(part, file);
      return (await (await fetch(to, { method: 'POST', body })).json()) as Json;
    },
    make: async (name, definition, parameters = {}) => {
      services.create(
        { name, preserveLayerIds: true, ...parameters },
        `item-${name}`,
        parameters.isView === true,
      );
      const answer = await post(`${adminUrl(name)}/addToDefinition`, { addToDefinition: definition });
      if (answer.success !== true) throw new Error(JSON.stringify(answer));
      return url(name);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      services.close();
      if (!keep) rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The token is the name of the caller. */
function identify(token: string): Caller {
  if (token === 'bad') throw new PortalError(498, 'Invalid Token');
  return { username: token, role: 'org_user', privileges: [], tokenKind: 'server' };
}
