import type { Item } from '../../items/item.js';
import type { CopyJob } from '../copy-job.js';
import { isRefusal } from './origins.js';

/**
 * Gives a copy what is set apart from the item's properties, after it is finished: protection against deletion and content status
 * ("authoritative", "deprecated"). Only added, never taken away: a copy may be protected on its own account. What the portal refuses
 * (only some roles may set a status) is a warning. Returns what the copy has now, to be read back.
 */
export async function carryMarks(job: CopyJob, copy: Item): Promise<Partial<Item>> {
  const path = `/content/users/${encodeURIComponent(copy.owner)}/items/${copy.id}`;
  const now: Partial<Item> = {};
  const set = async (what: string, operation: string, params: object, mark: Partial<Item>): Promise<void> => {
    try {
      await job.target.write(`${path}/${operation}`, { ...params }, { signal: job.signal, repeatable: true });
      Object.assign(now, mark);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      job.warn('MARK_NOT_KEPT', `The copy could not be given ${what}. ${(error as Error).message}`);
    }
  };
  const { contentStatus } = job.item;
  if (job.item.protected === true && copy.protected !== true) {
    await set('protection against deletion', 'protect', {}, { protected: true });
  }
  if (typeof contentStatus === 'string' && contentStatus && contentStatus !== copy.contentStatus) {
    const params = { status: contentStatus, clearEmptyFields: true };
    await set(`the status "${contentStatus}"`, 'setContentStatus', params, { contentStatus });
  }
  return now;
}
