import type { Call } from '../../http/call.js';
import { columnOf, shownField } from '../layer-fields.js';
import { SHAPE, tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { quoted, type SqlValue } from '../sql/sql-fragment.js';
import { outFieldsOf } from './out-fields.js';
import { pageOf } from './page.js';
import { invalidParameter } from './query-errors.js';
import { attributesOf, geometryView } from './query-features.js';
import { queryFilter } from './row-filter.js';

interface TopFilter {
  groupByFields?: string | string[];
  orderByFields?: string | string[];
  topCount?: number;
}

/** `queryTopFeatures`: the first rows of each group. */
export function queryTopFeatures(
  context: ServicesContext,
  layer: Layer,
  call: Call,
): Record<string, unknown> {
  const { params } = call;
  const top = params.json<TopFilter>('topFilter');
  if (!top || !(Number(top.topCount) > 0)) throw invalidParameter(context, 'topFilter');
  const { definition } = layer;
  const groups = listOf(top.groupByFields).map((name) => columnOrRefuse(context, layer, name));
  const order = listOf(top.orderByFields).map((clause) => {
    const [name = '', direction = ''] = clause.split(/\s+/);
    return `${columnOrRefuse(context, layer, name)} ${/^desc/i.test(direction) ? 'DESC' : 'ASC'}`;
  });
  const objectId = quoted(columnOf(layer, definition.objectIdField));
  const filter = queryFilter(context, layer, call);
  const partition = groups.length > 0 ? `PARTITION BY ${groups.join(', ')} ` : '';
  const ranked = `SELECT *, row_number() OVER (${partition}ORDER BY ${[...order, objectId].join(', ')}) AS "!rank"
    FROM ${tableOf(layer)} WHERE ${filter.sql}`;
  const from = `FROM (${ranked}) WHERE "!rank" <= ${Math.trunc(Number(top.topCount))}`;
  const { database } = context.store;
  if (params.boolean('returnCountOnly', false)) {
    return { count: database.all<{ n: number }>(`SELECT count(*) AS n ${from}`, filter.params)[0]?.n ?? 0 };
  }
  const { offset, limit } = pageOf(context, layer, call);
  const rows = database.all<Record<string, SqlValue>>(
    `SELECT * ${from} ORDER BY ${[...groups, '"!rank"'].join(', ')} LIMIT ${limit + 1} OFFSET ${offset}`,
    filter.params,
  );
  if (params.boolean('returnIdsOnly', false)) {
    const column = columnOf(layer, definition.objectIdField);
    return { objectIdFieldName: definition.objectIdField, objectIds: rows.map((row) => row[column] ?? null) };
  }
  const fields = outFieldsOf(context, layer, params.list('outFields'));
  const view = geometryView(context, layer, call, false);
  const withGeometry = definition.geometryType !== undefined && params.boolean('returnGeometry', true);
  return {
    objectIdFieldName: definition.objectIdField,
    globalIdFieldName: definition.globalIdField,
    ...(definition.geometryType
      ? { geometryType: definition.geometryType, spatialReference: view.spatialReference }
      : {}),
    fields: fields.map(({ field }) => shownField(field)),
    ...(rows.length > limit ? { exceededTransferLimit: true } : {}),
    features: rows.slice(0, limit).map((row) => ({
      attributes: attributesOf(row, fields),
      ...(withGeometry ? { geometry: view.show(row[SHAPE.slice(1, -1)]) } : {}),
    })),
  };
}

function listOf(value: string | string[] | undefined): string[] {
  const list = Array.isArray(value) ? value : (value ?? '').split(',');
  return list.map((one) => one.trim()).filter((one) => one !== '');
}

function columnOrRefuse(context: ServicesContext, layer: Layer, name: string): string {
  const known = layer.definition.fields.some((field) => field.name.toLowerCase() === name.toLowerCase());
  if (!known) throw invalidParameter(context, 'topFilter');
  return quoted(columnOf(layer, name));
}
