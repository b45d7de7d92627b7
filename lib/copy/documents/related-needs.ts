import { relatedItems } from '../../items/related-items.js';
import type { CopyJob } from '../copy-job.js';
import { isRefusal } from '../identity/origins.js';

/** Relations to items without which an item does not work, by its type: their documents do not always name them. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  Form: ['Survey2Service', 'Survey2Data'],
};

/** The items that an item needs by its relations, as a document names them. */
export async function relatedNeeds(job: CopyJob): Promise<{ itemId: string }[]> {
  const found: { itemId: string }[] = [];
  for (const type of NEEDED[job.item.type] ?? []) {
    try {
      const related = await relatedItems(job.source, job.item.id, type, job.signal);
      found.push(...related.map(({ id }) => ({ itemId: id })));
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return found;
}
