import { readStamp } from '../../items/copy-stamp.js';
import type { Item } from '../../items/item.js';
import { isOfPipeline, sourceKeyword, UNFINISHED } from '../../items/item-keywords.js';
import { listContent } from '../../items/list-content.js';
import { readItem } from '../../items/read-item.js';
import { sameType } from '../../items/type-in-target.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { serviceKey } from '../../references/service-key.js';
import { searchAll } from '../search/search-all.js';
import { withFirstMarks } from './with-first-marks.js';

/** Copies of one source item that the target has: a proven one, and one whose making was interrupted. */
export interface Match {
  finished: Item | null;
  unfinished: Item | null;
}

/** The keyword by which a copy knows its source. */
const SOURCE = /^source-([0-9a-f]{32})$/i;

/** Source ids asked for in one search; about 2,000 characters. */
const IDS_PER_QUERY = 40;

/** What the runs of this process know, as long as they are in use. */
const INSTANCES = new Set<WeakRef<TargetCopies>>();

/**
 * The copies that a target already has, known by their type keyword `source-<source id>`. Read once from the search index and from
 * the content of the owner who gets the copies (the index lags behind by seconds, the content listing does not), then kept
 * current by what the run makes. A match is read again by its id before it is believed.
 */
export class TargetCopies {
  /** Target ids by source id. */
  private readonly ids = new Map<string, Set<string>>();
  private readonly searched = new Map<string, Promise<void>>();
  private readonly listed = new Map<string, Promise<void>>();
  /** Complete copies as the listings have them, by id. */
  private readonly complete = new Map<string, Item>();
  /** Items that are no copies, by owner. */
  private readonly strangers = new Map<string, Item[]>();
  /** Source ids by the id of the target item that was taken as the copy. */
  private readonly claimed = new Map<string, string>();

  constructor(
    private readonly target: ReadablePortal,
    /** Key of the pipeline; '' for copies without one. */
    private readonly pipeline: string,
    /** Copies that the user named, by source id. */
    private readonly given: ReadonlyMap<string, string>,
    /** Whether something was done with an item of the target since it was listed. */
    private readonly isTouched: (id: string) => boolean = () => false,
  ) {
    INSTANCES.add(new WeakRef(this));
  }

  /** Searches the copies of many items at once. What was searched before is not searched again. */
  async search(sourceIds: string[], signal: AbortSignal): Promise<void> {
    const fresh = sourceIds.filter((id) => !this.searched.has(id));
    for (let at = 0; at < fresh.length; at += IDS_PER_QUERY) {
      const chunk = fresh.slice(at, at + IDS_PER_QUERY);
      const search = this.searchChunk(chunk, signal);
      for (const id of chunk) this.searched.set(id, search);
    }
    try {
      await Promise.all(sourceIds.map((id) => this.searched.get(id)));
    } catch (error) {
      for (const id of fresh) this.searched.delete(id);
      throw error;
    }
  }

  /** Whether the user named the copy of this source item. */
  isGiven(sourceId: string): boolean {
    return this.given.has(sourceId);
  }

  /** Whether any copy of this item is known, of whatever pipeline. */
  knows(sourceId: string): boolean {
    return this.ids.has(sourceId);
  }

  /** Lists everything that an owner has, in all folders. */
  list(owner: string): Promise<void> {
    let listing = this.listed.get(owner);
    if (!listing) {
      listing = this.listOwner(owner);
      this.listed.set(owner, listing);
      listing.catch(() => this.listed.delete(owner));
    }
    return listing;
  }

  /** Makes a copy known that was just added, also to the other runs of this process that copy to the same target. */
  add(sourceId: string, targetId: string): void {
    for (const reference of INSTANCES) {
      const other = reference.deref();
      if (!other) INSTANCES.delete(reference);
      else if (other.target.url === this.target.url) other.note(sourceId, targetId);
    }
  }

  /** Lists the owners' contents again when they are asked for: what was added by a call whose answer was lost is not known here. */
  forgetListings(): void {
    this.listed.clear();
    this.complete.clear();
  }

  /**
   * The copies of a source item: same type, same pipeline. Throws ARCGIS_EXISTS if two finished ones are there, because then
   * nobody can say which one is meant.
   */
  async find(source: Item, signal: AbortSignal): Promise<Match> {
    const { finished, unfinished } = await this.candidates(source, signal);
    if (finished.length > 1) throw ambiguous(this.target.url, source, finished);
    return { finished: finished[0] ?? null, unfinished };
  }

  /** All finished copies of a source item, and the youngest unfinished one. */
  async candidates(
    source: Item,
    signal: AbortSignal,
  ): Promise<{ finished: Item[]; unfinished: Item | null }> {
    const given = this.given.get(source.id);
    if (given) return this.asMatch(await this.reread(given, signal));
    await this.search([source.id], signal);
    const known = await Promise.all(
      [...(this.ids.get(source.id) ?? [])].map((id) => this.reread(id, signal)),
    );
    const copies = known.filter((item) => item !== null).filter((item) => this.isCopyOf(item, source));
    const isUnfinished = (item: Item): boolean => item.typeKeywords.includes(UNFINISHED);
    const unfinished = copies.filter(isUnfinished).sort((a, b) => b.created - a.created);
    return { finished: copies.filter((item) => !isUnfinished(item)), unfinished: unfinished[0] ?? null };
  }

  /**
   * The finished copy of something that the source does not show any more, so that its type is not known: by its id, or by the URL of its
   * service. Null if there is none, or several.
   */
  async ofLost(lost: { id: string } | { url: string }, signal: AbortSignal): Promise<Item | null> {
    const sourceId = 'id' in lost ? lost.id : this.idOfService(lost.url);
    if (sourceId === null) return null;
    await this.search([sourceId], signal);
    const known = [...(this.ids.get(sourceId) ?? [])].map((id) => this.reread(id, signal));
    const copies = (await Promise.all(known)).filter((item) => item !== null);
    const finished = copies.filter(
      (item) => this.isMarked(item, sourceId) && !item.typeKeywords.includes(UNFINISHED),
    );
    return finished.length === 1 ? (finished[0] ?? null) : null;
  }

  /** Source id of a service, as far as the listed copies tell it. */
  private idOfService(url: string): string | null {
    const stamps = [...this.complete.values()].map(readStamp);
    const stamp = stamps.find((one) => one?.service && serviceKey(one.service.url) === serviceKey(url));
    return stamp?.source ?? null;
  }

  private asMatch(copy: Item | null): { finished: Item[]; unfinished: Item | null } {
    const isUnfinished = copy?.typeKeywords.includes(UNFINISHED) === true;
    return { finished: copy && !isUnfinished ? [copy] : [], unfinished: isUnfinished ? copy : null };
  }

  /** Items of an owner, as listed, that were no copies of anything and have the type and title of a source item. */
  unclaimed(owner: string, { id, type, title }: Item): Item[] {
    return (this.strangers.get(owner) ?? []).filter(
      (item) => sameType(item.type, type) && item.title === title && (this.claimed.get(item.id) ?? id) === id,
    );
  }

  /** Takes an item that was no copy of anything as that of a source item. False if it is another one's already. */
  claim(sourceId: string, targetId: string): boolean {
    if ((this.claimed.get(targetId) ?? sourceId) !== sourceId) return false;
    this.claimed.set(targetId, sourceId);
    this.add(sourceId, targetId);
    return true;
  }

  private async searchChunk(sourceIds: string[], signal: AbortSignal): Promise<void> {
    const self = await this.target.self(signal);
    const any = sourceIds.map((id) => `typekeywords:"${sourceKeyword(id)}"`).join(' OR ');
    // Online also finds public copies of the same item that other organisations made.
    const query = self.isPortal ? any : `(${any}) AND orgid:${self.id}`;
    for (const item of await searchAll(this.target, query, { signal })) this.learn(item);
  }

  private async listOwner(owner: string): Promise<void> {
    const strangers: Item[] = [];
    for await (const listed of listContent(this.target, owner)) {
      const item = withFirstMarks(listed);
      this.learn(item);
      if (readStamp(item) && !item.typeKeywords.includes(UNFINISHED)) this.complete.set(item.id, item);
      if (!(item.typeKeywords ?? []).some((keyword) => SOURCE.test(keyword))) strangers.push(item);
    }
    this.strangers.set(owner, strangers);
  }

  private note(sourceId: string, targetId: string): void {
    this.complete.delete(targetId);
    const known = this.ids.get(sourceId) ?? new Set();
    this.ids.set(sourceId, known.add(targetId));
  }

  private learn(item: Item): void {
    for (const keyword of item.typeKeywords ?? []) {
      const sourceId = SOURCE.exec(keyword)?.[1];
      // Found again is nothing new: what the listing told of it still holds.
      if (sourceId && !this.ids.get(sourceId.toLowerCase())?.has(item.id))
        this.note(sourceId.toLowerCase(), item.id);
    }
  }

  /** Null if it is gone: the index also remembers what was deleted. What the owner's content listing told of a complete copy is believed. */
  private async reread(id: string, signal: AbortSignal): Promise<Item | null> {
    const listed = this.complete.get(id);
    if (listed && !this.isTouched(id)) return listed;
    try {
      return withFirstMarks(await readItem(this.target, id, signal));
    } catch (error) {
      if (
        error instanceof ArcGISError &&
        (error.code === 'ARCGIS_NOT_FOUND' || error.details.esriCode === 400)
      )
        return null;
      throw error;
    }
  }

  private isCopyOf(item: Item, source: Item): boolean {
    return sameType(item.type, source.type) && this.isMarked(item, source.id);
  }

  private isMarked({ typeKeywords }: Item, sourceId: string): boolean {
    return typeKeywords.includes(sourceKeyword(sourceId)) && isOfPipeline(typeKeywords, this.pipeline);
  }
}

function ambiguous(portal: string, source: Item, copies: Item[]): ArcGISError {
  const list = copies.map(({ id, title, owner }) => `"${title}" (${id}, of ${owner})`).join(' and ');
  return new ArcGISError(
    'ARCGIS_EXISTS',
    `${portal} has ${copies.length} finished copies of the ${source.type} "${source.title}" (${source.id}): ${list}. ` +
      `Delete one, or remove the type keyword ${sourceKeyword(source.id)} from it.`,
    { portal, item: `${source.type} "${source.title}" (${source.id})` },
  );
}
