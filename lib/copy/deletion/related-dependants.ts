import type { Item } from '../../items/item.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { isRefusal } from '../identity/origins.js';

/** Relations in which the origin needs the destination; views and published layers are Service2Data of what they show. */
const NEEDING = [
  'Service2Data',
  'Service2Service',
  'Survey2Service',
  'Survey2Data',
  'Map2Service',
  'WMA2Code',
  'TrackView2Map',
];

/**
 * Items that the portal itself knows to need this one: views on a layer, forms on a service. Asked before a deletion, because the portal's
 * refusal does not always name them. Each relation is asked for alone: not every portal takes several.
 */
export async function relatedDependants(
  target: ReadablePortal,
  { id }: Item,
  signal: AbortSignal,
): Promise<Item[]> {
  const found = new Map<string, Item>();
  for (const relationshipType of NEEDING) {
    const params = { relationshipType, direction: 'reverse', num: 100 };
    try {
      const { relatedItems } = await target.read<{ relatedItems?: Item[] }>(
        `/content/items/${id}/relatedItems`,
        params,
        { signal },
      );
      for (const item of relatedItems ?? []) found.set(item.id, item);
    } catch (error) {
      // An older portal that does not know the relation has none of it.
      if (!isRefusal(error)) throw error;
    }
  }
  return [...found.values()];
}
