import type { PortalSelf } from '../portal/portal.js';
import { serviceKey } from './service-key.js';

/** Every address by which documents name a portal and its servers. */
export interface PortalAddresses {
  /** Public URL without trailing slash. */
  url: string;
  /** `host[:port]/context` in lower case, without default port: every alias known. */
  hosts: string[];
  /** Roots of federated and hosting servers, such as `https://gis.example.org/server`. */
  servers: string[];
  /** Organisation id; null if the portal did not say. */
  orgId: string | null;
  /** ArcGIS Enterprise (true) or ArcGIS Online (false). */
  isPortal: boolean;
  /**
   * Root URLs of the utility services that the portal offers, by name: geometry, printTask, geocode, route…
   */
  helpers?: Record<string, string>;
}

/** Answers for every organisation of ArcGIS Online, so it names none of them. */
const SHARED_HOSTS = new Set(['www.arcgis.com', 'arcgis.com', 'maps.arcgis.com']);

/**
 * Addresses of a portal, from the URL in use, what `/portals/self` says, and the roots of its servers
 * (`/portals/self/servers`, and whatever else is known, such as the host of an Online organisation's hosted
 * services).
 */
export function addressesOf(url: string, self: PortalSelf, servers: string[]): PortalAddresses {
  const hosts = new Set<string>();
  const add = (address: string): void => {
    const key = serviceKey(address);
    if (key !== '' && !SHARED_HOSTS.has(key)) {
      hosts.add(key);
    }
  };
  add(url);
  if (self.portalHostname) {
    add(self.portalHostname);
    addPorts(self, add);
  }
  if (self.urlKey && self.customBaseUrl) {
    add(`${self.urlKey}.${self.customBaseUrl}`);
  }
  return {
    url: url.replace(/\/+$/, ''),
    hosts: [...hosts],
    servers: [...new Set(servers.map((server) => server.replace(/\/+$/, '')))],
    orgId: self.id || null,
    isPortal: self.isPortal,
    helpers: helperUrls(self.helperServices),
  };
}

/** Portals without web adaptor are reached by two ports, and items hold whichever their author used. */
function addPorts(self: PortalSelf, add: (address: string) => void): void {
  const [authority = '', ...context] = self.portalHostname.split('/');
  const host = authority.replace(/:\d+$/, '');
  for (const port of [self.httpPort, self.httpsPort]) {
    if (typeof port === 'number' && port > 0 && port !== 80 && port !== 443) {
      add([`${host}:${port}`, ...context].join('/'));
    }
  }
}

function helperUrls(services: Record<string, unknown>): Record<string, string> {
  const urls: Record<string, string> = {};
  for (const [name, value] of Object.entries(services ?? {})) {
    const entry: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof entry === 'object' && entry !== null && 'url' in entry && typeof entry.url === 'string') {
      urls[name] = entry.url;
    }
  }
  return urls;
}
