import type { Item } from '../../items/item.js';
import { kindOf } from '../../items/item-kinds.js';
import { type RelationDirection, relatedItems } from '../../items/related-items.js';
import type { CopyJob } from '../copy-job.js';
import { isRefusal } from '../identity/origins.js';

/**
 * Relations between tiles and the layer that they were cut from: they are derived of its data, and it is what they are derived from.
 * https://developers.arcgis.com/rest/users-groups-and-items/relationship-types/
 */
const RELATIONS: readonly [type: string, direction: RelationDirection][] = [
  ['Service2Data', 'forward'],
  ['Service2Service', 'reverse'],
];

/** The hosted feature layer that tiles were cut from; null if the portal names none that the signed-in user sees. */
export async function findLayer({ source, item, signal }: CopyJob): Promise<Item | null> {
  for (const [type, direction] of RELATIONS) {
    try {
      const related = await relatedItems(source, item.id, type, signal, direction);
      const layer = related.find((one) => ['layer', 'view'].includes(kindOf(one).kind));
      if (layer) return layer;
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return null;
}
