import type { ReadablePortal } from '../portal/portal.js';
import type { Item } from './item.js';
import { wholeItem } from './whole-item.js';

/** `forward`: from the item to others; `reverse`: from others to it. */
export type RelationDirection = 'forward' | 'reverse';

/** The items to which an item has a relation of this type. At most 100: no relation that items are copied by has more. */
export async function relatedItems(
  portal: ReadablePortal,
  id: string,
  relationshipType: string,
  signal: AbortSignal,
  direction: RelationDirection = 'forward',
): Promise<Item[]> {
  const params = { relationshipType, direction, start: 1, num: 100 };
  const answer = await portal.read<{ relatedItems?: Partial<Item>[] }>(
    `/content/items/${id}/relatedItems`,
    params,
    { signal },
  );
  return (answer.relatedItems ?? []).map(wholeItem);
}
