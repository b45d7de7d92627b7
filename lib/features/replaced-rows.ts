import { ArcGISError } from '../portal/arcgis-error.js';
import { layerLabel } from './definition.js';
import type { RefusedRow } from './edit-results.js';
import type { LayerWork } from './layer-work.js';
import { refusedRows } from './row-writer.js';

/**
 * Throws ARCGIS_PARTIAL unless every row of the source was read and taken: rows are only replaced by all of the source's rows, and the caller
 * leaves the layer as it was.
 */
export function demandAllRows(
  work: LayerWork,
  { read, refused, total }: { read: number; refused: RefusedRow[]; total: number },
): void {
  const label = layerLabel(work.pair.source);
  if (refused.length > 0) {
    const { message, details } = refusedRows(work.target.url, label, refused, total);
    throw new ArcGISError('ARCGIS_PARTIAL', `${message} Layer ${label} was left as it was before.`, details);
  }
  if (read < total) {
    throw new ArcGISError(
      'ARCGIS_PARTIAL',
      `Only ${read} of ${total} rows of layer ${label} could be read: the source changed meanwhile. The copy was left as it was. Run again.`,
      { portal: work.source.url },
    );
  }
}
