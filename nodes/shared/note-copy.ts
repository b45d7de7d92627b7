import type { CopyResult } from '../../lib/copy/copy-settings.js';
import { mergeMap } from '../../lib/copy/run/merge-map.js';
import type { ArcgisMessage, Side, Step } from '../../lib/copy/run/message.js';
import type { Run } from '../../lib/copy/run/run.js';
import { summaryOf } from '../../lib/copy/run/summary-of.js';
import { ArcGISError, type ArcGISErrorCode } from '../../lib/portal/arcgis-error.js';
import type { FlowMessage } from './node-red.js';

/**
 * Puts what was done with an item on its message, and tells the run. Throws the reason if the copy failed: then the message holds what is known, for the
 * Catch branch.
 */
export function noteCopy(
  msg: FlowMessage,
  arcgis: ArcgisMessage,
  result: CopyResult,
  work: { node: string; started: number; run: Run; targetUrl: string },
): void {
  const { node, started, run, targetUrl } = work;
  const { target, outcome, planned, checks, warnings, residue, rewritten, requests, ms, error } = result;
  const step: Step = {
    node,
    outcome,
    ...(planned && { planned }),
    started,
    ms,
    requests,
    checks,
    warnings,
    residue,
    rewritten,
    ...(error && { error }),
  };
  const side: Side | undefined = target ? { portal: targetUrl, item: summaryOf(target) } : undefined;
  run.record(arcgis.source.item.id, step, side, result.dependencies);
  run.learn(result.map);

  const map = structuredClone(arcgis.map);
  mergeMap(map, result.map);
  const added: ArcgisMessage = {
    ...arcgis,
    ...(side && { target: side }),
    map,
    replaced: [...arcgis.replaced, ...result.replaced],
    dependencies: [...arcgis.dependencies, ...result.dependencies],
    steps: [...arcgis.steps, step],
  };
  msg.arcgis = added;
  if (error) throw new ArcGISError(error.code as ArcGISErrorCode, error.message);
  if (target) msg.payload = target;
}
