import type { RunReport } from '../../lib/copy/run/report.js';

/** What `--json` prints of a run. */
export function resultOf({
  found,
  outcomes,
  checks,
  rewritten,
  residue,
  ms,
  requests,
  rows,
}: RunReport): object {
  const { created, updated, unchanged, skipped, failed } = outcomes;
  return {
    found,
    outcomes: { created, updated, unchanged, skipped, failed },
    checks,
    rewritten,
    residue,
    ms,
    requests,
    items: rows.map(({ source, target, outcome }) => ({
      source: { id: source.id, type: source.type, title: source.title },
      target: target && { id: target.id },
      outcome,
    })),
  };
}

/** True if a run found something and each copy is proven. */
export function succeeded({ found, outcomes, checks, residue }: RunReport): boolean {
  return found > 0 && outcomes.failed === 0 && checks.failed === 0 && residue.unlisted === 0;
}
