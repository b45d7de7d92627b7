import type { Item } from '../../items/item.js';
import type { ReadablePortal } from '../../portal/portal.js';
import type { SeenDocument } from './old-copy.js';
import { relatedDependants } from './related-dependants.js';

/**
 * What in the target needs the item or refers to it, as messages name it: what the portal knows of itself, and `documents` that were looked at.
 * What is in `gone` does not count.
 */
export async function whoUses(
  target: ReadablePortal,
  item: Item,
  gone: ReadonlySet<string>,
  documents: ReadonlyMap<string, SeenDocument>,
  signal: AbortSignal,
): Promise<string[]> {
  const related = await relatedDependants(target, item, signal);
  const referring = [...documents].filter(([, { refersTo }]) => refersTo.has(item.id));
  const dependants = new Map<string, string>([
    ...related.map((one): [string, string] => [one.id, `${one.type} "${one.title}" (${one.id})`]),
    ...referring.map(([of, seen]): [string, string] => [of, `${seen.type} "${seen.title}" (${of})`]),
  ]);
  for (const other of [item.id, ...gone]) dependants.delete(other);
  return [...dependants.values()];
}
