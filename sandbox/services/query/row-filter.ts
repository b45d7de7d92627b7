import type { Call } from '../../http/call.js';
import { sqlTypeOf } from '../field-values.js';
import { styledGuid } from '../guid.js';
import { trackingOf } from '../layer-features.js';
import { clauseContext, columnOf, fieldsOf, visibleFieldsOf } from '../layer-fields.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { parseCondition } from '../sql/parse-clause.js';
import { quoted, SqlError } from '../sql/sql-fragment.js';
import { allOf, type RowFilter } from './all-of.js';
import { areaFilter, geometryFilter } from './geometry-filter.js';
import { invalidParameter, invalidWhere, missingWhere } from './query-errors.js';
import { timeFilter } from './time-filter.js';

/** The rows that a view shows, by its own filter and those of the views below it. */
export function viewFilter(context: ServicesContext, layer: Layer): RowFilter {
  const filters: RowFilter[] = [];
  for (let view: Layer | null = layer; view; view = view.source) {
    const { viewDefinitionQuery: clause, areaOfInterest, join } = view.definition;
    if (clause) {
      const { sql, params } = parseCondition(clause, clauseContext(context, fieldsOf(view), ''));
      filters.push({ sql, params });
    }
    const area = areaOfInterest ? areaFilter(view, areaOfInterest) : undefined;
    if (area) filters.push(area);
    // What is below it is in its query already.
    if (join) break;
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
  const filters: RowFilter[] = [viewFilter(context, layer), ownRowsFilter(context, layer, call)];
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
  const span = params.text('time', '').trim();
  const time = span ? timeFilter(context, layer, span) : null;
  if (time) filters.push(time);
  return allOf(filters);
}

/** With ownership-based access others than the owner of the service and administrators may see only the rows that they made. */
function ownRowsFilter(context: ServicesContext, layer: Layer, { caller }: Call): RowFilter {
  const { service, definition } = layer;
  const info = (service.definition.editorTrackingInfo ?? {}) as Record<string, unknown>;
  const creator = definition.editFieldsInfo?.creatorField;
  const isLimited = info.enableOwnershipAccessControl === true && info.allowOthersToQuery === false;
  if (!isLimited || !creator || !trackingOf(service)) return allOf([]);
  if (service.itemId === '' || context.gate.access(service.itemId, caller) !== 'read') return allOf([]);
  return { sql: `${quoted(columnOf(layer, creator))} = ?`, params: [caller?.username ?? ''] };
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
