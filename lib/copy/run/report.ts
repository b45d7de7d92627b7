import type { Check, Warning } from '../../items/findings.js';
import type { Residue } from '../../references/residue.js';
import type { ItemSummary, Outcome, PlainError, PlannedOutcome, RunInfo } from './message.js';

/** What was done with one item of the source, and how it was checked. Plain JSON. */
export interface ReportRow {
  source: ItemSummary;
  target: ItemSummary | null;
  outcome: Outcome;
  /** Of a planned one: what it would be. */
  planned?: PlannedOutcome;
  checks: { passed: number; failed: number };
  failedChecks: Check[];
  warnings: Warning[];
  /** How many references the run replaced in the copy: strings, keys and layer numbers that were written otherwise. */
  rewritten: number;
  residue: Residue[];
  error?: PlainError;
  ms: number;
  requests: number;
  /** Source id of the item that needed this one; absent for items that the search found. */
  onBehalfOf?: string;
}

/** Everything that a run did. Plain JSON. */
export interface RunReport {
  run: RunInfo;
  source: { portal: string };
  target: { portal: string } | null;
  /** Items that the search announced; rows may be more (what they depend on) but never fewer. */
  found: number;
  outcomes: Record<Outcome, number>;
  checks: { passed: number; failed: number };
  /** References that were replaced, in all rows. */
  rewritten: number;
  residue: { listed: number; unlisted: number };
  ms: number;
  requests: number;
  /** What failed for no item in particular, such as the search for what is to be re-pointed; absent if nothing did. */
  errors?: PlainError[];
  rows: ReportRow[];
}

/** Sums the rows of a run up. `shared` are requests that were made, `faults` what failed, for no item in particular. */
export function sumUp(
  head: Pick<RunReport, 'run' | 'source' | 'target' | 'found' | 'ms'>,
  rows: ReportRow[],
  shared: number,
  faults: PlainError[],
): RunReport {
  const report: RunReport = {
    ...head,
    outcomes: { created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0, deleted: 0, planned: 0 },
    checks: { passed: 0, failed: 0 },
    rewritten: 0,
    residue: { listed: 0, unlisted: 0 },
    requests: shared,
    ...(faults.length > 0 && { errors: faults }),
    rows,
  };
  for (const row of rows) {
    report.outcomes[row.outcome] += 1;
    report.checks.passed += row.checks.passed;
    report.checks.failed += row.checks.failed;
    report.rewritten += row.rewritten;
    report.requests += row.requests;
    for (const { reason } of row.residue) report.residue[reason ? 'listed' : 'unlisted'] += 1;
  }
  return report;
}
