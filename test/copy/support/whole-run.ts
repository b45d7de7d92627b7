import type { CopyResult, CopySettings } from '../../../lib/copy/copy-settings.js';
import type { RunReport } from '../../../lib/copy/run/report.js';
import type { Run } from '../../../lib/copy/run/run.js';
import { summaryOf } from '../../../lib/copy/run/summary-of.js';
import type { Portals } from './portals.js';

const NODE = { id: 'copying', name: 'clone-item' };
const REPORT = 'reporting';

/**
 * Copies the items one after the other, as a node that gets them in this order would, and waits for the run's report.
 * @param between called when all items have been copied, before the run comes to its end
 */
export async function wholeRun(
  portals: Portals,
  ids: string[],
  settings: Partial<CopySettings> = {},
  between: (run: Run) => Promise<void> | void = () => undefined,
): Promise<RunReport> {
  const run = await portals.run(ids);
  // Nothing ends before the last item has passed.
  for (const id of ids) run.entered(id, NODE);
  for (const id of ids) record(run, portals.target.url, await portals.copy(run, id, settings));
  await between(run);
  for (const id of ids) {
    run.left(id, NODE, true);
    run.arrived(REPORT, id);
  }
  return run.collect(REPORT, { quietMs: 1000 });
}

function record(run: Run, portal: string, result: CopyResult): void {
  const { source, target, outcome, checks, warnings, residue, rewritten, requests, ms, error, dependencies } =
    result;
  const findings = { checks, warnings, residue, rewritten, requests, ms, ...(error && { error }) };
  const step = { node: NODE.id, outcome, started: run.info.started, ...findings };
  run.record(source.id, step, target ? { portal, item: summaryOf(target) } : undefined, dependencies);
  run.learn(result.map);
}
