import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal } from '../portal/portal.js';
import {
  isTable,
  type Json,
  type LayerDefinition,
  layerLabel,
  objectIdField,
  type Row,
} from './definition.js';

/** Rows asked for at first, and size of a page (as JSON text) that the number is then adapted to. */
const firstPage = 1000;
const pageBytes = 3_000_000;

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
}

/**
 * All rows of a layer, page by page, in the order of their ObjectIDs. Each page is asked for by `ObjectID > last` and not by
 * an offset, so rows that appear or vanish meanwhile never make others come twice or get lost; the next page starts after what
 * really came, because servers cut pages by bytes as well. Geometry comes as stored, in the layer's own spatial reference.
 */
export async function* readRows(
  portal: ReadablePortal,
  query: RowQuery,
  signal?: AbortSignal,
): AsyncGenerator<Row[], void, undefined> {
  const { layer } = query;
  const oid = objectIdField(layer);
  const most = layer.maxRecordCount && layer.maxRecordCount > 0 ? layer.maxRecordCount : firstPage;
  const withGeometry = query.geometry !== false && !isTable(layer);
  const base = query.where ? `(${query.where}) AND ` : '';
  let size = Math.min(most, firstPage);
  for (let last = -1; ; ) {
    const page = await portal.read<{ features?: Row[]; exceededTransferLimit?: boolean }>(
      `${query.url}/query`,
      {
        where: `${base}${oid} > ${last}`,
        outFields: query.fields?.join(',') ?? '*',
        orderByFields: `${oid} ASC`,
        resultRecordCount: size,
        returnGeometry: withGeometry,
        ...(withGeometry && layer.hasZ === true ? { returnZ: true } : {}),
        ...(withGeometry && layer.hasM === true ? { returnM: true } : {}),
      },
      signal ? { signal } : {},
    );
    const rows = page.features ?? [];
    if (rows.length === 0) return;
    yield rows;
    const next = Number(rows.at(-1)?.attributes[oid]);
    if (!(next > last)) {
      throw new ArcGISError(
        'ARCGIS_UNEXPECTED',
        `Layer ${layerLabel(layer)} of ${query.url} does not return its rows in the order of ${oid}, so they cannot be read completely.`,
        { endpoint: query.url },
      );
    }
    last = next;
    if (rows.length < size && page.exceededTransferLimit !== true) return;
    const bytes = JSON.stringify(rows[0]).length * rows.length;
    size = Math.max(1, Math.min(most, Math.round((size * pageBytes) / bytes), size * 2));
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
