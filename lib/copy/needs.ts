import type { Item } from '../items/item.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import { findReferences, type Reference } from '../references/find-references.js';
import { ITEM_ID } from '../references/item-id.js';
import { parseServiceUrl } from '../references/parse-service-url.js';
import type { ResidueReason } from '../references/residue.js';
import { serviceKey } from '../references/service-key.js';
import type { CopyJob } from './copy-job.js';
import type { Copying, Reservation } from './copying.js';
import { existingCopy } from './existing-copy.js';
import { LeftToAnotherRun } from './left-to-another-run.js';
import { plainError } from './plain-error.js';

/** What an item refers to. */
export interface References {
  /** What the item cannot work without: found in its data and resources. */
  needed: unknown[];
  /** Texts that only mention other items, such as a description: re-pointed if there is a copy, but nothing is copied for them. */
  mentioned: unknown[];
}

/** A source item that is referred to, with the forms in which that is done. */
interface Need {
  item: Item;
  needed: boolean;
  services: Set<string>;
}

/**
 * Finds what the documents of an item refer to, has it copied where that is wanted, and waits until the ids, URLs and layers of those
 * copies are known. What cannot be copied stays as it is, with its reason.
 */
export async function resolveNeeds(job: CopyJob, references: References): Promise<void> {
  const needs = await findNeeds(job, references);
  const became = needs.map(async (need) => {
    const copying = copyingOf(job, need);
    if (copying && need.needed) job.needs.add(copying);
    const found = copying ? reservationOf(job, need.item, copying) : existingCopy(job, need.item);
    know(job, need, (await found) ?? 'not-copied');
  });
  await job.waiting(Promise.all(became));
  job.run.learn(job.map);
}

async function findNeeds(job: CopyJob, { needed, mentioned }: References): Promise<Need[]> {
  const needs = new Map<string, Need>();
  const find = async (documents: unknown[], isNeeded: boolean): Promise<void> => {
    const found = documents
      .flatMap((one) => findReferences(one, job.pair.sourceAddresses))
      .filter((reference) => !isGiven(job, reference));
    const distinct = new Map(found.map((reference) => [keyOf(reference), reference]));
    await resolveGroups(job, [...distinct.values()]);
    const isElsewhere = foreignIds(documents, job);
    const items = await Promise.all(
      [...distinct.values()].map((reference) => itemOf(job, reference, isElsewhere)),
    );
    for (const [index, reference] of [...distinct.values()].entries()) {
      const item = items[index];
      if (!item || item.id === job.item.id) continue;
      const need = needs.get(item.id) ?? { item, needed: isNeeded, services: new Set<string>() };
      needs.set(item.id, need);
      if (reference.kind === 'service') need.services.add(serviceRootOf(reference));
    }
  };
  await find(needed, true);
  await find(mentioned, false);
  const others = idsOfTheSource([...needed, ...mentioned], job).filter(
    (id) => !needs.has(id) && !job.pair.given.counterpart(id),
  );
  for (const id of others) {
    const origin = await job.pair.origins.ofItem(id, job.run.signal);
    if (origin.kind === 'item') needs.set(id, { item: origin.item, needed: false, services: new Set() });
    else if (origin.reason) job.reasons.set(id, origin.reason);
  }
  return [...needs.values()];
}

/** The table of pairs says what it becomes: nothing needs to be found out. */
function isGiven({ pair }: CopyJob, reference: Reference): boolean {
  const { kind, id, layer } = reference;
  if (kind === 'service') return pair.given.covers(serviceRootOf(reference), layer);
  return kind === 'item' && id !== undefined && pair.given.counterpart(id) !== null;
}

/** Groups are not copied with what names them; the target's group of the same title takes the place. */
async function resolveGroups(job: CopyJob, references: Reference[]): Promise<void> {
  for (const { kind, id } of references) {
    if (kind !== 'group' || !id) continue;
    const twin = await job.pair.groups.of(id, job.run.signal);
    if ('id' in twin) job.map.groups[id] = twin.id;
    else job.reasons.set(id, twin.reason);
  }
}

/** The source item that a reference leads to; null if it stays as it is, which is noted with its reason. */
async function itemOf(
  job: CopyJob,
  reference: Reference,
  isElsewhere: (id: string) => boolean,
): Promise<Item | null> {
  const { kind, id, url } = reference;
  const { origins } = job.pair;
  let origin = null;
  if (kind === 'item' && id) origin = await origins.ofItem(id, job.run.signal);
  if (kind === 'service' && url) origin = await origins.ofService(url, job.run.signal);
  if (origin?.kind === 'item') return origin.item;
  if (!origin?.reason || (id && origin.reason === 'not-accessible' && isElsewhere(id))) return null;
  job.reasons.set(keyOf(reference), origin.reason);
  return null;
}

/** Ids that are known to be items of the source, wherever they stand: in plain text, or in URLs of hosts that show the source's items. */
function idsOfTheSource(documents: unknown[], job: CopyJob): string[] {
  const ids = new Set(JSON.stringify(documents).toLowerCase().match(ITEM_ID) ?? []);
  ids.delete(job.item.id);
  return [...ids].filter((id) => job.pair.origins.itemIds.has(id));
}

/** Ids that the documents themselves place at another host: an itemId beside the URL of a basemap of ArcGIS Online, for example. */
function foreignIds(documents: unknown[], job: CopyJob): (id: string) => boolean {
  const { hosts } = job.pair.sourceAddresses;
  const text = JSON.stringify(documents).toLowerCase();
  const urls = text.match(/https?:\/\/[^"'\s\\]+/g) ?? [];
  const elsewhere = urls.filter((url) => !hosts.some((host) => serviceKey(url).startsWith(host)));
  return (id) => elsewhere.some((url) => url.includes(id));
}

/** The copy under way, or a new one if it is wanted. */
function copyingOf(job: CopyJob, { item, needed }: Need): Copying | null {
  const known = job.pair.copyings.get(item.id);
  if (known) return known;
  if (job.run.announces(item.id)) return job.startCopy(item.id);
  return needed && job.settings.copyDependencies ? job.startCopy(item.id) : null;
}

async function reservationOf(
  job: CopyJob,
  item: Item,
  copying: Copying,
): Promise<Reservation | ResidueReason> {
  try {
    return await copying.reserved;
  } catch (error) {
    if (job.signal.aborted || error instanceof LeftToAnotherRun) throw error;
    const why = plainError(error).message;
    job.warn(
      'DEPENDENCY_FAILED',
      `The ${item.type} "${item.title}" (${item.id}) could not be copied: ${why}`,
    );
    // A copy from before is better than none: a complete copy must not be made to refer to the source again.
    return (await earlierCopy(job, item)) ?? 'dependency-failed';
  }
}

async function earlierCopy(job: CopyJob, item: Item): Promise<Reservation | null> {
  try {
    return await existingCopy(job, item);
  } catch (error) {
    if (error instanceof ArcGISError && error.code === 'ARCGIS_EXISTS') return null;
    throw error;
  }
}

/** Notes what became of a need: what its references turn into, or why they stay. */
function know(job: CopyJob, { item, services }: Need, became: Reservation | ResidueReason): void {
  const urls = new Set([...services, ...(item.url && parseServiceUrl(item.url) ? [item.url] : [])]);
  if (typeof became === 'string') {
    for (const key of [item.id, ...[...urls].map(serviceKey)]) job.reasons.set(key, became);
    return;
  }
  job.know(item, became);
  for (const url of urls) {
    if (became.mapping) job.knowService(url, { ...became.mapping, item: item.id });
    // The copy of a reference item still leads to the service that runs on the source's own server.
    else job.reasons.set(serviceKey(url), 'not-hosted-service');
  }
}

function serviceRootOf({ url, value }: Reference): string {
  return parseServiceUrl(url ?? value)?.root ?? url ?? value;
}

/** The form in which a reference is remembered: item id, or comparison form of the service URL. */
function keyOf(reference: Reference): string {
  const { kind, id, value } = reference;
  return kind === 'service' ? serviceKey(serviceRootOf(reference)) : (id ?? value).toLowerCase();
}

/** The texts of an item in which it only mentions others. */
export function mentionsOf({
  title,
  snippet,
  description,
  accessInformation,
  licenseInfo,
  tags,
}: Item): unknown {
  return { title, snippet, description, accessInformation, licenseInfo, tags };
}
