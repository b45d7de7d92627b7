import type { Item } from '../../items/item.js';
import type { ItemSummary } from './message.js';

/** What a message and a report say of an item. `folder` is the title of its folder; null in the root, and where it is not known. */
export function summaryOf(item: Item, folder: string | null = item.folderTitle ?? null): ItemSummary {
  return {
    id: item.id,
    type: item.type,
    title: item.title,
    owner: item.owner,
    folder,
    url: item.url ?? null,
    modified: item.modified,
  };
}
