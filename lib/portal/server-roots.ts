import { ArcGISError } from './arcgis-error.js';
import type { ReadablePortal } from './portal.js';

interface Servers {
  servers?: { url?: unknown }[];
}
interface Urls {
  urls?: Record<string, { https?: unknown; http?: unknown }>;
}

/**
 * Roots of the servers that belong to the portal (federated or hosting), such as "https://gis.example.org/server", without trailing
 * slash: from `/portals/self/servers` (ArcGIS Enterprise, only told to some roles) and `/portals/self/urls` (hosts of hosted layers and tiles;
 * in ArcGIS Online a host serves many organisations, each below its id). Empty where the portal does not tell.
 *
 * @throws ArcGISError if the portal cannot be reached or the sign-in fails.
 */
export async function serverRoots(portal: ReadablePortal, signal?: AbortSignal): Promise<string[]> {
  const self = await portal.self(signal);
  const options = signal ? { signal } : {};
  const none: Servers = {};
  const [servers, urls] = await Promise.all([
    self.isPortal ? portal.read<Servers>('/portals/self/servers', {}, options).catch(untold<Servers>) : none,
    portal.read<Urls>('/portals/self/urls', {}, options).catch(untold<Urls>),
  ]);
  const roots = new Set<string>();
  for (const server of servers.servers ?? []) {
    if (typeof server.url === 'string') add(roots, server.url);
  }
  for (const hosts of Object.values(urls.urls ?? {})) {
    for (const [scheme, list] of Object.entries(hosts ?? {})) {
      if (!Array.isArray(list)) continue;
      for (const host of list) {
        if (typeof host !== 'string') continue;
        const address = /^https?:\/\//i.test(host) ? host : `${scheme}://${host}`;
        add(roots, self.isPortal ? address : `${address.replace(/\/+$/, '')}/${self.id}/arcgis`);
      }
    }
  }
  return [...roots];
}

function add(roots: Set<string>, address: string): void {
  if (!URL.canParse(address)) return;
  roots.add(address.replace(/\/+$/, ''));
}

/** A portal that does not tell is no failure; one that is not there is. */
function untold<T extends object>(error: unknown): Partial<T> {
  if (!(error instanceof ArcGISError)) throw error;
  if (['ARCGIS_FORBIDDEN', 'ARCGIS_NOT_FOUND', 'ARCGIS_UNEXPECTED', 'ARCGIS_CONFIG'].includes(error.code))
    return {};
  if (error.code === 'ARCGIS_AUTH' && error.details.esriCode === 499) return {};
  throw error;
}
