import type { Clock } from '../portal/clock.js';
import { replyLost } from '../portal/reply-lost.js';
import { fileNameHolder } from './file-name-holder.js';

const PAUSE = 2000;

/**
 * Adds an item whose file name nobody else uses. If the answer is lost it is added again: if the first call was done after all, the portal
 * refuses the name and tells which item has it, and that is ours. If that answer is lost as well, `find` looks for the item.
 *
 * @returns the item's id
 */
export async function addOnce(
  clock: Clock,
  add: () => Promise<string>,
  options: { signal?: AbortSignal; find?: () => Promise<string | null> } = {},
): Promise<string> {
  try {
    return await add();
  } catch (lost) {
    if (!replyLost(lost)) throw lost;
    await clock.sleep(PAUSE, options.signal);
    return add().catch(async (error: unknown) => {
      const id = fileNameHolder(error) ?? (replyLost(error) ? await options.find?.() : null) ?? null;
      if (id === null) throw error;
      return id;
    });
  }
}
