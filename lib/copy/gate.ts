/**
 * Lets a bounded number of copies be under way, because each holds a document in memory while it waits for what it refers to. One that another copy
 * waits for is let in beyond that number: else both would wait for ever.
 */
export class Gate {
  private readonly inside = new Set<object>();
  private readonly queue = new Map<object, () => void>();

  constructor(private readonly most: number) {}

  /** Resolves when the copy may begin, at once if it is inside. Answered by a call of `leave`. */
  async enter(copy: object, isWanted: boolean): Promise<void> {
    if (!this.inside.has(copy) && !isWanted && this.isFull) {
      await new Promise<void>((resolve) => this.queue.set(copy, resolve));
    }
    this.inside.add(copy);
  }

  /** Lets a copy in at once, if it is waiting. */
  hurry(copy: object): void {
    const go = this.queue.get(copy);
    if (!go) return;
    this.queue.delete(copy);
    this.inside.add(copy);
    go();
  }

  /** Without effect for one that is not inside. */
  leave(copy: object): void {
    this.inside.delete(copy);
    for (const next of this.queue.keys()) {
      if (this.isFull) return;
      this.hurry(next);
    }
  }

  private get isFull(): boolean {
    return this.inside.size >= this.most;
  }
}
