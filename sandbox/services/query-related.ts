import type { Call } from '../http/call.js';
import { layerOf } from './access.js';
import { groupBy } from './group-by.js';
import { columnOf, shownField } from './layer-fields.js';
import { invalidParameter } from './query-errors.js';
import { attributesOf, geometryView } from './query-features.js';
import { orderOf, outFieldsOf } from './query-layer.js';
import { allOf, idsOf, objectIdFilter, type RowFilter, viewFilter, whereFilter } from './row-filter.js';
import { SHAPE, tableOf } from './row-table.js';
import type { Layer } from './service-store.js';
import type { ServicesContext } from './services-context.js';
import { quoted, type SqlValue } from './sql/sql-fragment.js';

type Row = Record<string, SqlValue>;

/** Answers `queryRelatedRecords`: the rows at the other end of a relationship, grouped by the row that they belong to. */
export function queryRelatedRecords(
  context: ServicesContext,
  layer: Layer,
  call: Call,
): Record<string, unknown> {
  const { params } = call;
  const relationship = layer.definition.relationships.find(
    (one) => one.id === params.number('relationshipId', -1),
  );
  if (!relationship) throw invalidParameter(context, 'relationshipId');
  const related = layerOf(context, layer.service, relationship.relatedTableId);
  const back = related.definition.relationships.find(
    (one) => one.relatedTableId === layer.definition.id && one.role !== relationship.role,
  );
  if (!back) throw invalidParameter(context, 'relationshipId');
  const ids = idsOf(context, params.text('objectIds', ''), 'objectIds');
  const origins = keysOf(context, layer, relationship.keyField, ids);
  const fields = outFieldsOf(context, related, params.has('outFields') ? params.list('outFields') : ['*']);
  const withGeometry =
    related.definition.geometryType !== undefined && params.boolean('returnGeometry', true);
  const view = geometryView(context, related, call, false);
  const rows = relatedRows(context, related, call, back.keyField, origins, withGeometry);
  const groups = origins.flatMap(({ id, key }): Record<string, unknown>[] => {
    const own = key === null ? undefined : rows.get(key);
    if (!own) return [];
    if (params.boolean('returnCountOnly', false)) return [{ objectId: id, count: own.length }];
    const relatedRecords = own.map((row) => ({
      attributes: attributesOf(row, fields),
      ...(withGeometry ? { geometry: view.show(row['!shape']) } : {}),
    }));
    return [{ objectId: id, relatedRecords }];
  });
  return {
    ...(related.definition.geometryType
      ? { geometryType: related.definition.geometryType, spatialReference: view.spatialReference }
      : {}),
    fields: fields.map(({ field }) => shownField(field)),
    relatedRecordGroups: groups,
  };
}

function keysOf(
  context: ServicesContext,
  layer: Layer,
  keyField: string,
  ids: number[],
): { id: number; key: SqlValue }[] {
  const filter = allOf([viewFilter(context, layer), objectIdFilter(layer, ids)]);
  const objectId = quoted(columnOf(layer, layer.definition.objectIdField));
  return context.store.database.all<{ id: number; key: SqlValue }>(
    `SELECT ${objectId} AS id, ${quoted(columnOf(layer, keyField))} AS key FROM ${tableOf(layer)}
     WHERE ${filter.sql} ORDER BY ${objectId}`,
    filter.params,
  );
}

/** Related rows by the value of their key. */
function relatedRows(
  context: ServicesContext,
  related: Layer,
  call: Call,
  keyField: string,
  origins: { key: SqlValue }[],
  withGeometry: boolean,
): Map<SqlValue, Row[]> {
  const key = quoted(columnOf(related, keyField));
  const keys = JSON.stringify(origins.map((origin) => origin.key));
  const filters: RowFilter[] = [
    viewFilter(context, related),
    { sql: `${key} IN (SELECT value FROM json_each(?))`, params: [keys] },
  ];
  const where = call.params.text('definitionExpression', '').trim();
  if (where) filters.push(whereFilter(context, related, where, call.caller?.username ?? ''));
  const filter = allOf(filters);
  const rows = context.store.database.all<Row>(
    `SELECT *, ${key} AS "!key"${withGeometry ? '' : `, NULL AS ${SHAPE}`} FROM ${tableOf(related)}
     WHERE ${filter.sql} ORDER BY ${orderOf(context, related, call)}`,
    filter.params,
  );
  return groupBy(rows, (row) => row['!key'] ?? null);
}
