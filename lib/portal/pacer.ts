import type { Clock } from './clock.js';

/** Holds back every call to a host that asked for a pause, not only the one that was told so. */
export class Pacer {
  readonly #notBefore = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** No call to `origin` starts within the next `ms`. */
  hold(origin: string, ms: number): void {
    this.#notBefore.set(origin, Math.max(this.#notBefore.get(origin) ?? 0, this.clock.now() + ms));
  }

  /** Resolves when calls to `origin` may go; rejects when `signal` is aborted. */
  async ready(origin: string, signal?: AbortSignal): Promise<void> {
    for (;;) {
      const wait = (this.#notBefore.get(origin) ?? 0) - this.clock.now();
      if (wait <= 0) {
        this.#notBefore.delete(origin);
        return;
      }
      await this.clock.sleep(wait, signal);
    }
  }
}
