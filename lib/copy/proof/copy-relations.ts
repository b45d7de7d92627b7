import type { Item } from '../../items/item.js';
import { relatedItems } from '../../items/related-items.js';
import type { ReadablePortal } from '../../portal/portal.js';
import type { CopyJob } from '../copy-job.js';
import { isRefusal } from '../identity/origins.js';

/**
 * Relations that items of a type may have to others which can be copied
 * (https://developers.arcgis.com/rest/users-groups-and-items/relationship-types/). Portals answer reliably for one relation at a time
 * only, so each costs a request for every item of the type that is written.
 */
const RELATIONS: Readonly<Record<string, readonly string[]>> = {
  'Feature Service': ['Service2Data'],
  'Web Map': ['Map2Service', 'Map2FeatureCollection'],
  'Web Mapping Application': ['WMA2Code'],
  Form: ['Survey2Service', 'Survey2Data'],
  Notebook: ['Notebook2WebTool'],
  'Map Service': ['Service2Data'],
  'Scene Service': ['Service2Data'],
  'Vector Tile Service': ['Service2Data', 'Service2Style', 'Style2Style'],
};

/**
 * Relates a new or changed copy to the copies of the items that its source is related to: the file that a layer was published from, for
 * example. Nothing is copied for it: where the other one has no copy, or the portal refuses, the relation is left out with a warning.
 */
export async function copyRelations(job: CopyJob, copy: Item): Promise<void> {
  // What a view shows is a relation that the portal makes itself.
  if (job.item.typeKeywords.includes('View Service')) return;
  for (const type of RELATIONS[job.item.type] ?? []) {
    const related = await relatedTo(job.source, job.item.id, type, job.signal);
    if (!related.length) continue;
    const there = new Set((await relatedTo(job.target, copy.id, type, job.signal)).map(({ id }) => id));
    for (const other of related) {
      const id = await copyOf(job, other);
      if (id && there.has(id)) continue;
      const failure = id ? await relate(job, copy, id, type) : 'That one has no copy.';
      if (failure === null) continue;
      job.warn(
        'RELATION_NOT_KEPT',
        `The copy lacks the relation ${type} that the source has to the ${other.type} "${other.title}" (${other.id}). ${failure}`,
      );
    }
  }
}

/** Id of the copy that the run makes, or that the target has. */
async function copyOf(job: CopyJob, other: Item): Promise<string | null> {
  const known = job.map.items[other.id] ?? job.run.map.items[other.id];
  if (known) return known;
  const underWay = job.pair.copyings.get(other.id);
  const copying = underWay ?? (job.run.announces(other.id) ? job.startCopy(other.id) : null);
  if (copying) {
    const reserved = await job.waiting(copying.reserved.catch(() => null));
    return reserved?.id ?? null;
  }
  const { finished } = await job.pair.copies.find(other, job.run.signal);
  return finished?.id ?? null;
}

/** Null, or why the portal refused. */
async function relate(job: CopyJob, copy: Item, id: string, type: string): Promise<string | null> {
  const path = `/content/users/${encodeURIComponent(copy.owner)}/addRelationship`;
  const params = { originItemId: copy.id, destinationItemId: id, relationshipType: type };
  try {
    await job.target.write(path, params, { signal: job.signal });
    return null;
  } catch (error) {
    if (isRefusal(error)) return (error as Error).message;
    throw error;
  }
}

async function relatedTo(
  portal: ReadablePortal,
  id: string,
  relationshipType: string,
  signal: AbortSignal,
): Promise<Item[]> {
  try {
    return await relatedItems(portal, id, relationshipType, signal);
  } catch (error) {
    if (isRefusal(error)) return [];
    throw error;
  }
}
