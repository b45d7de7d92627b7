import type { Item } from '../../items/item.js';
import { mapsNamed } from '../../references/formats/maps-named.js';
import type { CopyJob } from '../copy-job.js';
import { dependencyChoice } from '../dependency-choice.js';
import { findMentions, type Need } from '../needs.js';

/**
 * The layers of the maps through which the documents of an item name fields (a dashboard names a map's layer by the id that it has there): noted for the
 * rewriting, and as what the item mentions, so that it is waited for what became of them. The item itself needs only the maps: what becomes of their
 * layers is decided there. To be asked when it is known what the maps need.
 */
export async function layersOfMaps(
  job: CopyJob,
  documents: readonly unknown[],
  needs: readonly Need[],
): Promise<Need[]> {
  const { pair, run, settings } = job;
  const needed = new Map(needs.map(({ item }) => [item.id, item]));
  const staysThere = (item: Item): boolean =>
    !pair.copyings.has(item.id) && !run.announces(item.id) && dependencyChoice(settings, item) === 'source';
  for (const id of new Set(documents.flatMap(mapsNamed))) {
    const map = needed.get(id);
    if (map && !staysThere(map)) job.maps[id] = await pair.maps.of(id, run.signal);
  }
  const layers = await findMentions(job, Object.values(job.maps).flat());
  return layers.filter(({ item }) => !needed.has(item.id) && !staysThere(item));
}

/** What still refers to a map of the source names the fields as that map does. */
export function forgetLeftMaps(job: CopyJob): void {
  for (const id of Object.keys(job.maps)) if (!(id in job.map.items)) delete job.maps[id];
}
