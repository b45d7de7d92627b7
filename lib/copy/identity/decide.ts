import { readStamp } from '../../items/copy-stamp.js';
import type { Item } from '../../items/item.js';
import { readItem } from '../../items/read-item.js';
import { noteFirstLook } from '../deletion/first-look.js';
import { type CopyQuestion, findCopy } from './find-copy.js';

/** What is done with the copies that the target has already. */
export interface Decision {
  /** The copy that is written into; null: a new one is made. */
  into: Item | null;
  /** `into` was complete before: it is updated in place. Otherwise it was interrupted and is completed. */
  complete: boolean;
  /** `into` was no copy until now: the user named it, or it was recognised by its title. */
  adopted: boolean;
  /** A complete copy that the new one stands for from now on. */
  old: Item | null;
  /** A complete copy that is left alone. */
  kept: Item | null;
}

const ANEW: Decision = { into: null, complete: false, adopted: false, old: null, kept: null };

/**
 * Update, resume, replace, keep or make anew. An interrupted copy is always completed: left alone it would stay in the way. Throws
 * ARCGIS_EXISTS if the target has two complete copies and it matters which one is meant.
 */
export async function decide(job: CopyQuestion): Promise<Decision> {
  const decision = await decideNow(job);
  noteFirstLook(job, [decision.into, decision.old, decision.kept]);
  return decision;
}

async function decideNow(job: CopyQuestion): Promise<Decision> {
  const { copies } = job.pair;
  const { whenExists } = job.settings;
  if (job.renewed)
    return { ...ANEW, into: await readItem(job.target, job.renewed, job.signal), complete: true };
  await copies.list(job.owner);
  const isGiven = copies.isGiven(job.item.id);
  if (whenExists === 'new' && !isGiven) {
    const { unfinished } = await copies.candidates(job.item, job.run.signal);
    return { ...ANEW, into: unfinished };
  }
  const { finished, unfinished, adopted } = await findCopy(job, job.item);
  if (whenExists === 'skip' && finished) return { ...ANEW, kept: finished };
  if (unfinished && !isLeftover(job, unfinished, finished)) {
    return { ...ANEW, into: unfinished, old: finished };
  }
  // What the user named is written in place, whatever happens to other copies.
  if (!finished || (whenExists === 'replace' && !isGiven)) return { ...ANEW, old: finished };
  if (adopted && !copies.claim(job.item.id, finished.id)) return ANEW;
  return { ...ANEW, into: finished, complete: true, adopted };
}

/** Whether what was written is a copy that was there before, or a new one. */
export function outcomeOf({ into, complete }: Decision): 'created' | 'updated' {
  return into && (complete || readStamp(into)) ? 'updated' : 'created';
}

/** A replacement begins after the copy that it replaces was made; an older unfinished item is what a lost attempt left behind. */
function isLeftover(job: CopyQuestion, unfinished: Item, finished: Item | null): boolean {
  if (!finished || unfinished.created > finished.created) return false;
  job.warn(
    'UNFINISHED_LEFT',
    `An older, unfinished copy of the item is in the target as well: "${unfinished.title}" (${unfinished.id}). It is not used; delete it.`,
  );
  return true;
}
