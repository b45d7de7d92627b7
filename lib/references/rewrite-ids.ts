import { CLIENT_PARAMETER } from './client-ids.js';
import { ITEM_ID } from './item-id.js';
import type { ReferenceIndex } from './reference-index.js';

/** Replaces ids that the map knows, wherever they stand as a word of their own, and client ids that are parameters of a URL. */
export function rewriteIds(text: string, index: ReferenceIndex): string {
  const rewritten = text.replace(ITEM_ID, (id) => index.id(id) ?? id);
  return index.clients.size === 0
    ? rewritten
    : rewritten.replace(CLIENT_PARAMETER, (id) => index.clients.get(id) ?? id);
}
