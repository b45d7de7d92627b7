import type { Item } from '../../items/item.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';
import { serviceKey } from '../../references/service-key.js';
import type { OldCopy, SeenDocument } from '../deletion/old-copy.js';

/**
 * Which older copies a document refers to, by id or service URL, in whatever form. It rather takes too much for a reference than too little:
 * what is referred to is not deleted. `parts` are the document's data, resources and properties.
 */
export function lookForOldCopies(
  item: Pick<Item, 'title' | 'type'>,
  parts: unknown[],
  olds: Iterable<OldCopy>,
): SeenDocument {
  const text = plain(JSON.stringify(parts));
  const seen: SeenDocument = {
    title: item.title,
    type: item.type,
    lookedFor: new Set(),
    refersTo: new Set(),
  };
  for (const old of olds) {
    seen.lookedFor.add(old.item.id);
    if (text.includes(old.item.id) || (old.item.url && names(text, old.item.url)))
      seen.refersTo.add(old.item.id);
  }
  return seen;
}

function names(text: string, url: string): boolean {
  if (!parseServiceUrl(url)) return false;
  const key = serviceKey(url);
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
    if (!/^[\w-]/.test(text.slice(at + key.length))) return true;
  }
  return false;
}

/** Lower case, slashes and colons without escapes. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/\\+\//g, '/')
    .replace(/%(?:25)*2f/g, '/')
    .replace(/%(?:25)*3a/g, ':');
}
