import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import { pairShapes } from './compare-rows.js';
import { type AttachmentUpdate, copyAttachments } from './copy-attachments.js';
import { globalIdField, layerLabel, type Row } from './definition.js';
import type { RefusedRow } from './edit-results.js';
import type { KeyMaps } from './key-maps.js';
import type { LayerService } from './layer-service.js';
import { countRows, readPages } from './read-rows.js';
import { type NewRow, packedRows } from './row-batches.js';
import { RowFold } from './row-fold.js';
import { rowGlobalId, rowObjectId, rowTransform } from './row-transform.js';
import { rowDigest, rowText } from './row-values.js';
import { RowWriter } from './row-writer.js';
import type { ReadRows, RowsProgress, RowsRequest, RowsUpdateOptions } from './rows-request.js';
import { keepsGlobalIds, type LayerPair } from './service-mapping.js';

/** The copying of one layer's content: what it needs, and how far it is. */
export class LayerWork {
  readonly fromUrl: string;
  readonly toUrl: string;
  readonly keepGlobalIds: boolean;
  /** All rows of the source as they were read, once they were. */
  read: ReadRows | null = null;
  private readonly told: RowsProgress;

  constructor(
    readonly source: ReadablePortal,
    readonly target: WritablePortal,
    request: RowsRequest,
    built: LayerService,
    readonly pair: LayerPair,
    private readonly options: RowsUpdateOptions,
    keepGlobalIds = keepsGlobalIds(pair, built),
  ) {
    this.fromUrl = `${request.from.url}/${pair.source.id}`;
    this.toUrl = `${request.to.url}/${pair.target.id}`;
    this.keepGlobalIds = keepGlobalIds;
    this.told = { layer: layerLabel(pair.source), rows: 0, of: 0, attachments: 0 };
  }

  get signal(): AbortSignal | undefined {
    return this.options.signal;
  }

  /** The rest of an options object that may carry the signal. */
  get withSignal(): { signal?: AbortSignal } {
    return this.options.signal ? { signal: this.options.signal } : {};
  }

  /** How the attachments of rows are compared that have some already. */
  get attachmentUpdate(): AttachmentUpdate {
    const { attachmentsUpTo = {}, attachmentBytes = false } = this.options;
    return {
      knownUpTo: attachmentsUpTo[this.pair.source.id] ?? Number.POSITIVE_INFINITY,
      byBytes: attachmentBytes,
    };
  }

  tell(change: Partial<RowsProgress>): void {
    Object.assign(this.told, change);
    this.options.progress?.({ ...this.told });
  }

  /** Takes note of each row of the source on its way; what it gives back is to be called at the end of all of them. */
  reading(keys: KeyMaps): { row: (row: Row) => void; end: () => void } {
    const { pair } = this;
    const globalId = this.keepGlobalIds ? null : globalIdField(pair.source);
    const notKept = [...keys.childFields(pair), ...(globalId === null ? [] : [globalId])];
    const rows = new RowFold();
    const shape = pairShapes(pair, new Set(notKept)).source;
    return {
      row: (row) => rows.add(rowDigest(rowText(row, shape))),
      end: () => {
        this.read = { rows, shape };
      },
    };
  }

  /** A writer for this layer's new rows. Without signal it goes on when the work is cancelled. */
  writer({ signal = this.options.signal ?? null }: { signal?: AbortSignal | null } = {}): RowWriter {
    return new RowWriter(this.target, {
      url: this.toUrl,
      layer: this.pair.target,
      keepGlobalIds: this.keepGlobalIds,
      ...(signal ? { signal } : {}),
      written: (rows) => this.tell({ rows }),
    });
  }

  /** Adds every row of the source, with the keys of parents that were changed, and notes this layer's own new keys. */
  async addAllRows(
    keys: KeyMaps,
  ): Promise<{ ids: Map<number, number>; refused: RefusedRow[]; total: number }> {
    const { pair, signal } = this;
    const counting = countRows(this.source, this.fromUrl, '1=1', signal);
    // A failure is heard at the end.
    counting.then((of) => this.tell({ of })).catch(() => undefined);
    const writer = this.writer();
    const reading = this.reading(keys);
    const transform = rowTransform(pair, { keepGlobalIds: this.keepGlobalIds, keys: keys.childKeys(pair) });
    const outgoing = (row: Row): NewRow => {
      keys.seen(pair, row);
      reading.row(row);
      return { sourceId: rowObjectId(row, pair), globalId: rowGlobalId(row, pair), row: transform(row) };
    };
    const query = { url: this.fromUrl, layer: pair.source };
    const pages = readPages(this.source, query, (rows) => packedRows(rows.map(outgoing)), signal);
    try {
      for await (const page of pages) {
        for (const row of page) {
          const full = writer.addText(row);
          if (full) await full;
        }
      }
      reading.end();
      await writer.end();
    } finally {
      await writer.idle();
    }
    await keys.written(pair, writer.ids, { portal: this.target, url: this.toUrl, ...this.withSignal });
    return { ids: writer.ids, refused: writer.refused, total: await counting };
  }

  /** Copies the attachments of these rows (ObjectID in the source → in the target); null if the layer has none. */
  async copyAttachments(ids: ReadonlyMap<number, number>, update = false): Promise<number | null> {
    if (this.pair.source.hasAttachments !== true || this.pair.target.hasAttachments !== true) return null;
    return copyAttachments({
      source: this.source,
      target: this.target,
      pair: this.pair,
      from: this.fromUrl,
      to: this.toUrl,
      ids,
      ...(update && { update: this.attachmentUpdate }),
      ...this.withSignal,
      copied: (attachments) => this.tell({ attachments }),
    });
  }
}
