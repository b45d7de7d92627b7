import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import { replyLost } from '../portal/reply-lost.js';
import {
  comparableGuid,
  globalIdField,
  guidLiterals,
  type Json,
  type LayerDefinition,
  layerLabel,
  objectIdField,
  type Row,
} from './definition.js';
import { type EditResult, editResults, type RefusedRow } from './edit-results.js';
import { InFlight } from './in-flight.js';
import { highestObjectId, readRows } from './read-rows.js';
import { type NewRow, type OutgoingRow, RowBatches } from './row-batches.js';
import { rowShape, rowText } from './row-values.js';
import { takesCurves } from './true-curves.js';

/** Batches of one layer that are on their way at once. */
const batchesInFlight = 8;
/** GlobalIDs asked for in one query. */
const idsPerQuery = 200;
/** How often the layer is looked at after an answer was lost, and how long before each look, in ms. */
const looks = [1000, 2000, 4000, 8000];
/** Rows found one by one in refused batches, after which the layer as such is taken to be refused. */
const mostIsolated = 20;

export interface RowWriterOptions {
  /** URL of the target layer. */
  url: string;
  layer: LayerDefinition;
  /** Rows keep the GlobalIDs that they bring. */
  keepGlobalIds: boolean;
  signal?: AbortSignal;
  /** Told after each batch how many rows are proven to be in the target. */
  written?: (rows: number) => void;
}

/** A batch of which nobody knows yet whether it arrived. */
interface Doubt {
  rows: OutgoingRow[];
  /** The highest ObjectID that was known when it was sent: its rows have higher ones. */
  before: number;
  error: unknown;
}

/**
 * Adds rows to one layer in bounded batches and proves each of them: by the result that the portal gives for it, or, where
 * the answer to a batch was lost, by looking which of its rows arrived. Only what did not arrive is sent again, so no row is
 * ever written twice. Several batches are on their way at once. Without GlobalIDs new rows can only be told from each other by their values
 * and by what came after the last known ObjectID: a batch that is in doubt then waits until nothing else is on its way, and is looked for
 * and completed alone.
 */
export class RowWriter {
  /** ObjectID in the source → in the target, for every row written. */
  readonly ids = new Map<number, number>();
  readonly refused: RefusedRow[] = [];
  private readonly batches = new RowBatches();
  private readonly lanes: InFlight;
  /** Of a layer without GlobalIDs: the highest ObjectID that is known. */
  private lastId: number | undefined;
  /** Batches of a layer without GlobalIDs whose fate is unknown, and the highest ObjectID that was known before each. */
  private readonly doubtful: Doubt[] = [];

  constructor(
    private readonly target: WritablePortal,
    private readonly options: RowWriterOptions,
  ) {
    this.lanes = new InFlight(batchesInFlight);
  }

  /** Takes a row; if a promise comes back there is room for the next one when it resolves. */
  add({ row, sourceId, globalId }: NewRow): Promise<void> | undefined {
    return this.addText({ sourceId, globalId, text: JSON.stringify(row) });
  }

  /** The same for a row that is in JSON already. */
  addText(row: OutgoingRow): Promise<void> | undefined {
    const batch = this.batches.add(row);
    return batch ? this.send(batch) : undefined;
  }

  /** Sends what is left and waits until every row is proven or refused. */
  async end(): Promise<void> {
    const rest = this.batches.rest();
    if (rest.length > 0) await this.send(rest);
    await this.lanes.settle();
    await this.clearDoubts();
  }

  /** Waits until nothing is on its way any more; for a giver that failed itself. */
  idle(): Promise<void> {
    return this.lanes.idle();
  }

  private async send(batch: OutgoingRow[]): Promise<void> {
    const { keepGlobalIds, url, layer, signal } = this.options;
    if (!keepGlobalIds) this.lastId ??= await highestObjectId(this.target, url, layer, signal);
    if (this.doubtful.length > 0) {
      await this.lanes.settle();
      await this.clearDoubts();
    }
    await this.lanes.start(async () => {
      if (keepGlobalIds) await this.write(batch);
      else await this.tryOnce(batch);
      this.options.written?.(this.ids.size);
    });
  }

  /** Beside other batches nothing can be looked for: what is not answered with results is put aside. */
  private async tryOnce(batch: OutgoingRow[]): Promise<void> {
    const before = this.lastId ?? -1;
    try {
      this.take(batch, await this.applyAdds(batch));
    } catch (error) {
      if (!isRefusal(error) && !replyLost(error)) throw error;
      this.doubtful.push({ rows: batch, before, error });
    }
  }

  /** Completes the batches that were put aside, one after the other, while nothing else is on its way. */
  private async clearDoubts(): Promise<void> {
    const doubts = this.doubtful.splice(0);
    const [first] = doubts;
    if (!first) return;
    this.lastId = Math.min(...doubts.map(({ before }) => before));
    const lost = doubts.some(({ error }) => replyLost(error));
    if (lost) await this.target.clock.sleep(looks[0] ?? 0, this.options.signal);
    // They are looked for together: what one of them has brought is no stranger to the others.
    const missing = new Set(await this.missing(doubts.flatMap(({ rows }) => rows)));
    for (const { rows, error } of doubts) {
      const left = rows.filter((row) => missing.has(row));
      if (left.length === 0) continue;
      if (isRefusal(error)) await this.isolate(left, error);
      else await this.write(left);
    }
    this.options.written?.(this.ids.size);
  }

  private async write(batch: OutgoingRow[]): Promise<void> {
    let rows = batch;
    for (const wait of [...looks, null]) {
      try {
        this.take(rows, await this.applyAdds(rows));
        return;
      } catch (error) {
        if (isRefusal(error)) return await this.isolate(rows, error);
        if (!replyLost(error) || wait === null) throw error;
        await this.target.clock.sleep(wait, this.options.signal);
        rows = await this.missing(rows);
        if (rows.length === 0) return;
      }
    }
  }

  /** The portal refused a whole batch: the halves are tried apart until the rows that it means are found. */
  private async isolate(batch: OutgoingRow[], error: ArcGISError): Promise<void> {
    if (this.refused.length >= mostIsolated) throw error;
    const [only, ...others] = batch;
    if (only && others.length === 0) {
      this.refused.push({ sourceId: only.sourceId, reason: error.details.portalMessage ?? error.message });
      return;
    }
    const rows = await this.missing(batch);
    const half = Math.ceil(rows.length / 2);
    for (const part of [rows.slice(0, half), rows.slice(half)]) if (part.length > 0) await this.write(part);
  }

  private async applyAdds(rows: OutgoingRow[]): Promise<EditResult[]> {
    const answer = await this.target.write<Json>(
      `${this.options.url}/applyEdits`,
      {
        adds: `[${rows.map((row) => row.text).join(',')}]`,
        useGlobalIds: this.options.keepGlobalIds,
        rollbackOnFailure: false,
        ...(takesCurves(this.options.layer) && { trueCurveClient: true }),
      },
      this.options.signal ? { signal: this.options.signal } : {},
    );
    return editResults(answer, 'addResults', rows.length);
  }

  private take(rows: OutgoingRow[], results: EditResult[]): void {
    rows.forEach((row, index) => {
      const result = results[index];
      if (result?.success && result.objectId !== null) this.arrived(row, result.objectId);
      else this.refused.push({ sourceId: row.sourceId, reason: result?.reason ?? '' });
    });
  }

  private arrived(row: OutgoingRow, objectId: number): void {
    this.ids.set(row.sourceId, objectId);
    if (this.lastId !== undefined) this.lastId = Math.max(this.lastId, objectId);
  }

  /** The rows of a batch, whose answer was lost, that are not in the target. */
  private missing(rows: OutgoingRow[]): Promise<OutgoingRow[]> {
    return this.options.keepGlobalIds ? this.missingByGlobalId(rows) : this.missingByValue(rows);
  }

  private async missingByGlobalId(rows: OutgoingRow[]): Promise<OutgoingRow[]> {
    const { url, layer, signal } = this.options;
    const field = globalIdField(layer) ?? 'GlobalID';
    const there = new Map<string, number>();
    for (let start = 0; start < rows.length; start += idsPerQuery) {
      const ids = rows.slice(start, start + idsPerQuery).flatMap((row) => guidLiterals(row.globalId ?? ''));
      const query = {
        url,
        layer,
        where: `${field} IN (${ids.join(',')})`,
        fields: [objectIdField(layer), field],
        geometry: false,
      };
      for await (const page of readRows(this.target, query, signal)) {
        for (const { attributes } of page) {
          there.set(comparableGuid(attributes[field]) ?? '', Number(attributes[objectIdField(layer)]));
        }
      }
    }
    return rows.filter((row) => {
      const id = there.get(comparableGuid(row.globalId) ?? '');
      if (id !== undefined) this.arrived(row, id);
      return id === undefined;
    });
  }

  /** Rows that came after the last known one are compared by value; each stands for one row of the batch at most. */
  private async missingByValue(rows: OutgoingRow[]): Promise<OutgoingRow[]> {
    const { url, layer, signal } = this.options;
    const global = globalIdField(layer);
    const shape = rowShape(layer, new Set(global === null ? [] : [global]));
    const oid = objectIdField(layer);
    const proven = new Set(this.ids.values());
    const there = new Map<string, number[]>();
    const query = { url, layer, where: `${oid} > ${this.lastId ?? -1}` };
    for await (const page of readRows(this.target, query, signal)) {
      for (const row of page) {
        if (proven.has(Number(row.attributes[oid]))) continue;
        const text = rowText(row, shape);
        there.set(text, [...(there.get(text) ?? []), Number(row.attributes[oid])]);
      }
    }
    const missing = rows.filter((row) => {
      const id = there.get(rowText(JSON.parse(row.text) as Row, shape))?.shift();
      if (id !== undefined) this.arrived(row, id);
      return id === undefined;
    });
    const strangers = [...there.values()].flat();
    if (missing.length > 0 && strangers.length > 0) {
      throw new ArcGISError(
        'ARCGIS_UNEXPECTED',
        `The answer to a batch of rows for layer ${layerLabel(layer)} was lost, and ${strangers.length} new rows there (such as ${oid} ${strangers[0]}) ` +
          'are not the rows that were sent. Somebody else may be adding rows. Run again to bring the copy in line with the source.',
        { portal: this.target.url, endpoint: url },
      );
    }
    return missing;
  }
}

/** A definite no to the call as a whole, in contrast to trouble on the way or with the sign-in. */
function isRefusal(error: unknown): error is ArcGISError {
  return error instanceof ArcGISError && error.code === 'ARCGIS_UNEXPECTED' && !replyLost(error);
}

/** The error for rows that the portal refused, with the first few of them and the portal's words. */
export function refusedRows(
  portal: string,
  label: string,
  refused: RefusedRow[],
  total: number,
): ArcGISError {
  const named = refused.slice(0, 5).map((row) => `row ${row.sourceId}: ${row.reason}`);
  const more = refused.length > named.length ? `; and ${refused.length - named.length} more` : '';
  return new ArcGISError(
    'ARCGIS_PARTIAL',
    `${refused.length} of ${total} rows of layer ${label} were refused by ${portal} (ObjectIDs of the source): ${named.join('; ')}${more}. ` +
      'Correct these rows in the source, then run again.',
    { portal, portalMessage: refused[0]?.reason ?? '' },
  );
}
