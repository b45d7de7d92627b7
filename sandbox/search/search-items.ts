import { createHash } from 'node:crypto';
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

/** How well an item is described, in percent. */
export function completeness(item: ItemRecord): number {
  const filled = [item.description, item.snippet, item.thumbnail, item.licenseInfo, item.accessInformation];
  return Math.round(((filled.filter(Boolean).length + (item.tags.length > 0 ? 1 : 0)) / 6) * 100);
}

/** The access of an item as it is shown: shared with groups only counts as 'shared'. */
export function shownAccess(item: ItemRecord): 'private' | 'shared' | 'org' | 'public' {
  return item.access === 'private' && item.groups.length > 0 ? 'shared' : item.access;
}

/** How a portal searches. */
export interface SearchManners {
  orgId: string;
  /** `q=*` finds nothing, as on ArcGIS Enterprise. */
  emptyAsterisk: boolean;
  /** Pages fit together without `sortField` too. */
  steady: boolean;
  views(id: string): number;
}

/**
 * The items of `items` that match `q`, `filter`, `categories` and `bbox` of the call, in the order that `sortField` asks for.
 */
export function searchItems(
  items: Iterable<ItemRecord>,
  params: CallParams,
  manners: SearchManners,
): ItemRecord[] {
  const { orgId } = manners;
  const q = params.text('q', '').trim();
  if (manners.emptyAsterisk && q === '*') return [];
  const queries: Query[] = [parseQuery(q)];
  const filter = params.text('filter', '').trim();
  if (filter !== '') queries.push(parseQuery(filter));
  const categories = [...params.list('categories'), ...params.list('categoryFilters')];
  const box = params.list('bbox').map(Number);
  const found: ItemRecord[] = [];
  for (const item of items) {
    const document = documentOf(item, orgId);
    if (!queries.every((query) => matchesQuery(query, document))) continue;
    if (categories.some((category) => !item.categories.some((own) => own.startsWith(category)))) continue;
    if (box.length === 4 && !touches(item, box)) continue;
    found.push(item);
  }
  const later = params.number('start', 1) > 1 && !params.has('sortField');
  return later && !manners.steady
    ? shuffled(found, params.number('start', 1))
    : sortItems(found, params, manners);
}

/** An order that has nothing to do with any other page's. */
function shuffled(items: ItemRecord[], start: number): ItemRecord[] {
  const key = ({ id }: ItemRecord) => createHash('md5').update(`${id} ${start}`).digest('hex');
  const keys = new Map(items.map((item) => [item.id, key(item)]));
  return items.sort((a, b) => ((keys.get(a.id) ?? '') < (keys.get(b.id) ?? '') ? -1 : 1));
}

/** Sorts by the `sortField` and `sortOrder` of a call; without them the order means nothing. */
export function sortItems(
  items: ItemRecord[],
  params: CallParams,
  manners?: Pick<SearchManners, 'views'>,
): ItemRecord[] {
  const field = params.text('sortField', '').toLowerCase();
  const direction = params.text('sortOrder', 'asc').toLowerCase() === 'desc' ? -1 : 1;
  const keyOf = sortValue(field, manners?.views ?? (() => 0));
  if (!keyOf) return items.sort((a, b) => (a.id < b.id ? -1 : 1));
  return items.sort((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    if (one === other) return a.id < b.id ? -direction : direction;
    return one < other ? -direction : direction;
  });
}

function sortValue(
  field: string,
  views: SearchManners['views'],
): ((item: ItemRecord) => string | number) | undefined {
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
    case 'numviews':
      return (item) => views(item.id);
    case 'avgrating':
    case 'numratings':
    case 'numcomments':
      return () => 0;
    case 'scorecompleteness':
      return completeness;
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
