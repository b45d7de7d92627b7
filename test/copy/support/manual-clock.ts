import type { Clock } from '../../../lib/portal/clock.js';

interface Sleeper {
  due: number;
  wake: () => void;
}

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  private time = 1_700_000_000_000;
  private sleepers: Sleeper[] = [];

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const sleeper = { due: this.time + ms, wake: resolve };
      this.sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        reject(signal.reason);
      });
    });
  }

  /** Lets time pass: who sleeps no longer than that wakes, and what follows from it has happened when this resolves. */
  async pass(ms: number): Promise<void> {
    await this.rest();
    this.time += ms;
    const due = this.sleepers.filter((sleeper) => sleeper.due <= this.time);
    this.sleepers = this.sleepers.filter((sleeper) => sleeper.due > this.time);
    for (const sleeper of due) sleeper.wake();
    await this.rest();
  }

  /** Lets everything that is ready to go on do so. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}
