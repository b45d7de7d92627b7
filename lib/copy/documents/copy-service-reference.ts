import { serviceKey } from '../../references/service-key.js';
import type { CopyJob } from '../copy-job.js';
import type { Ended } from '../proof/end-copy.js';
import { copyDocument } from './copy-document.js';

/**
 * Copies an item that stands for a service which the portal does not host. The service itself stays where it runs; the reference to it is
 * listed with that reason.
 */
export async function copyServiceReference(job: CopyJob): Promise<Ended> {
  if (job.item.url) job.reasons.set(serviceKey(job.item.url), 'not-hosted-service');
  return copyDocument(job);
}
