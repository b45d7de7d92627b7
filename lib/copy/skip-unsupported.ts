import { kindOf } from '../items/item-kinds.js';
import type { CopyJob } from './copy-job.js';
import type { Ended } from './proof/end-copy.js';

/** Says why an item is not copied, and what can be done instead. Nothing is written. */
export async function skipUnsupported(job: CopyJob): Promise<Ended> {
  const { reason, instead } = kindOf(job.item);
  job.warn(
    'NOT_COPIED',
    `The ${job.label} was not copied: ${reason}.${instead ? ` Instead: ${instead}.` : ''}`,
  );
  return { outcome: 'skipped', target: null };
}
