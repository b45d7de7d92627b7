import { readStamp } from '../../items/copy-stamp.js';
import type { Item } from '../../items/item.js';
import { readItem } from '../../items/read-item.js';
import type { CopyJob } from '../copy-job.js';

/** The copy's own last update, and sharing it, move its modification date a little beyond the one in the stamp. */
export const TOLERANCE_MS = 120_000;

/** What is done with a complete copy. `edited` is true if what somebody did to it is overwritten. */
export interface Verdict {
  kind: 'write' | 'unchanged' | 'keep';
  edited: boolean;
}

/**
 * Whether a complete copy has to be written. `digest` stands for all that would be written; `touched` is when the copy was last changed, by its
 * portal's clock; `state` tells what it holds now, and is only asked if it was touched since it was made. A copy without a stamp (another
 * tool made it) is written.
 */
export async function verdictOn(
  job: CopyJob,
  copy: Item,
  now: { digest: string; touched: number; state: (copy: Item) => Promise<string> },
): Promise<Verdict> {
  const stamp = readStamp(copy);
  if (!stamp) return { kind: 'write', edited: true };
  const changed = stamp.digest !== now.digest;
  // What is to be written is looked at once more: the copy may be known from a listing of the run's beginning.
  const latest = changed ? await readItem(job.target, copy.id, job.signal) : copy;
  const touched = Math.max(now.touched, latest.modified);
  const edited = touched > stamp.copied + TOLERANCE_MS && stamp.result !== (await now.state(latest));
  if (!edited) return { kind: changed ? 'write' : 'unchanged', edited };
  if (job.settings.whenEdited === 'overwrite') return { kind: 'write', edited };
  const when = new Date(touched).toISOString();
  job.warn(
    'TARGET_EDITED',
    `The copy (${copy.id}) was edited in the target since it was made (last on ${when}), so it was left as it is. ` +
      'Choose "overwrite" to replace such edits.',
  );
  return { kind: changed ? 'keep' : 'unchanged', edited };
}
