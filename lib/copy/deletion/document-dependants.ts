import type { Item } from '../../items/item.js';
import { listResources, resourcePath } from '../../items/list-resources.js';
import { readItem } from '../../items/read-item.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { readDocumentData } from '../documents/document-data.js';
import { isRefusal } from '../identity/origins.js';
import type { Run } from '../run/run.js';
import { searchItems } from '../search/search-items.js';
import { lookForOldCopies } from '../sweep/refers-to.js';
import { referringProperties } from '../sweep/repoint-document.js';
import { inParallel, isMapOrApp } from '../sweep/sweep-target.js';
import type { OldCopy, SeenDocument } from './old-copy.js';

/** Resources that hold a configuration, and no larger than one is. */
const CONFIGURATION = /\.(?:json|xml|html?)$/i;
const LARGEST = 5 * 1024 * 1024;

/**
 * Every map and app of the organisation that the signed-in user may see, as far as it refers to one of the older copies; by id. What a sweep of this
 * run looked at is not read again. No portal can be asked who refers to an item, so each document has to be read.
 * @param unlisted further ones that the search may not know yet
 */
export async function documentDependants(
  run: Run,
  target: ReadablePortal,
  olds: readonly OldCopy[],
  signal: AbortSignal,
  unlisted: readonly Item[] = [],
): Promise<Map<string, SeenDocument>> {
  const { items: listed } = await searchItems(target, { kind: 'organisation' }, { signal });
  const items = [...new Map([...unlisted, ...listed].map((item) => [item.id, item])).values()];
  const found = new Map<string, SeenDocument>();
  await inParallel(items.filter(isMapOrApp), signal, async (item) => {
    const known = run.seen.get(item.id);
    const isCurrent = known !== undefined && olds.every(({ item: old }) => known.lookedFor.has(old.id));
    const seen = isCurrent ? known : await lookAt(target, item, olds, signal);
    if (seen && seen.refersTo.size > 0) found.set(item.id, seen);
  });
  return found;
}

/** Null for what was deleted since the index saw it. */
async function lookAt(
  target: ReadablePortal,
  { id }: Item,
  olds: readonly OldCopy[],
  signal: AbortSignal,
): Promise<SeenDocument | null> {
  try {
    const item = await readItem(target, id, signal);
    const { content } = await readDocumentData(target, id, signal);
    const resources = await readResources(target, id, signal);
    return lookForOldCopies(item, [content, referringProperties(item), ...resources], olds);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

async function readResources(target: ReadablePortal, id: string, signal: AbortSignal): Promise<string[]> {
  const resources = await listResources(target, id, signal);
  const readable = resources.filter(
    ({ resource, size }) => CONFIGURATION.test(resource) && (size ?? 0) <= LARGEST,
  );
  return Promise.all(
    readable.map(({ resource }) => target.readText(resourcePath(id, resource), {}, { signal })),
  );
}
