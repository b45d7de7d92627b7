import { stringify } from 'csv-stringify/sync';
import type { ReportRow, RunReport } from './report.js';

const COLUMNS: Record<string, (row: ReportRow) => string | number> = {
  'old id': (row) => row.source.id,
  'new id': (row) => row.target?.id ?? '',
  'old URL': (row) => row.source.url ?? '',
  'new URL': (row) => row.target?.url ?? '',
  type: (row) => row.source.type,
  title: (row) => row.source.title,
  outcome: (row) => row.outcome,
  'checks passed': (row) => row.checks.passed,
  'checks failed': (row) => row.checks.failed,
  'references replaced': (row) => row.rewritten,
  residue: (row) => row.residue.map(({ path, reason }) => `${path} (${reason ?? 'unexplained'})`).join('; '),
  warnings: (row) => row.warnings.map(({ message }) => message).join('; '),
  error: (row) => (row.error ? `${row.error.code}: ${row.error.message}` : ''),
  ms: (row) => row.ms,
};

/**
 * The rows of a report as CSV (RFC 4180, with a byte order mark because spreadsheet programs guess the encoding otherwise).
 * Text that a spreadsheet would run as a formula is escaped: titles come from other people.
 */
export function reportCsv(report: RunReport): string {
  const names = Object.keys(COLUMNS);
  const records = report.rows.map((row) => Object.values(COLUMNS).map((value) => value(row)));
  return stringify([names, ...records], { bom: true, escape_formulas: true, record_delimiter: 'windows' });
}
