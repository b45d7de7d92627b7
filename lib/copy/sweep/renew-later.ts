import type { CopyJob } from '../copy-job.js';
import type { CopyContext, CopyResult } from '../copy-settings.js';
import type { Copying } from '../copying.js';
import { LeftToAnotherRun } from '../identity/left-to-another-run.js';
import type { PortalPair } from '../pair.js';
import type { Step } from '../run/message.js';
import { plainError } from '../run/plain-error.js';
import type { RescanStep } from '../run/run-item.js';
import { summaryOf } from '../run/summary-of.js';

/** Under this name the step stands in the report. */
const NODE = 'renewal';

/**
 * Has a proven copy written once more at the run's end, if what it mentions is copied by then: as the next run would, but without loading files or rows
 * again. One that was left alone, because somebody edited it or the user wants that, stays so. Whatever goes wrong is that item's failure.
 * @param start starts the copying of the same item once more
 */
export function renewLater(
  job: CopyJob,
  context: CopyContext,
  made: CopyResult,
  start: (pair: PortalPair, context: CopyContext, sourceId: string) => Copying,
): void {
  const { run, target } = context;
  const { pair, left } = job;
  if (run.info.dryRun || !made.target) return;
  const isLeft = made.outcome === 'skipped' || made.warnings.some(({ code }) => code === 'TARGET_EDITED');
  const { source } = made;
  const copy = summaryOf(made.target);
  const { geodatabase: _used, progress: _shown, ...same } = context;
  const again: CopyContext = { ...same, renewed: copy.id, signal: run.signal };
  const known = job.countRewritten();
  const renew = async (): Promise<void> => {
    const started = target.clock.now();
    try {
      const result = await start(pair, again, source.id).result;
      const side = { portal: target.url, item: result.target ? summaryOf(result.target) : copy };
      run.record(source.id, stepOf(result, known, started), side);
    } catch (thrown) {
      // What another run writes just now says itself what became of it.
      if (run.signal.aborted || thrown instanceof LeftToAnotherRun) return;
      const findings = { checks: [], warnings: [], residue: [], error: plainError(thrown) };
      const step: Step = {
        node: NODE,
        outcome: 'failed',
        started,
        ms: target.clock.now() - started,
        ...findings,
      };
      run.record(source.id, step);
    }
  };
  pair.late.note({ sourceId: source.id, left: isLeft ? new Set() : left, renew });
}

function stepOf(result: CopyResult, known: number, started: number): Step {
  const { outcome, ms, requests, checks, warnings, residue, error, rewritten } = result;
  const more = Math.max(0, rewritten - known);
  const step: Step = {
    node: NODE,
    outcome,
    started,
    ms,
    requests,
    checks,
    warnings,
    residue,
    rewritten: more,
  };
  if (error) return { ...step, error };
  const scanned: RescanStep = { ...step, rescanned: true };
  return scanned;
}
