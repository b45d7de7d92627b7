import type { Warning } from '../items/findings.js';
import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import { foldLayer, pairShapes } from './compare-rows.js';
import { noteLosses } from './copy-rows.js';
import { globalIdField, layerLabel } from './definition.js';
import { deleteRows } from './delete-rows.js';
import { dropUniqueIndexes } from './drop-unique-indexes.js';
import type { RefusedRow } from './edit-results.js';
import { KeyMaps } from './key-maps.js';
import { readLayerService } from './layer-service.js';
import { LayerWork } from './layer-work.js';
import { leftRows } from './left-rows.js';
import { endLoading, startLoading } from './loading.js';
import { lostInCopy } from './lost-in-copy.js';
import { PartialFailures } from './partial-failures.js';
import { countRows, readObjectIds } from './read-rows.js';
import { reloadRows } from './reload-rows.js';
import { demandAllRows } from './replaced-rows.js';
import { matchRows, type RowMatch } from './row-match.js';
import { refusedRows } from './row-writer.js';
import type { RowsRequest, RowsResult, RowsUpdateOptions } from './rows-request.js';
import { type SentChanges, sendChanges } from './send-changes.js';
import { keepsGlobalIds, type LayerPair, pairLayers } from './service-mapping.js';

export interface RowsUpdate extends RowsResult {
  /** By source layer id; `rows` of the result is added plus updated. */
  changes: Record<string, { added: number; updated: number; deleted: number }>;
}

/** Rows of one layer in the target. */
interface RowsOf {
  work: LayerWork;
  ids: number[];
}

/**
 * Brings the rows and attachments of an existing copy in line with the source. Where both sides share GlobalIDs, or a key field is
 * given, only what changed is sent. Elsewhere, if the layer differs at all, the source's rows are added first, and the old ones are deleted when
 * every addition is proven; if it is not, the additions are taken back, and the copy stays as it was.
 * Mode `reload` empties layers first, and puts their former rows back if the loading fails. Rows are deleted last, children before parents. Throws ARCGIS_PARTIAL if the portal refused rows.
 */
export async function updateRows(
  source: ReadablePortal,
  target: WritablePortal,
  request: RowsRequest,
  options: RowsUpdateOptions = {},
): Promise<RowsUpdate> {
  const { from, to } = request;
  const { signal } = options;
  await startLoading(target, await readLayerService(target, to.url, signal), signal);
  const built = await readLayerService(target, to.url, signal);
  const result: RowsUpdate = {
    rows: {},
    attachments: {},
    read: {},
    notKept: {},
    warnings: [],
    changes: {},
  };
  const failures = new PartialFailures();
  const added: RowsOf[] = [];
  try {
    const pairs = pairLayers(from, built, to.mapping);
    const { matches, warnings } = await matchRows(source, from, built, pairs, options.keys ?? [], signal);
    result.warnings.push(...warnings);
    // Rows that are recognised by another key keep the GlobalIDs that they have in the copy.
    const keeps = (pair: LayerPair) => keepsGlobalIds(pair, built) && matches.get(pair)?.isGlobalId !== false;
    const keys = new KeyMaps(pairs, keeps);
    const surplus: RowsOf[] = [];
    for (const pair of keys.parentsFirst()) {
      const work = new LayerWork(source, target, request, built, pair, options, keeps(pair));
      result.warnings.push(...(await leftRows(work.toUrl)));
      const match = matches.get(pair) ?? null;
      const { mode = 'changes' } = options;
      const task = { work, keys, match, mode, failures, added, warnings: result.warnings };
      const update = () => updateLayer(task);
      // A parent whose rows could not be replaced leaves its children without keys: then nothing is replaced.
      const done = keys.changes(pair) ? await update() : await failures.during(update);
      if (!done) continue;
      result.rows[pair.source.id] = done.added + done.updated;
      if (work.read) result.read[pair.source.id] = work.read;
      result.changes[pair.source.id] = {
        added: done.added,
        updated: done.updated,
        deleted: done.emptied ?? done.surplus.length,
      };
      if (done.attachments !== null) result.attachments[pair.source.id] = done.attachments;
      const own = match?.isGlobalId === false ? globalIdField(pair.source) : null;
      const changed = [...keys.childKeys(pair).keys(), ...(own === null ? [] : [own])];
      if (changed.length > 0) result.notKept[pair.source.id] = changed;
      if (done.refused.length > 0) {
        failures.add(refusedRows(target.url, layerLabel(pair.source), done.refused, done.total));
      }
      surplus.push({ work, ids: done.surplus });
    }
    added.length = 0;
    for (const { work, ids } of surplus.reverse()) await deleteRows(work, ids);
    result.warnings.push(...keys.warnings);
  } catch (error) {
    // The failure above is what the user has to know; a second one while closing would hide it.
    for (const { work, ids } of added.reverse()) await deleteRows(work, ids).catch(() => undefined);
    await endLoading(target, from, to).catch(() => undefined);
    throw error;
  }
  const ended = await endLoading(target, from, to, signal);
  result.warnings.push(...ended.warnings);
  noteLosses(result, lostInCopy(from, ended.service, to.mapping, built));
  failures.end();
  return result;
}

interface LayerUpdate {
  added: number;
  updated: number;
  attachments: number | null;
  refused: RefusedRow[];
  total: number;
  /** ObjectIDs in the target. */
  surplus: number[];
  /** Former rows that are gone already. */
  emptied?: number;
}

interface LayerTask {
  work: LayerWork;
  keys: KeyMaps;
  match: RowMatch | null;
  mode: 'changes' | 'reload';
  failures: PartialFailures;
  /** Gets the rows of layers that were added anew. */
  added: RowsOf[];
  warnings: Warning[];
}

async function updateLayer(task: LayerTask): Promise<LayerUpdate> {
  const { work, keys, match, mode, failures, added } = task;
  if (mode === 'reload') {
    const reloaded = await reloadLayer(task);
    if (reloaded) return reloaded;
  }
  if (match) {
    const first = await sendChanges(work, match, keys);
    const isAgain = first.refused.length > 0 && (await dropUniqueIndexes(work));
    const sent = isAgain
      ? await sendAgain(first, () => sendChanges(work, match, keys.again(work.pair)))
      : first;
    const attachments = await failures.during(() => work.copyAttachments(sent.ids, true));
    return { ...sent, attachments };
  }
  if (mode === 'changes' && !keys.changes(work.pair) && (await isEqual(work))) {
    return { added: 0, updated: 0, attachments: null, refused: [], total: 0, surplus: [] };
  }
  return replaceRows(work, keys, added);
}

/** What was sent by both; what was refused is what the second was. */
async function sendAgain(first: SentChanges, send: () => Promise<SentChanges>): Promise<SentChanges> {
  const second = await send();
  return { ...second, added: first.added + second.added, updated: first.updated + second.updated };
}

/** Null if the layer cannot be emptied without losing more than its rows; it is brought in line otherwise then. */
async function reloadLayer({ work, keys, warnings }: LayerTask): Promise<LayerUpdate | null> {
  const { pair } = work;
  const former = await countRows(work.target, work.toUrl, '1=1', work.signal);
  let reason = '';
  if (keys.changes(pair)) reason = 'other layers refer to its rows by keys that they would lose';
  else if (pair.target.hasAttachments === true) reason = 'its attachments would go with its rows';
  else {
    const loaded = await reloadRows(work, keys);
    if (loaded !== null) {
      return {
        added: loaded,
        updated: 0,
        attachments: null,
        refused: [],
        total: loaded,
        surplus: [],
        emptied: former,
      };
    }
    reason = 'the portal does not do that';
  }
  warnings.push({
    code: 'NOT_EMPTIED',
    message: `Layer ${layerLabel(pair.source)} of the copy was not emptied: ${reason}. Its rows were brought in line by what differs.`,
    path: `layers[${pair.source.id}]`,
  });
  return null;
}

async function isEqual(work: LayerWork): Promise<boolean> {
  const globalId = work.keepGlobalIds ? null : globalIdField(work.pair.source);
  const shapes = pairShapes(work.pair, new Set(globalId === null ? [] : [globalId]));
  const options = { rows: true, ...work.withSignal };
  const [ours, theirs] = await Promise.all([
    foldLayer({ portal: work.source, url: work.fromUrl }, work.pair, 'source', shapes, options),
    foldLayer({ portal: work.target, url: work.toUrl }, work.pair, 'target', shapes, options),
  ]);
  const { knownUpTo, byBytes } = work.attachmentUpdate;
  // Of some that look the same only their bytes tell.
  const isSure = ours.attachments.count === 0 || (!byBytes && ours.attachments.newest <= knownUpTo);
  return (
    isSure && ours.rows.hex === theirs.rows.hex && ours.attachments.fold.hex === theirs.attachments.fold.hex
  );
}

/** Adds all rows anew. `added` gets them, to be taken back if a later layer fails. */
async function replaceRows(work: LayerWork, keys: KeyMaps, added: RowsOf[]): Promise<LayerUpdate> {
  const old = await readObjectIds(work.target, work.toUrl, '1=1', work.signal);
  if (old.length > 0) await dropUniqueIndexes(work);
  const { ids, refused, total } = await work.addAllRows(keys);
  const mine = { work, ids: [...ids.values()] };
  try {
    demandAllRows(work, { read: ids.size, refused, total });
    const attachments = await work.copyAttachments(ids);
    added.push(mine);
    return { added: ids.size, updated: 0, attachments, refused, total, surplus: old };
  } catch (error) {
    await deleteRows(work, mine.ids);
    throw error;
  }
}
