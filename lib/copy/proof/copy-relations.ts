import type { Item } from '../../items/item.js';
import { type RelationDirection, relatedItems } from '../../items/related-items.js';
import type { ReadablePortal } from '../../portal/portal.js';
import type { CopyJob } from '../copy-job.js';
import { isRefusal } from '../identity/origins.js';

/**
 * Relations that items of a type may have to others which can be copied
 * (https://developers.arcgis.com/rest/users-groups-and-items/relationship-types/). Portals answer reliably for one relation at a time
 * only, so each costs a request for every item of the type that is written.
 */
const RELATIONS: Readonly<Record<string, readonly string[]>> = {
  'Feature Service': ['Service2Data', 'Service2Layer'],
  'Web Map': ['Map2Service', 'Map2FeatureCollection'],
  'Web Mapping Application': ['WMA2Code'],
  Form: ['Survey2Service', 'Survey2Data'],
  Notebook: ['Notebook2WebTool'],
  'Map Service': ['Service2Data'],
  'Scene Service': ['Service2Data'],
  '3DTilesService': ['Service2Data'],
  'Mobile Application': ['MobileApp2Code'],
  Style: ['Style2Style'],
  'StoryMap Theme': ['Theme2Story'],
  'Vector Tile Service': ['Service2Data', 'Service2Style', 'Style2Style'],
};

/** Files from which services are published; the file may be copied long after the service. */
const PUBLISHED: readonly string[] = [
  'CSV',
  'Compact Tile Package',
  'File Geodatabase',
  'GeoJson',
  'GeoPackage',
  'Microsoft Excel',
  'Scene Package',
  'Service Definition',
  'Shapefile',
  'Tile Package',
  'Vector Tile Package',
];

/**
 * Relations that are asked for at the item to which they lead as well, or only there because there are fewer of these, so that it costs fewer
 * requests. Whether they lack is said where they come from.
 */
const RELATIONS_TO: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(PUBLISHED.map((type) => [type, ['Service2Data']])),
  'Application Configuration': ['Map2AppConfig'],
  'Desktop Style': ['WebStyle2DesktopStyle'],
  'Indoors Map Configuration': ['Map2IndoorsConfig'],
  'Report Template': ['Item2Report'],
  'Route Layer': ['Service2Route'],
};

/** A relation that an item has to other items, or they to it. */
interface ItemRelation {
  type: string;
  direction: RelationDirection;
}

function relationsOf({ type, typeKeywords }: Item): ItemRelation[] {
  // What a view shows is a relation that the portal makes itself.
  if (typeKeywords.includes('View Service')) return [];
  const to = [
    ...(RELATIONS_TO[type] ?? []),
    ...(typeKeywords.includes('Workforce Project') ? ['WorkforceMap2FeatureService'] : []),
  ];
  return [
    ...(RELATIONS[type] ?? []).map((one): ItemRelation => ({ type: one, direction: 'forward' })),
    ...to.map((one): ItemRelation => ({ type: one, direction: 'reverse' })),
  ];
}

/**
 * Relates a new or changed copy to the copies of the items that its source is related to: the file that a layer was published from, for
 * example. Nothing is copied for it: where the other one has no copy, or the portal refuses, the relation is left out with a warning.
 */
export async function copyRelations(job: CopyJob, copy: Item): Promise<void> {
  for (const relation of relationsOf(job.item)) {
    const related = await relatedTo(job.source, job.item.id, relation, job.signal);
    if (!related.length) continue;
    const present = await relatedTo(job.target, copy.id, relation, job.signal);
    const there = new Set(present.map(({ id }) => id));
    for (const other of related) {
      const id = waits(relation) ? await copyOf(job, other) : await earlierCopyOf(job, other);
      if (id && there.has(id)) continue;
      const failure = id ? await relate(job, copy, id, relation) : 'That one has no copy.';
      if (failure === null || (relation.direction === 'reverse' && !id)) continue;
      // Both items may be copied at the same time, and each make the relation.
      if (id && (await relatedTo(job.target, copy.id, relation, job.signal)).some((one) => one.id === id))
        continue;
      job.warn(
        'RELATION_NOT_KEPT',
        `The copy lacks the relation ${relation.type} that the source has to the ${other.type} "${other.title}" (${other.id}). ${failure}`,
      );
    }
  }
}

/**
 * A service may wait for the file that it is published from, so that the file must not wait for the service: one that is copied in the same run makes the relation
 * itself.
 */
function waits({ type, direction }: ItemRelation): boolean {
  return type !== 'Service2Data' || direction === 'forward';
}

async function earlierCopyOf(job: CopyJob, other: Item): Promise<string | null> {
  if (job.pair.copyings.has(other.id) || job.run.announces(other.id)) return null;
  return (await job.pair.copies.find(other, job.run.signal)).finished?.id ?? null;
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
async function relate(
  job: CopyJob,
  copy: Item,
  id: string,
  { type, direction }: ItemRelation,
): Promise<string | null> {
  const path = `/content/users/${encodeURIComponent(copy.owner)}/addRelationship`;
  const [originItemId, destinationItemId] = direction === 'forward' ? [copy.id, id] : [id, copy.id];
  const params = { originItemId, destinationItemId, relationshipType: type };
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
  { type, direction }: ItemRelation,
  signal: AbortSignal,
): Promise<Item[]> {
  try {
    return await relatedItems(portal, id, type, signal, direction);
  } catch (error) {
    if (isRefusal(error)) return [];
    throw error;
  }
}
