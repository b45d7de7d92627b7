import { ArcGISError } from './arcgis-error.js';
import type { CallOptions, Params, ReadablePortal, TemporaryExports, WriteOptions } from './portal.js';
import { readTemporaryMark, TEMPORARY_TAG, temporaryTitle } from './temporary-mark.js';

type Write = <T>(target: string, params: Params, options: WriteOptions) => Promise<T>;

/**
 * The temporary export files of a portal. `write` sends even if the portal is locked; what goes through it is only an export under a
 * marked title, and the removal of an item that has such a title.
 */
export function temporaryExports(portal: ReadablePortal, write: Write): TemporaryExports {
  return {
    start: ({ itemId, owner, mark }, options = {}) =>
      write(
        `/content/users/${encodeURIComponent(owner)}/export`,
        {
          itemId,
          title: temporaryTitle(mark),
          tags: TEMPORARY_TAG,
          snippet: 'Made while this layer is copied, and removed afterwards.',
          exportFormat: 'File Geodatabase',
          exportParameters: '{}',
        },
        options,
      ),
    remove: (id, options = {}) => remove(portal, write, id, options),
  };
}

async function remove(portal: ReadablePortal, write: Write, id: string, options: CallOptions): Promise<void> {
  try {
    const item = await portal.read<{ title: string; owner: string; type: string }>(
      `/content/items/${id}`,
      {},
      options,
    );
    if (item.type !== 'File Geodatabase' || readTemporaryMark(item.title) === null) {
      throw new ArcGISError(
        'ARCGIS_FORBIDDEN',
        `The ${item.type} "${item.title}" (${id}) in ${portal.url} is no temporary export, so it was not removed.`,
        { portal: portal.url },
      );
    }
    // Without permanentDelete ArcGIS Online keeps the file for two weeks, and its name taken.
    await write(
      `/content/users/${encodeURIComponent(item.owner)}/items/${id}/delete`,
      { permanentDelete: true },
      { ...options, repeatable: true },
    );
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ArcGISError && error.code === 'ARCGIS_NOT_FOUND';
}
