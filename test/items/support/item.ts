import type { Item } from '../../../lib/items/item.js';
import { wholeItem } from '../../../lib/items/whole-item.js';

/** An item with what a test says of it, and nothing else. */
export function item(changes: Partial<Item>): Item {
  return wholeItem({ id: 'a'.repeat(32), type: 'Web Map', title: 'Town', owner: 'kim', ...changes });
}
