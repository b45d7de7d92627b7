import { readStamp } from '../../items/copy-stamp.js';
import { readGroup } from '../../sharing/group.js';
import type { CopyJob } from '../copy-job.js';

/**
 * The group of the target that the item's copy from before names for a group of the source. It counts where none is found any more, because one of the two got
 * another title or the source has its group no more: a good copy must not be made to name a group of the source again. Null if there was none, or it is gone.
 */
export async function formerGroup(job: CopyJob, sourceGroupId: string): Promise<string | null> {
  const copy = await job.pair.copies.ofLost({ id: job.item.id }, job.run.signal);
  const former = copy && readStamp(copy)?.groups?.[sourceGroupId];
  if (!former) return null;
  return (await readGroup(job.target, former, { signal: job.signal }))?.id ?? null;
}
