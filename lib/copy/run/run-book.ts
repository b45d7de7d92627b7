import type { Warning } from '../../items/findings.js';
import type { Clock } from '../../portal/clock.js';
import type { ReferenceMap } from '../../references/reference-map.js';
import type { FirstLook } from '../deletion/first-look.js';
import type { OldCopy, SeenDocument } from '../deletion/old-copy.js';
import { Learned, type News } from './learned.js';
import type { Dependency, ItemSummary, PlainError, RunInfo, Side, Step } from './message.js';
import { type ReportRow, type RunReport, sumUp } from './report.js';
import type { RunItem } from './run-item.js';
import { RunItems } from './run-items.js';

/** What a run knows: its items and what was done with each, what became of references, what failed; and the report of it all. */
export abstract class RunBook {
  /** Requests made for no item in particular, such as reading what the target already has. */
  sharedRequests = 0;
  /** Public URL of the target portal, as soon as a copy was begun. */
  target: string | null = null;
  /** Folder in which the former documents of what the run re-points are kept; null until a node chose one. */
  formerFolder: string | null = null;
  /** Older copies in the target that copies of this run stand for, by id. */
  readonly oldCopies = new Map<string, OldCopy>();
  /** What the target had of each item whose copy may be taken back, when it was first looked at; by source id. */
  readonly firstLooks = new Map<string, FirstLook>();
  /** Of documents in the target that were looked at when everything had been copied: which older copies they still refer to. */
  readonly seen = new Map<string, SeenDocument>();
  private readonly learned = new Learned();
  protected readonly items: RunItems;
  private readonly faults: PlainError[] = [];
  protected readonly aborter = new AbortController();

  constructor(
    readonly info: RunInfo,
    /** Public URL of the source portal. */
    readonly portal: string,
    announced: ItemSummary[],
    protected readonly clock: Clock,
  ) {
    this.items = new RunItems(announced);
  }

  /** Something was learned of the item. */
  protected abstract changed(sourceId: string): void;
  /** Something was learned of the run. */
  protected abstract moved(): void;

  /** Aborted when the run is cancelled. */
  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** Items that the search found. */
  get announced(): ItemSummary[] {
    return this.items.announced;
  }

  get announcedIds(): string[] {
    return this.announced.map(({ id }) => id);
  }

  /** True if the search found this item. */
  announces(sourceId: string): boolean {
    return this.items.get(sourceId)?.announced === true;
  }

  /** The type of an item that the search found, as it told; null of any other item. */
  announcedType(sourceId: string): string | null {
    const item = this.items.get(sourceId);
    return item?.announced ? item.source.type : null;
  }

  /** What a node did with the item: its step, where the copy is now, and what was copied for it. */
  record(sourceId: string, step: Step, side?: Side, dependencies: Dependency[] = []): void {
    this.items.get(sourceId)?.record(step, side);
    if (side) this.target = side.portal;
    for (const { source, target, outcome, planned } of dependencies) {
      if (this.items.get(source.id) || !side) continue;
      const known: Step = {
        node: step.node,
        outcome,
        ...(planned && { planned }),
        started: step.started,
        ms: 0,
        checks: [],
        warnings: [],
        residue: [],
      };
      this.recordOnBehalf(source, known, sourceId, target && { portal: side.portal, item: target });
    }
    this.changed(sourceId);
  }

  /** What was done with an item because another one needs it. The item gets a row of its own unless it has one. */
  recordOnBehalf(source: ItemSummary, step: Step, of: string, side: Side | null): void {
    this.items.having(source).recordOnBehalf(step, of, side);
    if (side) this.target = side.portal;
    this.changed(source.id);
  }

  /** What was done with something that was in the target already: a document that was re-pointed, an older copy. It gets a row of its own. */
  recordOther(item: ItemSummary, step: Step, side: Side | null): void {
    this.items.having(item).record(step, side ?? undefined);
    if (side) this.target = side.portal;
    this.changed(item.id);
  }

  /** A copy that the run made was deleted again: nothing refers to it from now on. */
  takenBack(sourceId: string, targetId: string, step: Step): void {
    const item = this.items.get(sourceId);
    item?.record(step);
    if (item?.target?.item.id === targetId) item.target = null;
    if (this.map.items[sourceId] === targetId) delete this.map.items[sourceId];
    for (const [url, { item: of }] of Object.entries(this.map.services))
      if (url === item?.source.url || of === sourceId) delete this.map.services[url];
    this.changed(sourceId);
  }

  /** What each source reference became, as far as any item of the run found out. */
  get map(): ReferenceMap {
    return this.learned.map;
  }

  /** Adds to the union of all reference maps. */
  learn(map: ReferenceMap): void {
    this.learned.learn(map);
  }

  /** Tells what `learn` adds that was not known. */
  onNews(listener: (news: News) => void): void {
    this.learned.onNews(listener);
  }

  /** Ids of the items in the target that the run made, updated or found unchanged. */
  get targetIds(): Set<string> {
    return this.items.targetIds;
  }

  /** The row of one item as things stand. */
  row(sourceId: string): ReportRow | null {
    return this.items.get(sourceId)?.row([]) ?? null;
  }

  /** Source id of the item whose copy has this id in the target. */
  sourceOf(targetId: string): string | null {
    return this.items.sourceOf(targetId);
  }

  /** Takes note of something that failed for no item in particular. */
  fault(error: PlainError): void {
    this.faults.push(error);
    this.moved();
  }

  /** The report as things stand. With a collector's id, items that did not arrive there are told from those that did. */
  report(nodeId?: string): RunReport {
    const head = {
      run: this.info,
      source: { portal: this.portal },
      target: this.target === null ? null : { portal: this.target },
      found: this.items.announced.length,
      ms: this.clock.now() - this.info.started,
    };
    const kept = keptCopies(this.oldCopies.values());
    const rows = this.items.all.map((item) =>
      item.row([...this.lost(item, nodeId), ...(kept.get(item.source.id) ?? [])]),
    );
    return sumUp(head, rows, this.sharedRequests, this.faults);
  }

  private lost(item: RunItem, nodeId: string | undefined): Warning[] {
    if (!item.announced || item.failed || !nodeId || item.arrivedAt.has(nodeId)) return [];
    if (this.signal.aborted) return [{ code: 'CANCELLED', message: (this.signal.reason as Error).message }];
    const message = `The item left the flow ${item.whereabouts} and did not reach the report.`;
    return [{ code: 'LEFT_FLOW', message }];
  }
}

/** Said of items whose older copies are still there, by source id. */
function keptCopies(copies: Iterable<OldCopy>): Map<string, Warning[]> {
  const kept = new Map<string, Warning[]>();
  for (const { item, sourceId, by, state } of copies) {
    if (by === null || state !== 'kept') continue;
    const message = `The older copy "${item.title}" (${item.id}) is replaced but still there.`;
    kept.set(sourceId, [...(kept.get(sourceId) ?? []), { code: 'OLD_COPY_KEPT', message }]);
  }
  return kept;
}
