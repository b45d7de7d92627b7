import { searchItems } from '@esri/arcgis-rest-portal';
import type { Item } from '../../items/item.js';
import { wholeItem } from '../../items/whole-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { restOptions } from '../../portal/rest-options.js';
import type { SearchOptions } from './search-options.js';

const PAGE = 100;
/** Portals page through the first 10,000 hits only; beyond that some repeat earlier pages instead of refusing. */
const WINDOW = 10_000;
/** What the index holds may change while it is paged through; a second reading settles that. */
const READINGS = 2;

interface Page {
  total: number;
  nextStart: number;
  results: Item[];
}

interface Range {
  from: number;
  to: number;
}

/**
 * Every item that a query finds, doubles of overlapping pages included. A result of more than 10,000 is cut into ranges of the
 * creation date. Throws ARCGIS_PARTIAL if fewer items come than the portal counts.
 */
export async function searchAll(
  portal: ReadablePortal,
  query: string,
  options: SearchOptions,
): Promise<Item[]> {
  const first = await readPage(portal, query, 1, options);
  if (first.total <= WINDOW) return readWindow(portal, query, first, options);
  // The clock of the portal may be ahead of ours.
  const range = { from: first.results[0]?.created ?? 0, to: portal.clock.now() + 24 * 3_600_000 };
  const items = await readRange(portal, query, range, options);
  const distinct = new Set(items.map(({ id }) => id)).size;
  if (distinct < first.total) throw incomplete(portal, first.total, distinct);
  return items;
}

async function readRange(
  portal: ReadablePortal,
  query: string,
  range: Range,
  options: SearchOptions,
): Promise<Item[]> {
  const within = `(${query}) AND created:[${stamp(range.from)} TO ${stamp(range.to)}]`;
  const first = await readPage(portal, within, 1, options);
  if (first.total <= WINDOW) return readWindow(portal, within, first, options);
  if (range.from >= range.to) {
    throw new ArcGISError(
      'ARCGIS_PARTIAL',
      `The search in ${portal.url} finds ${first.total} items of the same moment, more than the 10,000 that a portal lists. Narrow the search.`,
      { portal: portal.url, endpoint: '/search' },
    );
  }
  const middle = Math.floor((range.from + range.to) / 2);
  const older = await readRange(portal, query, { from: range.from, to: middle }, options);
  return [...older, ...(await readRange(portal, query, { from: middle + 1, to: range.to }, options))];
}

async function readWindow(
  portal: ReadablePortal,
  query: string,
  first: Page,
  options: SearchOptions,
): Promise<Item[]> {
  const items: Item[] = [];
  const ids = new Set<string>();
  let total = first.total;
  for (let reading = 0; reading < READINGS; reading += 1) {
    let page = reading === 0 ? first : await readPage(portal, query, 1, options);
    for (;;) {
      // A second reading only adds what the first one missed.
      items.push(...page.results.filter(({ id }) => reading === 0 || !ids.has(id)));
      for (const { id } of page.results) ids.add(id);
      total = page.total;
      options.progress?.(ids.size, total);
      const start = page.nextStart;
      if (start < 1 || start > WINDOW || !page.results.length) break;
      page = await readPage(portal, query, start, options);
    }
    if (ids.size >= total) return items;
  }
  throw incomplete(portal, total, ids.size);
}

function incomplete(portal: ReadablePortal, total: number, listed: number): ArcGISError {
  return new ArcGISError(
    'ARCGIS_PARTIAL',
    `The search in ${portal.url} counts ${total} items but lists only ${listed}. Its index may be changing: run the search again.`,
    { portal: portal.url, endpoint: '/search' },
  );
}

async function readPage(
  portal: ReadablePortal,
  query: string,
  start: number,
  { signal }: SearchOptions,
): Promise<Page> {
  const { total, nextStart, results } = await searchItems({
    q: query,
    start,
    num: PAGE,
    sortField: 'created',
    sortOrder: 'asc',
    ...restOptions(portal, { ...(signal && { signal }) }),
  });
  return {
    total,
    nextStart,
    results: results.map((item: Record<string, unknown>) => wholeItem(item as Partial<Item>)),
  };
}

/** Dates in a query are epoch milliseconds of 19 digits. */
function stamp(ms: number): string {
  return String(ms).padStart(19, '0');
}
