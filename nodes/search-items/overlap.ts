import type { Run } from '../../lib/copy/run/run.js';
import { runs } from '../../lib/copy/run/runs.js';
import { abortable } from '../shared/abortable.js';

/** What a message may do that comes while the last run is still going. Who may go calls `settle` when the search is over. */
export type Admission =
  | { kind: 'go'; settle: (run: Run | null) => void }
  | { kind: 'refused' }
  | { kind: 'join'; run: Run };

/** Searches of this process that have not opened their run yet: when each is over, by the pipeline's key, or by the node that has none. */
const SEARCHES = new Map<string | Overlap, Promise<void>>();

/**
 * Lets one run of a pipeline go at a time. The pipeline's key is what counts, whichever node started the run; without a key
 * each search-items node is a pipeline of its own.
 */
export class Overlap {
  /** Keys of the pipelines for which a message waits here. */
  private readonly waiting = new Set<string>();
  private own: Run | null = null;

  constructor(private readonly choice: 'refuse' | 'queue' | 'join') {}

  /** The run that this node opened last, if it is still going. */
  get current(): Run | null {
    return this.own && !this.own.ended ? this.own : null;
  }

  /**
   * `onQueued` is called before a wait. One message may wait for the end of a run; what comes on top of it is refused. Who is to join a
   * run that is still being searched for waits until it is open.
   */
  async admit(pipeline: string, signal: AbortSignal, onQueued: () => void): Promise<Admission> {
    const known = this.now(pipeline);
    if (known) return known;
    const isJoining = this.choice === 'join';
    if (this.choice === 'refuse' || (!isJoining && this.waiting.has(pipeline))) return { kind: 'refused' };
    this.waiting.add(pipeline);
    onQueued();
    try {
      return await this.later(pipeline, signal);
    } finally {
      this.waiting.delete(pipeline);
    }
  }

  /** What can be done at once; null if that is to wait. Nothing may come between the look and the claim. */
  private now(pipeline: string): Admission | null {
    const run = this.active(pipeline);
    if (run) return this.choice === 'join' ? { kind: 'join', run } : null;
    return SEARCHES.has(pipeline || this) ? null : this.go(pipeline);
  }

  private async later(pipeline: string, signal: AbortSignal): Promise<Admission> {
    for (;;) {
      const admission = this.now(pipeline);
      if (admission) return admission;
      const run = this.active(pipeline);
      const search = SEARCHES.get(pipeline || this);
      if (run) await endOf(run, signal);
      else if (search) await abortable(search, signal);
    }
  }

  private go(pipeline: string): Admission {
    const key = pipeline || this;
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    SEARCHES.set(key, ended);
    const settle = (run: Run | null): void => {
      if (run) this.own = run;
      SEARCHES.delete(key);
      end();
    };
    return { kind: 'go', settle };
  }

  private active(pipeline: string): Run | null {
    return pipeline === '' ? this.current : (runs.active(pipeline) ?? null);
  }
}

async function endOf(run: Run, signal: AbortSignal): Promise<void> {
  let listener: (ended: Run) => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    listener = (other) => {
      if (other === run) resolve();
    };
    runs.on('end', listener);
  });
  try {
    await abortable(ended, signal);
  } finally {
    runs.off('end', listener);
  }
}
