import type { ReadablePortal } from '../portal/portal.js';
import { asJson, isTable, type Json, type LayerDefinition } from './definition.js';

const SIDES = ['xmin', 'ymin', 'xmax', 'ymax'];
/** Share of the largest coordinate by which two extents may differ: File Geodatabases keep coordinates on a grid. */
const TOLERANCE = 1e-8;

/** The extent of a layer's rows, computed by the portal; null for a table, and where there is no shape. */
export async function layerExtent(
  portal: ReadablePortal,
  url: string,
  layer: LayerDefinition,
  signal?: AbortSignal,
): Promise<number[] | null> {
  if (isTable(layer)) return null;
  const answer = await portal.read<Json>(
    `${url}/query`,
    { where: '1=1', returnExtentOnly: true },
    signal ? { signal } : {},
  );
  const extent = asJson(answer.extent);
  const sides = SIDES.map((side) => (typeof extent[side] === 'number' ? Number(extent[side]) : Number.NaN));
  return sides.every(Number.isFinite) ? sides : null;
}

/** Whether two extents are the same but for the rounding of coordinates. */
export function sameExtent(a: number[] | null, b: number[] | null): boolean {
  if (a === null || b === null) return a === b;
  const size = Math.max(...a.map(Math.abs), 1);
  return a.every((side, index) => Math.abs(side - (b[index] ?? Number.NaN)) <= size * TOLERANCE);
}
