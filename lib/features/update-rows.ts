import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import { foldLayer, pairShapes } from './compare-rows.js';
import { noteLosses } from './copy-rows.js';
import { layerLabel } from './definition.js';
import { deleteRows } from './delete-rows.js';
import type { RefusedRow } from './edit-results.js';
import { KeyMaps } from './key-maps.js';
import { readLayerService } from './layer-service.js';
import { LayerWork } from './layer-work.js';
import { endLoading, startLoading } from './loading.js';
import { lostInCopy } from './lost-in-copy.js';
import { PartialFailures } from './partial-failures.js';
import { readObjectIds } from './read-rows.js';
import { refusedRows } from './row-writer.js';
import type { RowsOptions, RowsRequest, RowsResult } from './rows-request.js';
import { sendChanges } from './send-changes.js';
import { keepsGlobalIds, pairLayers } from './service-mapping.js';

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
 * Brings the rows and attachments of an existing copy in line with the source. Where both sides share GlobalIDs only what
 * changed is sent. Elsewhere, if the layer differs at all, the source's rows are added first, and the old ones are deleted when
 * every addition is proven; if it is not, the additions are taken back, and the copy stays as it was.
 * Rows are deleted last, children before parents. Throws ARCGIS_PARTIAL if the portal refused rows.
 */
export async function updateRows(
  source: ReadablePortal,
  target: WritablePortal,
  request: RowsRequest,
  options: RowsOptions = {},
): Promise<RowsUpdate> {
  const { from, to } = request;
  const { signal } = options;
  await startLoading(target, await readLayerService(target, to.url, signal), signal);
  const built = await readLayerService(target, to.url, signal);
  const result: RowsUpdate = { rows: {}, attachments: {}, notKept: {}, warnings: [], changes: {} };
  const failures = new PartialFailures();
  const added: RowsOf[] = [];
  try {
    const pairs = pairLayers(from, built, to.mapping);
    const keys = new KeyMaps(pairs, (pair) => keepsGlobalIds(pair, built));
    const surplus: RowsOf[] = [];
    for (const pair of keys.parentsFirst()) {
      const work = new LayerWork(source, target, request, built, pair, options);
      const update = () => updateLayer(work, keys, failures, added);
      // A parent whose rows could not be replaced leaves its children without keys: then nothing is replaced.
      const done = keys.changes(pair) ? await update() : await failures.during(update);
      if (!done) continue;
      result.rows[pair.source.id] = done.added + done.updated;
      result.changes[pair.source.id] = {
        added: done.added,
        updated: done.updated,
        deleted: done.surplus.length,
      };
      if (done.attachments !== null) result.attachments[pair.source.id] = done.attachments;
      const changed = [...keys.childKeys(pair).keys()];
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
}

async function updateLayer(
  work: LayerWork,
  keys: KeyMaps,
  failures: PartialFailures,
  added: RowsOf[],
): Promise<LayerUpdate> {
  if (keys.changes(work.pair)) return replaceRows(work, keys, added);
  if (work.keepGlobalIds) {
    const sent = await sendChanges(work);
    const attachments = await failures.during(() => work.copyAttachments(sent.ids, true));
    return { ...sent, attachments };
  }
  return (await isEqual(work))
    ? { added: 0, updated: 0, attachments: null, refused: [], total: 0, surplus: [] }
    : replaceRows(work, keys, added);
}

async function isEqual(work: LayerWork): Promise<boolean> {
  const shapes = pairShapes(work.pair, new Set());
  const options = { rows: true, ...work.withSignal };
  const [ours, theirs] = await Promise.all([
    foldLayer({ portal: work.source, url: work.fromUrl }, work.pair, 'source', shapes, options),
    foldLayer({ portal: work.target, url: work.toUrl }, work.pair, 'target', shapes, options),
  ]);
  return ours.rows.hex === theirs.rows.hex && ours.attachments.fold.hex === theirs.attachments.fold.hex;
}

/** Adds all rows anew. `added` gets them, to be taken back if a later layer fails. */
async function replaceRows(work: LayerWork, keys: KeyMaps, added: RowsOf[]): Promise<LayerUpdate> {
  const old = await readObjectIds(work.target, work.toUrl, '1=1', work.signal);
  const { ids, refused, total } = await work.addAllRows(keys);
  const mine = { work, ids: [...ids.values()] };
  try {
    if (refused.length > 0) throw notReplaced(work, refused, total);
    if (ids.size < total) throw sourceChanged(work, ids.size, total);
    const attachments = await work.copyAttachments(ids);
    added.push(mine);
    return { added: ids.size, updated: 0, attachments, refused, total, surplus: old };
  } catch (error) {
    await deleteRows(work, mine.ids);
    throw error;
  }
}

function notReplaced(work: LayerWork, refused: RefusedRow[], total: number): ArcGISError {
  const label = layerLabel(work.pair.source);
  const { message, details } = refusedRows(work.target.url, label, refused, total);
  return new ArcGISError('ARCGIS_PARTIAL', `${message} Layer ${label} was left as it was before.`, details);
}

function sourceChanged(work: LayerWork, read: number, total: number): ArcGISError {
  return new ArcGISError(
    'ARCGIS_PARTIAL',
    `Only ${read} of ${total} rows of layer ${layerLabel(work.pair.source)} could be read: the source changed meanwhile. The copy was left as it was. Run again.`,
    { portal: work.source.url },
  );
}
