import type { Item } from '../../items/item.js';
import { kindOf } from '../../items/item-kinds.js';

/** What refers goes before what is referred to, views before the layers that they show. */
const ORDER = ['apps', 'maps', 'views', 'layers', 'files'];

/** Compares two items by which of them is deleted first. */
export function deletionOrder(a: Item, b: Item): number {
  const rank = (item: Item): number => ORDER.indexOf(kindOf(item).family);
  return rank(a) - rank(b) || (a.id < b.id ? -1 : 1);
}
