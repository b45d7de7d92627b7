import type { Item } from '../../items/item.js';
import { readItem } from '../../items/read-item.js';
import type { WritablePortal } from '../../portal/portal.js';
import { isRefusal } from '../identity/origins.js';
import { countedPortal } from '../run/counted-portal.js';
import type { ArcgisMessage, ItemSummary, Outcome, PlainError, Step } from '../run/message.js';
import { plainError } from '../run/plain-error.js';
import type { Run } from '../run/run.js';
import { summaryOf } from '../run/summary-of.js';
import { learnOldCopies } from '../sweep/learn-old-copies.js';
import { deleteItem } from './delete-item.js';
import { deletionOrder } from './deletion-order.js';
import { documentDependants } from './document-dependants.js';
import { isInPlace, type OldCopyRules } from './find-old-copies.js';
import { noteOldCopies } from './note-old-copies.js';
import type { OldCopy, SeenDocument } from './old-copy.js';
import { relatedDependants } from './related-dependants.js';
import { whoUses } from './who-uses.js';

/** What one node deletes, and how. */
export interface DeletionRequest {
  run: Run;
  node: string;
  target: WritablePortal;
  rules: OldCopyRules;
  /** Past the recycle bin of ArcGIS Online. */
  permanent: boolean;
  /** Only says what would be deleted. */
  dryRun: boolean;
  signal: AbortSignal;
}

/** What became of one older copy. */
export interface Deletion {
  old: ItemSummary;
  outcome: Outcome;
  /** Why it was not deleted. */
  reason: { code: string; message: string } | null;
}

/**
 * Deletes the older copies that the node took note of, at the end of the run: those whose new copy was proven, that are not protected, and that
 * nothing in the target needs or refers to any more. Each gets a row, with the reason if it stays.
 */
export async function deleteOldCopies(request: DeletionRequest): Promise<Deletion[]> {
  const { run, target, signal } = request;
  await learnOldCopies(run, target, signal);
  const olds = await takenBy(request);
  if (olds.length === 0) return [];
  const documents = await documentDependants(run, target, olds, signal);
  const gone = new Set<string>();
  const deletions: Deletion[] = [];
  for (const old of olds) {
    signal.throwIfAborted();
    const why = notProven(run, old) ?? (await whyNot(request, old.item, gone, documents));
    const deletion = await carryOut(request, old, why);
    if (deletion.outcome === 'deleted' || deletion.outcome === 'planned') gone.add(old.item.id);
    deletions.push(deletion);
  }
  return deletions;
}

/**
 * Deletes the older copies of the item that a message is about at once, with the older copies of views that show them. Maps that refer to them
 * are re-pointed by the sweep, when the new copy is there. Returns what was replaced, for the message.
 */
export async function deleteNow(request: DeletionRequest, arcgis: ArcgisMessage): Promise<Deletion[]> {
  const found = await noteOldCopies(request, arcgis);
  const deletions: Deletion[] = [];
  const gone = new Set<string>();
  for (const item of found) {
    for (const view of await oldViews(request, item)) deletions.push(await deleteOne(request, view, gone));
    deletions.push(await deleteOne(request, item, gone));
  }
  return deletions;
}

async function deleteOne(request: DeletionRequest, item: Item, gone: Set<string>): Promise<Deletion> {
  const old = request.run.oldCopies.get(item.id) ?? null;
  const deletion = await carryOut(
    request,
    old ?? unknownOld(item),
    await whyNot(request, item, gone, new Map()),
  );
  if (deletion.outcome === 'deleted' || deletion.outcome === 'planned') gone.add(item.id);
  return deletion;
}

function unknownOld(item: Item): OldCopy {
  return { item, sourceId: '', by: null, service: null, state: 'kept' };
}

/** Views on an older copy that are older copies themselves, of other items of this run: they go first. */
async function oldViews(request: DeletionRequest, item: Item): Promise<Item[]> {
  const { run, target, signal } = request;
  const views: Item[] = [];
  for (const view of await relatedDependants(target, item, signal)) {
    const id = /^source-([0-9a-f]{32})$/i.exec(
      view.typeKeywords?.find((word) => /^source-/i.test(word)) ?? '',
    )?.[1];
    const source = run.announced.find((one) => one.id === id);
    if (!source) continue;
    const portal = run.portal;
    const message = { source: { portal, item: source }, replaced: [] } as Pick<
      ArcgisMessage,
      'source' | 'replaced'
    >;
    const found = await noteOldCopies(request, message as ArcgisMessage);
    views.push(...found.filter((one) => one.id === view.id));
  }
  return views;
}

/** The older copies that are this node's business, in the order in which they can go. */
async function takenBy(request: DeletionRequest): Promise<OldCopy[]> {
  const { run, node } = request;
  const taken: OldCopy[] = [];
  for (const old of run.oldCopies.values()) {
    const isOurs = run.hasArrived(node, old.sourceId) || !run.announces(old.sourceId);
    if (isOurs && old.state === 'kept' && (await isInPlace(request, old.item))) taken.push(old);
  }
  return taken.sort((a, b) => deletionOrder(a.item, b.item));
}

function notProven(run: Run, { sourceId, by, item }: OldCopy): Deletion['reason'] {
  const row = run.row(sourceId);
  const isProven =
    row?.target && row.checks.failed === 0 && ['created', 'updated', 'unchanged'].includes(row.outcome);
  if (isProven && row.target?.id === by) return null;
  return {
    code: 'NOT_PROVEN',
    message: `The older copy "${item.title}" (${item.id}) stays: there is no proven new copy that stands for it.`,
  };
}

/** Why an item must not be deleted; null if it may be. */
async function whyNot(
  { run, target, signal }: DeletionRequest,
  { id, title }: Item,
  gone: ReadonlySet<string>,
  documents: ReadonlyMap<string, SeenDocument>,
): Promise<Deletion['reason']> {
  const stays = `"${title}" (${id}) stays`;
  if (run.targetIds.has(id)) {
    return { code: 'OF_THIS_RUN', message: `${stays}: this run made it, updated it, or found it unchanged.` };
  }
  let item: Item;
  try {
    item = await readItem(target, id, signal);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
  if (item.protected) {
    return { code: 'PROTECTED', message: `${stays}: it is protected against deletion in ${target.url}.` };
  }
  const users = await whoUses(target, item, gone, documents, signal);
  if (users.length === 0) return null;
  return {
    code: 'STILL_USED',
    message: `${stays}: it is still used by ${users.join(', ')}.`,
  };
}

async function carryOut(
  { run, node, target: portal, permanent, dryRun, signal }: DeletionRequest,
  old: OldCopy,
  why: Deletion['reason'],
): Promise<Deletion> {
  const summary = summaryOf(old.item);
  let requests = 0;
  const target = countedPortal(portal, () => {
    requests += 1;
  });
  const started = target.clock.now();
  const record = (outcome: Outcome, reason: Deletion['reason'], error?: PlainError): Deletion => {
    const step: Step = {
      node,
      outcome,
      started,
      ms: target.clock.now() - started,
      requests,
      checks: outcome === 'deleted' ? [{ check: 'gone', expected: true, actual: true, ok: true }] : [],
      warnings: reason ? [reason] : [],
      residue: [],
      ...(error && { error }),
    };
    run.recordOther(summary, step, null);
    return { old: summary, outcome, reason };
  };
  if (why) return record('skipped', why);
  if (dryRun || run.info.dryRun) {
    const message = `Dry run: the older copy "${old.item.title}" (${old.item.id}) would be deleted.`;
    return record('planned', { code: 'PLANNED', message });
  }
  try {
    await deleteItem(target, old.item, permanent, signal);
    old.state = 'deleted';
    return record('deleted', null);
  } catch (thrown) {
    signal.throwIfAborted();
    const error = plainError(thrown);
    return record('failed', { code: error.code, message: error.message }, error);
  }
}
