import type { Clock } from '../../../lib/portal/clock.js';

/** A clock on which waiting takes no time; it remembers how long was waited for. */
export class TestClock implements Clock {
  readonly waits: number[] = [];
  #ahead = 0;

  now(): number {
    return Date.now() + this.#ahead;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.waits.push(ms);
    this.#ahead += ms;
  }

  /** Time passes. */
  advance(ms: number): void {
    this.#ahead += ms;
  }
}
