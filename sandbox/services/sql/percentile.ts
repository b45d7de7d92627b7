import type { SqlDatabase } from '../../store/database.js';

/** Makes `percentile(values as JSON array, share, 'ASC' or 'DESC', between)` known to SQL: between two values (1), or one of them (0). */
export function addPercentile(database: SqlDatabase): void {
  database.define(
    'percentile',
    (list, share, order, between) => {
      const values = (JSON.parse(String(list)) as (number | null)[]).filter((value) => value !== null);
      values.sort((a, b) => (order === 'DESC' ? b - a : a - b));
      if (values.length === 0) return null;
      if (between !== 1) return values[Math.max(0, Math.ceil(Number(share) * values.length) - 1)] ?? null;
      const at = Number(share) * (values.length - 1);
      const low = values[Math.floor(at)] ?? 0;
      const high = values[Math.ceil(at)] ?? low;
      return low + (high - low) * (at - Math.floor(at));
    },
    { deterministic: true },
  );
}
