import type { SqlValue } from '../sql/sql-fragment.js';

/** A checked condition on the rows of a layer's table. */
export interface RowFilter {
  sql: string;
  params: SqlValue[];
}

/** All conditions must hold. */
export function allOf(filters: RowFilter[]): RowFilter {
  if (filters.length === 0) return { sql: '1', params: [] };
  return {
    sql: filters.map((filter) => filter.sql).join(' AND '),
    params: filters.flatMap((filter) => filter.params),
  };
}
