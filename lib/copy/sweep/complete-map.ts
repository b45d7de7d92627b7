import type { PortalAddresses } from '../../references/addresses.js';
import { findReferences } from '../../references/find-references.js';
import { isItemId } from '../../references/item-id.js';
import type { MapLayer } from '../../references/map-layers.js';
import { matchAddress } from '../../references/match-address.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { RewriteContext } from '../../references/reference-index.js';
import type { ReferenceMap } from '../../references/reference-map.js';
import { serviceKey } from '../../references/service-key.js';
import type { PrefixRule } from './pair-table.js';
import type { TargetServices } from './target-services.js';

/** What a sweep knows before it looks at a document. */
export interface SweepKnowledge extends RewriteContext {
  rules: readonly PrefixRule[];
  services: TargetServices;
  /** Layers of a map that documents name, as they were before it was re-pointed itself. */
  formerLayers: (mapId: string, signal: AbortSignal) => Promise<readonly MapLayer[]>;
  /** Told what a map holds before it is re-pointed. */
  noteMap: (mapId: string, content: unknown) => Promise<void>;
}

/**
 * The map for one document: what is known, and what the document itself adds. Where it names a layer by URL and item id and only one of them is
 * known, the other follows; services below an address for which there is a rule are where the rule says, if the target has them there. An item that a document
 * places at the source's portal, and that the target has under the same id, is its own.
 */
export async function completeMap(
  documents: unknown[],
  knowledge: SweepKnowledge,
  signal: AbortSignal,
): Promise<ReferenceMap> {
  const { map, source, rules, services } = knowledge;
  const own: ReferenceMap = { ...map, items: { ...map.items }, services: { ...map.services } };
  const known = new Map(Object.entries(map.services).map(([url, mapping]) => [serviceKey(url), mapping]));
  const references = documents.flatMap((document) => findReferences(document, source));
  for (const { url } of references) {
    const rule = url && rules.find(({ from }) => isBelow(serviceKey(url), from));
    if (!url || !rule || known.has(serviceKey(url))) continue;
    const moved = movedUrl(url, rule);
    const service = await services.read(moved, signal);
    if (!service) continue;
    const mapping = { url: moved, layers: {} };
    known.set(serviceKey(url), mapping);
    own.services[url] = mapping;
  }
  for (const { root, itemId } of layersIn(documents)) {
    const mapping = known.get(serviceKey(root));
    const target = own.items[itemId];
    if (mapping && !target && serviceKey(mapping.url) !== serviceKey(root)) {
      const service = await services.read(mapping.url, signal);
      if (!service?.itemId || service.itemId === itemId) continue;
      own.items[itemId] = service.itemId;
    } else if (!mapping && target && !target.startsWith('planned:')) {
      const url = await urlOf(target, knowledge, signal);
      if (!url || serviceKey(url) === serviceKey(root)) continue;
      const added = { url, layers: {}, item: itemId };
      known.set(serviceKey(root), added);
      own.services[root] = added;
    }
  }
  // Other tools re-point the item of a data source and leave the portal that is named beside it.
  for (const itemId of itemsAtSource(documents, source)) {
    if (!own.items[itemId] && (await services.hasItem(itemId, signal))) own.items[itemId] = itemId;
  }
  return own;
}

/** The address that a rule gives to another one below it. */
export function movedUrl(url: string, { from, to }: PrefixRule): string {
  const scheme = /^(?:https?:)?\/\//i.exec(url)?.[0] ?? '';
  const port = /^[^/]*?:(80|443)(?=\/|$)/.exec(url.slice(scheme.length));
  const length =
    scheme.length + from.length + (port && !from.startsWith(port[0]) ? 1 + String(port[1]).length : 0);
  return to + url.slice(length);
}

/** Whether an address (in comparison form) begins with another one that ends where a part of the path ends. */
export function isBelow(key: string, from: string): boolean {
  return key === from || (key.startsWith(from) && /^[/?#]/.test(key.slice(from.length)));
}

/** URL of the service of an item of the target, if it has one. */
async function urlOf(
  id: string,
  { services, map }: SweepKnowledge,
  signal: AbortSignal,
): Promise<string | null> {
  const known = Object.values(map.services).find(({ item }) => item !== undefined && map.items[item] === id);
  return known?.url ?? services.ofItem(id, signal);
}

/** Every place in which a service URL and an item id stand beside each other. */
function layersIn(documents: unknown[]): { root: string; itemId: string }[] {
  const found: { root: string; itemId: string }[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { url, itemId } = value as Record<string, unknown>;
    const root = typeof url === 'string' ? parseServiceUrl(url)?.root : undefined;
    if (root && typeof itemId === 'string' && /^[0-9a-f]{32}$/i.test(itemId)) {
      found.push({ root, itemId: itemId.toLowerCase() });
    }
    for (const part of Object.values(value)) visit(part);
  };
  for (const document of documents) visit(document);
  return found;
}

/** Ids of items beside which the source's portal is named. */
function itemsAtSource(documents: unknown[], { hosts }: PortalAddresses): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { portalUrl, itemId } = value as Record<string, unknown>;
    const isAtSource = typeof portalUrl === 'string' && matchAddress(portalUrl, hosts) > 0;
    if (isAtSource && typeof itemId === 'string' && isItemId(itemId)) found.add(itemId.toLowerCase());
    for (const part of Object.values(value)) visit(part);
  };
  for (const document of documents) visit(document);
  return found;
}
