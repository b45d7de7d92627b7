import { isItemId } from '../../references/item-id.js';
import { serviceKey } from '../../references/service-key.js';
import type { PortalPair } from '../pair.js';

/** Serves the layers of every organisation of ArcGIS Online, and those of the Living Atlas. */
const ONLINE = /^(?:https?:)?\/\/(?:[\w-]+\.)*arcgis(?:online)?\.com(?=[:/?#]|$)/i;

/**
 * Ids that the documents themselves place at another host: in the URL of a style of ArcGIS Online, or as the itemId beside the URL of a layer of
 * another organisation there.
 */
export function foreignIds(
  documents: unknown[],
  { sourceAddresses: { hosts }, origins }: Pick<PortalPair, 'sourceAddresses' | 'origins'>,
): (id: string) => boolean {
  const text = JSON.stringify(documents).toLowerCase();
  const urls = text.match(/https?:\/\/[^"'\s\\]+/g) ?? [];
  const elsewhere = urls.filter((url) => !hosts.some((host) => serviceKey(url).startsWith(host)));
  const beside = new Set<string>();
  for (const document of documents) {
    visitPairs(document, (id, url) => {
      if (ONLINE.test(url) && !origins.isOwn(url)) beside.add(id.toLowerCase());
    });
  }
  return (id) => beside.has(id) || elsewhere.some((url) => url.includes(id));
}

/** Every itemId beside a URL. */
function visitPairs(value: unknown, visit: (id: string, url: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  const { itemId, url } = value as Record<string, unknown>;
  if (typeof itemId === 'string' && isItemId(itemId) && typeof url === 'string') visit(itemId, url);
  for (const part of Object.values(value)) visitPairs(part, visit);
}
