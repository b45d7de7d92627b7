import type { ReadablePortal } from '../portal/portal.js';
import { foldLayer, pairShapes } from './compare-rows.js';
import type { LayerService } from './layer-service.js';
import type { ReadRows } from './rows-request.js';
import type { LayerPair } from './service-mapping.js';

/** The reading of a source's rows, layer by layer, while the target is busy with what it was given. */
export class SourceReading {
  private readonly stopping = new AbortController();
  private readonly reading: Promise<Record<string, ReadRows>>;

  constructor(
    source: ReadablePortal,
    from: LayerService,
    pairs: readonly LayerPair[],
    { signal }: { signal?: AbortSignal | undefined } = {},
  ) {
    const ends = signal ? AbortSignal.any([signal, this.stopping.signal]) : this.stopping.signal;
    this.reading = readAll(source, from, pairs, ends);
    // Whoever does not ask any more does not hear of a failure.
    this.reading.catch(() => undefined);
  }

  /** Nobody will ask for it. */
  stop(): void {
    this.stopping.abort();
  }

  /** To be handed to `verifyService`. Nothing of a source that could not be read: it is read again when it is compared. */
  async rows(): Promise<Record<string, ReadRows>> {
    return this.reading.catch(() => ({}));
  }
}

async function readAll(
  portal: ReadablePortal,
  from: LayerService,
  pairs: readonly LayerPair[],
  signal: AbortSignal,
): Promise<Record<string, ReadRows>> {
  const read: Record<string, ReadRows> = {};
  for (const pair of pairs) {
    const shapes = pairShapes(pair, new Set());
    const side = { portal, url: `${from.url}/${pair.source.id}` };
    const { rows } = await foldLayer(side, pair, 'source', shapes, { rows: true, signal });
    read[pair.source.id] = { rows, shape: shapes.source };
  }
  return read;
}
