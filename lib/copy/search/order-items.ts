import type { Item } from '../../items/item.js';
import { kindOf } from '../../items/item-kinds.js';

/** What others refer to comes before what refers. */
const FAMILIES = ['files', 'layers', 'views', 'maps', 'apps'];

/** Items in the order in which they are best copied: by family, then creation date, then id. The same in every run. */
export function orderItems(items: Item[]): Item[] {
  const keyed = items.map((item) => ({ item, family: FAMILIES.indexOf(kindOf(item).family) }));
  keyed.sort(
    (a, b) => a.family - b.family || a.item.created - b.item.created || (a.item.id < b.item.id ? -1 : 1),
  );
  return keyed.map(({ item }) => item);
}
