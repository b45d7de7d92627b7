/**
 * Lets a bounded number of copies be under way, because each holds a document in memory while it waits for what it refers to. One that another copy
 * waits for is let in beyond that number: else both would wait for ever.
 */
export class Gate {
  private inside = 0;
  private readonly queue = new Map<object, () => void>();

  constructor(private readonly most: number) {}

  /** Resolves when the copy may begin. Answered by one call of `leave`. */
  async enter(copy: object, isWanted: boolean): Promise<void> {
    if (!isWanted && this.inside >= this.most) {
      await new Promise<void>((resolve) => this.queue.set(copy, resolve));
      return;
    }
    this.inside += 1;
  }

  /** Lets a copy in at once, if it is waiting. */
  hurry(copy: object): void {
    const go = this.queue.get(copy);
    if (!go) return;
    this.queue.delete(copy);
    this.inside += 1;
    go();
  }

  leave(): void {
    this.inside -= 1;
    for (const copy of this.queue.keys()) {
      if (this.inside >= this.most) return;
      this.hurry(copy);
    }
  }
}
