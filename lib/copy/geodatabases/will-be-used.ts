import { readStamp } from '../../items/copy-stamp.js';
import { digestOf } from '../../items/digest-of.js';
import type { Item, SourceId } from '../../items/item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { CopyContext } from '../copy-settings.js';
import { decide } from '../identity/decide.js';
import { ownerOf } from '../owner-of.js';
import { openPair } from '../pair.js';
import { addPairs } from '../pairs/add-pairs.js';

/**
 * Whether the copy of a layer has a use for its File Geodatabase, by the same decision that the copy itself takes: a service made anew has; with `keep`,
 * which lets the file stay beside the service, a changed layer whose copy is updated in place has as well. What is completed, left as it is or replaced by
 * the user's table of pairs needs none. Where several copies could be meant nothing is made: the copy says so.
 */
export async function willBeUsed(
  context: CopyContext,
  keep: boolean,
  item: Item & { id: SourceId },
  edits: Record<string, number | null>,
): Promise<boolean> {
  const { run, target, settings, signal } = context;
  const pair = await openPair(context);
  await addPairs(pair, context);
  if (pair.given.counterpart(item.id)) return false;
  const owner = await ownerOf(pair, context);
  try {
    const warn = (): void => undefined;
    const question = { pair, target, settings, run, signal, item, owner, renewed: null, warn };
    const { into, kept, complete } = await decide(question);
    if (into === null) return kept === null;
    return keep && complete && !isUpToDate(into, item, edits);
  } catch (error) {
    if (error instanceof ArcGISError && error.code === 'ARCGIS_EXISTS') return false;
    throw error;
  }
}

/** By the copy's stamp neither the item nor any row was changed since. */
function isUpToDate(copy: Item, item: Item, edits: Record<string, number | null>): boolean {
  const stamp = readStamp(copy);
  const isKnown = Object.values(edits).every((edit) => edit !== null);
  return isKnown && stamp?.modified === item.modified && digestOf(stamp.layers ?? {}) === digestOf(edits);
}
