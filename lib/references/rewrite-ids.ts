import { ITEM_ID } from './item-id.js';
import type { ReferenceIndex } from './reference-index.js';

/** Replaces ids that the map knows, wherever they stand as a word of their own. */
export function rewriteIds(text: string, index: ReferenceIndex): string {
  return text.replace(ITEM_ID, (id) => index.id(id) ?? id);
}
