import { serviceKey } from '../../references/service-key.js';
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
 */
export class LateReferences {
  private readonly unsettled = new Map<string, Unsettled>();
  /** What a copy was written again for, by its source id: nothing makes it be written twice. */
  private readonly settled = new Map<string, Set<string>>();
  private isPlanned = false;
  private rounds = 0;

  constructor(
    private readonly run: Run,
    /** Whether the copy of this source item failed. */
    private readonly hasFailed: (sourceId: string) => boolean,
  ) {}

  /** Takes note of a copy as it is now. It may be what another one waits for. */
  note(copy: Unsettled): void {
    if (copy.left.size > 0) this.unsettled.set(copy.sourceId, copy);
    else this.unsettled.delete(copy.sourceId);
    this.plan();
  }

  private plan(): void {
    if (this.isPlanned || this.unsettled.size === 0 || this.ripe().length === 0) return;
    this.isPlanned = true;
    this.rounds += 1;
    this.run
      .whenAllCopied(`late references ${this.rounds}`, QUIET_MS, () => this.renew())
      .catch((error: unknown) => this.run.fault(plainError(error)));
  }

  private async renew(): Promise<void> {
    this.isPlanned = false;
    const ripe = this.ripe();
    for (const { copy, found } of ripe) {
      const settled = this.settled.get(copy.sourceId) ?? new Set();
      this.settled.set(copy.sourceId, settled);
      for (const one of found) settled.add(one);
    }
    await Promise.all(ripe.map(({ copy }) => copy.renew()));
  }

  /** The copies of which something that they name has a copy now. */
  private ripe(): { copy: Unsettled; found: string[] }[] {
    const services = this.movedServices();
    const all = [...this.unsettled.values()].map((copy) => {
      const settled = this.settled.get(copy.sourceId);
      const found = [...copy.left].filter(
        (one) => !settled?.has(one) && (services.has(one) || this.hasCopy(one)),
      );
      return { copy, found };
    });
    return all.filter(({ found }) => found.length > 0);
  }

  private hasCopy(id: string): boolean {
    const copy = this.run.map.items[id];
    return copy !== undefined && copy !== id && !copy.startsWith('planned:') && !this.hasFailed(id);
  }

  /** Services that are somewhere else now, in comparison form. */
  private movedServices(): Set<string> {
    const moved = Object.entries(this.run.map.services).filter(
      ([from, { url, item }]) =>
        !url.startsWith('planned:') &&
        serviceKey(url) !== serviceKey(from) &&
        !(item !== undefined && this.hasFailed(item)),
    );
    return new Set(moved.map(([from]) => serviceKey(from)));
  }
}
