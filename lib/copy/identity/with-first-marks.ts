import type { Item } from '../../items/item.js';
import { identityOf, UNFINISHED } from '../../items/item-keywords.js';

/**
 * A hosted service that was interrupted right after it was created has its marks among the tags only: createService takes tags, but
 * no type keywords. Such an item is given back as if they were type keywords already; any other one as it is.
 */
export function withFirstMarks(item: Item): Item {
  const typeKeywords = item.typeKeywords ?? [];
  if (item.type !== 'Feature Service' || identityOf(typeKeywords).length > 0) return item;
  const marks = identityOf(item.tags ?? []);
  return marks.includes(UNFINISHED) ? { ...item, typeKeywords: [...typeKeywords, ...marks] } : item;
}
