import type { SqlValue } from './database.js';

/** SQLite's functions take 1,000 values. */
const AT_ONCE = 900;

/**
 * Columns (in SQL, none of them with bytes) as JSON, to be read back with `valuesOf`: reading a text for each row is twice as fast as
 * reading each value. Numbers come back to the last bit.
 */
export function jsonColumns(columns: readonly string[]): string {
  const parts: string[] = [];
  for (let start = 0; start < columns.length; start += AT_ONCE) {
    parts.push(`json_array(${columns.slice(start, start + AT_ONCE).join(', ')}) AS "!json${parts.length}"`);
  }
  return parts.join(', ');
}

/** The values of a row that was selected with `jsonColumns`, in the order of the columns. */
export function valuesOf(row: Record<string, unknown>): SqlValue[] {
  const first = JSON.parse(row['!json0'] as string) as SqlValue[];
  for (let part = 1; `!json${part}` in row; part += 1) {
    first.push(...(JSON.parse(row[`!json${part}`] as string) as SqlValue[]));
  }
  return first;
}
