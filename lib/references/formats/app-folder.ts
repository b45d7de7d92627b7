import { isItemId } from '../item-id.js';
import type { ReferenceIndex } from '../reference-index.js';
import type { JsonObject, Note } from './json-object.js';

/**
 * Configurable and Instant Apps, classic stories and Web AppBuilder apps note the folder that their author
 * saved them in. A folder that has no counterpart in the target is removed: the copy lies where it was put.
 * Returns the app itself if there is nothing to remove.
 */
export function dropForeignFolder(app: JsonObject, index: ReferenceIndex, note: Note): JsonObject {
  const { folderId, ...others } = app;
  const isApp = 'values' in app || 'widgetPool' in app;
  if (
    !isApp ||
    typeof folderId !== 'string' ||
    !isItemId(folderId) ||
    index.id(folderId) !== undefined ||
    index.isTargetId(folderId)
  ) {
    return app;
  }
  note('$.folderId', folderId, '');
  return others;
}
