import type { RunReport } from '../../lib/copy/run/report.js';
import type { Pair } from './compare-portals.js';

/** The rows of a report that ended in a copy. */
export const copies = (report: RunReport): Pair[] =>
  report.rows.flatMap(({ source, target }) =>
    target
      ? [{ source: { id: source.id, type: source.type, title: source.title }, target: { id: target.id } }]
      : [],
  );

/** The failed rows of a report with their reasons, '' if there is none: asserted to be '' it names them. */
export const failures = (report: RunReport): string =>
  report.rows
    .filter(({ outcome }) => outcome === 'failed')
    .map(
      (row) => `${row.source.type} "${row.source.title}": ${JSON.stringify(row.error ?? row.failedChecks)}`,
    )
    .join('\n');
