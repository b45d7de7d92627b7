import { readStamp } from '../../items/copy-stamp.js';
import { digestOf } from '../../items/digest-of.js';
import type { Item } from '../../items/item.js';
import type { CopyJob } from '../copy-job.js';
import { TOLERANCE_MS } from '../proof/verdict.js';
import { readLayerData } from './layer-data.js';

/** Pop-ups, forms and display that somebody edited in a copy, and that are to stay. */
export interface EditedData {
  data: Record<string, unknown> | null;
  /** Digest of what the last copy wrote in their place. */
  written: string;
}

/**
 * The data of a copy's item if somebody edited it since it was written and the user wants such edits kept: the rest of the copy is brought up to date
 * all the same. Null otherwise. `digest` stands for all that would be written.
 */
export async function editedData(job: CopyJob, into: Item, digest: string): Promise<EditedData | null> {
  const stamp = readStamp(into);
  if (!stamp?.data || job.settings.whenEdited !== 'keep') return null;
  if (stamp.digest === digest && into.modified <= stamp.copied + TOLERANCE_MS) return null;
  const data = await readLayerData(job.target, into.id, job.signal);
  if (digestOf(data) === stamp.data) return null;
  job.warn(
    'POPUPS_KEPT',
    `Pop-ups, forms or the display of the copy (${into.id}) were edited in the target, and stay as they are there. Choose "overwrite" to replace such edits.`,
    'data',
  );
  return { data, written: stamp.data };
}
