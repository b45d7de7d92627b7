import { columnOf } from '../layer-fields.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { quoted } from '../sql/sql-fragment.js';
import type { RowFilter } from './all-of.js';
import { invalidParameter } from './query-errors.js';

/** Rows whose time, by the layer's timeInfo, meets an instant or a span `from,to` in epoch ms; either end may be null. */
export function timeFilter(context: ServicesContext, layer: Layer, text: string): RowFilter | null {
  const info = layer.definition.timeInfo as Record<string, unknown> | null | undefined;
  const start = typeof info?.startTimeField === 'string' ? info.startTimeField : '';
  // Layers without time take the parameter and give all rows.
  if (start === '') return null;
  const parts = text.split(',').map((part) => part.trim());
  const [from = null, to = from] = parts.map((part) =>
    part.toLowerCase() === 'null' || part === '' ? null : Number(part),
  );
  if (parts.length > 2 || Number.isNaN(from) || Number.isNaN(to)) throw invalidParameter(context, 'time');
  const first = quoted(columnOf(layer, start));
  const end = typeof info?.endTimeField === 'string' && info.endTimeField !== '' ? info.endTimeField : start;
  const last = `coalesce(${quoted(columnOf(layer, end))}, ${first})`;
  const conditions = [`${first} IS NOT NULL`];
  const params: number[] = [];
  if (to !== null) {
    conditions.push(`${first} <= ?`);
    params.push(to);
  }
  if (from !== null) {
    conditions.push(`${last} >= ?`);
    params.push(from);
  }
  return { sql: `(${conditions.join(' AND ')})`, params };
}
