import type { Item } from '../../items/item.js';
import { readTemporaryMark, TEMPORARY_TAG } from '../../portal/temporary-mark.js';

/** Type keyword of an item that exists only while something is exported; run id and deadline follow in keywords of their own. */
const TEMPORARY = 'copy-temporary';

/** True for the export files that a copy leaves in the source for some minutes, its own or another machine's. */
export function isTemporary(item: Item): boolean {
  const isMarked = readTemporaryMark(item.title ?? '') !== null || (item.tags ?? []).includes(TEMPORARY_TAG);
  return (
    isMarked ||
    item.typeKeywords.some((keyword) => keyword === TEMPORARY || keyword.startsWith(`${TEMPORARY}-`))
  );
}
