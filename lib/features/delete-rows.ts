import { ArcGISError } from '../portal/arcgis-error.js';
import { type Json, layerLabel, objectIdField } from './definition.js';
import { editResults } from './edit-results.js';
import type { LayerWork } from './layer-work.js';
import { countRows } from './read-rows.js';

/** ObjectIDs in one call. */
const idsPerCall = 500;

/**
 * Deletes rows of the target by ObjectID. A row that is gone already (with its parent, or by a call whose answer was lost) is
 * as good as deleted; throws ARCGIS_PARTIAL if one is still there.
 */
export async function deleteRows(work: LayerWork, ids: readonly number[]): Promise<void> {
  const { target, toUrl, pair, withSignal, signal } = work;
  const oid = objectIdField(pair.target);
  for (let start = 0; start < ids.length; start += idsPerCall) {
    const chunk = ids.slice(start, start + idsPerCall);
    const answer = await target.write<Json>(
      `${toUrl}/deleteFeatures`,
      { objectIds: chunk.join(','), rollbackOnFailure: false },
      { ...withSignal, repeatable: true },
    );
    const refused = editResults(answer, 'deleteResults', chunk.length).filter((result) => !result.success);
    if (refused.length === 0) continue;
    const left = await countRows(target, toUrl, `${oid} IN (${chunk.join(',')})`, signal);
    if (left > 0) {
      throw new ArcGISError(
        'ARCGIS_PARTIAL',
        `${left} old rows of layer ${layerLabel(pair.source)} could not be deleted in ${target.url}: ${refused[0]?.reason}.`,
        { portal: target.url, portalMessage: refused[0]?.reason ?? '' },
      );
    }
  }
}
