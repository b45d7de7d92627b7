import type { CallParams } from '../http/call.js';
import type { ItemRecord } from '../store/records.js';
import { type FieldKind, matchesQuery, type SearchDocument } from './match-query.js';
import { parseQuery, type Query } from './parse-query.js';

const KINDS: Record<string, FieldKind> = {
  id: 'exact',
  itemtype: 'exact',
  owner: 'exact',
  created: 'number',
  uploaded: 'number',
  modified: 'number',
  title: 'words',
  name: 'words',
  type: 'words',
  typekeywords: 'words',
  description: 'words',
  tags: 'words',
  snippet: 'words',
  extent: 'words',
  spatialreference: 'words',
  accessinformation: 'words',
  licenseinfo: 'words',
  access: 'exact',
  group: 'exact',
  orgid: 'exact',
  numratings: 'number',
  numcomments: 'number',
  numviews: 'number',
  avgrating: 'number',
  culture: 'exact',
  categories: 'words',
  contentstatus: 'exact',
  ownerfolder: 'exact',
  url: 'words',
};
const DEFAULTS = [
  'title',
  'tags',
  'snippet',
  'description',
  'accessinformation',
  'spatialreference',
  'type',
  'typekeywords',
];

/** The access of an item as it is shown: shared with groups only counts as 'shared'. */
export function shownAccess(item: ItemRecord): 'private' | 'shared' | 'org' | 'public' {
  return item.access === 'private' && item.groups.length > 0 ? 'shared' : item.access;
}

/**
 * The items of `items` that match `q`, `filter`, `categories` and `bbox` of the call, in the order that `sortField` asks for.
 * @param emptyAsterisk `q=*` finds nothing, as on ArcGIS Enterprise
 */
export function searchItems(
  items: Iterable<ItemRecord>,
  params: CallParams,
  orgId: string,
  emptyAsterisk: boolean,
): ItemRecord[] {
  const q = params.text('q', '').trim();
  if (emptyAsterisk && q === '*') return [];
  const queries: Query[] = [parseQuery(q)];
  const filter = params.text('filter', '').trim();
  if (filter !== '') queries.push(parseQuery(filter));
  const categories = params.list('categories');
  const box = params.list('bbox').map(Number);
  const found: ItemRecord[] = [];
  for (const item of items) {
    const document = documentOf(item, orgId);
    if (!queries.every((query) => matchesQuery(query, document))) continue;
    if (categories.some((category) => !item.categories.some((own) => own.startsWith(category)))) continue;
    if (box.length === 4 && !touches(item, box)) continue;
    found.push(item);
  }
  return sortItems(found, params);
}

/** Sorts by the `sortField` and `sortOrder` of a call; without them the order means nothing. */
export function sortItems(items: ItemRecord[], params: CallParams): ItemRecord[] {
  const field = params.text('sortField', '').toLowerCase();
  const direction = params.text('sortOrder', 'asc').toLowerCase() === 'desc' ? -1 : 1;
  const keyOf = sortValue(field);
  if (!keyOf) return items.sort((a, b) => (a.id < b.id ? -1 : 1));
  return items.sort((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    if (one === other) return a.id < b.id ? -direction : direction;
    return one < other ? -direction : direction;
  });
}

function sortValue(field: string): ((item: ItemRecord) => string | number) | undefined {
  switch (field) {
    case 'created':
    case 'uploaded':
      return (item) => item.created;
    case 'modified':
      return (item) => item.modified;
    case 'title':
      return (item) => item.title.toLowerCase();
    case 'type':
      return (item) => item.type.toLowerCase();
    case 'owner':
      return (item) => item.owner.toLowerCase();
    case 'name':
      return (item) => (item.name ?? '').toLowerCase();
    case 'size':
      return (item) => item.size;
    default:
      return undefined;
  }
}

function documentOf(item: ItemRecord, orgId: string): SearchDocument {
  return {
    defaults: DEFAULTS,
    kind: (field) => KINDS[field],
    values: (field) => valuesOf(item, field, orgId).filter((value) => value !== null),
  };
}

function valuesOf(item: ItemRecord, field: string, orgId: string): (string | number | null)[] {
  switch (field) {
    case 'id':
      return [item.id];
    case 'itemtype':
      return [item.data ? (item.dataIsText ? 'text' : 'file') : item.url !== null ? 'url' : 'text'];
    case 'owner':
      return [item.owner];
    case 'created':
    case 'uploaded':
      return [item.created];
    case 'modified':
      return [item.modified];
    case 'typekeywords':
      return item.typeKeywords;
    case 'spatialreference':
      return [item.spatialReference];
    case 'accessinformation':
      return [item.accessInformation];
    case 'licenseinfo':
      return [item.licenseInfo];
    case 'access':
      return [shownAccess(item)];
    case 'group':
      return item.groups;
    case 'orgid':
      return [orgId];
    case 'contentstatus':
      return [item.contentStatus];
    case 'ownerfolder':
      return [item.folder];
    case 'numratings':
    case 'numcomments':
    case 'numviews':
    case 'avgrating':
      return [0];
    case 'tags':
    case 'categories':
      return item[field];
    case 'title':
    case 'name':
    case 'type':
    case 'description':
    case 'snippet':
    case 'culture':
    case 'url':
      return [item[field]];
    default:
      return [];
  }
}

function touches(item: ItemRecord, box: number[]): boolean {
  const [low, high] = item.extent;
  const [west = 0, south = 0, east = 0, north = 0] = box;
  if (!low || !high) return false;
  return (low[0] ?? 0) <= east && (high[0] ?? 0) >= west && (low[1] ?? 0) <= north && (high[1] ?? 0) >= south;
}
