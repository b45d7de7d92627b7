import { ArcGISError } from '../portal/arcgis-error.js';
import type { ServiceMapping } from '../references/reference-map.js';
import type { CopyResult } from './copy-settings.js';
import { FoldedResult } from './folded-result.js';
import type { ItemSummary } from './run/message.js';
import { summaryOf } from './run/summary-of.js';

/** An item is not copied, because the user does not want something copied that it needs and that the target lacks. */
export class Refused extends ArcGISError {}

/** Nothing went wrong: the item is one that cannot be copied, which its own row explains. */
export class NotCopied extends Error {}

/** What others need to know of a copy to refer to it; its content may still be on its way. */
export interface Reservation {
  id: string;
  url: string | null;
  /** Layers and fields, if the copy is a service of its own. */
  mapping: ServiceMapping | null;
}

/** Holds on to nothing: a run has thousands of copies that are over. */
function nothing(): void {}

/** How a copy ended, as far as those who need it ask. */
export type CopyEnd = Pick<CopyResult, 'source' | 'outcome' | 'planned' | 'reused' | 'error'> & {
  target: ItemSummary | null;
};

/** The copy of one source item, under way or done, as those see it who wait for it. */
export class Copying {
  /** Settles when the copy is finished. */
  private readonly end: Promise<CopyEnd>;
  private whole: Promise<CopyResult> | FoldedResult;
  /** True once the copy has failed. */
  failed = false;
  private readonly reservedNow: Promise<Reservation>;
  private readonly foundNow: Promise<readonly Copying[]>;
  private isWanted = false;
  private begin: () => void = nothing;
  private readonly waitsFor = new Set<Copying>();
  private reservation: (reservation: Reservation) => void = nothing;
  private tellFound: (needs: readonly Copying[]) => void = nothing;
  private readonly deferredNow: Promise<null>;
  private tellDeferred: () => void = nothing;
  private refuseFound: (reason: Refused) => void = nothing;
  private refuseReservation: (reason: unknown) => void = nothing;

  constructor(
    readonly sourceId: string,
    work: (copying: Copying) => Promise<CopyResult>,
  ) {
    this.reservedNow = new Promise((resolve, reject) => {
      this.reservation = resolve;
      this.refuseReservation = reject;
    });
    this.foundNow = new Promise((resolve, reject) => {
      this.tellFound = resolve;
      this.refuseFound = reject;
    });
    this.foundNow.catch(() => undefined);
    this.deferredNow = new Promise((resolve) => {
      this.tellDeferred = () => resolve(null);
    });
    const result = Promise.resolve().then(() => work(this));
    this.whole = result;
    this.end = result.then(endOf);
    result.then(
      (whole) => {
        const { outcome, target, error } = whole;
        this.whole = new FoldedResult(whole);
        this.failed = outcome === 'failed';
        const message = error?.message ?? 'It was not copied.';
        this.giveUp(outcome === 'skipped' && !target ? new NotCopied(message) : new Error(message));
        this.letGo();
      },
      (error: unknown) => {
        this.failed = true;
        this.giveUp(error);
        this.letGo();
      },
    );
    this.end.catch(() => undefined);
    // Whoever needs it asks; that nobody asks is no error.
    this.reservedNow.catch(() => undefined);
  }

  /** Everything about the copy, as soon as it is finished. */
  get result(): Promise<CopyResult> {
    return this.whole instanceof FoldedResult ? Promise.resolve(this.whole.unfold()) : this.whole;
  }

  /** Settles as soon as the id (of a layer: its definition) of the copy is known. Who asks wants it soon. */
  get reserved(): Promise<Reservation> {
    this.want();
    return this.reservedNow;
  }

  /** The copies that this one needs, as soon as they are known; nothing was written for it until then. Empty if that was never found out. */
  get found(): Promise<readonly Copying[]> {
    this.want();
    return this.foundNow;
  }

  /**
   * Settles if this copy can only be known when layers are complete, because it is made of their rows. Those layers must not wait for it in turn; what
   * they name of it is put right at the run's end.
   */
  get deferred(): Promise<null> {
    return this.deferredNow;
  }

  /** Tells that this copy waits for layers. */
  defer(): void {
    this.tellDeferred();
  }

  /** True if another copy waits for this one. */
  get wanted(): boolean {
    return this.isWanted;
  }

  /** Called as soon as another copy waits for this one. */
  whenWanted(begin: () => void): void {
    this.begin = begin;
    if (this.isWanted) begin();
  }

  /** Everything has been told. */
  private letGo(): void {
    this.begin = nothing;
    this.reservation = nothing;
    this.tellFound = nothing;
    this.refuseFound = nothing;
    this.refuseReservation = nothing;
  }

  private want(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    this.begin();
  }

  /** Tells those who wait what the copy is. Only the first call counts. */
  reserve(reservation: Reservation): void {
    this.tellFound([]);
    this.reservation(reservation);
  }

  /** Tells what this copy needs. Only the first call of this and of `refuse` counts. */
  find(needs: readonly Copying[]): void {
    this.tellFound(needs);
  }

  /** Tells that this copy is not made, because something that it needs may not be. */
  refuse(reason: Refused): void {
    this.refuseFound(reason);
  }

  /**
   * Tells those who wait for it that there will be no copy. A failed one says so before it waits for what it needs itself: that may wait for this one.
   * Without effect on what was told before.
   */
  giveUp(reason: unknown): void {
    this.tellFound([]);
    this.refuseReservation(reason);
  }

  /**
   * Waits until it is known what the needed ones need in turn, and so on, in circles too. Throws `Refused` if one of them is not made because of what
   * the user chose.
   */
  async findAll(): Promise<void> {
    const seen = new Set<Copying>([this]);
    let next = [...(await this.foundNow)];
    while (next.length > 0) {
      const fresh = next.filter((copying) => !seen.has(copying));
      for (const copying of fresh) seen.add(copying);
      next = (await Promise.all(fresh.map(({ found }) => found))).flat();
    }
  }

  /** How the other copy ended; null if the other one waits for this one, so that waiting would never end. */
  async endOf(other: Copying): Promise<CopyEnd | null> {
    if (other.reaches(this)) return null;
    other.want();
    this.waitsFor.add(other);
    try {
      return await other.end;
    } finally {
      this.waitsFor.delete(other);
    }
  }

  private reaches(goal: Copying, seen = new Set<Copying>()): boolean {
    if (this === goal) return true;
    seen.add(this);
    return [...this.waitsFor].some((next) => !seen.has(next) && next.reaches(goal, seen));
  }
}

function endOf({ source, target, outcome, planned, reused, error }: CopyResult): CopyEnd {
  return {
    source,
    target: target && summaryOf(target),
    outcome,
    ...(planned && { planned }),
    ...(reused && { reused }),
    ...(error && { error }),
  };
}
