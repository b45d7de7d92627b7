import type { Node, NodeStatus } from 'node-red';

/**
 * The status of a node, published at most every `intervalMs` (each one goes to every open editor); of what comes faster the last is kept.
 * Texts that begin with a letter are ids in the node's catalog, which the editor translates; counts begin with a digit and read the same in all languages.
 */
export class ThrottledStatus {
  private publishedAt = Number.NEGATIVE_INFINITY;
  private published = '';
  private waiting: NodeStatus | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    private readonly node: Node,
    private readonly intervalMs = 500,
  ) {}

  show(status: NodeStatus): void {
    if (this.closed) return;
    this.waiting = status;
    if (this.timer) return;
    const wait = this.publishedAt + this.intervalMs - Date.now();
    if (wait <= 0) this.publish();
    else this.timer = setTimeout(() => this.publish(), wait);
  }

  /** Blanks the status; nothing is shown afterwards. */
  close(): void {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    this.node.status({});
  }

  private publish(): void {
    this.timer = null;
    const status = this.waiting;
    this.waiting = null;
    const same = JSON.stringify(status);
    if (!status || same === this.published) return;
    this.publishedAt = Date.now();
    this.published = same;
    this.node.status(status);
  }
}
