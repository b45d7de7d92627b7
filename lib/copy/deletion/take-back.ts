import type { Item, TargetId } from '../../items/item.js';
import { identityOf, sourceKeyword } from '../../items/item-keywords.js';
import { readItem } from '../../items/read-item.js';
import { updateItem } from '../../items/write-item.js';
import type { WritablePortal } from '../../portal/portal.js';
import { isRefusal } from '../identity/origins.js';
import { withFirstMarks } from '../identity/with-first-marks.js';
import { openedPair } from '../pair.js';
import { countedPortal } from '../run/counted-portal.js';
import type { PlainError, Step } from '../run/message.js';
import { plainError } from '../run/plain-error.js';
import type { Run } from '../run/run.js';
import { deleteItem } from './delete-item.js';
import { deletionOrder } from './deletion-order.js';
import { documentDependants } from './document-dependants.js';
import type { OldCopy } from './old-copy.js';
import { whoUses } from './who-uses.js';

/** Under this name the step stands in the report. */
const NODE = 'take-back';
/** How long nothing may move before items that are neither copied nor failed count as gone, in ms. */
const QUIET_MS = 30_000;

/** A copy that this run made. */
interface Made {
  sourceId: string;
  item: Item;
}

/**
 * Has everything that the run makes deleted again at its end if any item of it fails: what was asked for by whoever wants all or nothing. Nothing is
 * done in a run that is cancelled, which the next one completes.
 */
export function takeBackAtEnd(run: Run, target: WritablePortal): void {
  if (run.info.dryRun) return;
  run
    .whenFailed(NODE, QUIET_MS, () => takeBack(run, target))
    .catch((error: unknown) => run.fault(plainError(error)));
}

/**
 * Deletes the copies that this run made, what refers before what is referred to. What was in the target before stays, however the run changed it, and so
 * does what something needs that stays. Each copy has it in its row.
 */
async function takeBack(run: Run, target: WritablePortal): Promise<void> {
  const { signal } = run;
  const why = reasonOf(run);
  const made = (await madeBy(run, target)).sort((a, b) => deletionOrder(a.item, b.item));
  const own = made.map(({ item }) => item);
  const documents = await documentDependants(run, target, made.map(asOld), signal, own);
  const gone = new Set<string>();
  for (const one of made) {
    signal.throwIfAborted();
    const reason = whyKept(run, one) ?? (await usedBy(target, one, gone, documents, signal));
    if (await carryOut(run, target, one, reason, why)) gone.add(one.item.id);
  }
}

/** The ids that the run tells, and unfinished copies of items that failed half-way; never what was there when it first looked. */
async function madeBy(run: Run, target: WritablePortal): Promise<Made[]> {
  const { signal } = run;
  const pair = await openedPair(run, target);
  if (!pair) return [];
  pair.copies.forgetListings();
  const made: Made[] = [];
  for (const [sourceId, { source, owner, found }] of run.firstLooks) {
    const row = run.row(sourceId);
    await pair.copies.list(owner);
    const { unfinished } = await pair.copies.candidates(source, signal);
    const told = row && ['created', 'failed'].includes(row.outcome) ? row.target?.id : undefined;
    for (const id of new Set([told, unfinished?.id])) {
      if (id === undefined || found.has(id)) continue;
      const item = await reread(target, id, signal);
      const marks = item && identityOf(withFirstMarks(item).typeKeywords);
      if (item && marks?.includes(sourceKeyword(sourceId))) made.push({ sourceId, item });
    }
  }
  return made;
}

function asOld({ sourceId, item }: Made): OldCopy {
  return { item, sourceId, by: null, service: null, state: 'kept' };
}

async function reread(target: WritablePortal, id: string, signal: AbortSignal): Promise<Item | null> {
  try {
    return await readItem(target, id, signal);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** What failed, in words. */
function reasonOf(run: Run): string {
  const failed = run.report().rows.filter(({ outcome }) => outcome === 'failed');
  const named = failed.slice(0, 3).map(({ source }) => `the ${source.type} "${source.title}" (${source.id})`);
  const more = failed.length > named.length ? ` and ${failed.length - named.length} more` : '';
  return `${named.join(', ')}${more} failed`;
}

function whyKept(run: Run, { item }: Made): string | null {
  const old = [...run.oldCopies.values()].find(({ by, state }) => by === item.id && state === 'deleted');
  return old ? `the older copy "${old.item.title}" (${old.item.id}) is deleted already` : null;
}

async function usedBy(
  target: WritablePortal,
  { item }: Made,
  gone: ReadonlySet<string>,
  documents: Parameters<typeof whoUses>[3],
  signal: AbortSignal,
): Promise<string | null> {
  const users = await whoUses(target, item, gone, documents, signal);
  return users.length > 0 ? `it is used by ${users.join(', ')}` : null;
}

/** True if the copy is gone. */
async function carryOut(
  run: Run,
  portal: WritablePortal,
  { sourceId, item }: Made,
  reason: string | null,
  why: string,
): Promise<boolean> {
  let requests = 0;
  const target = countedPortal(portal, () => {
    requests += 1;
  });
  const started = target.clock.now();
  const label = `"${item.title}" (${item.id})`;
  const step = (more: Partial<Step>, code: string, message: string): Step => ({
    node: NODE,
    started,
    ms: target.clock.now() - started,
    requests,
    checks: [],
    warnings: [{ code, message }],
    residue: [],
    ...more,
  });
  const stays = (because: string, error?: PlainError): false => {
    const message = `The copy ${label} was to be taken back because ${why}, but stays: ${because}.`;
    run.record(sourceId, step(error ? { outcome: 'failed', error } : {}, 'NOT_TAKEN_BACK', message));
    return false;
  };
  if (reason) return stays(reason);
  try {
    const files = await keptFiles(target, item, run.signal);
    await deleteItem(target, item, true, run.signal);
    for (const file of files) await deleteItem(target, file, true, run.signal);
    await putBackOld(run, target, item);
  } catch (error) {
    run.signal.throwIfAborted();
    const failure = plainError(error);
    return stays(failure.message.replace(/\.$/, ''), failure);
  }
  const gone = { check: 'gone', expected: true, actual: true, ok: true };
  const message = `The copy ${label} was deleted again, as chosen, because ${why}.`;
  run.takenBack(sourceId, item.id, step({ outcome: 'deleted', checks: [gone] }, 'TAKEN_BACK', message));
  return true;
}

/** File Geodatabases that a new service was published from, and that were kept beside it. */
async function keptFiles(target: WritablePortal, { id, type }: Item, signal: AbortSignal): Promise<Item[]> {
  if (type !== 'Feature Service') return [];
  const { relatedItems = [] } = await target.read<{ relatedItems?: Item[] }>(
    `/content/items/${id}/relatedItems`,
    { relationshipType: 'Service2Data', direction: 'forward' },
    { signal },
  );
  return relatedItems.filter((one) => one.type === 'File Geodatabase');
}

/** The older copies for which the deleted one stood are the copies again. */
async function putBackOld(run: Run, target: WritablePortal, { id }: Item): Promise<void> {
  for (const { item: old, by } of [...run.oldCopies.values()]) {
    if (by !== id) continue;
    const { typeKeywords } = old;
    await updateItem(target, old.owner, old.id as TargetId, { typeKeywords }, undefined, run.signal);
    run.oldCopies.delete(old.id);
    delete run.map.items[old.id];
    if (old.url) delete run.map.services[old.url];
  }
}
