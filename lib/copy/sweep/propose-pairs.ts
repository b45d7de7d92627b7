import type { Item } from '../../items/item.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { findReferences } from '../../references/find-references.js';
import { matchAddress } from '../../references/match-address.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import type { RewriteContext } from '../../references/reference-index.js';
import { serviceKey } from '../../references/service-key.js';
import { searchAll } from '../search/search-all.js';

/** A service that documents of the target refer to, that is not in the target, and for which nothing in the table of pairs stands. */
export interface Proposal {
  /** Root URL of the service. */
  from: string;
  /** Services of the target with the same name or title: none, one, or several of which the user has to choose. */
  candidates: { url: string; item: { id: string; title: string; owner: string }; by: 'name' | 'title' }[];
  /** Documents that refer to it. */
  usedBy: { id: string; title: string; type: string }[];
}

/** A document as the sweep left it. */
export interface SweptDocument {
  item: Item;
  json: unknown;
}

/** Services that everybody uses where they are. */
const PUBLIC = /^(?:[\w-]+\.)*(?:arcgisonline|arcgis|esri|openstreetmap)\.com(?:[:/]|$)/i;

/**
 * What the documents still refer to outside of the target, with what the target has under the same service name or item title. It changes
 * nothing: the user puts what is right into the table of pairs.
 * @param titles titles of items by the comparison form of their service's URL, as far as they are known
 */
export async function proposePairs(
  target: ReadablePortal,
  documents: readonly SweptDocument[],
  knowledge: RewriteContext & { titles: ReadonlyMap<string, string> },
  signal: AbortSignal,
): Promise<Proposal[]> {
  const { source, target: addresses, titles } = knowledge;
  const own = [...addresses.hosts, ...addresses.servers.map(serviceKey), serviceKey(addresses.url)];
  const sources = [...source.hosts, ...source.servers.map(serviceKey)];
  const found = new Map<string, Proposal>();
  for (const { item, json } of documents) {
    for (const { url } of findReferences(json, source)) {
      const key = url && serviceKey(url);
      if (!url || !key || matchAddress(url, own) > 0) continue;
      if (PUBLIC.test(key) && matchAddress(url, sources) === 0) continue;
      const proposal = found.get(key) ?? {
        from: parseServiceUrl(url)?.root ?? url,
        candidates: [],
        usedBy: [],
      };
      found.set(key, proposal);
      const { id, title, type } = item;
      if (!proposal.usedBy.some((user) => user.id === id)) proposal.usedBy.push({ id, title, type });
    }
  }
  for (const [key, proposal] of found) {
    proposal.candidates = await candidatesFor(target, proposal.from, titles.get(key) ?? null, signal);
  }
  return [...found.values()];
}

async function candidatesFor(
  target: ReadablePortal,
  from: string,
  title: string | null,
  signal: AbortSignal,
): Promise<Proposal['candidates']> {
  const name = nameOf(from);
  const type = parseServiceUrl(from)?.type.toLowerCase();
  const wanted = [...new Set([name, spaced(name), ...(title ? [title] : [])])].filter(Boolean);
  const words = wanted.map((text) => `title:"${text.replaceAll('"', ' ')}"`);
  const query = `(${[...words, `name:"${name}"`].join(' OR ')})`;
  const candidates: Proposal['candidates'] = [];
  for (const { id, title: itsTitle, owner, url } of await searchAll(target, query, { signal })) {
    const root = url ? parseServiceUrl(url) : null;
    if (!root || root.type.toLowerCase() !== type || candidates.some(({ item }) => item.id === id)) continue;
    const isNamed = same(nameOf(root.root), name);
    const isTitled = wanted.some((text) => same(text, itsTitle));
    if (isNamed || isTitled) {
      candidates.push({
        url: root.root,
        item: { id, title: itsTitle, owner },
        by: isNamed ? 'name' : 'title',
      });
    }
  }
  return candidates.sort((a, b) =>
    a.by === b.by ? (a.item.id < b.item.id ? -1 : 1) : a.by === 'name' ? -1 : 1,
  );
}

/** Name of a service, without folder: `https://…/services/Hosted/Street_Lights/FeatureServer` is Street_Lights. */
function nameOf(url: string): string {
  return decodeURIComponent(/\/([^/]+)\/[^/]+$/.exec(url)?.[1] ?? '');
}

function spaced(name: string): string {
  return name.replaceAll('_', ' ').trim();
}

function same(a: string, b: string): boolean {
  return spaced(a).toLowerCase() === spaced(b).toLowerCase();
}
