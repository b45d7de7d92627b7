/** A value that SQLite stores. */
export type SqlValue = string | number | null;

/** Kind of value that a piece of SQL has; decides which comparisons make sense. */
export type SqlType = 'number' | 'text' | 'date' | 'guid' | 'boolean' | 'null' | 'interval';

/** A checked piece of SQL with its parameters in the order of its question marks. */
export interface SqlFragment {
  sql: string;
  params: SqlValue[];
  type: SqlType;
  /** The text of a string literal: it may still turn out to be a date or a GUID. */
  literal?: string;
  /** The day that a date literal names, as written. */
  day?: string;
  /** For an interval: amount and unit, as in INTERVAL '3' DAY. */
  interval?: { amount: number; unit: string };
}

/** The clause is not one that a portal accepts. The message is for the sandbox's log; portals say little. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
}

/** A table column that a clause may name. */
interface SqlColumn {
  /** Column of the SQLite table, without quotes. */
  column: string;
  type: SqlType;
}

/** What a clause is translated with. */
export interface SqlContext {
  /** The column behind a field name, in any case; undefined for an unknown field. */
  column(name: string): SqlColumn | undefined;
  /** GUID text in the form in which it is stored; null if it is none. */
  guid(text: string): string | null;
  /** Epoch ms. */
  now: number;
  user: string;
}

/** A SQLite identifier in quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
