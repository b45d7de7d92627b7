import { readLayerService } from '../../features/layer-service.js';
import { mapService } from '../../features/service-mapping.js';
import type { Item } from '../../items/item.js';
import { kindOf } from '../../items/item-kinds.js';
import type { CopyJob } from '../copy-job.js';
import type { Reservation } from '../copying.js';
import { findCopy } from './find-copy.js';

/** A finished copy that the target has from before and that this run does not touch; null if there is none. */
export async function existingCopy(job: CopyJob, item: Item): Promise<Reservation | null> {
  const { finished } = await findCopy(job, item);
  if (!finished) return null;
  const { kind } = kindOf(item);
  const isTiles = kind === 'tiles' && item.url && finished.url;
  if (isTiles) {
    const mapping = { url: String(finished.url), layers: {} };
    return { id: finished.id, url: finished.url, mapping };
  }
  const isService = (kind === 'layer' || kind === 'view') && item.url && finished.url;
  if (!isService) return { id: finished.id, url: finished.url, mapping: null };
  const [source, target] = await Promise.all([
    readLayerService(job.source, String(item.url), job.signal),
    readLayerService(job.target, String(finished.url), job.signal),
  ]);
  return { id: finished.id, url: finished.url, mapping: mapService(source, target) };
}
