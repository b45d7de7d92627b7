import { withoutStamp } from '../items/copy-stamp.js';
import type { Item } from '../items/item.js';
import { copyableKeywords } from '../items/item-keywords.js';
import { kindOf } from '../items/item-kinds.js';
import { ArcGISError } from '../portal/arcgis-error.js';
import { findReferences, type Reference } from '../references/find-references.js';
import { ITEM_ID } from '../references/item-id.js';
import { parseServiceUrl } from '../references/parse-service-url.js';
import type { ResidueReason } from '../references/residue.js';
import { serviceKey } from '../references/service-key.js';
import type { CopyJob } from './copy-job.js';
import { type Copying, NotCopied, Refused, type Reservation } from './copying.js';
import { dependencyChoice } from './dependency-choice.js';
import { existingCopy } from './identity/existing-copy.js';
import { findCopy } from './identity/find-copy.js';
import { foreignIds } from './identity/foreign-ids.js';
import { formerGroup } from './identity/former-group.js';
import { LeftToAnotherRun } from './identity/left-to-another-run.js';
import { useCopyOfLost } from './identity/lost-original.js';
import { plainError } from './run/plain-error.js';

/** What an item refers to. */
export interface References {
  /** What the item cannot work without: found in its data and resources. */
  needed: unknown[];
  /** Texts that only mention other items, such as a description: re-pointed if there is a copy, but nothing is copied for them. */
  mentioned: unknown[];
}

/** A source item that is referred to, with the forms in which that is done. */
export interface Need {
  item: Item;
  needed: boolean;
  services: Set<string>;
}

/**
 * Finds what the documents of an item refer to, has it copied where that is wanted, and waits until the ids, URLs and layers of those
 * copies are known. What cannot be copied stays as it is, with its reason.
 */
export async function resolveNeeds(job: CopyJob, references: References): Promise<void> {
  await followNeeds(job, await findNeeds(job, references));
}

/**
 * Finds everything that an item needs, begins the copies that are wanted, and waits until it is known what those need in turn. Nothing has been
 * written for the item by then. Throws `Refused` if something that the item needs may not be copied, and is not in the target.
 */
export async function planNeeds(job: CopyJob, references: References): Promise<Need[]> {
  const needs = await findNeeds(job, references);
  for (const need of needs) await demandCopy(job, need);
  for (const need of needs) {
    const copying = copyingOf(job, need);
    if (copying && need.needed) job.needs.add(copying);
  }
  job.copying.find([...job.needs]);
  await job.waiting(job.copying.findAll());
  return needs;
}

/** The needs of an item that are known by their ids; null if one of them is not there any more, or not for the signed-in user. */
export async function needsOfIds(
  job: CopyJob,
  { needs, mentions }: { needs: readonly string[]; mentions: readonly string[] },
): Promise<Need[] | null> {
  const find = async (id: string, needed: boolean): Promise<Need | null> => {
    const origin = await job.pair.origins.ofItem(id, job.run.signal);
    return origin.kind === 'item' ? { item: origin.item, needed, services: new Set() } : null;
  };
  const found = await Promise.all([
    ...needs.map((id) => find(id, true)),
    ...mentions.map((id) => find(id, false)),
  ]);
  const there = found.filter((need) => need !== null);
  return there.length === found.length ? there : null;
}

/** Waits until it is known what became of each need, and takes note of it. */
export async function followNeeds(job: CopyJob, needs: Need[]): Promise<void> {
  const became = needs.map(async (need) => {
    const copying = copyingOf(job, need);
    if (copying && need.needed) job.needs.add(copying);
    know(job, need, (await becameOf(job, need, copying)) ?? 'not-copied');
  });
  await job.waiting(Promise.all(became));
  job.run.learn(job.map);
}

async function becameOf(
  job: CopyJob,
  need: Need,
  copying: Copying | null,
): Promise<Reservation | ResidueReason | null> {
  if (copying) return reservationOf(job, need, copying);
  const isLeft = need.needed && dependencyChoice(job.settings, need.item) === 'source';
  return isLeft ? 'not-copied' : existingCopy(job, need.item);
}

/** Throws `Refused` where the user wants the item to fail rather than have this need copied, and the target has no copy of it. */
async function demandCopy(job: CopyJob, { item, needed }: Need): Promise<void> {
  const { pair, settings, run } = job;
  if (!needed || dependencyChoice(settings, item) !== 'fail') return;
  if (pair.copyings.has(item.id) || run.announces(item.id) || (await findCopy(job, item)).finished) return;
  throw new Refused(
    'ARCGIS_NOT_FOUND',
    `The ${job.label} was not copied: it needs the ${item.type} "${item.title}" (${item.id}), which was not chosen and has no copy in ${job.target.url}. Nothing was written for it. Copy that one as well, or choose in the node what becomes of such items.`,
    { portal: job.target.url, item: job.label },
  );
}

/** What documents mention: known of it is only what became of it. */
export function findMentions(job: CopyJob, documents: unknown[]): Promise<Need[]> {
  return findNeeds(job, { needed: [], mentioned: documents });
}

async function findNeeds(job: CopyJob, { needed, mentioned }: References): Promise<Need[]> {
  const needs = new Map<string, Need>();
  const find = async (documents: unknown[], isNeeded: boolean): Promise<void> => {
    const found = documents
      .flatMap((one) => findReferences(one, job.pair.sourceAddresses))
      .filter((reference) => !isGiven(job, reference));
    // An id that scripts only quote may be that of a group elsewhere.
    const distinct = new Map(found.map((reference) => [`${reference.kind} ${keyOf(reference)}`, reference]));
    await resolveGroups(job, [...distinct.values()]);
    const isElsewhere = foreignIds(documents, job.pair);
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
    else if (origin.reason === 'not-accessible' && (await useCopyOfLost(job, { id }))) continue;
    else if (origin.reason && job.pair.origins.itemIds.has(id)) job.reasons.set(id, origin.reason);
  }
  return [...needs.values()];
}

/** The table of pairs says what it becomes: nothing needs to be found out. */
function isGiven({ pair }: CopyJob, reference: Reference): boolean {
  const { kind, id, layer } = reference;
  if (kind === 'service') return pair.given.covers(serviceRootOf(reference), layer);
  return kind === 'item' && id !== undefined && pair.given.counterpart(id) !== null;
}

/** Groups are not copied with what names them; a group of the target that stands for one takes its place. */
async function resolveGroups(job: CopyJob, references: Reference[]): Promise<void> {
  for (const { kind, id } of references) {
    // The table of pairs comes first, then what the groups became to which copies were shared.
    if (kind !== 'group' || !id || job.map.groups[id]) continue;
    const shared = job.run.map.groups[id];
    if (shared) {
      job.map.groups[id] = shared;
      continue;
    }
    const twin = await job.pair.groups.of(id, job.run.signal);
    const found = 'id' in twin ? twin.id : await formerGroup(job, id);
    if (found) job.map.groups[id] = found;
    else if ('reason' in twin) {
      job.reasons.set(id, twin.reason);
      if (twin.said) job.warn('GROUP_AMBIGUOUS', twin.said);
    }
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
  if (origin?.kind === 'item') {
    // An item that only has the address of a service does not stand for it: the one that owned it may be gone.
    const isAddress = kind === 'service' && kindOf(origin.item).kind === 'service-reference';
    return isAddress && (await hasCopyOnly(job, reference)) ? null : origin.item;
  }
  if (!origin?.reason || (id && origin.reason === 'not-accessible' && isElsewhere(id))) return null;
  if (origin.reason === 'not-accessible' && (await hasCopyOnly(job, reference))) return null;
  job.reasons.set(keyOf(reference), origin.reason);
  return null;
}

/** Whether the target has a copy of what the source does not show any more. */
async function hasCopyOnly(job: CopyJob, { id, url }: Reference): Promise<boolean> {
  if (id !== undefined) return useCopyOfLost(job, { id });
  return url !== undefined && useCopyOfLost(job, { url });
}

/**
 * Ids that are known to be items of the source, wherever they stand: in plain text, or in URLs of hosts that show the source's items. What the target
 * has a copy of counts as known: else it would depend on what else is copied whether a plain id is rewritten.
 */
function idsOfTheSource(documents: unknown[], job: CopyJob): string[] {
  const ids = new Set(JSON.stringify(documents).toLowerCase().match(ITEM_ID) ?? []);
  ids.delete(job.item.id);
  const { origins, copies } = job.pair;
  return [...ids].filter((id) => origins.itemIds.has(id) || copies.knows(id));
}

/** The copy under way, or a new one if it is wanted. */
function copyingOf(job: CopyJob, { item, needed }: Need): Copying | null {
  const known = job.pair.copyings.get(item.id);
  if (known) return known;
  if (job.run.announces(item.id)) return job.startCopy(item.id);
  if (!needed) return null;
  const choice = dependencyChoice(job.settings, item);
  if (choice === 'update') return job.startCopy(item.id);
  return choice === 'reuse' ? job.startCopy(item.id, { reuse: true }) : null;
}

async function reservationOf(
  job: CopyJob,
  { item, needed }: Need,
  copying: Copying,
): Promise<Reservation | ResidueReason> {
  try {
    const isLayer = ['layer', 'view'].includes(kindOf(job.item).kind);
    const reserved = isLayer
      ? await Promise.race([copying.reserved, copying.deferred])
      : await copying.reserved;
    if (reserved) return reserved;
    // The copy that it has keeps its id, or there will be another one: what is left for that is put right at the run's end.
    const stays = job.settings.whenExists === 'update' || job.settings.whenExists === 'skip';
    return (stays && (await earlierCopy(job, item))) || 'not-copied';
  } catch (error) {
    if (job.signal.aborted || error instanceof LeftToAnotherRun) throw error;
    // A copy from before is better than none: a complete copy must not be made to refer to the source again.
    if (error instanceof NotCopied)
      return (await earlierCopy(job, item)) ?? (isTiles(item) ? 'basemap-service' : 'not-copied');
    const why = plainError(error).message;
    // What is only mentioned is listed where it is mentioned.
    if (needed) {
      job.warn(
        'DEPENDENCY_FAILED',
        `The ${item.type} "${item.title}" (${item.id}) could not be copied: ${why}`,
      );
    }
    return (await earlierCopy(job, item)) ?? 'dependency-failed';
  }
}

function isTiles(item: Item): boolean {
  return kindOf(item).kind === 'tiles' && !/^Scene|^3DTiles/.test(item.type);
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
  typeKeywords,
  properties,
}: Item): unknown {
  return {
    title,
    snippet,
    description,
    accessInformation,
    licenseInfo,
    tags,
    // The service of a survey names the form in a keyword; a workforce service names its maps in its properties.
    typeKeywords: copyableKeywords(typeKeywords),
    properties: withoutStamp(properties),
  };
}
