import { parseDate } from './dates.js';
import { SqlError, type SqlFragment, type SqlType } from './sql-fragment.js';

/** A day, ms. */
export const DAY = 86_400_000;

/** Lengths of the units of intervals that always are equally long, ms. */
export const UNITS: Record<string, number> = { DAY, HOUR: 3_600_000, MINUTE: 60_000, SECOND: 1000 };

/** SQL made of parts, with their parameters in order. */
export function join(parts: SqlFragment[], sql: string, type: SqlType): SqlFragment {
  return { sql, params: parts.flatMap((part) => part.params), type };
}

/** A text in quotes, which may turn out to be a date or a GUID by what it is compared with. */
export function textLiteral(text: string): SqlFragment {
  return { sql: '?', params: [text], type: 'text', literal: text };
}

/** A date as epoch ms. Throws SqlError if the text is none. */
export function dateLiteral(text: string): SqlFragment {
  const value = parseDate(text);
  if (value === null) throw new SqlError(`'${text}' is no date`);
  return { sql: '?', params: [value], type: 'date', day: text.trim().slice(0, 10) };
}

/** AND or OR of two conditions. */
export function logical(left: SqlFragment, operator: string, right: SqlFragment): SqlFragment {
  if (left.type !== 'boolean' || right.type !== 'boolean') throw new SqlError(`${operator} needs conditions`);
  return join([left, right], `(${left.sql} ${operator} ${right.sql})`, 'boolean');
}

/** An arithmetic operator, || or a shift of a date. Throws SqlError for operands that it does not take. */
export function combine(left: SqlFragment, operator: string, right: SqlFragment): SqlFragment {
  if (left.type === 'date') return shiftDate(left, operator, right);
  if (operator === '||') {
    if (left.type === 'boolean' || right.type === 'boolean') throw new SqlError('|| needs text');
    return join([left, right], `(${left.sql} || ${right.sql})`, 'text');
  }
  if (left.type !== 'number' || right.type !== 'number') throw new SqlError(`${operator} needs numbers`);
  return join([left, right], `(${left.sql} ${operator} ${right.sql})`, 'number');
}

function shiftDate(date: SqlFragment, operator: string, by: SqlFragment): SqlFragment {
  if (operator === '-' && by.type === 'date')
    return join([date, by], `((${date.sql} - ${by.sql}) / ${DAY}.0)`, 'number');
  if (operator !== '+' && operator !== '-') throw new SqlError(`${operator} of a date`);
  if (by.type === 'number') return join([date, by], `(${date.sql} ${operator} ${by.sql} * ${DAY})`, 'date');
  if (!by.interval) throw new SqlError('a date takes a number of days or an interval');
  const { amount, unit } = by.interval;
  const ms = UNITS[unit];
  if (ms !== undefined) return join([date], `(${date.sql} ${operator} ${amount * ms})`, 'date');
  const shift = `${operator}${amount} ${unit.toLowerCase()}s`;
  const sql = `(CAST(strftime('%s', ${date.sql} / 1000.0, 'unixepoch', '${shift}') AS INTEGER) * 1000)`;
  return join([date], sql, 'date');
}
