import type { ServiceMapping } from '../references/reference-map.js';
import type { CopyResult } from './copy-settings.js';

/** What others need to know of a copy to refer to it; its content may still be on its way. */
export interface Reservation {
  id: string;
  url: string | null;
  /** Layers and fields, if the copy is a service of its own. */
  mapping: ServiceMapping | null;
}

/** The copy of one source item, under way or done, as those see it who wait for it. */
export class Copying {
  /** Settles as soon as the id (of a layer: its definition) of the copy is known. */
  readonly reserved: Promise<Reservation>;
  /** Settles when the copy is finished. */
  readonly result: Promise<CopyResult>;
  /** True once the copy has failed. */
  failed = false;
  private readonly waitsFor = new Set<Copying>();
  private reservation: (reservation: Reservation) => void = () => undefined;

  constructor(
    readonly sourceId: string,
    work: (copying: Copying) => Promise<CopyResult>,
  ) {
    let refuse: (reason: unknown) => void = () => undefined;
    this.reserved = new Promise((resolve, reject) => {
      this.reservation = resolve;
      refuse = reject;
    });
    this.result = Promise.resolve().then(() => work(this));
    this.result.then(
      ({ outcome, error }) => {
        this.failed = outcome === 'failed';
        refuse(new Error(error?.message ?? 'It was not copied.'));
      },
      (error: unknown) => {
        this.failed = true;
        refuse(error);
      },
    );
    // Whoever needs it asks; that nobody asks is no error.
    this.reserved.catch(() => undefined);
  }

  /** Tells those who wait what the copy is. Only the first call counts. */
  reserve(reservation: Reservation): void {
    this.reservation(reservation);
  }

  /** The other copy's result; null if the other one waits for this one, so that waiting would never end. */
  async resultOf(other: Copying): Promise<CopyResult | null> {
    if (other.reaches(this)) return null;
    this.waitsFor.add(other);
    try {
      return await other.result;
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
