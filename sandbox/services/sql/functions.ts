import { SqlError, type SqlFragment, type SqlType } from './sql-fragment.js';

interface SqlFunction {
  min: number;
  max: number;
  /** Kinds of the arguments; the last one holds for the rest. 'any' takes all but conditions. */
  takes: ('number' | 'text' | 'any')[];
  type: SqlType | 'first';
  sql(args: string[]): string;
}

const call = (name: string) => (args: string[]) => `${name}(${args.join(', ')})`;
const numeric = (name: string, min = 1, max = min): SqlFunction => ({
  min,
  max,
  takes: ['number'],
  type: 'number',
  sql: call(name),
});
const textual = (name: string, type: SqlType, min = 1, max = min): SqlFunction => ({
  min,
  max,
  takes: ['text', 'number'],
  type,
  sql: call(name),
});

/** Functions of ArcGIS standardised queries and what SQLite calls them. */
const FUNCTIONS: Record<string, SqlFunction> = {
  UPPER: textual('upper', 'text'),
  LOWER: textual('lower', 'text'),
  CHAR_LENGTH: textual('length', 'number'),
  CHARACTER_LENGTH: textual('length', 'number'),
  LENGTH: textual('length', 'number'),
  SUBSTRING: textual('substr', 'text', 2, 3),
  TRIM: textual('trim', 'text'),
  LTRIM: textual('ltrim', 'text'),
  RTRIM: textual('rtrim', 'text'),
  CONCAT: { min: 2, max: 20, takes: ['any'], type: 'text', sql: (args) => `(${args.join(' || ')})` },
  ABS: numeric('abs'),
  CEILING: numeric('ceil'),
  FLOOR: numeric('floor'),
  ROUND: numeric('round', 1, 2),
  TRUNCATE: numeric('trunc'),
  POWER: numeric('power', 2),
  SQRT: numeric('sqrt'),
  EXP: numeric('exp'),
  LOG: numeric('ln'),
  LN: numeric('ln'),
  LOG10: numeric('log10'),
  MOD: numeric('mod', 2),
  SIGN: numeric('sign'),
  SIN: numeric('sin'),
  COS: numeric('cos'),
  TAN: numeric('tan'),
  COALESCE: { min: 2, max: 20, takes: ['any'], type: 'first', sql: call('coalesce') },
  NULLIF: { min: 2, max: 2, takes: ['any'], type: 'first', sql: call('nullif') },
};

/** Whether a name is a function that clauses may call. */
export function isFunction(name: string): boolean {
  return Object.hasOwn(FUNCTIONS, name.toUpperCase());
}

/** A call of one of the functions that clauses may use. Throws SqlError for wrong arguments. */
export function callFunction(name: string, args: SqlFragment[]): SqlFragment {
  const found = FUNCTIONS[name.toUpperCase()];
  if (!found) throw new SqlError(`unknown function ${name}`);
  if (args.length < found.min || args.length > found.max) throw new SqlError(`wrong arguments of ${name}`);
  args.forEach((arg, index) => {
    const takes = found.takes[Math.min(index, found.takes.length - 1)];
    const fits = takes === 'any' ? arg.type !== 'boolean' : takes === arg.type || arg.type === 'null';
    const textLike = takes === 'text' && arg.type === 'guid';
    if (!fits && !textLike) throw new SqlError(`${name} takes no ${arg.type}`);
  });
  return {
    sql: found.sql(args.map((arg) => arg.sql)),
    params: args.flatMap((arg) => arg.params),
    type: found.type === 'first' ? (args[0]?.type ?? 'null') : found.type,
  };
}
