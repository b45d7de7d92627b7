import { kindOf } from '../items/item-kinds.js';
import type { CopyJob } from './copy-job.js';
import type { Ended } from './end-copy.js';

/** Says why an item is not copied. */
export async function skipUnsupported(job: CopyJob): Promise<Ended> {
  const { reason = `items of type ${job.item.type} are not copied by this version` } = kindOf(job.item);
  job.warn('NOT_COPIED', `The ${job.label} was not copied: ${reason}.`);
  return { outcome: 'skipped', target: null };
}
