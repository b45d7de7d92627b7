import type { Field, FieldType, JoinedField, JoinedTable, RelatedTable } from '../layer-definition.js';
import { clauseContext, fieldsOf, type LayerField } from '../layer-fields.js';
import { viewFilter } from '../query/row-filter.js';
import { GEOMETRY_COLUMNS, tableOf } from '../row-table.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { parseExpression } from '../sql/parse-clause.js';
import { quoted, SqlError, type SqlFragment, type SqlValue } from '../sql/sql-fragment.js';

export interface JoinRequest {
  table: JoinedTable;
  main: Layer;
  /** Layers of `table.relatedTables`, in their order. */
  others: Layer[];
  /** The one of them whose shapes are shown. */
  shaped: Layer | null;
  /** Name of the ObjectID that joined rows get. */
  objectIdField: string;
}

interface Column {
  field: Field;
  /** In the inner query. */
  column: string;
}

const STATISTICS = new Set(['count', 'sum', 'min', 'max', 'avg']);
const NUMBERS = new Set<FieldType>([
  'esriFieldTypeInteger',
  'esriFieldTypeSmallInteger',
  'esriFieldTypeDouble',
  'esriFieldTypeSingle',
]);

/**
 * The query behind a joined view, and the fields that it has. Rows of several layers together are numbered anew, since one row of
 * the main layer may come several times. Throws SqlError for fields that do not exist.
 */
export function joinTables(context: ServicesContext, request: JoinRequest): { sql: string; fields: Field[] } {
  const { table, main, others, shaped } = request;
  const related = table.relatedTables ?? [];
  const first = innerQuery(context, main, table, []);
  const inner = others.map((layer, index) =>
    innerQuery(context, layer, related[index] as RelatedTable, related[index]?.keyFields ?? []),
  );
  const isJoin = related.length > 0;
  // The number of a joined row takes the place of that of its first layer.
  const objectIdField = (isJoin && first.columns.find(isNumber)?.field.name) || request.objectIdField;
  if (isJoin) first.columns = first.columns.filter((column) => !isNumber(column));
  const taken = new Set(isJoin ? [objectIdField.toLowerCase()] : []);
  const columns = [first, ...inner].flatMap(({ columns: own }, index) =>
    own.map(({ field, column }) => {
      const plain = isJoin ? asPlain(field) : field;
      return { field: { ...plain, name: freeName(plain.name, taken) }, from: `t${index}.${quoted(column)}` };
    }),
  );
  const numbered = isJoin || !columns.some(({ field }) => field.type === 'esriFieldTypeOID');
  const shapeOf = [main, ...others].indexOf(shaped ?? main);
  const order = [first, ...inner].map(({ order: column }, index) => `t${index}.${column}`);
  const selected = [
    ...columns.map(({ field, from }) => `${from} AS ${quoted(field.name)}`),
    ...(numbered ? [`row_number() OVER (ORDER BY ${order.join(', ')}) AS ${quoted(objectIdField)}`] : []),
    ...GEOMETRY_COLUMNS.map((name) => (shaped ? `t${shapeOf}.${name} AS ${name}` : `NULL AS ${name}`)),
  ];
  const joins = related.map((one, index) => {
    const keys = (one.parentKeyFields ?? []).map((name, at) => {
      const left = columnNamed(main, name);
      const right = inner[index]?.keys[at] ?? '';
      return `t0.${quoted(left.column)} = t${index + 1}.${quoted(right)}`;
    });
    const kind = String(one.type ?? 'INNER').toUpperCase() === 'LEFT' ? 'LEFT' : 'INNER';
    return ` ${kind} JOIN (${inner[index]?.sql}) AS t${index + 1} ON ${keys.join(' AND ')}`;
  });
  const fields = columns.map(({ field }) => field);
  if (numbered) fields.push(objectId(objectIdField));
  return { sql: `SELECT ${selected.join(', ')} FROM (${first.sql}) AS t0${joins.join('')}`, fields };
}

interface Inner {
  sql: string;
  columns: Column[];
  /** Columns of the keys. */
  keys: string[];
  /** What its rows are ordered by. */
  order: string;
}

/** The rows of one of the layers: filtered as its view is, the first ones of each group, or one row per key. */
function innerQuery(context: ServicesContext, layer: Layer, table: JoinedTable, keyFields: string[]): Inner {
  const clauses = clauseContext(context, fieldsOf(layer), '');
  const filter = viewFilter(context, layer);
  const where = literal({ ...filter, type: 'boolean' });
  const list = table.sourceLayerFields;
  const chosen: JoinedField[] = Array.isArray(list)
    ? list
    : fieldsOf(layer).map(({ field }) => ({ name: field.name, source: field.name }));
  const keys = keyFields.map((name) => columnNamed(layer, name).column);
  const statistics = chosen.some((one) => one.statisticType);
  const extra: string[] = [];
  const columns = chosen.flatMap((one, index): Column[] => {
    if (one.expression !== undefined) {
      const column = `!e${index}`;
      const value = parseExpression(one.expression, clauses);
      extra.push(`${literal(value)} AS ${quoted(column)}`);
      return [{ field: madeField(one, one.type ?? typeOf(value)), column }];
    }
    const origin = columnNamed(layer, one.source ?? one.name);
    const kind = String(one.statisticType ?? '').toLowerCase();
    if (kind !== '') {
      if (!STATISTICS.has(kind)) throw new SqlError(`unknown statistic ${kind}`);
      const column = `!e${index}`;
      extra.push(`${kind}(${quoted(origin.column)}) AS ${quoted(column)}`);
      const counted =
        kind === 'count'
          ? 'esriFieldTypeInteger'
          : kind === 'avg'
            ? 'esriFieldTypeDouble'
            : origin.field.type;
      return [{ field: madeField(one, counted), column }];
    }
    if (statistics && !keys.includes(origin.column)) return [];
    const { overrides: _, source: _s, ...field } = origin.field;
    return [
      {
        field: { ...field, name: one.name, alias: one.alias ?? field.alias } as Field,
        column: origin.column,
      },
    ];
  });
  const from = `FROM ${tableOf(layer)} WHERE ${where}`;
  if (statistics) {
    const by = keys.map(quoted);
    return {
      sql: `SELECT ${[...by, ...extra].join(', ')} ${from} GROUP BY ${by.join(', ')}`,
      columns,
      keys,
      order: by[0] ?? '1',
    };
  }
  const order = quoted(columnNamed(layer, layer.definition.objectIdField).column);
  const plain = `SELECT ${['*', ...extra].join(', ')} ${from}`;
  const { topFilter } = table;
  if (!topFilter) return { sql: plain, columns, keys, order };
  const groups = names(topFilter.groupByFields).map((name) => quoted(columnNamed(layer, name).column));
  const sorted = names(topFilter.orderByFields).map((clause) => {
    const [name = '', direction = 'ASC'] = clause.split(/\s+/);
    return `${quoted(columnNamed(layer, name).column)} ${direction.toUpperCase() === 'DESC' ? 'DESC' : 'ASC'}`;
  });
  const partition = groups.length > 0 ? `PARTITION BY ${groups.join(', ')} ` : '';
  const ranked = `SELECT *, row_number() OVER (${partition}ORDER BY ${[...sorted, order].join(', ')}) AS "!rank" FROM (${plain})`;
  const sql = `SELECT * FROM (${ranked}) WHERE "!rank" <= ${Math.max(1, Number(topFilter.topCount ?? 1) || 1)}`;
  return { sql, columns, keys, order };
}

function names(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function columnNamed(layer: Layer, name: string): LayerField {
  const found = fieldsOf(layer).find(({ field }) => field.name.toLowerCase() === name.toLowerCase());
  if (!found) throw new SqlError(`'${name}' is no field of ${layer.definition.name}`);
  return found;
}

function isNumber({ field }: Column): boolean {
  return field.type === 'esriFieldTypeOID';
}

/** Fields of the same name are told apart by a number. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 1; taken.has(free.toLowerCase()); count += 1) free = `${name}_${count}`;
  taken.add(free.toLowerCase());
  return free;
}

/** Row keys of the layers are no keys of the joined rows. */
function asPlain(field: Field): Field {
  if (field.type === 'esriFieldTypeGlobalID')
    return { ...field, type: 'esriFieldTypeGUID', sqlType: 'sqlTypeGUID' };
  if (field.type === 'esriFieldTypeOID')
    return { ...field, type: 'esriFieldTypeInteger', sqlType: 'sqlTypeInteger' };
  return field;
}

function objectId(name: string): Field {
  return madeField({ name, alias: name }, 'esriFieldTypeOID', false);
}

function madeField({ name, alias = name }: JoinedField, type: FieldType, nullable = true): Field {
  const length = NUMBERS.has(type) || type !== 'esriFieldTypeString' ? {} : { length: 8000 };
  return {
    name,
    type,
    alias,
    sqlType: 'sqlTypeOther',
    ...length,
    nullable,
    editable: false,
    domain: null,
    defaultValue: null,
  };
}

function typeOf({ type }: SqlFragment): FieldType {
  if (type === 'number') return 'esriFieldTypeDouble';
  return type === 'date' ? 'esriFieldTypeDate' : 'esriFieldTypeString';
}

/** A view of the database takes no parameters: they are written out. */
function literal({ sql, params }: Pick<SqlFragment, 'sql' | 'params' | 'type'>): string {
  const values = [...params];
  return sql.replace(/\?/g, () => written(values.shift() ?? null));
}

function written(value: SqlValue): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
