import type { Call } from '../../http/call.js';
import { clauseContext, columnOf, visibleFieldsOf } from '../layer-fields.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { parseExpression } from '../sql/parse-clause.js';
import { quoted, SqlError } from '../sql/sql-fragment.js';
import { invalidParameter } from './query-errors.js';

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
