import { readItem } from '../../items/read-item.js';
import type { WritablePortal } from '../../portal/portal.js';
import { countedPortal } from '../run/counted-portal.js';
import { mergeMap } from '../run/merge-map.js';
import type { ArcgisMessage, Side, Step } from '../run/message.js';
import { plainError } from '../run/plain-error.js';
import type { Run } from '../run/run.js';
import type { RescanStep } from '../run/run-item.js';
import { summaryOf } from '../run/summary-of.js';
import type { PairTable } from './pair-table.js';
import { type RepointedItem, repointItem } from './repoint-item.js';
import { sweepKnowledge } from './sweep-knowledge.js';
import { isMapOrApp } from './sweep-target.js';

/** What re-pointing the copy that a message is about takes. */
export interface OwnRequest {
  run: Run;
  node: string;
  target: WritablePortal;
  table: PairTable;
  folder: string;
  signal: AbortSignal;
}

/**
 * Re-points the copy that a message is about, and the copies that were made on its behalf, as far as they are maps and apps. Returns the step
 * for the message; null if there is nothing to re-point. A copy that fails has `outcome` `failed` in its step, or in a row of its own.
 */
export async function repointOwn(
  request: OwnRequest,
  arcgis: ArcgisMessage,
): Promise<{ step: Step; own: RepointedItem | null } | null> {
  const { run } = request;
  const copy = arcgis.target;
  if (!copy || run.info.dryRun) return null;
  run.learn(arcgis.map);
  const behalf = arcgis.dependencies.filter(({ source, target }) => target && !run.announces(source.id));
  for (const { source, target } of behalf) {
    if (!target) continue;
    const done = await repointOnce(request, target.id);
    if (done) run.recordOther(source, done.step, { portal: copy.portal, item: target });
  }
  const done = await repointOnce(request, copy.item.id);
  if (done) run.record(arcgis.source.item.id, done.step, done.side);
  return done;
}

/** The message as it goes on. */
export function withStep(arcgis: ArcgisMessage, run: Run, step: Step): ArcgisMessage {
  const map = structuredClone(arcgis.map);
  mergeMap(map, run.map);
  return { ...arcgis, map, steps: [...arcgis.steps, step] };
}

function repointOnce(
  request: OwnRequest,
  id: string,
): Promise<{ step: Step; side: Side; own: RepointedItem | null } | null> {
  return request.run.once(`re-point ${request.node} ${id}`, () => repointOne(request, id));
}

async function repointOne(
  { run, node, target: portal, table, folder, signal }: OwnRequest,
  id: string,
): Promise<{ step: Step; side: Side; own: RepointedItem | null } | null> {
  let requests = 0;
  const target = countedPortal(portal, () => {
    requests += 1;
  });
  const started = target.clock.now();
  const item = await readItem(target, id, signal);
  if (!isMapOrApp(item)) return null;
  const stepOf = (
    found: Pick<Step, 'outcome' | 'checks' | 'warnings' | 'residue' | 'rewritten' | 'error'>,
  ): Step => ({
    node,
    started,
    ms: target.clock.now() - started,
    requests,
    ...found,
  });
  try {
    const knowledge = await sweepKnowledge(run, target, table, signal);
    const own = await repointItem({ target, knowledge, folder, run: run.info.id, dryRun: false, signal }, id);
    const { checks, warnings, residue } = own;
    const rewritten = own.outcome === 'updated' ? own.changes : 0;
    const outcome = checks.some(({ ok }) => !ok) ? 'failed' : own.outcome;
    const side = { portal: target.url, item: summaryOf(own.item) };
    const step: RescanStep = {
      ...stepOf({ outcome, checks, warnings, residue, rewritten }),
      rescanned: true,
    };
    return { step, side, own };
  } catch (error) {
    signal.throwIfAborted();
    const found = {
      outcome: 'failed' as const,
      checks: [],
      warnings: [],
      residue: [],
      error: plainError(error),
    };
    return { step: stepOf(found), side: { portal: target.url, item: summaryOf(item) }, own: null };
  }
}
