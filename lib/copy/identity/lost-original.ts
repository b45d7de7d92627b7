import { readStamp } from '../../items/copy-stamp.js';
import type { Item } from '../../items/item.js';
import { kindOf, WITH_SERVICE } from '../../items/item-kinds.js';
import { serviceKey } from '../../references/service-key.js';
import type { CopyJob } from '../copy-job.js';
import { dependencyChoice } from '../dependency-choice.js';

/**
 * Leads references to something that the source does not show any more (deleted, or hidden from the signed-in user) to the copy which the target has of it: a
 * good copy must not be made to refer to what is gone. False if there is no such copy, or references are to stay at the source.
 */
export async function useCopyOfLost(job: CopyJob, lost: { id: string } | { url: string }): Promise<boolean> {
  const copy = await job.pair.copies.ofLost(lost, job.run.signal);
  if (!copy || dependencyChoice(job.settings, copy) === 'source') return false;
  const sourceId = 'id' in lost ? lost.id : readStamp(copy)?.source;
  if (!sourceId || !knowLost(job, copy, sourceId)) return false;
  const code = 'SOURCE_GONE';
  const message = `The ${copy.type} "${copy.title}" (${sourceId}) is not in the source any more, or not for the signed-in user. Its copy (${copy.id}) is used as it is.`;
  if (!job.warnings.some((warning) => warning.message === message)) job.warn(code, message);
  return true;
}

function knowLost(job: CopyJob, copy: Item, sourceId: string): boolean {
  const service = readStamp(copy)?.service;
  const isService = WITH_SERVICE.has(kindOf(copy).kind);
  if (isService && !(service && copy.url)) return false;
  job.map.items[sourceId] = copy.id;
  job.reasons.delete(sourceId);
  if (isService && service && copy.url) {
    const { url, layers = {}, fields } = service;
    job.knowService(url, { url: copy.url, layers, ...(fields && { fields }), item: sourceId });
    job.reasons.delete(serviceKey(url));
  }
  return true;
}
