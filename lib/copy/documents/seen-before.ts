import type { CopyStamp } from '../../items/copy-stamp.js';
import { readStamp } from '../../items/copy-stamp.js';
import { digestOf } from '../../items/digest-of.js';
import { kindOf } from '../../items/item-kinds.js';
import { copyableProperties } from '../../items/item-properties.js';
import type { CopyJob } from '../copy-job.js';
import type { Decision } from '../identity/decide.js';
import { followNeeds, type Need, needsOfIds } from '../needs.js';
import { type Ended, leaveCopy } from '../proof/end-copy.js';
import { TOLERANCE_MS } from '../proof/verdict.js';
import { WITH_DRAFT } from './read-text-resources.js';

/** Changes with what is written of the same source, so that copies of an earlier version are compared in full. */
const REWRITING = 1;

/**
 * Leaves a document as it is whose source item was not modified since, and of which all that it refers to is still what it was: known from the stamp of
 * the copy, without reading what either holds. Null if that cannot be said; then both have to be read.
 */
export async function leaveAsSeen(job: CopyJob, { into, complete }: Decision): Promise<Ended | null> {
  if (!into || !complete || job.renewed) return null;
  const stamp = readStamp(into);
  const seen = stamp?.seen;
  if (!stamp || !seen || stamp.modified !== job.item.modified) return null;
  if (into.modified > stamp.copied + TOLERANCE_MS) return null;
  const needs = await needsOfIds(job, seen);
  if (!needs) return null;
  job.reserve(into.id, into.url, null);
  await followNeeds(job, needs);
  if (job.needsPlanned || seen.digest !== surroundings(job, needs)) return null;
  return leaveCopy(job, { kind: 'unchanged', edited: false }, into, []);
}

/**
 * What the stamp says of a document that was just written; undefined for one whose data have to be read each time: something in it still leads to the
 * source, names what may get a copy yet, or names a group, or it has resources that are texts, which portals let be changed without the item.
 */
export function seenNow(job: CopyJob, needs: readonly Need[], hasTexts: boolean): CopyStamp['seen'] {
  const { residue, left, map, item } = job;
  const isOpen = residue.length > 0 || left.size > 0 || Object.keys(map.groups).length > 0;
  if (isOpen || hasTexts || WITH_DRAFT.has(kindOf(item).format ?? '')) return undefined;
  const ids = (needed: boolean): string[] =>
    needs.filter((need) => need.needed === needed).map((need) => need.item.id);
  return { needs: ids(true), mentions: ids(false), digest: surroundings(job, needs) };
}

/** Everything that decides what is written, but for the content of the source item. */
function surroundings({ item, map, pair, categories }: CopyJob, needs: readonly Need[]): string {
  const became = needs.map(({ item: { id, url } }) => [
    id,
    map.items[id] ?? null,
    (url && map.services[url]) || null,
  ]);
  return digestOf({
    rewriting: REWRITING,
    became: became.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    own: [copyableProperties(item), item.thumbnail, item.name, item.size, categories],
    given: pair.given.map,
    source: pair.sourceAddresses,
    target: pair.targetAddresses,
  });
}
