import type { Clock } from '../../portal/clock.js';

/**
 * What happens when everything has been copied, in this order: writing copies again that mention what came after them, taking back what was
 * made if something failed and the user wants that, re-pointing what was there
 * before, deleting old copies, reporting.
 */
export type Phase = 'renewal' | 'return' | 'sweep' | 'deletion' | 'end';

const ORDER: Phase[] = ['renewal', 'return', 'sweep', 'deletion', 'end'];

/** A message that a node has just sent is on its way for some milliseconds: nobody has it, but it is not lost. */
const SETTLE_MS = 200;

/** Somebody who does something once, when the run is complete for him. */
interface Part {
  phase: Phase;
  over: boolean;
  result: Promise<unknown>;
}

/**
 * Who waits for what in a run: work that is open, how long nothing has moved, and the parts that are taken when everything has been copied.
 * A part of a later phase is not taken before those of the earlier phases are over, however the flow is wired.
 */
export class RunPhases {
  /** How many messages of the run are inside a node now. */
  openWork = 0;
  private readonly parts = new Map<string, Part>();
  private stirred: () => void = () => undefined;
  private stir: Promise<void> = Promise.resolve();

  constructor(private readonly clock: Clock) {
    this.moved();
  }

  /**
   * Does `work` once, when `complete` holds and no work is open, or when nothing has moved for `quietMs`. The same part is not taken twice:
   * whoever asks again gets the same promise.
   */
  take<T>(
    phase: Phase,
    id: string,
    options: { quietMs: number; complete: () => boolean; work: () => Promise<T> | T },
  ): Promise<T> {
    const key = `${phase} ${id}`;
    const known = this.parts.get(key);
    if (known) return known.result as Promise<T>;
    const result = this.quiet(options.complete, options.quietMs, phase).then(options.work);
    const part: Part = { phase, over: false, result };
    this.parts.set(key, part);
    const end = (): void => {
      part.over = true;
      this.moved();
    };
    result.then(end, end);
    this.moved();
    return result;
  }

  /** Whether anybody takes part in the phase, of whom `except` does not count. */
  has(phase: Phase, except?: string): boolean {
    return [...this.parts].some(([key, part]) => part.phase === phase && key !== `${phase} ${except}`);
  }

  /** Whether everybody who takes part in the phase is done. */
  isOver(phase: Phase): boolean {
    return [...this.parts.values()].every((part) => part.phase !== phase || part.over);
  }

  /** Resolves when nothing moves any more and everything of the earlier phases is over. */
  async quiet(complete: () => boolean, quietMs: number, phase: Phase): Promise<void> {
    for (;;) {
      const moved = this.stir;
      if (this.openWork > 0 || this.hasEarlier(phase)) {
        await moved;
        continue;
      }
      const settled = new AbortController();
      const ms = complete() ? Math.min(SETTLE_MS, quietMs) : quietMs;
      const quiet = this.clock.sleep(ms, settled.signal).then(
        () => true,
        () => false,
      );
      const stayedQuiet = await Promise.race([quiet, moved.then(() => false)]);
      settled.abort();
      if (stayedQuiet) return;
    }
  }

  /** Wakes everyone who waits for the run to be quiet. */
  moved(): void {
    const wake = this.stirred;
    this.stir = new Promise((resolve) => {
      this.stirred = resolve;
    });
    wake();
  }

  private hasEarlier(phase: Phase): boolean {
    const rank = ORDER.indexOf(phase);
    return [...this.parts.values()].some((part) => !part.over && ORDER.indexOf(part.phase) < rank);
  }
}
