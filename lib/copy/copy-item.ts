import { readStamp } from '../items/copy-stamp.js';
import type { Item, SourceId } from '../items/item.js';
import { type ItemKind, kindOf } from '../items/item-kinds.js';
import { readItem } from '../items/read-item.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import { cancelled, untilAborted } from '../portal/single-flight.js';
import { CopyJob, isLight } from './copy-job.js';
import type { CopyContext, CopyResult } from './copy-settings.js';
import { Copying, Refused } from './copying.js';
import { takeBackAtEnd } from './deletion/take-back.js';
import { gatherDependencies } from './dependencies.js';
import { copyDocument } from './documents/copy-document.js';
import { copyFile } from './documents/copy-file.js';
import { copyServiceReference } from './documents/copy-service-reference.js';
import { copyUnknown } from './documents/copy-unknown.js';
import { copyPublishedLayer } from './geodatabases/copy-published-layer.js';
import { exportedGeodatabase } from './geodatabases/exported-geodatabases.js';
import { findCopy } from './identity/find-copy.js';
import { LeftToAnotherRun, unlessLeftToAnotherRun } from './identity/left-to-another-run.js';
import { copyLayer } from './layers/copy-layer.js';
import { copyView } from './layers/copy-view.js';
import { ownerOf } from './owner-of.js';
import { openPair, type PortalPair, type Waiting } from './pair.js';
import { addPairs } from './pairs/add-pairs.js';
import { copyRelations } from './proof/copy-relations.js';
import { type Ended, keepCopy } from './proof/end-copy.js';
import { emptyMap, mergeMap } from './run/merge-map.js';
import type { Outcome, PlainError, PlannedOutcome } from './run/message.js';
import { plainError } from './run/plain-error.js';
import { summaryOf } from './run/summary-of.js';
import type { FolderTitles } from './search/folder-titles.js';
import { skipUnsupported } from './skip-unsupported.js';
import { renewLater } from './sweep/renew-later.js';
import { copyTiles } from './tiles/copy-tiles.js';
import { useCounterpart } from './use-counterpart.js';

/** How each kind of item is copied. */
const PROCEDURES: Record<ItemKind, (job: CopyJob) => Promise<Ended>> = {
  file: copyFile,
  layer: (job) => (job.geodatabase ? copyPublishedLayer(job, job.geodatabase) : copyLayer(job)),
  view: copyView,
  tiles: copyTiles,
  document: copyDocument,
  url: copyDocument,
  'service-reference': copyServiceReference,
  unknown: copyUnknown,
  unsupported: skipUnsupported,
};

/** Outcomes after which the copy holds what this run wrote. */
const WRITTEN: ReadonlySet<Outcome> = new Set<Outcome>(['created', 'updated', 'failed']);

/**
 * Copies one item with what it depends on, or updates its copy. Whoever asks for the same item in the same run and target, while the copy
 * goes on or after it succeeded, gets the same result; after a failure the copy is tried again.
 *
 * What goes wrong with the item itself is told in the result (`failed`, with `error` and all that was found out). Thrown is what
 * stops every copy: ARCGIS_CONFIG (source and target are the same portal, or the table of pairs is wrong), ARCGIS_FORBIDDEN (target locked, privilege missing),
 * ARCGIS_AUTH, ARCGIS_CANCELLED, ARCGIS_NOT_FOUND for an item that the source does not have, and ARCGIS_EXISTS for one that another run of
 * this process is just copying to the same target.
 */
export async function copyItem(context: CopyContext, sourceId: SourceId): Promise<CopyResult> {
  context.run.target = context.target.url;
  const pair = await openPair(context);
  await addPairs(pair, context);
  if (context.settings.whenFailed === 'take-back') takeBackAtEnd(context.run, context.target);
  const { hasTurn, begun } = await waitForTurn(pair, context, sourceId);
  if (begun) return withGiven(pair, await begun.result);
  const known = pair.copyings.get(sourceId);
  if (known?.failed) pair.copies.forgetListings();
  if (!known || known.failed) return withGiven(pair, await start(pair, context, sourceId).result);
  if (hasTurn) pair.documents.leave(sourceId);
  // The effort is counted where the copy was begun.
  return { ...withGiven(pair, await known.result), rewritten: 0, requests: 0, ms: 0 };
}

/** The table of pairs counts for every item; it is not kept with each. */
function withGiven({ given }: PortalPair, result: CopyResult): CopyResult {
  const map = emptyMap();
  mergeMap(map, given.map);
  mergeMap(map, result.map);
  return { ...result, map };
}

/**
 * Thousands of documents may be asked for at once. One that only waits takes next to nothing: nothing of it is read before its turn comes, or before
 * another item needs it, which begins the copy then as it was asked for here.
 * @returns hasTurn: the place has to be given back, by the copy or else by the caller
 */
async function waitForTurn(
  { copyings, documents, waiting }: PortalPair,
  context: CopyContext,
  sourceId: SourceId,
): Promise<{ hasTurn: boolean; begun: Copying | null }> {
  const { run, signal } = context;
  if (copyings.has(sourceId) || !isDocument(run.announcedType(sourceId))) {
    return { hasTurn: false, begun: null };
  }
  const own: Waiting = { context, begun: null };
  if (!waiting.has(sourceId)) waiting.set(sourceId, own);
  const hasTurn = await documents.enter(sourceId, false);
  if (waiting.get(sourceId) === own) waiting.delete(sourceId);
  if (!signal.aborted) return { hasTurn, begun: own.begun };
  if (hasTurn) documents.leave(sourceId);
  throw cancelled();
}

/** Whether items of a type are documents, whatever else there is to them. */
function isDocument(type: string | null): boolean {
  const unknown = { typeKeywords: [], url: null, name: null, size: -1 };
  return type !== null && kindOf({ type, ...unknown }).kind === 'document';
}

function start(pair: PortalPair, context: CopyContext, sourceId: string): Copying {
  const isAgain = pair.copyings.has(sourceId);
  const copying = new Copying(sourceId, (self) =>
    copyOne(pair, context, self, isAgain).finally(() => pair.documents.leave(sourceId)),
  );
  pair.copyings.set(sourceId, copying);
  pair.documents.hurry(sourceId);
  return copying;
}

/** The copy of what another item needs; it gets a row in the report of its own. */
function startDependency(pair: PortalPair, context: CopyContext, sourceId: string, of: string): Copying {
  const waiting = pair.waiting.get(sourceId);
  if (waiting) {
    // Its own message tells what became of it.
    waiting.begun ??= start(pair, waiting.context, sourceId);
    return waiting.begun;
  }
  const { geodatabase: _ofAnother, renewed: _another, ...own } = context;
  const copying = start(pair, own, sourceId);
  const noted = copying.result.then(
    (result) => note(context, result, of),
    () => undefined,
  );
  noted.catch(() => undefined);
  return copying;
}

function note({ run, target }: CopyContext, result: CopyResult, of: string): void {
  const { outcome, planned, ms, requests, checks, warnings, residue, rewritten, error } = result;
  const step = {
    node: '',
    outcome,
    ...(planned && { planned }),
    started: target.clock.now() - ms,
    ms,
    requests,
    checks,
    warnings,
    residue,
    rewritten,
    ...(error && { error }),
  };
  run.recordOnBehalf(
    result.source,
    step,
    of,
    result.target && { portal: target.url, item: summaryOf(result.target) },
  );
}

async function copyOne(
  pair: PortalPair,
  context: CopyContext,
  copying: Copying,
  isAgain: boolean,
): Promise<CopyResult> {
  const owner = await ownerOf(pair, context);
  const read = pair.origins.read(copying.sourceId, context.run.signal, isAgain);
  const item = (await untilAborted(read, context.signal)) as Item & { id: SourceId };
  pair.origins.learn(item);
  copying.whenWanted(() => pair.documents.hurry(item.id));
  if (isLight(item)) await pair.documents.enter(item.id, copying.wanted);
  const geodatabase = context.renewed
    ? undefined
    : (context.geodatabase ?? (await exportedGeodatabase(context.run, item.id)));
  const own = geodatabase ? { ...context, geodatabase } : context;
  const { reuse: _ofThis, ...choices } = context;
  const job = new CopyJob(pair, own, item, owner, copying, (sourceId, how) =>
    startDependency(pair, { ...choices, ...how }, sourceId, item.id),
  );
  await job.slots.take();
  let ended: Ended;
  try {
    ended = await unlessLeftToAnotherRun(job, async () => {
      await sortCategories(job);
      const counterpart = pair.given.counterpart(item.id);
      if (counterpart) return useCounterpart(job, counterpart);
      const reused = job.reuse ? await reuseCopy(job) : null;
      if (reused) return reused;
      const made = await PROCEDURES[kindOf(item).kind](job);
      const isWritten = made.outcome === 'created' || made.outcome === 'updated';
      if (made.target && isWritten && !job.dryRun) await copyRelations(job, made.target);
      return made;
    });
  } catch (error) {
    job.signal.throwIfAborted();
    if (error instanceof LeftToAnotherRun) throw error;
    if (error instanceof Refused) copying.refuse(error);
    const failure = aboutItem(job, plainError(error));
    copying.giveUp(new Error(failure.message));
    return result(job, { outcome: 'failed', target: await begunCopy(job, failure) }, failure);
  } finally {
    job.slots.give();
    pair.documents.leave(item.id);
  }
  const failed = job.checks.filter(({ ok }) => !ok);
  if (!failed.length) {
    const made = await result(job, job.dryRun ? plannedEnd(job, ended) : ended);
    renewLater(job, context, made, start);
    return made;
  }
  const names = failed.map(({ check }) => check).join(', ');
  const message = `The copy of the ${job.label} in ${job.target.url} differs from the source or still refers to it: ${names}. It keeps the mark "unfinished"; the next run completes it.`;
  return result(job, { ...ended, outcome: 'failed' }, { code: 'ARCGIS_PARTIAL', message });
}

/** Uses the copy that the target has as it is; null if there is none, or one that lacks layers which the source has got since. */
async function reuseCopy(job: CopyJob): Promise<Ended | null> {
  // What needs it is looked for there as well; without the listing each copy would be read by itself.
  await job.pair.copies.list(job.owner);
  const { finished } = await findCopy(job, job.item);
  if (!finished) return null;
  try {
    const { target } = await keepCopy(job, finished);
    const { modified = job.item.modified } = readStamp(finished) ?? {};
    if (modified !== job.item.modified) {
      job.warn(
        'REUSED',
        `The ${job.label} was changed since it was copied; its copy is used as it is, as chosen.`,
      );
    }
    return { outcome: 'unchanged', target, reused: true };
  } catch (error) {
    if (error instanceof ArcGISError && error.code === 'ARCGIS_UNEXPECTED' && !error.details.esriCode)
      return null;
    throw error;
  }
}

/** What a dry run says of an item: what would become of it. */
function plannedEnd(job: CopyJob, { outcome, target }: Ended): Ended {
  const planned = outcome as PlannedOutcome;
  const where = target ? ` (${target.id})` : '';
  job.warn('PLANNED', `Dry run: the copy would be ${planned}${where}. Nothing was written.`);
  return { outcome: 'planned', planned, target: null };
}

/** Categories are the organisation's: a copy gets those that the target has as well. */
async function sortCategories(job: CopyJob): Promise<void> {
  const { known, missing } = await job.pair.categories.sort(job.item.categories ?? [], job.run.signal);
  job.categories = known;
  for (const path of missing) {
    job.warn(
      'CATEGORY_MISSING',
      `${job.target.url} has no content category ${path}, so the copy has none. An administrator can add it there.`,
      'item:$.categories',
    );
  }
}

/** The error with the item that it concerns: a failed call only knows the address that was called. */
function aboutItem({ item, label }: CopyJob, error: PlainError): PlainError {
  if (error.message.includes(`"${item.title}"`)) return error;
  return { ...error, message: `The copy of the ${label} is not complete. ${error.message}` };
}

/** What there is of a copy that failed, if the portal still answers. */
async function begunCopy(job: CopyJob, { code }: PlainError): Promise<Item | null> {
  const id = job.map.items[job.item.id];
  if (!id || ['ARCGIS_NETWORK', 'ARCGIS_TIMEOUT', 'ARCGIS_AUTH', 'ARCGIS_TLS'].includes(code)) return null;
  return readItem(job.target, id, job.signal).catch(() => null);
}

/** That a title cannot be read is no failure of the copy. */
function titleOf(folders: FolderTitles, item: Item, signal: AbortSignal): Promise<string | null> {
  return folders.titleOf(item, signal).catch(() => null);
}

async function result(
  job: CopyJob,
  { outcome, planned, target, reused = false }: Ended,
  error?: CopyResult['error'],
): Promise<CopyResult> {
  // Others that wait for this one must not wait for what it depends on.
  const dependencies = await gatherDependencies(job);
  job.run.learn(job.map);
  const { pair, item } = job;
  const [folder, targetFolder] = await Promise.all([
    titleOf(pair.sourceFolders, item, job.run.signal),
    target && titleOf(pair.targetFolders, target, job.run.signal),
  ]);
  return {
    source: summaryOf(item, folder),
    target: target && { ...target, folderTitle: targetFolder },
    outcome,
    ...(planned && { planned }),
    ...(reused && { reused }),
    checks: job.checks,
    warnings: job.warnings,
    residue: job.residue,
    rewritten: WRITTEN.has(outcome) ? job.countRewritten() : 0,
    map: job.ownMap,
    dependencies,
    replaced: job.replaced,
    requests: job.requests,
    ms: job.source.clock.now() - job.started,
    ...(error && { error }),
  };
}
