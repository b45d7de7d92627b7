import type { Item } from '../../items/item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { CopyJob } from '../copy-job.js';
import type { Copying } from '../copying.js';
import { mentionsOf } from '../needs.js';

/** What may be another item or a service. */
const NAMED = /[0-9a-f]{32}|\/rest\/services\//i;

/**
 * Waits for the copy of the package, and gives its id.
 *
 * @param isKnown others know already where the tiles are, or will be
 * @throws ArcGISError ARCGIS_PARTIAL if the package could not be copied
 */
export async function copiedPackage(
  job: CopyJob,
  copying: Copying,
  file: Item,
  isKnown: boolean,
): Promise<string> {
  // A package whose description names other items may wait for these tiles in turn: then its file has to do, which is there before.
  const mayWait = !isKnown && NAMED.test(JSON.stringify(mentionsOf(file)));
  const result = mayWait ? null : await job.waiting(job.copying.endOf(copying).catch(failed));
  if (result?.outcome === 'failed') throw notCopied(job, file, result.error?.message);
  if (result?.target) return result.target.id;
  try {
    return (await job.waiting(copying.reserved)).id;
  } catch (error) {
    throw notCopied(job, file, error instanceof Error ? error.message : String(error));
  }
}

function failed(): null {
  return null;
}

function notCopied(job: CopyJob, file: Item, why = 'it was not copied.'): ArcGISError {
  return new ArcGISError(
    'ARCGIS_PARTIAL',
    `The ${job.label} is published from the ${file.type} "${file.title}" (${file.id}), whose copy failed: ${why}`,
    { portal: job.target.url, item: job.label },
  );
}
