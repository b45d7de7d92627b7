import { pairShapes } from './compare-rows.js';
import { comparableGuid, globalIdField, type Json, objectIdField, type Row } from './definition.js';
import { editResults, type RefusedRow } from './edit-results.js';
import type { LayerWork } from './layer-work.js';
import { readRows } from './read-rows.js';
import { type OutgoingRow, RowBatches } from './row-batches.js';
import { rowGlobalId, rowObjectId, rowTransform } from './row-transform.js';
import { rowDigest, rowText } from './row-values.js';

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
 * Sends the rows of the source whose GlobalID the target lacks, and those whose values differ. The target's GlobalIDs and row
 * digests are held in memory meanwhile: about 150 bytes a row.
 */
export async function sendChanges(work: LayerWork): Promise<SentChanges> {
  const { pair, signal } = work;
  const there = await targetIndex(work);
  const shape = pairShapes(pair, new Set()).source;
  const asNew = rowTransform(pair, { keepGlobalIds: true });
  const asChange = rowTransform(pair, { keepGlobalIds: false });
  const oid = objectIdField(pair.target);
  const writer = work.writer();
  const updates = new RowUpdates(work);
  const ids = new Map<number, number>();
  let total = 0;
  try {
    for await (const page of readRows(work.source, { url: work.fromUrl, layer: pair.source }, signal)) {
      for (const row of page) {
        total += 1;
        const sourceId = rowObjectId(row, pair);
        const globalId = rowGlobalId(row, pair);
        const key = comparableGuid(globalId) ?? '';
        const found = there.get(key);
        if (!found) {
          await writer.add({ sourceId, globalId, row: asNew(row) });
          continue;
        }
        there.delete(key);
        ids.set(sourceId, found.id);
        if (found.digest === rowDigest(rowText(row, shape)).toString('base64')) continue;
        const change = asChange(row);
        const geometry = pair.source.geometryType ? { geometry: change.geometry ?? null } : {};
        await updates.add({
          sourceId,
          globalId,
          row: { attributes: { ...change.attributes, [oid]: found.id }, ...geometry },
        });
      }
    }
    await writer.end();
    await updates.end();
  } finally {
    await writer.idle();
  }
  for (const [from, to] of writer.ids) ids.set(from, to);
  return {
    added: writer.ids.size,
    updated: updates.done,
    refused: [...writer.refused, ...updates.refused],
    total,
    ids,
    surplus: [...there.values()].map(({ id }) => id),
  };
}

async function targetIndex(work: LayerWork): Promise<Map<string, { id: number; digest: string }>> {
  const { pair, signal } = work;
  const shape = pairShapes(pair, new Set()).target;
  const oid = objectIdField(pair.target);
  const global = globalIdField(pair.target) ?? '';
  const index = new Map<string, { id: number; digest: string }>();
  for await (const page of readRows(work.target, { url: work.toUrl, layer: pair.target }, signal)) {
    for (const row of page) {
      index.set(comparableGuid(row.attributes[global]) ?? '', {
        id: Number(row.attributes[oid]),
        digest: rowDigest(rowText(row, shape)).toString('base64'),
      });
    }
  }
  return index;
}

/** Sends changed rows in batches. The same change twice does no harm, so a lost answer is simply asked for again. */
class RowUpdates {
  done = 0;
  readonly refused: RefusedRow[] = [];
  private readonly batches = new RowBatches();

  constructor(private readonly work: LayerWork) {}

  async add(row: { sourceId: number; globalId: string | null; row: Row }): Promise<void> {
    const batch = this.batches.add({ ...row, text: JSON.stringify(row.row) });
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
      { updates: `[${batch.map((row) => row.text).join(',')}]`, rollbackOnFailure: false },
      { ...withSignal, repeatable: true },
    );
    editResults(answer, 'updateResults', batch.length).forEach((result, index) => {
      const row = batch[index];
      if (result.success) this.done += 1;
      else if (row) this.refused.push({ sourceId: row.sourceId, reason: result.reason });
    });
  }
}
