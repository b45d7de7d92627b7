import type { Call } from '../../http/call.js';
import { clauseContext, visibleFieldsOf } from '../layer-fields.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { parseCondition, parseExpression } from '../sql/parse-clause.js';
import { SqlError } from '../sql/sql-fragment.js';
import { invalidParameter } from './query-errors.js';

/** `validateSQL`: whether the layer would take a clause (`sqlType=where`) or an expression. */
export function validateSql(context: ServicesContext, layer: Layer, call: Call): Record<string, unknown> {
  const sql = call.params.text('sql', '').trim();
  const type = call.params.text('sqlType', 'where').toLowerCase();
  if (sql === '') throw invalidParameter(context, 'sql');
  if (type !== 'where' && type !== 'expression') throw invalidParameter(context, 'sqlType');
  const clauses = clauseContext(context, visibleFieldsOf(layer), call.caller?.username ?? '');
  try {
    if (type === 'where') parseCondition(sql, clauses);
    else parseExpression(sql, clauses);
    return { isValidSQL: true };
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const unknown = error.message.startsWith('unknown field');
    return {
      isValidSQL: false,
      validationErrors: [{ errorCode: unknown ? 3010 : 3004, description: error.message }],
    };
  }
}
