import type { ReportRow, RunReport } from '../../lib/copy/run/report.js';
import { colour, column, seconds } from './terminal.js';

const WIDTHS = { type: 22, title: 40, outcome: 10, checks: 16 };

const OUTCOME_STYLES = {
  created: 'green',
  updated: 'cyan',
  unchanged: 'gray',
  skipped: 'yellow',
  failed: 'red',
  deleted: 'magenta',
  planned: 'gray',
} as const;

export function printHead(): void {
  const { type, title, outcome, checks } = WIDTHS;
  const head = `${column('type', type)}  ${column('title', title)}  ${column('outcome', outcome)}  ${column('checks passed', checks)}  ${'time'.padStart(8)}`;
  console.log(colour('bold', head));
}

export function printRow(row: ReportRow): void {
  const { passed, failed } = row.checks;
  const checks = failed ? `${passed} of ${passed + failed}` : `${passed}`;
  const cells = [
    column(row.source.type, WIDTHS.type),
    column(row.source.title, WIDTHS.title),
    colour(OUTCOME_STYLES[row.outcome], column(row.outcome, WIDTHS.outcome)),
    column(checks, WIDTHS.checks),
    seconds(row.ms).padStart(8),
  ];
  console.log(cells.join('  '));
  const reason = row.error?.message ?? row.failedChecks.map(({ check }) => `${check} differs`).join(', ');
  if (row.outcome === 'failed' && reason) console.log(colour('red', `    ${reason}`));
}

export function printSummary(report: RunReport): void {
  const { found, outcomes, checks, rewritten, residue } = report;
  const counts = Object.entries(outcomes)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) =>
      colour(OUTCOME_STYLES[outcome as keyof typeof OUTCOME_STYLES], `${count} ${outcome}`),
    );
  console.log('');
  console.log(`${colour('bold', `${found} items found`)}: ${counts.join(', ') || 'nothing to do'}`);
  console.log(
    `${checks.passed} checks passed, ${checks.failed} failed; ` +
      `${rewritten} references replaced, ${residue.listed + residue.unlisted} references to the source remain, ${residue.unlisted} of them unexplained`,
  );
  console.log(`${seconds(report.ms)}, ${report.requests} requests`);
  console.log('');
}
