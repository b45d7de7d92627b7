import type { Item } from '../items/item.js';
import type { CopyJob } from './copy-job.js';

/** Id of the folder that the copy belongs into, made if it is missing; null for the root. */
export async function placeOf(job: CopyJob): Promise<string | null> {
  const title = await folderTitleFor(job, job.item);
  return title ? job.pair.folders.idOf(job.owner, title, job.run.signal) : null;
}

/** Title of the folder in the target that the copy of a source item belongs into; null for the root. */
export async function folderTitleFor(
  job: Pick<CopyJob, 'pair' | 'settings' | 'run'>,
  item: Item,
): Promise<string | null> {
  const { folder } = job.settings;
  switch (folder.kind) {
    case 'root':
      return null;
    case 'named':
      return folder.title.trim() || null;
    case 'same':
      return job.pair.sourceFolders.titleOf(item, job.run.signal);
  }
}
