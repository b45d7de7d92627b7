import type { Call } from '../http/call.js';
import { clauseContext, columnOf, type LayerField, visibleFieldsOf } from './layer-fields.js';
import { maxRecordCountOf } from './layer-json.js';
import { invalidParameter } from './query-errors.js';
import { featuresAnswer } from './query-features.js';
import { statisticsAnswer } from './query-statistics.js';
import { queryFilter, type RowFilter } from './row-filter.js';
import { tableOf } from './row-table.js';
import type { Layer } from './service-store.js';
import type { ServicesContext } from './services-context.js';
import { parseExpression } from './sql/parse-clause.js';
import { quoted, SqlError } from './sql/sql-fragment.js';

/** Answers `<layer>/query` in whichever of its forms was asked for. */
export function queryLayer(context: ServicesContext, layer: Layer, call: Call): Record<string, unknown> {
  const { params } = call;
  const filter = queryFilter(context, layer, call);
  if (params.text('outStatistics', '').trim()) return statisticsAnswer(context, layer, call, filter);
  if (params.boolean('returnDistinctValues', false)) return distinctAnswer(context, layer, call, filter);
  const extent = params.boolean('returnExtentOnly', false);
  if (extent) return extentAnswer(context, layer, filter);
  if (params.boolean('returnCountOnly', false)) return { count: countOf(context, layer, filter) };
  if (params.boolean('returnIdsOnly', false)) return idsAnswer(context, layer, call, filter);
  return featuresAnswer(context, layer, call, filter);
}

/** Number of rows. */
function countOf(context: ServicesContext, layer: Layer, filter: RowFilter): number {
  const [row] = context.store.database.all<{ n: number }>(
    `SELECT count(*) AS n FROM ${tableOf(layer)} WHERE ${filter.sql}`,
    filter.params,
  );
  return row?.n ?? 0;
}

/** The fields that `outFields` names, in the layer's order for "*". The ObjectID alone when nothing is named. */
export function outFieldsOf(context: ServicesContext, layer: Layer, names: string[]): LayerField[] {
  const all = visibleFieldsOf(layer);
  if (names.includes('*')) return all;
  if (names.length === 0) return all.filter(({ field }) => field.name === layer.definition.objectIdField);
  return names.map((name) => {
    const bare = name
      .slice(name.lastIndexOf('.') + 1)
      .replace(/^"|"$/g, '')
      .toLowerCase();
    const found = all.find(({ field }) => field.name.toLowerCase() === bare);
    if (!found) throw invalidParameter(context, 'outFields');
    return found;
  });
}

/** ORDER BY of `orderByFields`, with the ObjectID last so that pages never overlap. */
export function orderOf(context: ServicesContext, layer: Layer, call: Call): string {
  const objectId = quoted(columnOf(layer, layer.definition.objectIdField));
  const clauses = call.params.list('orderByFields');
  const columns = clauseContext(context, visibleFieldsOf(layer), '');
  const order = clauses.map((clause) => {
    const match = /^(.*?)(?:\s+(ASC|DESC))?(?:\s+NULLS\s+(FIRST|LAST))?$/i.exec(clause);
    try {
      const { sql, params } = parseExpression(match?.[1] ?? '', columns);
      if (params.length > 0) throw invalidParameter(context, 'orderByFields');
      return `${sql} ${match?.[2]?.toUpperCase() ?? 'ASC'}`;
    } catch (error) {
      if (error instanceof SqlError) throw invalidParameter(context, 'orderByFields');
      throw error;
    }
  });
  return [...order, objectId].join(', ');
}

/** First row and number of rows of the page that was asked for, never more than the service gives at once. */
export function pageOf(
  context: ServicesContext,
  layer: Layer,
  call: Call,
): { offset: number; limit: number } {
  const standard =
    call.params.text('resultType', '').toLowerCase() === 'standard' && context.kind === 'online';
  const max = standard ? 32_000 : maxRecordCountOf(context, layer.service);
  const offset = call.params.number('resultOffset', 0);
  const limit = call.params.number('resultRecordCount', max);
  if (offset < 0 || limit < 0) throw invalidParameter(context, 'resultOffset');
  return { offset, limit: limit === 0 ? max : Math.min(limit, max) };
}

function idsAnswer(
  context: ServicesContext,
  layer: Layer,
  call: Call,
  filter: RowFilter,
): Record<string, unknown> {
  const { objectIdField } = layer.definition;
  const column = quoted(columnOf(layer, objectIdField));
  const paged = call.params.has('resultRecordCount') && call.params.number('resultRecordCount', 0) > 0;
  const page = paged
    ? ` LIMIT ${call.params.number('resultRecordCount', 0)} OFFSET ${call.params.number('resultOffset', 0)}`
    : '';
  const ids = context.store.database
    .all<{ id: number }>(
      `SELECT ${column} AS id FROM ${tableOf(layer)} WHERE ${filter.sql} ORDER BY ${orderOf(context, layer, call)}${page}`,
      filter.params,
    )
    .map((row) => row.id);
  return { objectIdFieldName: objectIdField, objectIds: ids.length === 0 ? null : ids };
}

function extentAnswer(context: ServicesContext, layer: Layer, filter: RowFilter): Record<string, unknown> {
  const [row] = context.store.database.all<Record<string, number | null>>(
    `SELECT count(*) AS n, min("!xmin") AS xmin, min("!ymin") AS ymin, max("!xmax") AS xmax, max("!ymax") AS ymax
     FROM ${tableOf(layer)} WHERE ${filter.sql}`,
    filter.params,
  );
  // Portals write the extent of nothing as NaN in quotes.
  const side = (value: number | null | undefined) => value ?? 'NaN';
  return {
    count: row?.n ?? 0,
    extent: {
      xmin: side(row?.xmin),
      ymin: side(row?.ymin),
      xmax: side(row?.xmax),
      ymax: side(row?.ymax),
      spatialReference: layer.definition.spatialReference,
    },
  };
}

function distinctAnswer(
  context: ServicesContext,
  layer: Layer,
  call: Call,
  filter: RowFilter,
): Record<string, unknown> {
  const fields = outFieldsOf(context, layer, call.params.list('outFields'));
  const columns = fields.map(({ column }) => quoted(column)).join(', ');
  const from = `SELECT DISTINCT ${columns} FROM ${tableOf(layer)} WHERE ${filter.sql}`;
  if (call.params.boolean('returnCountOnly', false)) {
    const [row] = context.store.database.all<{ n: number }>(
      `SELECT count(*) AS n FROM (${from})`,
      filter.params,
    );
    return { count: row?.n ?? 0 };
  }
  const { offset, limit } = pageOf(context, layer, call);
  const order = call.params.has('orderByFields')
    ? orderOf(context, layer, call).split(', ').slice(0, -1).join(', ')
    : columns;
  const rows = context.store.database.all(
    `${from} ORDER BY ${order || columns} LIMIT ${limit + 1} OFFSET ${offset}`,
    filter.params,
  );
  const shown = rows.slice(0, limit);
  return {
    objectIdFieldName: layer.definition.objectIdField,
    globalIdFieldName: layer.definition.globalIdField,
    fields: fields.map(({ field }) => field),
    ...(rows.length > limit ? { exceededTransferLimit: true } : {}),
    features: shown.map((row) => ({
      attributes: Object.fromEntries(fields.map(({ field, column }) => [field.name, row[column] ?? null])),
    })),
  };
}
