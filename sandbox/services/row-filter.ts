import type { Call } from '../http/call.js';
import { sqlTypeOf } from './field-values.js';
import { mapCoordinates } from './geometry/geometry.js';
import { reprojection, spatialReferenceOf } from './geometry/reproject.js';
import { styledGuid } from './guid.js';
import type { Envelope } from './layer-definition.js';
import { clauseContext, columnOf, fieldsOf, visibleFieldsOf } from './layer-fields.js';
import { invalidParameter, invalidWhere, missingWhere } from './query-errors.js';
import type { Layer } from './service-store.js';
import type { ServicesContext } from './services-context.js';
import { parseCondition } from './sql/parse-clause.js';
import { quoted, SqlError, type SqlValue } from './sql/sql-fragment.js';

/** A checked condition on the rows of a layer's table. */
export interface RowFilter {
  sql: string;
  params: SqlValue[];
}

/** All conditions must hold. */
export function allOf(filters: RowFilter[]): RowFilter {
  if (filters.length === 0) return { sql: '1', params: [] };
  return {
    sql: filters.map((filter) => filter.sql).join(' AND '),
    params: filters.flatMap((filter) => filter.params),
  };
}

/** The rows that a view shows, by its own filter and those of the views below it. */
export function viewFilter(context: ServicesContext, layer: Layer): RowFilter {
  const filters: RowFilter[] = [];
  for (let view: Layer | null = layer; view; view = view.source) {
    const clause = view.definition.viewDefinitionQuery;
    if (!clause) continue;
    const { sql, params } = parseCondition(clause, clauseContext(context, fieldsOf(view), ''));
    filters.push({ sql, params });
  }
  return allOf(filters);
}

/** A clause of a client, on fields that he sees. Throws what a portal says to a wrong one. */
export function whereFilter(context: ServicesContext, layer: Layer, clause: string, user: string): RowFilter {
  try {
    const { sql, params } = parseCondition(clause, clauseContext(context, visibleFieldsOf(layer), user));
    return { sql, params };
  } catch (error) {
    if (error instanceof SqlError) throw invalidWhere(context);
    throw error;
  }
}

/** Rows with these ObjectIDs. */
export function objectIdFilter(layer: Layer, ids: number[]): RowFilter {
  const column = quoted(columnOf(layer, layer.definition.objectIdField));
  // json_each takes any number of ids as one parameter.
  return { sql: `${column} IN (SELECT value FROM json_each(?))`, params: [JSON.stringify(ids)] };
}

/** Numbers of a parameter that holds a comma-separated list or a JSON array; throws for anything else. */
export function idsOf(context: ServicesContext, text: string, name: string): number[] {
  const ids = text
    .replace(/^\s*\[|\]\s*$/g, '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (ids.some((id) => !Number.isInteger(id))) throw invalidParameter(context, name);
  return ids;
}

/** The filter of a query: where, objectIds, globalIds, geometry and time, and the view's own. */
export function queryFilter(context: ServicesContext, layer: Layer, call: Call): RowFilter {
  const { params } = call;
  const filters: RowFilter[] = [viewFilter(context, layer)];
  const where = params.text('where', '').trim();
  const objectIds = params.text('objectIds', '').trim();
  const globalIds = params.text('globalIds', '').trim();
  const geometry = params.text('geometry', '').trim();
  if (!where && !objectIds && !globalIds && !geometry && !params.text('time', '').trim())
    throw missingWhere(context);
  if (where) filters.push(whereFilter(context, layer, where, call.caller?.username ?? ''));
  if (objectIds) filters.push(objectIdFilter(layer, idsOf(context, objectIds, 'objectIds')));
  if (globalIds) filters.push(globalIdFilter(context, layer, globalIds.split(',')));
  if (geometry && layer.definition.geometryType) filters.push(geometryFilter(context, layer, call, geometry));
  return allOf(filters);
}

/** Rows with these GlobalIDs, in any form. */
export function globalIdFilter(context: ServicesContext, layer: Layer, ids: string[]): RowFilter {
  const field = fieldsOf(layer).find((one) => one.field.name === layer.definition.globalIdField);
  if (!field || sqlTypeOf(field.field) !== 'guid') throw invalidParameter(context, 'globalIds');
  const styled = ids.map((id) => styledGuid(id, context.guids)).filter((id) => id !== null);
  return {
    sql: `${quoted(field.column)} IN (SELECT value FROM json_each(?))`,
    params: [JSON.stringify(styled)],
  };
}

/** Rows whose envelope meets the envelope of the geometry (exact for points in a rectangle). */
function geometryFilter(context: ServicesContext, layer: Layer, call: Call, text: string): RowFilter {
  const given = geometryParameter(text);
  if (!given) throw invalidParameter(context, 'geometry');
  const reference = given.spatialReference ?? spatialReferenceOf(call.params.text('inSR')) ?? null;
  const change = reprojection(reference, layer.definition.spatialReference);
  if (change === undefined) throw invalidParameter(context, 'inSR');
  let { xmin, ymin, xmax, ymax } = given.envelope;
  if (change) {
    [xmin, ymin] = change(xmin, ymin);
    [xmax, ymax] = change(xmax, ymax);
  }
  return {
    sql: '("!xmin" <= ? AND "!xmax" >= ? AND "!ymin" <= ? AND "!ymax" >= ?)',
    params: [xmax, xmin, ymax, ymin],
  };
}

function geometryParameter(
  text: string,
): { envelope: Envelope; spatialReference: ReturnType<typeof spatialReferenceOf> } | null {
  const numbers = text.split(',').map(Number);
  if (numbers.every((number) => Number.isFinite(number))) {
    const [xmin = 0, ymin = 0, xmax = xmin, ymax = ymin] = numbers;
    return { envelope: { xmin, ymin, xmax, ymax }, spatialReference: null };
  }
  try {
    const json = JSON.parse(text);
    const spatialReference = spatialReferenceOf(json.spatialReference);
    if (typeof json.xmin === 'number') return { envelope: json as Envelope, spatialReference };
    const box = { xmin: Infinity, ymin: Infinity, xmax: -Infinity, ymax: -Infinity };
    mapCoordinates(json, (x, y) => {
      box.xmin = Math.min(box.xmin, x);
      box.ymin = Math.min(box.ymin, y);
      box.xmax = Math.max(box.xmax, x);
      box.ymax = Math.max(box.ymax, y);
      return [x, y];
    });
    return box.xmin <= box.xmax ? { envelope: box, spatialReference } : null;
  } catch {
    return null;
  }
}
