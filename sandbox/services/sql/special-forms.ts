import { dateLiteral, join, UNITS } from './combine.js';
import { SqlError, type SqlFragment, type SqlType } from './sql-fragment.js';
import type { TokenReader } from './token-reader.js';

/** Reads tokens and what they make up. */
export interface ExpressionReader extends TokenReader {
  /** Everything but comparisons and conditions. */
  sum(): SqlFragment;
  condition(): SqlFragment;
}

const PARTS: Record<string, string> = {
  YEAR: '%Y',
  MONTH: '%m',
  DAY: '%d',
  HOUR: '%H',
  MINUTE: '%M',
  SECOND: '%S',
};
const CASTS: Record<string, { sql: string; type: SqlType }> = {
  INTEGER: { sql: 'INTEGER', type: 'number' },
  INT: { sql: 'INTEGER', type: 'number' },
  SMALLINT: { sql: 'INTEGER', type: 'number' },
  BIGINT: { sql: 'INTEGER', type: 'number' },
  FLOAT: { sql: 'REAL', type: 'number' },
  REAL: { sql: 'REAL', type: 'number' },
  DOUBLE: { sql: 'REAL', type: 'number' },
  NUMERIC: { sql: 'NUMERIC', type: 'number' },
  DECIMAL: { sql: 'NUMERIC', type: 'number' },
  VARCHAR: { sql: 'TEXT', type: 'text' },
  CHAR: { sql: 'TEXT', type: 'text' },
  DATE: { sql: 'INTEGER', type: 'date' },
  TIMESTAMP: { sql: 'INTEGER', type: 'date' },
};

/** `INTERVAL '3' DAY`, after its first word. */
export function readInterval(reader: ExpressionReader): SqlFragment {
  const amount = Number(reader.token().value);
  reader.skip();
  const unit = reader.token().value.toUpperCase();
  reader.skip();
  if (!Number.isFinite(amount) || !(unit in UNITS || unit === 'MONTH' || unit === 'YEAR')) {
    throw new SqlError('wrong interval');
  }
  if (reader.symbol('(')) {
    reader.skip();
    reader.expectSymbol(')');
  }
  return { sql: '', params: [], type: 'interval', interval: { amount, unit } };
}

/** `EXTRACT(YEAR FROM planted)`, after its bracket. */
export function readExtract(reader: ExpressionReader): SqlFragment {
  const part = PARTS[reader.token().value.toUpperCase()];
  reader.skip();
  reader.expectWord('FROM');
  const date = reader.sum();
  reader.expectSymbol(')');
  if (!part || date.type !== 'date') throw new SqlError('EXTRACT needs a part of a date');
  return {
    sql: `CAST(strftime('${part}', ${date.sql} / 1000.0, 'unixepoch') AS INTEGER)`,
    params: date.params,
    type: 'number',
  };
}

/** `CAST(count AS VARCHAR(10))`, after its bracket. */
export function readCast(reader: ExpressionReader): SqlFragment {
  const value = reader.sum();
  reader.expectWord('AS');
  const target = CASTS[reader.token().value.toUpperCase()];
  reader.skip();
  reader.word('PRECISION');
  if (reader.symbol('(')) while (!reader.symbol(')')) reader.skip();
  reader.expectSymbol(')');
  if (!target || value.type === 'boolean') throw new SqlError('wrong CAST');
  if (target.type === 'date') {
    if (value.literal !== undefined) return dateLiteral(value.literal);
    if (value.type !== 'date') throw new SqlError('CAST to a date of something that is no date');
  }
  return { sql: `CAST(${value.sql} AS ${target.sql})`, params: value.params, type: target.type };
}

/** `POSITION('a' IN name)`, after its bracket. */
export function readPosition(reader: ExpressionReader): SqlFragment {
  const part = reader.sum();
  if (!reader.symbol(',')) reader.expectWord('IN');
  const whole = reader.sum();
  reader.expectSymbol(')');
  return join([whole, part], `instr(${whole.sql}, ${part.sql})`, 'number');
}

/** `CASE WHEN … THEN … ELSE … END`, after its first word. */
export function readCase(reader: ExpressionReader): SqlFragment {
  const parts: SqlFragment[] = [];
  const results: SqlFragment[] = [];
  let sql = 'CASE';
  while (reader.word('WHEN')) {
    const when = reader.condition();
    reader.expectWord('THEN');
    const result = reader.sum();
    if (when.type !== 'boolean') throw new SqlError('WHEN needs a condition');
    parts.push(when, result);
    results.push(result);
    sql += ` WHEN ${when.sql} THEN ${result.sql}`;
  }
  if (reader.word('ELSE')) {
    const result = reader.sum();
    parts.push(result);
    results.push(result);
    sql += ` ELSE ${result.sql}`;
  }
  reader.expectWord('END');
  const type = results.find((result) => result.type !== 'null')?.type;
  if (!type) throw new SqlError('CASE without a value');
  return join(parts, `(${sql} END)`, type);
}
