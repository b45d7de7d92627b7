import { isItemId } from './item-id.js';
import type { ReferenceIndex } from './reference-index.js';

/** Shows the items of every organisation of ArcGIS Online. */
const ONLINE = 'https://www.arcgis.com';

/**
 * Data sources of experiences, for example, name an item and, beside it, the portal that has it. Answers with the portal of the target
 * where that one is meant from now on; undefined where nothing is to be said about the portal other than by its own address.
 * An item that has no copy is still at the portal where it was, which for items of ArcGIS Online may be named without the organisation.
 */
export function portalOfItem(object: Record<string, unknown>, index: ReferenceIndex): string | undefined {
  const { itemId, portalUrl } = object;
  if (typeof itemId !== 'string' || !isItemId(itemId) || typeof portalUrl !== 'string') return undefined;
  const { source, target } = index;
  if (index.id(itemId) !== undefined) {
    return target.isPortal && isOnline(portalUrl) ? target.url : undefined;
  }
  const isOnlineItem = !source.isPortal && index.sourceAddress(portalUrl) > 0 && !index.isTargetId(itemId);
  return target.isPortal && isOnlineItem ? ONLINE : undefined;
}

/** Whether the portal beside an item stays: the item has no copy, and its portal is none that another address stands for. */
export function staysAtPortal(object: Record<string, unknown>, index: ReferenceIndex): boolean {
  const { itemId } = object;
  const isForeign =
    typeof itemId === 'string' &&
    isItemId(itemId) &&
    index.id(itemId) === undefined &&
    !index.isTargetId(itemId);
  return isForeign && index.source.isPortal;
}

function isOnline(url: string): boolean {
  return /^https?:\/\/www\.arcgis\.com\/?$/i.test(url);
}
