import type { Call } from '../../http/call.js';
import { clauseContext, type LayerField, visibleFieldsOf } from '../layer-fields.js';
import { tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { parseCondition, parseExpression } from '../sql/parse-clause.js';
import { quoted, type SqlContext, SqlError, type SqlFragment } from '../sql/sql-fragment.js';
import type { RowFilter } from './all-of.js';
import { pageOf } from './page.js';
import { invalidParameter } from './query-errors.js';

interface Statistic {
  statisticType: string;
  onStatisticField: string;
  outStatisticFieldName?: string;
  /** Of a percentile: which one (0 to 1) and from which end. */
  statisticParameters?: { value?: number; orderBy?: string };
}

const AGGREGATES: Record<string, (value: string, share: number, order: string) => string> = {
  count: (value) => `count(${value})`,
  sum: (value) => `sum(${value})`,
  min: (value) => `min(${value})`,
  max: (value) => `max(${value})`,
  avg: (value) => `avg(${value})`,
  var: variance,
  stddev: (value) => `sqrt(${variance(value)})`,
  percentile_cont: (value, share, order) => `percentile(json_group_array(${value}), ${share}, '${order}', 1)`,
  percentile_disc: (value, share, order) => `percentile(json_group_array(${value}), ${share}, '${order}', 0)`,
};

/** Answers a query with outStatistics, groupByFieldsForStatistics, having and orderByFields. */
export function statisticsAnswer(
  context: ServicesContext,
  layer: Layer,
  call: Call,
  filter: RowFilter,
): Record<string, unknown> {
  const { params } = call;
  const fields = visibleFieldsOf(layer);
  const clauses = clauseContext(context, fields, call.caller?.username ?? '');
  const groups = groupFields(context, fields, params.list('groupByFieldsForStatistics'));
  const statistics = (params.json<Statistic[]>('outStatistics') ?? []).map((one) =>
    aggregate(context, one, clauses),
  );
  if (statistics.length === 0) throw invalidParameter(context, 'outStatistics');
  const groupColumns = groups.map(({ column }) => quoted(column));
  const shown = [
    ...groups.map(({ field, column }) => `${quoted(column)} AS ${quoted(field.name)}`),
    ...statistics.map((one) => `${one.sql} AS ${quoted(one.name)}`),
  ];
  const having = params.text('having', '').trim();
  const condition = having ? havingFilter(context, having, clauses, statistics) : undefined;
  const { offset, limit } = pageOf(context, layer, call);
  const order = orderBy(context, call, [
    ...groups.map(({ field }) => field.name),
    ...statistics.map((one) => one.name),
  ]);
  const rows = context.store.database.all(
    `SELECT ${shown.join(', ')} FROM ${tableOf(layer)} WHERE ${filter.sql}
     ${groupColumns.length > 0 ? `GROUP BY ${groupColumns.join(', ')}` : ''} ${condition ? `HAVING ${condition.sql}` : ''}
     ${order} LIMIT ${limit + 1} OFFSET ${offset}`,
    [...statistics.flatMap((one) => one.params), ...filter.params, ...(condition?.params ?? [])],
  );
  return {
    objectIdFieldName: layer.definition.objectIdField,
    globalIdFieldName: layer.definition.globalIdField,
    fields: [
      ...groups.map(({ field }) => field),
      ...statistics.map((one) => ({
        name: one.name,
        type: one.type,
        alias: one.name,
        sqlType: 'sqlTypeOther',
      })),
    ],
    ...(rows.length > limit ? { exceededTransferLimit: true } : {}),
    features: rows.slice(0, limit).map((attributes) => ({ attributes })),
  };
}

/** Sample variance; null for fewer than two values. */
function variance(value: string): string {
  return `((sum(1.0 * ${value} * ${value}) - sum(${value}) * 1.0 * sum(${value}) / count(${value})) / nullif(count(${value}) - 1, 0))`;
}

function aggregate(
  context: ServicesContext,
  one: Statistic,
  clauses: SqlContext,
): { sql: string; params: SqlFragment['params']; name: string; type: string } {
  const kind = String(one.statisticType).toLowerCase();
  const build = AGGREGATES[kind];
  if (!build || typeof one.onStatisticField !== 'string') throw invalidParameter(context, 'outStatistics');
  const value =
    kind === 'count' && one.onStatisticField.trim() === '*'
      ? { sql: '1', params: [], type: 'number' as const }
      : expression(context, one.onStatisticField, clauses, 'outStatistics');
  const { value: share = 0.5, orderBy = 'ASC' } = one.statisticParameters ?? {};
  if (!(share >= 0 && share <= 1)) throw invalidParameter(context, 'outStatistics');
  if (kind.startsWith('percentile') && !context.profile.atLeast('10.7'))
    throw invalidParameter(context, 'outStatistics');
  const sql = build(value.sql, share, /^desc/i.test(orderBy) ? 'DESC' : 'ASC');
  const repeats = sql.split('?').length - 1;
  const params = Array.from(
    { length: value.params.length === 0 ? 0 : repeats / value.params.length },
    () => value.params,
  );
  const sameType = kind === 'min' || kind === 'max';
  return {
    sql,
    params: params.flat(),
    name: one.outStatisticFieldName ?? `${kind}_${one.onStatisticField}`,
    type: kind === 'count' ? 'esriFieldTypeInteger' : typeOf(sameType ? value.type : 'number'),
  };
}

function typeOf(type: SqlFragment['type']): string {
  if (type === 'date') return 'esriFieldTypeDate';
  return type === 'number' ? 'esriFieldTypeDouble' : 'esriFieldTypeString';
}

function expression(
  context: ServicesContext,
  text: string,
  clauses: SqlContext,
  parameter: string,
): SqlFragment {
  try {
    return parseExpression(text, clauses);
  } catch (error) {
    if (error instanceof SqlError) throw invalidParameter(context, parameter);
    throw error;
  }
}

function groupFields(context: ServicesContext, fields: LayerField[], names: string[]): LayerField[] {
  return names.map((name) => {
    const found = fields.find(({ field }) => field.name.toLowerCase() === name.toLowerCase());
    if (!found) throw invalidParameter(context, 'groupByFieldsForStatistics');
    return found;
  });
}

/** `having` may name aggregates, such as SUM(area) > 5: each is replaced by a column of its own. */
function havingFilter(
  context: ServicesContext,
  having: string,
  clauses: SqlContext,
  statistics: { sql: string; name: string }[],
): RowFilter {
  const aggregates = new Map(statistics.map((one) => [one.name.toLowerCase(), one.name]));
  const text = having.replace(
    /\b(count|sum|min|max|avg|var|stddev)\s*\(\s*([\w*]+)\s*\)/gi,
    (whole, kind: string, field: string) => {
      const found = statistics.find(
        (one) => one.sql === AGGREGATES[kind.toLowerCase()]?.(quoted(field), 0.5, 'ASC'),
      );
      return found ? found.name : whole;
    },
  );
  try {
    const { sql, params } = parseCondition(text, {
      ...clauses,
      column: (name) => {
        const aggregate = aggregates.get(name.toLowerCase());
        return aggregate === undefined ? clauses.column(name) : { column: aggregate, type: 'number' };
      },
    });
    return { sql, params };
  } catch (error) {
    if (error instanceof SqlError) throw invalidParameter(context, 'having');
    throw error;
  }
}

function orderBy(context: ServicesContext, call: Call, names: string[]): string {
  const clauses = call.params.list('orderByFields').map((clause) => {
    const [, name = '', direction = 'ASC'] = /^(.*?)(?:\s+(ASC|DESC))?$/i.exec(clause) ?? [];
    const found = names.find((one) => one.toLowerCase() === name.trim().toLowerCase());
    if (!found) throw invalidParameter(context, 'orderByFields');
    return `${quoted(found)} ${direction.toUpperCase()}`;
  });
  return clauses.length === 0 ? '' : `ORDER BY ${clauses.join(', ')}`;
}
