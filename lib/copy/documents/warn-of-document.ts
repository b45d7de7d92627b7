import { kindOf } from '../../items/item-kinds.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { CopyJob } from '../copy-job.js';
import { warnOfProxies } from './warn-of-proxies.js';

type Json = Record<string, unknown>;

/**
 * Raster basemaps of ArcGIS Online that are no longer brought up to date, by folder and name
 * (https://arcgis.esri.de/rastergrundkarten-gehen-in-den-mature-support/). The oldest are gone.
 */
const OLD_BASEMAPS =
  /^(?:Canvas\/(?:World|India)_(?:Dark|Light)_Gray_(?:Base|Reference)|Reference\/World_(?:Boundaries_and_Places|Transportation|Reference_Overlay)|World_Street_Map|World_Topo_Map|NatGeo_World_Map|DeLorme_World_Base_Map|Specialty\/DeLorme_World_Base_Map|Ocean\/World_Ocean_Reference|Polar\/Arctic_Ocean_Reference|\w+_2D)$/i;

const ONLINE_BASEMAPS =
  /^(?:https?:)?\/\/(?:services|server|ibasemaps-api)\.arcgis(?:online)?\.com\/arcgis\/rest\/services\/(.+?)\/MapServer/i;

/** Says what the user should know of a document that is copied: what cannot be carried over, and what will not last. */
export function warnOfDocument(job: CopyJob, content: unknown): void {
  warnOfProxies(job, content);
  if (typeof content !== 'object' || content === null) return;
  const { format } = kindOf(job.item);
  if (format === 'site' && /Site Application$/.test(job.item.type)) {
    job.warn(
      'SITE_ADDRESS',
      'The copied site has no address yet, and its groups are those of the same title: no portal lets a domain be taken along. Open the site in the target, give it a domain, and check its groups.',
      'item:$.url',
    );
    warnOfOldAddress(job, content as Json);
  }
  if (format === 'dashboard' && typeof (content as Json).version !== 'number') {
    job.warn(
      'VERSION_UNKNOWN',
      'The dashboard does not say of which version it is. It was copied like any other; open the copy, and check that it works.',
      'data:$.version',
    );
  }
  if (format === 'web-map' || format === 'web-scene') warnOfBasemaps(job, content as Json);
}

/** In the data of a site its addresses are names of hosts, which nothing tells from other words. */
function warnOfOldAddress(job: CopyJob, { values }: Json): void {
  const { subdomain, defaultHostname, customHostname, externalUrl } = (values ?? {}) as Json;
  const named = Object.entries({ subdomain, defaultHostname, customHostname, externalUrl }).filter(
    ([, value]) => typeof value === 'string' && value !== '',
  );
  const [first] = named;
  if (!first) return;
  job.warn(
    'OLD_SITE_ADDRESS',
    `The data of the copied site name the address of the source's site: ${named.map(([key, value]) => `${key} "${String(value)}"`).join(', ')}. Giving the copy a domain of its own replaces it.`,
    `data:$.values.${first[0]}`,
  );
}

function warnOfBasemaps(job: CopyJob, { baseMap }: Json): void {
  const layers = (baseMap as Json | undefined)?.baseMapLayers;
  for (const [at, layer] of Array.isArray(layers) ? layers.entries() : []) {
    const name = oldBasemap(layer as Json);
    if (!name) continue;
    job.warn(
      'OLD_BASEMAP',
      `The basemap ${name} is no longer brought up to date, or is gone. Choose another one in the copy, or pair its service with another in the table of pairs.`,
      `data:$.baseMap.baseMapLayers[${at}]`,
    );
  }
}

function oldBasemap({ url, layerType, type }: Json): string | null {
  if (/^BingMaps/.test(String(layerType ?? type))) return String(layerType ?? type);
  if (typeof url !== 'string' || parseServiceUrl(url) === null) return null;
  const name = ONLINE_BASEMAPS.exec(url)?.[1];
  return name && OLD_BASEMAPS.test(name) ? name : null;
}
