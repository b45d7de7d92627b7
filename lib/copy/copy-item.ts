import type { Item, SourceId } from '../items/item.js';
import { type ItemKind, kindOf } from '../items/item-kinds.js';
import { readItem } from '../items/read-item.js';
import { checkOwner } from './check-set-up.js';
import { copyDocument } from './copy-document.js';
import { copyFile } from './copy-file.js';
import { CopyJob } from './copy-job.js';
import { copyLayer } from './copy-layer.js';
import { copyPublishedLayer } from './copy-published-layer.js';
import { copyRelations } from './copy-relations.js';
import { copyServiceReference } from './copy-service-reference.js';
import type { CopyContext, CopyResult } from './copy-settings.js';
import { copyView } from './copy-view.js';
import { Copying } from './copying.js';
import { gatherDependencies } from './dependencies.js';
import type { Ended } from './end-copy.js';
import { exportedGeodatabase } from './exported-geodatabases.js';
import type { FolderTitles } from './folder-titles.js';
import { LeftToAnotherRun, unlessLeftToAnotherRun } from './left-to-another-run.js';
import type { PlainError } from './message.js';
import { openPair, type PortalPair } from './pair.js';
import { plainError } from './plain-error.js';
import { skipUnsupported } from './skip-unsupported.js';
import { summaryOf } from './summary-of.js';
import { useCounterpart } from './use-counterpart.js';

/** How each kind of item is copied. */
const PROCEDURES: Record<ItemKind, (job: CopyJob) => Promise<Ended>> = {
  file: copyFile,
  layer: (job) => (job.geodatabase ? copyPublishedLayer(job, job.geodatabase) : copyLayer(job)),
  view: copyView,
  document: copyDocument,
  url: copyDocument,
  'service-reference': copyServiceReference,
  unsupported: skipUnsupported,
};

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
  const known = pair.copyings.get(sourceId);
  if (known?.failed) pair.copies.forgetListings();
  if (!known || known.failed) return start(pair, context, sourceId).result;
  // The effort is counted where the copy was begun.
  return { ...(await known.result), requests: 0, ms: 0 };
}

/** The table is the same for all messages of a node: it is read and checked once. */
function addPairs({ given }: PortalPair, { run, target, settings }: CopyContext): Promise<void> {
  const { pairs = [] } = settings;
  if (!pairs.length) return Promise.resolve();
  return run.once(`pairs ${target.url} ${JSON.stringify(pairs)}`, () => given.add(pairs, run.signal));
}

function start(pair: PortalPair, context: CopyContext, sourceId: string): Copying {
  const copying = new Copying(sourceId, (self) => copyOne(pair, context, self));
  pair.copyings.set(sourceId, copying);
  return copying;
}

/** The copy of what another item needs; it gets a row in the report of its own. */
function startDependency(pair: PortalPair, context: CopyContext, sourceId: string, of: string): Copying {
  const { geodatabase: _ofAnother, ...own } = context;
  const copying = start(pair, own, sourceId);
  const noted = copying.result.then(
    (result) => note(context, result, of),
    () => undefined,
  );
  noted.catch(() => undefined);
  return copying;
}

function note({ run, target }: CopyContext, result: CopyResult, of: string): void {
  const { outcome, ms, requests, checks, warnings, residue, error } = result;
  const step = {
    node: '',
    outcome,
    started: target.clock.now() - ms,
    ms,
    requests,
    checks,
    warnings,
    residue,
    ...(error && { error }),
  };
  run.recordOnBehalf(
    result.source,
    step,
    of,
    result.target && { portal: target.url, item: summaryOf(result.target) },
  );
}

async function copyOne(pair: PortalPair, context: CopyContext, copying: Copying): Promise<CopyResult> {
  const { signal } = context;
  const owner = await ownerOf(pair, context);
  const item = (await readItem(context.source, copying.sourceId, signal)) as Item & { id: SourceId };
  const geodatabase = context.geodatabase ?? (await exportedGeodatabase(context.run, item.id));
  const own = geodatabase ? { ...context, geodatabase } : context;
  const job = new CopyJob(pair, own, item, owner, copying, (sourceId) =>
    startDependency(pair, context, sourceId, item.id),
  );
  pair.origins.learn(item);
  await pair.slots.take();
  let ended: Ended;
  try {
    ended = await unlessLeftToAnotherRun(job, async () => {
      await sortCategories(job);
      const counterpart = pair.given.counterpart(item.id);
      if (counterpart) return useCounterpart(job, counterpart);
      const made = await PROCEDURES[kindOf(item).kind](job);
      const isWritten = made.outcome === 'created' || made.outcome === 'updated';
      if (made.target && isWritten) await copyRelations(job, made.target);
      return made;
    });
  } catch (error) {
    job.signal.throwIfAborted();
    if (error instanceof LeftToAnotherRun) throw error;
    const failure = aboutItem(job, plainError(error));
    return result(job, { outcome: 'failed', target: await begunCopy(job, failure) }, failure);
  } finally {
    pair.slots.give();
  }
  const failed = job.checks.filter(({ ok }) => !ok);
  if (!failed.length) return result(job, ended);
  const names = failed.map(({ check }) => check).join(', ');
  const message = `The copy of the ${job.label} in ${job.target.url} differs from the source or still refers to it: ${names}. It keeps the mark "unfinished"; the next run completes it.`;
  return result(job, { ...ended, outcome: 'failed' }, { code: 'ARCGIS_PARTIAL', message });
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

/** The copies' owner; who that may be is asked once. */
function ownerOf({ target, user }: PortalPair, { run, settings }: CopyContext): Promise<string> {
  return run.once(`owner ${target.url} ${settings.owner}`, () =>
    checkOwner(target, user, settings.owner, run.signal),
  );
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
  { outcome, target }: Ended,
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
    checks: job.checks,
    warnings: job.warnings,
    residue: job.residue,
    map: job.map,
    dependencies,
    replaced: job.replaced,
    requests: job.requests,
    ms: job.source.clock.now() - job.started,
    ...(error && { error }),
  };
}
