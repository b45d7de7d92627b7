import type { ItemSummary } from './message.js';
import { RunItem } from './run-item.js';

/** The items of a run: those that the search announced, in its order, and those that came along. */
export class RunItems {
  private readonly byId = new Map<string, RunItem>();

  constructor(announced: ItemSummary[]) {
    for (const summary of announced) this.announce(summary);
  }

  announce(summary: ItemSummary): void {
    if (!this.byId.has(summary.id)) this.byId.set(summary.id, new RunItem(summary, true));
  }

  get(id: string): RunItem | undefined {
    return this.byId.get(id);
  }

  /** The item, which the run has from now on if it had not. */
  having(summary: ItemSummary): RunItem {
    const known = this.byId.get(summary.id);
    if (known) return known;
    const item = new RunItem(summary, false);
    this.byId.set(summary.id, item);
    return item;
  }

  get all(): RunItem[] {
    return [...this.byId.values()];
  }

  get announced(): ItemSummary[] {
    return this.all.filter(({ announced }) => announced).map(({ source }) => source);
  }

  /** Whether something was done with each announced item, or it failed. */
  get areSettled(): boolean {
    for (const item of this.byId.values()) if (item.announced && !item.isSettled) return false;
    return true;
  }

  /** Whether each announced item has arrived at the node, or has failed. */
  haveArrived(nodeId: string): boolean {
    for (const item of this.byId.values()) {
      if (item.announced && !item.failed && !item.arrivedAt.has(nodeId)) return false;
    }
    return true;
  }

  /** Ids of the copies in the target. */
  get targetIds(): Set<string> {
    return new Set(this.all.flatMap(({ target }) => target?.item.id ?? []));
  }

  /** Source id of the item whose copy has this id in the target. */
  sourceOf(targetId: string): string | null {
    for (const item of this.byId.values()) if (item.target?.item.id === targetId) return item.source.id;
    return null;
  }
}
