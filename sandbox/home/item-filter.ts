import type { Call } from '../http/call.js';
import type { PortalContext } from '../portal/portal-context.js';
import type { ItemRecord } from '../store/records.js';

/** Which items a list shows; empty for no matter. */
export interface ItemFilter {
  /** Words, all of which occur in title, tags, snippet, type, owner, id or file name. */
  words: string;
  type: string;
  owner: string;
  /** A folder's id, or `root`. */
  folder: string;
  group: string;
}

export function itemFilter(call: Call): ItemFilter {
  const text = (name: string) => call.params.text(name, '').trim();
  return {
    words: text('q'),
    type: text('type'),
    owner: text('owner'),
    folder: text('folder'),
    group: text('group'),
  };
}

/** The filter as it stands in the address of a page. */
export function filterQuery(filter: ItemFilter, start = 0): string {
  const { words: q, ...rest } = filter;
  const given = Object.entries({ q, ...rest }).filter(([, value]) => value !== '');
  const query = new URLSearchParams(given);
  if (start > 0) query.set('start', String(start));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** The items that are not in the recycle bin and match, newest first. */
export function filteredItems(portal: PortalContext, filter: ItemFilter): ItemRecord[] {
  const words = filter.words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const has = (item: ItemRecord): boolean => {
    if (item.recycled !== null) return false;
    if (filter.type !== '' && item.type !== filter.type) return false;
    if (filter.owner !== '' && item.owner !== filter.owner) return false;
    if (filter.folder !== '' && (item.folder ?? 'root') !== filter.folder) return false;
    if (filter.group !== '' && !item.groups.includes(filter.group)) return false;
    const text = [item.title, item.name, item.type, item.owner, item.snippet, item.id, ...item.tags]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return [...portal.store.items()]
    .filter(has)
    .sort((a, b) => b.created - a.created || (a.id < b.id ? -1 : 1));
}
