import { serviceKey } from '../../references/service-key.js';
import type { News } from '../run/learned.js';
import { plainError } from '../run/plain-error.js';
import type { Run } from '../run/run.js';

/** How long nothing may move before items that are neither copied nor failed count as gone, in ms. */
const QUIET_MS = 5_000;

/** A copy that still names things which had no copy when it was made. */
export interface Unsettled {
  sourceId: string;
  /** What it names: ids of source items, and services in comparison form. */
  left: ReadonlySet<string>;
  /** Writes the copy again. Never rejects. */
  renew: () => Promise<void>;
}

/**
 * Copies whose texts mention what the same run may copy later, on another item's behalf. When everything has been copied they are written again,
 * if what they mention has a copy by then, so that one run is enough. Nothing is asked or written for the others.
 *
 * Thousands of copies may name things that never get a copy: a copy is looked at when it is noted, and again only when something that it names is
 * in the news.
 */
export class LateReferences {
  private readonly unsettled = new Map<string, Unsettled>();
  /** Source ids of the copies that name something, by what they name. */
  private readonly naming = new Map<string, Set<string>>();
  /** Source ids of unsettled copies which name something that may have a copy by now. */
  private readonly candidates = new Set<string>();
  /** URLs in the source of services in comparison form, and services of source items. */
  private readonly spellings = new Map<string, Set<string>>();
  private readonly servicesOf = new Map<string, Set<string>>();
  /** What a copy was written again for, by its source id: nothing makes it be written twice. */
  private readonly settled = new Map<string, Set<string>>();
  private isPlanned = false;
  private rounds = 0;

  constructor(
    private readonly run: Run,
    /** Whether the copy of this source item failed. */
    private readonly hasFailed: (sourceId: string) => boolean,
  ) {
    this.hear({ items: [], services: run.map.services });
    run.onNews((news) => this.hear(news));
  }

  /** Takes note of a copy as it is now. It may be what another one waits for. */
  note(copy: Unsettled): void {
    const { sourceId } = copy;
    this.forget(sourceId);
    if (copy.left.size > 0) this.remember(copy);
    // One that had failed before may have succeeded now.
    for (const name of [sourceId, ...(this.servicesOf.get(sourceId) ?? [])]) this.wake(name);
    this.plan();
  }

  private remember(copy: Unsettled): void {
    this.unsettled.set(copy.sourceId, copy);
    this.candidates.add(copy.sourceId);
    for (const name of copy.left) addTo(this.naming, name, copy.sourceId);
  }

  private forget(sourceId: string): void {
    for (const name of this.unsettled.get(sourceId)?.left ?? []) this.naming.get(name)?.delete(sourceId);
    this.unsettled.delete(sourceId);
    this.candidates.delete(sourceId);
  }

  private hear({ items, services }: News): void {
    for (const id of items) this.wake(id);
    for (const [url, { item }] of Object.entries(services)) {
      const name = serviceKey(url);
      addTo(this.spellings, name, url);
      if (item !== undefined) addTo(this.servicesOf, item, name);
      this.wake(name);
    }
  }

  /** Has the copies looked at again that name this. */
  private wake(name: string): void {
    for (const sourceId of this.naming.get(name) ?? []) this.candidates.add(sourceId);
  }

  private plan(): void {
    if (this.isPlanned || !this.hasRipe()) return;
    this.isPlanned = true;
    this.rounds += 1;
    this.run
      .whenAllCopied(`late references ${this.rounds}`, QUIET_MS, () => this.renew())
      .catch((error: unknown) => this.run.fault(plainError(error)));
  }

  /** Whether any candidate has to be written again. Those that need not are no candidates any more. */
  private hasRipe(): boolean {
    for (const sourceId of this.candidates) {
      if (this.found(sourceId).length > 0) return true;
      this.candidates.delete(sourceId);
    }
    return false;
  }

  private async renew(): Promise<void> {
    this.isPlanned = false;
    const ripe: Unsettled[] = [];
    for (const sourceId of this.candidates) {
      const copy = this.unsettled.get(sourceId);
      const found = this.found(sourceId);
      for (const name of found) addTo(this.settled, sourceId, name);
      if (copy && found.length > 0) ripe.push(copy);
    }
    this.candidates.clear();
    await Promise.all(ripe.map((copy) => copy.renew()));
  }

  /** What a copy names that has a copy now, and for which it was not written again before. */
  private found(sourceId: string): string[] {
    const settled = this.settled.get(sourceId);
    const left = this.unsettled.get(sourceId)?.left ?? [];
    return [...left].filter((name) => !settled?.has(name) && (this.hasCopy(name) || this.hasMoved(name)));
  }

  private hasCopy(id: string): boolean {
    const copy = this.run.map.items[id];
    return copy !== undefined && copy !== id && !copy.startsWith('planned:') && !this.hasFailed(id);
  }

  /** Whether a service is somewhere else now. */
  private hasMoved(key: string): boolean {
    return [...(this.spellings.get(key) ?? [])].some((from) => {
      const { url, item } = this.run.map.services[from] ?? { url: from };
      const isElsewhere = !url.startsWith('planned:') && serviceKey(url) !== key;
      return isElsewhere && !(item !== undefined && this.hasFailed(item));
    });
  }
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key);
  if (known) known.add(value);
  else sets.set(key, new Set([value]));
}
