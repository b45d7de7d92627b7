import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { OpenService } from '../access.js';
import { storedValue, ValueError } from '../field-values.js';
import { trackingOf } from '../layer-features.js';
import { clauseContext, type LayerField, visibleFieldsOf } from '../layer-fields.js';
import { allOf } from '../query/all-of.js';
import { missingWhere } from '../query/query-errors.js';
import { viewFilter, whereFilter } from '../query/row-filter.js';
import { rootOf, tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { parseExpression } from '../sql/parse-clause.js';
import { quoted, SqlError, type SqlValue } from '../sql/sql-fragment.js';

interface Calculation {
  field?: string;
  value?: unknown;
  sqlExpression?: string;
}

/** `calculate`: gives fields of the rows that a clause finds a value, or that of an expression on their fields. */
export function calculate(
  context: ServicesContext,
  open: OpenService,
  layer: Layer,
  call: Call,
): Record<string, unknown> {
  const { params } = call;
  const where = params.text('where', '').trim();
  if (where === '') throw missingWhere(context);
  const user = call.caller?.username ?? '';
  const filter = allOf([viewFilter(context, layer), whereFilter(context, layer, where, user)]);
  const calculations = params.json<Calculation | Calculation[]>('calcExpression');
  const list = Array.isArray(calculations) ? calculations : calculations ? [calculations] : [];
  if (list.length === 0) throw refused("'calcExpression' must be specified.");
  const fields = visibleFieldsOf(layer);
  const sets = list.map((one) => setClause(context, layer, fields, one, user));
  const info = rootOf(layer).definition.editFieldsInfo;
  const kept = new Set(list.map((one) => String(one.field).toLowerCase()));
  const tracking = trackingOf(rootOf(layer).service);
  if (info && tracking) {
    const preserves = tracking.preserve && open.access === 'admin';
    const set = (name: string, value: SqlValue) => {
      if (!preserves || !kept.has(name.toLowerCase()))
        sets.push({ sql: `${quoted(name)} = ?`, params: [value] });
    };
    set(info.editorField, user);
    set(info.editDateField, Date.now());
  }
  try {
    const changes = context.store.database.transaction(() => {
      const done = context.store.database.run(
        `UPDATE ${tableOf(layer)} SET ${sets.map((one) => one.sql).join(', ')} WHERE ${filter.sql}`,
        [...sets.flatMap((one) => one.params), ...filter.params],
      );
      context.store.noteEdit(rootOf(layer));
      return done.changes;
    });
    context.gate.touched(rootOf(layer).service.itemId);
    return { success: true, updatedFeatureCount: changes };
  } catch (error) {
    const unique = error instanceof Error && error.message.includes('UNIQUE constraint');
    if (!unique) throw error;
    throw refused('A value of a unique field occurs twice.');
  }
}

function setClause(
  context: ServicesContext,
  layer: Layer,
  fields: LayerField[],
  { field: name, value, sqlExpression }: Calculation,
  user: string,
): { sql: string; params: SqlValue[] } {
  const found = fields.find(({ field }) => field.name.toLowerCase() === String(name).toLowerCase());
  const { objectIdField, globalIdField } = rootOf(layer).definition;
  if (!found || [objectIdField, globalIdField].includes(found.column) || found.field.editable === false)
    throw refused(`Field '${String(name)}' cannot be calculated.`);
  try {
    if (sqlExpression !== undefined) {
      const { sql, params } = parseExpression(sqlExpression, clauseContext(context, fields, user));
      return { sql: `${quoted(found.column)} = ${sql}`, params };
    }
    return { sql: `${quoted(found.column)} = ?`, params: [storedValue(value, found.field, context.guids)] };
  } catch (error) {
    if (error instanceof SqlError || error instanceof ValueError) throw refused(error.message);
    throw error;
  }
}

function refused(detail: string): PortalError {
  return new PortalError(400, 'Unable to perform calculate operation.', { details: [detail] });
}
