import { ArcGISError } from '../portal/arcgis-error.js';
import { layerLabel } from './definition.js';
import type { KeyMaps } from './key-maps.js';
import type { LayerWork } from './layer-work.js';
import { countRows, readRows } from './read-rows.js';
import { demandAllRows } from './replaced-rows.js';
import { rowGlobalId, rowObjectId, rowTransform } from './row-transform.js';
import { SavedRows } from './saved-rows.js';
import { truncateLayer } from './truncate-layer.js';

/**
 * Empties a layer of the copy and loads all rows of the source into it. Its former rows are put aside on disk first, and come back if anything
 * goes wrong; the signal ends the loading, but not their return.
 *
 * @returns how many rows were loaded; null, with nothing changed, if the portal does not empty the layer
 * @throws ArcGISError of what went wrong; its message says where the former rows are if they could not be put back
 */
export async function reloadRows(work: LayerWork, keys: KeyMaps): Promise<number | null> {
  const { target, toUrl, pair, signal } = work;
  const former = await SavedRows.save(toUrl, readRows(target, { url: toUrl, layer: pair.target }, signal));
  let isEmptied = false;
  try {
    isEmptied = await truncateLayer(target, toUrl, signal);
    if (!isEmptied) {
      await former.remove();
      return null;
    }
    const { ids, refused, total } = await work.addAllRows(keys);
    demandAllRows(work, { read: ids.size, refused, total });
    await former.remove();
    return ids.size;
  } catch (error) {
    await putBack(work, former, error, isEmptied);
    throw error;
  }
}

/** Nothing of what was loaded stays: the layer gets back exactly what it had. */
async function putBack(
  work: LayerWork,
  former: SavedRows,
  failure: unknown,
  isEmptied: boolean,
): Promise<void> {
  const { target, toUrl, pair } = work;
  try {
    if (!isEmptied && (await countRows(target, toUrl)) === former.rows) return await former.remove();
    if (!(await truncateLayer(target, toUrl))) throw new Error('the layer could not be emptied');
    const same = { source: pair.target, target: pair.target, fields: identical(work) };
    const writer = work.writer({ signal: null });
    const transform = rowTransform(same, { keepGlobalIds: work.keepGlobalIds });
    try {
      for await (const row of former.read()) {
        await writer.add({
          sourceId: rowObjectId(row, same),
          globalId: rowGlobalId(row, same),
          row: transform(row),
        });
      }
      await writer.end();
    } finally {
      await writer.idle();
    }
    const there = await countRows(target, toUrl);
    if (there !== former.rows) throw new Error(`only ${there} of ${former.rows} rows came back`);
    await former.remove();
  } catch (error) {
    former.leave();
    const why = error instanceof Error ? error.message : String(error);
    const words = failure instanceof Error ? failure.message : String(failure);
    throw new ArcGISError(
      'ARCGIS_PARTIAL',
      `${words} Layer ${layerLabel(pair.source)} of the copy had been emptied, and its ${former.rows} former rows could not be put back: ${why} They are in ${former.path}. Run again to load the source's rows.`,
      { portal: target.url },
    );
  }
}

function identical({ pair }: LayerWork): Map<string, string> {
  return new Map(pair.target.fields.map(({ name }) => [name, name]));
}
