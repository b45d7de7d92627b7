import type { Item } from '../../items/item.js';
import { kindOf } from '../../items/item-kinds.js';
import type { WritablePortal } from '../../portal/portal.js';
import { serviceKey } from '../../references/service-key.js';
import { countedPortal } from '../run/counted-portal.js';
import type { Side, Step } from '../run/message.js';
import { plainError } from '../run/plain-error.js';
import type { Run } from '../run/run.js';
import type { RescanStep } from '../run/run-item.js';
import { summaryOf } from '../run/summary-of.js';
import { type SearchScope, searchItems } from '../search/search-items.js';
import type { SweepKnowledge } from './complete-map.js';
import type { PairTable } from './pair-table.js';
import { type Proposal, proposePairs, type SweptDocument } from './propose-pairs.js';
import { lookForOldCopies } from './refers-to.js';
import { referringProperties } from './repoint-document.js';
import { type RepointedItem, repointItem } from './repoint-item.js';
import { sweepKnowledge } from './sweep-knowledge.js';

/** Documents that are worked on at once. */
const AT_ONCE = 6;

/** What a sweep is to do. */
export interface SweepRequest {
  run: Run;
  /** Id of the node for whose step it counts. */
  node: string;
  target: WritablePortal;
  /** Which maps and apps of the target are looked at. */
  scope: SearchScope;
  table: PairTable;
  /** Folder for former documents. */
  folder: string;
  signal: AbortSignal;
  /** Told of each item that was changed (in a dry run: would be), as soon as it is. */
  changed?: (side: Side, step: Step, item: Item) => void;
  progress?: (done: number, of: number) => void;
}

/** What a sweep did. */
export interface SweepResult {
  looked: number;
  changed: number;
  failed: number;
  proposals: Proposal[];
}

/**
 * Re-points the chosen maps and apps of the target by everything that the run knows, each once. Each item that was changed, failed, or still leads
 * to the source gets a row in the run's report. One item's failure is that item's. Older copies that the run replaced are left as they are.
 */
export async function sweepTarget(request: SweepRequest): Promise<SweepResult> {
  const { run, table, signal } = request;
  const target = countedPortal(request.target, () => {
    run.sharedRequests += 1;
  });
  const knowledge = await sweepKnowledge(run, target, table, signal);
  const { items } = await searchItems(target, request.scope, { signal });
  const isGiven = request.scope.kind === 'ids';
  const documents = items.filter((item) => (isGiven || isMapOrApp(item)) && !run.oldCopies.has(item.id));
  const result: SweepResult = { looked: documents.length, changed: 0, failed: 0, proposals: [] };
  const unsettled: SweptDocument[] = [];
  let done = 0;
  await inParallel(documents, signal, async (item) => {
    const swept = await sweepOne(request, knowledge, item);
    done += 1;
    request.progress?.(done, documents.length);
    if (!swept || swept.outcome === 'failed') result.failed += 1;
    else if (swept.outcome !== 'unchanged') result.changed += 1;
    if (swept) unsettled.push({ item: swept.item, json: swept.data.json });
  });
  result.proposals = await proposePairs(
    target,
    run.info.dryRun ? [] : unsettled,
    { ...knowledge, titles: titlesOf(run) },
    signal,
  );
  return result;
}

/** Maps and apps are what refers to layers; that some kinds cannot be copied does not matter here. */
export function isMapOrApp(item: Item): boolean {
  const { family } = kindOf(item);
  return family === 'maps' || family === 'apps';
}

/** Works on all of a list, some at a time. */
export async function inParallel<T>(
  list: readonly T[],
  signal: AbortSignal,
  work: (one: T) => Promise<void>,
): Promise<void> {
  const rest = list.values();
  const worker = async (): Promise<void> => {
    for (const one of rest) {
      signal.throwIfAborted();
      await work(one);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function sweepOne(
  { run, node, target, folder, signal, changed }: SweepRequest,
  knowledge: SweepKnowledge,
  item: Item,
): Promise<RepointedItem | null> {
  const started = target.clock.now();
  let requests = 0;
  const counted = countedPortal(target, () => {
    requests += 1;
  });
  const record = (
    of: Item,
    found: Omit<RescanStep, 'node' | 'started' | 'ms' | 'requests'>,
  ): [Side, Step] => {
    const step: RescanStep = { node, started, ms: target.clock.now() - started, requests, ...found };
    const side = { portal: target.url, item: summaryOf(of) };
    run.recordOther({ ...side.item, id: run.sourceOf(of.id) ?? of.id }, step, side);
    return [side, step];
  };
  const { dryRun, id } = run.info;
  try {
    const swept = await repointItem({ target: counted, knowledge, folder, run: id, dryRun, signal }, item.id);
    const { outcome, checks, warnings, residue, data, changes } = swept;
    const parts = [data.json, referringProperties(swept.item)];
    run.seen.set(item.id, lookForOldCopies(swept.item, parts, run.oldCopies.values()));
    if (outcome === 'unchanged' && residue.length === 0) return swept;
    const failed = checks.some(({ ok }) => !ok);
    const [side, step] = record(swept.item, {
      outcome: failed ? 'failed' : outcome,
      checks,
      warnings,
      residue,
      rewritten: outcome === 'updated' ? changes : 0,
      rescanned: true,
    });
    if (outcome === 'updated' || outcome === 'planned') changed?.(side, step, swept.item);
    return failed ? { ...swept, outcome: 'failed' } : swept;
  } catch (error) {
    signal.throwIfAborted();
    record(item, {
      outcome: 'failed',
      checks: [],
      warnings: [],
      residue: [],
      rescanned: true,
      error: plainError(error),
    });
    return null;
  }
}

/** What the services of the source are called, as far as the run was told of them. */
function titlesOf(run: Run): Map<string, string> {
  return new Map(
    run.announced.flatMap(({ url, title }): [string, string][] => (url ? [[serviceKey(url), title]] : [])),
  );
}
