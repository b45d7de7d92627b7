import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal } from '../portal/portal.js';
import { layerLabel } from './definition.js';
import { countRows } from './read-rows.js';
import type { RowsRequest } from './rows-request.js';

export interface DropGuard {
  /** Share of a layer's rows, 0 to 1, that may be missing. */
  maxDrop: number;
  /** Rows that the source had at the last copy, by layer id; where unknown the copy's rows count. */
  known?: Record<string, number>;
}

/**
 * Stops an update that would take too many rows from a copy, before anything is written: a source that lost many of its rows at once has more
 * often been damaged than cleaned up.
 *
 * @throws ArcGISError ARCGIS_PROTECTED with the counts of the layers concerned
 */
export async function demandNoDrop(
  source: ReadablePortal,
  target: ReadablePortal,
  { from, to }: RowsRequest,
  { maxDrop, known = {} }: DropGuard,
  signal?: AbortSignal,
): Promise<void> {
  if (maxDrop >= 1) return;
  const dropped = await Promise.all(
    from.layers.map(async (layer) => {
      const id = to.mapping.layers[layer.id];
      if (id === undefined) return [];
      const before = known[layer.id] ?? (await countRows(target, `${to.url}/${id}`, '1=1', signal));
      if (before === 0) return [];
      const now = await countRows(source, `${from.url}/${layer.id}`, '1=1', signal);
      return now < before * (1 - maxDrop)
        ? [`layer ${layerLabel(layer)} has ${now} of ${before} rows left`]
        : [];
    }),
  );
  const words = dropped.flat();
  if (words.length === 0) return;
  throw new ArcGISError(
    'ARCGIS_PROTECTED',
    `The update was stopped, and nothing was written: in the source ${words.join(', ')}. If that is right, allow a greater loss than ${Math.round(maxDrop * 100)} % in the node, and run again.`,
    { portal: target.url, endpoint: to.url },
  );
}
