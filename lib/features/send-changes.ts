import { pairShapes } from './compare-rows.js';
import { globalIdField, type Json, objectIdField, type Row } from './definition.js';
import { editResults, type RefusedRow } from './edit-results.js';
import type { KeyMaps } from './key-maps.js';
import type { LayerWork } from './layer-work.js';
import { readRows } from './read-rows.js';
import { type OutgoingRow, RowBatches } from './row-batches.js';
import { matchKey, type RowMatch } from './row-match.js';
import { rowGlobalId, rowObjectId, rowTransform } from './row-transform.js';
import { type RowShape, rowDigest, rowText } from './row-values.js';
import { takesCurves } from './true-curves.js';

/** What was sent for one layer. */
export interface SentChanges {
  added: number;
  updated: number;
  refused: RefusedRow[];
  /** Rows of the source. */
  total: number;
  /** ObjectID in the source → in the target, for every row that both have now. */
  ids: Map<number, number>;
  /** ObjectIDs of rows that only the target has. */
  surplus: number[];
}

/**
 * Sends the rows of the source that the target lacks, and those whose values differ, with the keys of parents that have others in the target.
 * `match` tells which rows belong together. The target's keys and row digests are held in memory meanwhile: about 150 bytes a row.
 */
export async function sendChanges(work: LayerWork, match: RowMatch, keys: KeyMaps): Promise<SentChanges> {
  const { pair, signal } = work;
  const globalId = globalIdField(pair.source);
  const shape = pairShapes(pair, new Set(globalId === null ? [] : [globalId])).target;
  const { rows: there, surplus } = await targetIndex(work, match, shape);
  const changed = { keys: keys.childKeys(pair) };
  const asNew = rowTransform(pair, { keepGlobalIds: work.keepGlobalIds, ...changed });
  const asChange = rowTransform(pair, { keepGlobalIds: false, ...changed });
  // Of others, such as 3D objects, no client can tell what they are.
  const isShaped = /(Point|Multipoint|Polyline|Polygon)$/.test(pair.source.geometryType ?? '');
  const oid = objectIdField(pair.target);
  const writer = work.writer();
  const updates = new RowUpdates(work);
  const ids = new Map<number, number>();
  const reading = work.reading(keys);
  let total = 0;
  try {
    for await (const page of readRows(work.source, { url: work.fromUrl, layer: pair.source }, signal)) {
      for (const row of page) {
        total += 1;
        keys.seen(pair, row);
        reading.row(row);
        const sourceId = rowObjectId(row, pair);
        const globalId = rowGlobalId(row, pair);
        const key = matchKey(row.attributes[match.source], match) ?? '';
        const found = there.get(key);
        if (!found) {
          await writer.add({ sourceId, globalId, row: asNew(row) });
          continue;
        }
        there.delete(key);
        ids.set(sourceId, found.id);
        const change = asChange(row);
        if (found.digest === rowDigest(rowText(change, shape)).toString('base64')) continue;
        const geometry = isShaped ? { geometry: change.geometry ?? null } : {};
        await updates.add({
          sourceId,
          globalId,
          row: { attributes: { ...change.attributes, [oid]: found.id }, ...geometry },
        });
      }
    }
    reading.end();
    await writer.end();
    await updates.end();
  } finally {
    await writer.idle();
  }
  for (const [from, to] of writer.ids) ids.set(from, to);
  await keys.written(pair, ids, { portal: work.target, url: work.toUrl, ...work.withSignal });
  return {
    added: writer.ids.size,
    updated: updates.done,
    refused: [...writer.refused, ...updates.refused],
    total,
    ids,
    surplus: [...surplus, ...[...there.values()].map(({ id }) => id)],
  };
}

/** The target's rows by their key. Those without one, and further ones with the same, belong to no row of the source. */
async function targetIndex(
  work: LayerWork,
  match: RowMatch,
  shape: RowShape,
): Promise<{ rows: Map<string, { id: number; digest: string }>; surplus: number[] }> {
  const { pair, signal } = work;
  const oid = objectIdField(pair.target);
  const rows = new Map<string, { id: number; digest: string }>();
  const surplus: number[] = [];
  for await (const page of readRows(work.target, { url: work.toUrl, layer: pair.target }, signal)) {
    for (const row of page) {
      const id = Number(row.attributes[oid]);
      const key = matchKey(row.attributes[match.target], match);
      if (key === null || rows.has(key)) surplus.push(id);
      else rows.set(key, { id, digest: rowDigest(rowText(row, shape)).toString('base64') });
    }
  }
  return { rows, surplus };
}

/** Sends changed rows in batches. The same change twice does no harm, so a lost answer is simply asked for again. */
class RowUpdates {
  done = 0;
  readonly refused: RefusedRow[] = [];
  private readonly batches = new RowBatches();

  constructor(private readonly work: LayerWork) {}

  async add(row: { sourceId: number; globalId: string | null; row: Row }): Promise<void> {
    const { sourceId, globalId } = row;
    const batch = this.batches.add({ sourceId, globalId, text: JSON.stringify(row.row) });
    if (batch) await this.send(batch);
  }

  async end(): Promise<void> {
    const rest = this.batches.rest();
    if (rest.length > 0) await this.send(rest);
  }

  private async send(batch: OutgoingRow[]): Promise<void> {
    const { target, toUrl, withSignal } = this.work;
    const answer = await target.write<Json>(
      `${toUrl}/applyEdits`,
      {
        updates: `[${batch.map((row) => row.text).join(',')}]`,
        rollbackOnFailure: false,
        ...(takesCurves(this.work.pair.target) && { trueCurveClient: true }),
      },
      { ...withSignal, repeatable: true },
    );
    editResults(answer, 'updateResults', batch.length).forEach((result, index) => {
      const row = batch[index];
      if (result.success) this.done += 1;
      else if (row) this.refused.push({ sourceId: row.sourceId, reason: result.reason });
    });
  }
}
