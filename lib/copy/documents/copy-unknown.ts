import type { CopyJob } from '../copy-job.js';
import type { Ended } from '../proof/end-copy.js';
import { copyDocument } from './copy-document.js';
import { copyFile } from './copy-file.js';

/**
 * Copies an item of a type that this version does not know: a file byte by byte, anything else as a document whose references are
 * followed and rewritten. The report says so, because nobody has checked what such an item needs to work.
 */
export async function copyUnknown(job: CopyJob): Promise<Ended> {
  job.warn(
    'UNKNOWN_TYPE',
    `Items of type ${job.item.type} are not known here, so the ${job.label} was copied in the general way. Open the copy, and check that it works.`,
  );
  return job.item.name ? copyFile(job) : copyDocument(job);
}
