/** What an element of a document draws its data from. */
export interface DataSource {
  /** Where it stands in the document. */
  path: string;
  itemId?: string;
  /** Of a service or of one of its layers. */
  url?: string;
  layer?: string;
  portal?: string;
}

const SERVICE = /^https?:.*\/(?:Feature|Map)Server(?:\/|$)/;
const BY_PORTAL_ITEM = /FeatureSetByPortalItem\(\w+, ["']([^"']*)["'], (\d+)/g;

/** Data sources of a dashboard or an experience, in the order of the document: by item, by address, and in the words of Arcade. */
export function dataSourcesOf(value: unknown, path = '$'): DataSource[] {
  if (typeof value === 'string') {
    return [...value.matchAll(BY_PORTAL_ITEM)].map(([, itemId = '', layer = ''], n) => ({
      path: `${path}#${n}`,
      itemId,
      layer,
    }));
  }
  if (typeof value !== 'object' || value === null) return [];
  const { itemId, url, layerId, portalUrl } = value as Record<string, unknown>;
  const isService = typeof url === 'string' && SERVICE.test(url);
  const own: DataSource = {
    path,
    ...(typeof itemId === 'string' && { itemId }),
    ...(isService && { url }),
    ...(layerId !== undefined && { layer: String(layerId) }),
    ...(typeof portalUrl === 'string' && { portal: portalUrl }),
  };
  const below = Object.entries(value).flatMap(([key, part]) => dataSourcesOf(part, `${path}.${key}`));
  return own.itemId !== undefined || isService ? [own, ...below] : below;
}

/** Everything in a text that has the form of an item's id, once each. */
export function idsIn(text: string): string[] {
  return [...new Set(text.match(/(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi) ?? [])];
}
