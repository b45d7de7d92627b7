import type { Item } from '../../items/item.js';
import { readItem } from '../../items/read-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { CopyJob } from '../copy-job.js';
import { folderTitleFor } from '../place.js';
import type { Match } from './identity.js';

/** What has to be known of a copy to find what the target has of it. */
export type CopyQuestion = Pick<
  CopyJob,
  'pair' | 'target' | 'settings' | 'run' | 'signal' | 'item' | 'owner' | 'renewed' | 'warn'
>;

/**
 * The copies of a source item that the target has: by identity, and if the user chose so and there is none, by exact type, title, owner and
 * folder (`adopted`). Throws ARCGIS_EXISTS if several could be meant.
 */
export async function findCopy(job: CopyQuestion, item: Item): Promise<Match & { adopted: boolean }> {
  const { copies } = job.pair;
  const match = await copies.find(item, job.run.signal);
  if (job.settings.match !== 'title' || match.finished || match.unfinished) {
    return { ...match, adopted: copies.isGiven(item.id) };
  }
  const finished = await findByTitle(job, item);
  return { finished, unfinished: null, adopted: finished !== null };
}

async function findByTitle(job: CopyQuestion, item: Item): Promise<Item | null> {
  const { pair, owner } = job;
  await pair.copies.list(owner);
  const candidates = pair.copies.unclaimed(owner, item);
  if (!candidates.length) return null;
  const wanted = (await folderTitleFor(job, item))?.toLowerCase() ?? null;
  const found: Item[] = [];
  for (const candidate of candidates) {
    const title = await pair.targetFolders.titleOf(candidate, job.run.signal);
    // Portals take folder titles that differ in case only for the same.
    if ((title?.toLowerCase() ?? null) === wanted) found.push(candidate);
  }
  if (found.length > 1) throw ambiguous(job, item, found);
  return found[0] ? readItem(job.target, found[0].id, job.signal) : null;
}

function ambiguous({ target }: CopyQuestion, item: Item, found: Item[]): ArcGISError {
  const list = found.map(({ id, title }) => `"${title}" (${id})`).join(' and ');
  return new ArcGISError(
    'ARCGIS_EXISTS',
    `${target.url} has ${found.length} items that could be the copy of the ${item.type} "${item.title}" (${item.id}) by title, owner and folder: ${list}. Rename or delete one, or say which one is meant in the table of pairs.`,
    { portal: target.url, item: `${item.type} "${item.title}" (${item.id})` },
  );
}
