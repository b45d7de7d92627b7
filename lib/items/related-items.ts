import type { ReadablePortal } from '../portal/portal.js';
import type { Item } from './item.js';
import { wholeItem } from './whole-item.js';

/** The items to which an item has a relation of this type. At most 100: no relation that items are copied by has more. */
export async function relatedItems(
  portal: ReadablePortal,
  id: string,
  relationshipType: string,
  signal: AbortSignal,
): Promise<Item[]> {
  const params = { relationshipType, direction: 'forward', start: 1, num: 100 };
  const answer = await portal.read<{ relatedItems?: Partial<Item>[] }>(
    `/content/items/${id}/relatedItems`,
    params,
    { signal },
  );
  return (answer.relatedItems ?? []).map(wholeItem);
}
