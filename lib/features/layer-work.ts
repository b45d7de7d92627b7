import type { ReadablePortal, WritablePortal } from '../portal/portal.js';
import { copyAttachments } from './copy-attachments.js';
import { layerLabel } from './definition.js';
import type { RefusedRow } from './edit-results.js';
import type { KeyMaps } from './key-maps.js';
import type { LayerService } from './layer-service.js';
import { countRows, readRows } from './read-rows.js';
import { rowGlobalId, rowObjectId, rowTransform } from './row-transform.js';
import { RowWriter } from './row-writer.js';
import type { RowsOptions, RowsProgress, RowsRequest } from './rows-request.js';
import { keepsGlobalIds, type LayerPair } from './service-mapping.js';

/** The copying of one layer's content: what it needs, and how far it is. */
export class LayerWork {
  readonly fromUrl: string;
  readonly toUrl: string;
  readonly keepGlobalIds: boolean;
  private readonly told: RowsProgress;

  constructor(
    readonly source: ReadablePortal,
    readonly target: WritablePortal,
    request: RowsRequest,
    built: LayerService,
    readonly pair: LayerPair,
    private readonly options: RowsOptions,
  ) {
    this.fromUrl = `${request.from.url}/${pair.source.id}`;
    this.toUrl = `${request.to.url}/${pair.target.id}`;
    this.keepGlobalIds = keepsGlobalIds(pair, built);
    this.told = { layer: layerLabel(pair.source), rows: 0, of: 0, attachments: 0 };
  }

  get signal(): AbortSignal | undefined {
    return this.options.signal;
  }

  /** The rest of an options object that may carry the signal. */
  get withSignal(): { signal?: AbortSignal } {
    return this.options.signal ? { signal: this.options.signal } : {};
  }

  tell(change: Partial<RowsProgress>): void {
    Object.assign(this.told, change);
    this.options.progress?.({ ...this.told });
  }

  /** A writer for this layer's new rows. */
  writer(): RowWriter {
    return new RowWriter(this.target, {
      url: this.toUrl,
      layer: this.pair.target,
      keepGlobalIds: this.keepGlobalIds,
      ...this.withSignal,
      written: (rows) => this.tell({ rows }),
    });
  }

  /** Adds every row of the source, with the keys of parents that were changed, and notes this layer's own new keys. */
  async addAllRows(
    keys: KeyMaps,
  ): Promise<{ ids: Map<number, number>; refused: RefusedRow[]; total: number }> {
    const { pair, signal } = this;
    const total = await countRows(this.source, this.fromUrl, '1=1', signal);
    this.tell({ of: total });
    const writer = this.writer();
    const transform = rowTransform(pair, { keepGlobalIds: this.keepGlobalIds, keys: keys.childKeys(pair) });
    try {
      for await (const page of readRows(this.source, { url: this.fromUrl, layer: pair.source }, signal)) {
        for (const row of page) {
          keys.seen(pair, row);
          await writer.add({
            sourceId: rowObjectId(row, pair),
            globalId: rowGlobalId(row, pair),
            row: transform(row),
          });
        }
      }
      await writer.end();
    } finally {
      await writer.idle();
    }
    await keys.written(pair, writer.ids, { portal: this.target, url: this.toUrl, ...this.withSignal });
    return { ids: writer.ids, refused: writer.refused, total };
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
      update,
      ...this.withSignal,
      copied: (attachments) => this.tell({ attachments }),
    });
  }
}
