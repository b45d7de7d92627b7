import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal } from '../portal/portal.js';
import {
  asJson,
  isTable,
  type Json,
  type LayerDefinition,
  layerLabel,
  objectIdField,
  type Row,
} from './definition.js';
import { keepsCurves } from './true-curves.js';

/** Rows asked for at first, and size of a page (as JSON text) that the number is then adapted to: each page costs the time of an answer. */
const firstPage = 1000;
const pageBytes = 2_000_000;
/** Where what is made of a page is small. */
const largePageBytes = 4_000_000;
/** Stretches of ObjectIDs that are asked for ahead of the one that is taken: a few, because what waits takes memory. */
const fewAhead = 5;
const manyAhead = 8;
/** How many times as many rows as otherwise ArcGIS Online gives at most if it is asked to (`maxRecordCountFactor`). */
const mostFactor = 5;

export interface RowQuery {
  /** URL of the layer. */
  url: string;
  layer: LayerDefinition;
  /** Additional filter. */
  where?: string;
  /** Fields to return; all by default. */
  fields?: string[];
  /** false leaves the geometry out. */
  geometry?: boolean;
  /** Rows of a page at most; by default as many as the layer gives. */
  most?: number;
  /** Hardly anything is kept of a page when it has come: more and larger ones are asked for. */
  kept?: 'little';
  /** How many rows can be expected, if that is known: more than a page are asked for ahead from the start. */
  expected?: number;
}

/** One answer of the server. */
interface Page<T> {
  /** What was made of its rows; null if there are none. */
  taken: T | null;
  /** How many rows came. */
  rows: number;
  /** ObjectIDs of the first and the last row; the one before the first that was asked for if there is none. */
  first: number;
  last: number;
  /** There are no more rows in what was asked for. */
  ended: boolean;
}

/**
 * All rows of a layer, page by page, in the order of their ObjectIDs. Each page is asked for by `ObjectID > last` and not by
 * an offset, so rows that appear or vanish meanwhile never make others come twice or get lost; the next page starts after what
 * really came, because servers cut pages by bytes as well. Of a layer with more than one page, stretches of ObjectIDs are asked for ahead,
 * a few at a time. Geometry comes as stored, in the layer's own spatial reference.
 */
export function readRows(
  portal: ReadablePortal,
  query: RowQuery,
  signal?: AbortSignal,
): AsyncGenerator<Row[], void, undefined> {
  return readPages(portal, query, (rows) => rows, signal);
}

/**
 * The same, with something made of each page as soon as it comes, be it before its turn: rows that need not wait until they are taken
 * cost little memory. `take` must not depend on the order of the pages; what it makes is given in order.
 */
export async function* readPages<T>(
  portal: ReadablePortal,
  query: RowQuery,
  take: (rows: Row[]) => T,
  signal?: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const pages = new RowPages(portal, query, take, signal);
  const { url, layer, where, expected = 0 } = query;
  const readHighest = () => highestObjectId(portal, url, layer, signal, where);
  const early = expected > pages.size ? readHighest() : null;
  // A failure is heard when its turn comes, if it comes.
  early?.catch(() => undefined);
  const first = await pages.read(-1);
  if (first.taken === null) return;
  yield first.taken;
  if (first.ended) return;
  const highest = query.most === undefined ? await (early ?? readHighest()) : first.last;
  for await (const page of readStretches(
    pages,
    first,
    highest,
    query.kept === 'little' ? manyAhead : fewAhead,
  )) {
    if (page.taken !== null) yield page.taken;
  }
}

/** What lies between the first page and the row that was the last one then, asked for ahead and given in order; at last what has come after it. */
async function* readStretches<T>(
  pages: RowPages<T>,
  first: Page<T>,
  highest: number,
  ahead: number,
): AsyncGenerator<Page<T>, void, undefined> {
  /** ObjectIDs for each row: more than one where rows were deleted. */
  let spread = (first.last - first.first + 1) / first.rows;
  let next = first.last;
  const waiting: { upTo: number | undefined; page: Promise<Page<T>> }[] = [];
  const ask = (): void => {
    const upTo =
      next < highest ? Math.min(highest, next + Math.max(1, Math.round(pages.size * spread))) : undefined;
    const page = pages.read(next, upTo);
    // A failure is heard when its turn comes, if it comes.
    page.catch(() => undefined);
    waiting.push({ upTo, page });
    next = upTo ?? Number.POSITIVE_INFINITY;
  };
  do {
    while (waiting.length < ahead && next < Number.POSITIVE_INFINITY) ask();
    const stretch = waiting.shift();
    if (!stretch) return;
    let page = await stretch.page;
    if (page.rows === 0) spread *= 2;
    else if (!page.ended) spread = Math.max(1, spread / 2);
    for (;;) {
      if (page.rows > 0) yield page;
      if (page.ended) break;
      page = await pages.read(page.last, stretch.upTo);
    }
  } while (waiting.length > 0 || next < Number.POSITIVE_INFINITY);
}

/** Asks for pages of one query, each as large as the rows that came allow. */
class RowPages<T> {
  readonly oid: string;
  /** Rows of the next page. */
  size: number;
  /** As many as the layer gives if it is not asked for more. */
  private readonly given: number;
  private readonly most: number;
  private readonly pageBytes: number;
  private readonly params: Record<string, unknown>;

  constructor(
    private readonly portal: ReadablePortal,
    private readonly query: RowQuery,
    private readonly take: (rows: Row[]) => T,
    private readonly signal: AbortSignal | undefined,
  ) {
    const { layer } = query;
    this.oid = objectIdField(layer);
    this.given = layer.maxRecordCount && layer.maxRecordCount > 0 ? layer.maxRecordCount : firstPage;
    const givesMore = asJson(layer.advancedQueryCapabilities).supportsMaxRecordCountFactor === true;
    this.most = query.most ?? this.given * (givesMore ? mostFactor : 1);
    this.pageBytes = query.kept === 'little' ? largePageBytes : pageBytes;
    this.size = Math.min(this.most, firstPage);
    const withGeometry = query.geometry !== false && !isTable(layer);
    this.params = {
      outFields: query.fields?.join(',') ?? '*',
      orderByFields: `${this.oid} ASC`,
      returnGeometry: withGeometry,
      ...(withGeometry && layer.hasZ === true ? { returnZ: true } : {}),
      ...(withGeometry && layer.hasM === true ? { returnM: true } : {}),
      ...(withGeometry && keepsCurves(layer) ? { returnTrueCurves: true } : {}),
    };
  }

  /** The rows after an ObjectID, up to another one. */
  async read(after: number, upTo?: number): Promise<Page<T>> {
    const { query, oid, size, given } = this;
    const base = query.where ? `(${query.where}) AND ` : '';
    const end = upTo === undefined ? '' : ` AND ${oid} <= ${upTo}`;
    const page = await this.portal.read<{ features?: Row[]; exceededTransferLimit?: boolean }>(
      `${query.url}/query`,
      {
        ...this.params,
        where: `${base}${oid} > ${after}${end}`,
        resultRecordCount: size,
        ...(size > given ? { maxRecordCountFactor: Math.ceil(size / given) } : {}),
      },
      this.signal ? { signal: this.signal } : {},
    );
    const rows = page.features ?? [];
    if (rows.length === 0) return { taken: null, rows: 0, first: after, last: after, ended: true };
    const first = Number(rows[0]?.attributes[oid]);
    const last = Number(rows.at(-1)?.attributes[oid]);
    if (!(last > after)) {
      throw new ArcGISError(
        'ARCGIS_UNEXPECTED',
        `Layer ${layerLabel(query.layer)} of ${query.url} does not return its rows in the order of ${oid}, so they cannot be read completely.`,
        { endpoint: query.url },
      );
    }
    const bytes = JSON.stringify(rows[0]).length * rows.length;
    const fitting = Math.round((rows.length * this.pageBytes) / bytes);
    this.size = Math.max(1, Math.min(this.most, fitting, this.size * 2));
    // As many as the layer usually gives at once may be all that it gives, whatever it was asked for.
    const isAll = rows.length < size && rows.length !== given && page.exceededTransferLimit !== true;
    const ended = isAll || last === upTo;
    return { taken: this.take(rows), rows: rows.length, first, last, ended };
  }
}

/** Number of rows of a layer. */
export async function countRows(
  portal: ReadablePortal,
  url: string,
  where = '1=1',
  signal?: AbortSignal,
): Promise<number> {
  const answer = await portal.read<{ count?: number }>(
    `${url}/query`,
    { where, returnCountOnly: true },
    signal ? { signal } : {},
  );
  return Number(answer.count ?? 0);
}

/** The highest ObjectID of a layer; -1 if it has no rows. */
export async function highestObjectId(
  portal: ReadablePortal,
  url: string,
  layer: LayerDefinition,
  signal?: AbortSignal,
  where = '1=1',
): Promise<number> {
  const oid = objectIdField(layer);
  const answer = await portal.read<{ features?: Row[] }>(
    `${url}/query`,
    {
      where,
      outFields: oid,
      orderByFields: `${oid} DESC`,
      resultRecordCount: 1,
      returnGeometry: false,
    },
    signal ? { signal } : {},
  );
  const highest = Number(answer.features?.[0]?.attributes[oid] ?? -1);
  return Number.isFinite(highest) ? highest : -1;
}

/** ObjectIDs of the rows that match; not limited to a page. */
export async function readObjectIds(
  portal: ReadablePortal,
  url: string,
  where = '1=1',
  signal?: AbortSignal,
): Promise<number[]> {
  const answer = await portal.read<Json>(
    `${url}/query`,
    { where, returnIdsOnly: true },
    signal ? { signal } : {},
  );
  return Array.isArray(answer.objectIds) ? answer.objectIds.map(Number).sort((a, b) => a - b) : [];
}
