import type { Call } from '../../http/call.js';
import { queryFormats } from '../layer-capabilities.js';
import { columnOf } from '../layer-fields.js';
import { tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { quoted } from '../sql/sql-fragment.js';
import type { RowFilter } from './all-of.js';
import { featuresText } from './features-text.js';
import { orderOf } from './order.js';
import { outFieldsOf } from './out-fields.js';
import { pageOf } from './page.js';
import { pbfAnswer } from './pbf-answer.js';
import { gridOf } from './quantize.js';
import { invalidParameter } from './query-errors.js';
import { featuresAnswer } from './query-features.js';
import { statisticsAnswer } from './query-statistics.js';
import { queryFilter } from './row-filter.js';

/** Answers `<layer>/query` in whichever of its forms was asked for. */
export function queryLayer(context: ServicesContext, layer: Layer, call: Call): unknown {
  const format = call.params.text('f', '').toLowerCase();
  if (format === 'json') return resultOf(context, layer, call, featuresText);
  if (format !== 'pbf') return layerResult(context, layer, call);
  if (!queryFormats(context).includes('PBF')) throw invalidParameter(context, 'f');
  const answer = layerResult(context, layer, call);
  return pbfAnswer(answer, gridOf(call.params.json('quantizationParameters'))) ?? answer;
}

/** The answer as an object. */
export function layerResult(context: ServicesContext, layer: Layer, call: Call): Record<string, unknown> {
  return resultOf(context, layer, call, featuresAnswer);
}

function resultOf<T>(
  context: ServicesContext,
  layer: Layer,
  call: Call,
  features: (context: ServicesContext, layer: Layer, call: Call, filter: RowFilter) => T,
): Record<string, unknown> | T {
  const { params } = call;
  const filter = queryFilter(context, layer, call);
  if (params.text('outStatistics', '').trim()) return statisticsAnswer(context, layer, call, filter);
  if (params.boolean('returnDistinctValues', false)) return distinctAnswer(context, layer, call, filter);
  const extent = params.boolean('returnExtentOnly', false);
  if (extent) return extentAnswer(context, layer, filter);
  if (params.boolean('returnCountOnly', false)) return { count: countOf(context, layer, filter) };
  if (params.boolean('returnIdsOnly', false)) return idsAnswer(context, layer, call, filter);
  if (params.boolean('returnUniqueIdsOnly', false)) {
    const { objectIdFieldName: name, objectIds } = idsAnswer(context, layer, call, filter);
    return { uniqueIdFieldNames: name, uniqueIds: objectIds ?? [] };
  }
  return features(context, layer, call, filter);
}

/** Number of rows. */
export function countOf(context: ServicesContext, layer: Layer, filter: RowFilter): number {
  const [row] = context.store.database.all<{ n: number }>(
    `SELECT count(*) AS n FROM ${tableOf(layer)} WHERE ${filter.sql}`,
    filter.params,
  );
  return row?.n ?? 0;
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
