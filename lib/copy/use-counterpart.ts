import type { TargetId } from '../items/item.js';
import { readItem } from '../items/read-item.js';
import type { CopyJob } from './copy-job.js';
import type { Ended } from './proof/end-copy.js';

/** Leaves an item uncopied for which the user's table names something in the target that takes its place. */
export async function useCounterpart(job: CopyJob, id: string): Promise<Ended> {
  const target = await readItem(job.target, id as TargetId, job.signal);
  const mapping = (job.item.url && job.map.services[job.item.url]) || null;
  job.reserve(id, target.url, mapping);
  job.warn(
    'PAIRED',
    `The ${job.label} was not copied: by the table of pairs "${target.title}" (${id}) takes its place.`,
  );
  return { outcome: 'skipped', target };
}
