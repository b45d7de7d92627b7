/**
 * Lets a bounded number of copies be under way, because each holds a document in memory while it waits for what it refers to. One that another copy
 * waits for is let in beyond that number: else both would wait for ever.
 */
export class Gate {
  /** Source ids of the items whose copies are under way. */
  private readonly inside = new Set<string>();
  private readonly queue = new Map<string, { turn: Promise<void>; go: () => void }>();

  constructor(private readonly most: number) {}

  /**
   * Resolves when the copy may begin: at once if it is inside, with the others who ask for the same one if it waits. True for the one who is to
   * answer it by a call of `leave`.
   */
  async enter(sourceId: string, isWanted: boolean): Promise<boolean> {
    if (this.inside.has(sourceId)) return false;
    const waiting = this.queue.get(sourceId);
    if (waiting) {
      await waiting.turn;
      return false;
    }
    if (!isWanted && this.isFull) await this.wait(sourceId);
    this.inside.add(sourceId);
    return true;
  }

  /** Lets a copy in at once, if it is waiting. */
  hurry(sourceId: string): void {
    const waiting = this.queue.get(sourceId);
    if (!waiting) return;
    this.queue.delete(sourceId);
    this.inside.add(sourceId);
    waiting.go();
  }

  /** Without effect for one that is not inside. */
  leave(sourceId: string): void {
    this.inside.delete(sourceId);
    for (const next of this.queue.keys()) {
      if (this.isFull) return;
      this.hurry(next);
    }
  }

  private wait(sourceId: string): Promise<void> {
    let go: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => {
      go = resolve;
    });
    this.queue.set(sourceId, { turn, go });
    return turn;
  }

  private get isFull(): boolean {
    return this.inside.size >= this.most;
  }
}
