import type { Call } from '../../http/call.js';
import { layerOf } from '../access.js';
import { groupBy } from '../group-by.js';
import type { Relationship } from '../layer-definition.js';
import { maxRecordCountOf } from '../layer-features.js';
import { columnOf, shownField } from '../layer-fields.js';
import { SHAPE, tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { quoted, type SqlValue } from '../sql/sql-fragment.js';
import { allOf, type RowFilter } from './all-of.js';
import { orderOf } from './order.js';
import { outFieldsOf } from './out-fields.js';
import { invalidParameter } from './query-errors.js';
import { attributesOf, geometryView } from './query-features.js';
import { idsOf, objectIdFilter, viewFilter, whereFilter } from './row-filter.js';

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
  const back = otherSide(related, layer, relationship);
  if (!back) throw invalidParameter(context, 'relationshipId');
  const ids = idsOf(context, params.text('objectIds', ''), 'objectIds');
  const origins = linked(
    context,
    layer,
    relationship,
    back,
    keysOf(context, layer, relationship.keyField, ids),
  );
  const fields = outFieldsOf(context, related, params.has('outFields') ? params.list('outFields') : ['*']);
  const withGeometry =
    related.definition.geometryType !== undefined && params.boolean('returnGeometry', true);
  const view = geometryView(context, related, call, false);
  const rows = relatedRows(context, related, call, back.keyField, origins, withGeometry);
  const found = origins.flatMap(({ id, keys }) => {
    const own = keys.flatMap((key) => (key === null ? [] : (rows.get(key) ?? [])));
    return own.length === 0 ? [] : [{ id, own }];
  });
  const shape = related.definition.geometryType
    ? { geometryType: related.definition.geometryType, spatialReference: view.spatialReference }
    : {};
  if (params.boolean('returnCountOnly', false)) {
    return {
      ...shape,
      relatedRecordGroups: found.map(({ id, own }) => ({ objectId: id, count: own.length })),
    };
  }
  const { groups, exceeded } = pageOfGroups(context, related, call, found);
  return {
    ...shape,
    fields: fields.map(({ field }) => shownField(field)),
    ...(exceeded ? { exceededTransferLimit: true } : {}),
    relatedRecordGroups: groups.map(({ id, own }) => ({
      objectId: id,
      relatedRecords: own.map((row) => ({
        attributes: attributesOf(row, fields),
        ...(withGeometry ? { geometry: view.show(row['!shape']) } : {}),
      })),
    })),
  };
}

/** The relationship as the other layer has it. */
function otherSide(related: Layer, layer: Layer, one: Relationship): Relationship | undefined {
  const sides = related.definition.relationships.filter(
    (back) => back.relatedTableId === layer.definition.id && back.role !== one.role,
  );
  return sides.find((back) => back.id === one.id) ?? sides.find((back) => back.name === one.name) ?? sides[0];
}

interface Origin {
  id: number;
  /** Values of the key at the other end. */
  keys: SqlValue[];
}

/** Where a table stands between the two (`relationshipTableId`), its rows say which keys belong together. */
function linked(
  context: ServicesContext,
  layer: Layer,
  relationship: Relationship,
  back: Relationship,
  origins: { id: number; key: SqlValue }[],
): Origin[] {
  const tableId = relationship.relationshipTableId ?? back.relationshipTableId;
  if (tableId === undefined || tableId === null) return origins.map(({ id, key }) => ({ id, keys: [key] }));
  const between = layerOf(context, layer.service, Number(tableId));
  const own = columnOf(between, String(relationship.keyFieldInRelationshipTable));
  const other = columnOf(between, String(back.keyFieldInRelationshipTable));
  const filter = viewFilter(context, between);
  const pairs = context.store.database.all<{ own: SqlValue; other: SqlValue }>(
    `SELECT DISTINCT ${quoted(own)} AS own, ${quoted(other)} AS other FROM ${tableOf(between)}
     WHERE ${quoted(own)} IN (SELECT value FROM json_each(?)) AND ${filter.sql}`,
    [JSON.stringify(origins.map(({ key }) => key)), ...filter.params],
  );
  const others = groupBy(pairs, (pair) => pair.own);
  return origins.map(({ id, key }) => ({ id, keys: (others.get(key) ?? []).map((pair) => pair.other) }));
}

/** Related records are counted through all groups, and no more come at once than the service gives. */
function pageOfGroups(
  context: ServicesContext,
  related: Layer,
  call: Call,
  found: { id: number; own: Row[] }[],
): { groups: { id: number; own: Row[] }[]; exceeded: boolean } {
  const max = maxRecordCountOf(context, related.service);
  const first = call.params.number('resultOffset', 0);
  const count = Math.min(call.params.number('resultRecordCount', max) || max, max);
  const total = found.reduce((sum, { own }) => sum + own.length, 0);
  let before = 0;
  const groups = found.flatMap(({ id, own }) => {
    const page = own.slice(Math.max(0, first - before), Math.max(0, first + count - before));
    before += own.length;
    return page.length === 0 ? [] : [{ id, own: page }];
  });
  return { groups, exceeded: first + count < total };
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
  origins: Origin[],
  withGeometry: boolean,
): Map<SqlValue, Row[]> {
  const key = quoted(columnOf(related, keyField));
  const keys = JSON.stringify(origins.flatMap((origin) => origin.keys));
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
