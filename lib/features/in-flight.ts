/**
 * Runs work with at most `limit` at a time and makes the giver wait while all places are taken, so that a producer never runs
 * ahead of what is written. After the first failure no more work is started, and the giver hears of it when all work has ended.
 */
export class InFlight {
  private readonly running = new Set<Promise<void>>();
  private failure: { error: unknown } | undefined;

  constructor(private readonly limit: number) {}

  /** Resolves as soon as the work was started; rejects with the first failure of any work before it. */
  async start(work: () => Promise<void>): Promise<void> {
    while (this.running.size >= this.limit) await Promise.race(this.running);
    if (this.failure) await this.settle();
    const task = work()
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.running.delete(task));
    this.running.add(task);
  }

  /** Resolves when everything started is done; rejects with the first failure. */
  async settle(): Promise<void> {
    await this.idle();
    if (this.failure) throw this.failure.error;
  }

  /** Resolves when nothing is running any more, whatever became of it. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }
}
