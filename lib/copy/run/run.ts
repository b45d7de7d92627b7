import type { Warning } from '../../items/findings.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { Clock } from '../../portal/clock.js';
import type { ReferenceMap } from '../../references/reference-map.js';
import type { OldCopy, SeenDocument } from '../deletion/old-copy.js';
import { emptyMap, mergeMap } from './merge-map.js';
import type { Dependency, ItemSummary, PlainError, RunInfo, Side, Step } from './message.js';
import { type ReportRow, type RunReport, sumUp } from './report.js';
import { RunItem, type RunNode } from './run-item.js';
import { RunPhases } from './run-phases.js';

/** What a run tells its listeners: something was learned of an item (a row changed), or the run is over. */
export type RunEvent = { kind: 'row'; sourceId: string } | { kind: 'end' };

/**
 * Everything that one emission of search-items causes, to its end: the announced items, what became of them and of what
 * they depend on, the work still open, and the union of what was learned about references.
 */
export class Run {
  /** What each source reference became, as far as any item of the run found out. */
  readonly map: ReferenceMap = emptyMap();
  /** Requests made for no item in particular, such as reading what the target already has. */
  sharedRequests = 0;
  /** Public URL of the target portal, as soon as a copy was begun. */
  target: string | null = null;
  /** Folder in which the former documents of what the run re-points are kept; null until a node chose one. */
  formerFolder: string | null = null;
  /** Older copies in the target that copies of this run stand for, by id. */
  readonly oldCopies = new Map<string, OldCopy>();
  /** Of documents in the target that were looked at when everything had been copied: which older copies they still refer to. */
  readonly seen = new Map<string, SeenDocument>();
  private readonly items = new Map<string, RunItem>();
  private readonly shared = new Map<string, Promise<unknown>>();
  /** Collectors that have done their part. */
  private readonly done = new Set<string>();
  private readonly faults: PlainError[] = [];
  private readonly aborter = new AbortController();
  private readonly phases: RunPhases;
  private over = false;

  constructor(
    readonly info: RunInfo,
    /** Public URL of the source portal. */
    readonly portal: string,
    announced: ItemSummary[],
    private readonly clock: Clock,
    private readonly tell: (event: RunEvent) => void,
    /** How long nothing may move before a run without any collector ends, in ms. */
    quietMs: number,
  ) {
    for (const summary of announced) this.items.set(summary.id, new RunItem(summary, true));
    this.phases = new RunPhases(clock);
    void this.endByItself(quietMs);
  }

  /** Aborted when the run is cancelled. */
  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  get ended(): boolean {
    return this.over;
  }

  /** How many messages of the run are inside a node now. */
  get open(): number {
    return this.phases.openWork;
  }

  /** Items that the search found. */
  get announced(): ItemSummary[] {
    return [...this.items.values()].filter(({ announced }) => announced).map(({ source }) => source);
  }

  get announcedIds(): string[] {
    return this.announced.map(({ id }) => id);
  }

  /** True if the search found this item. */
  announces(sourceId: string): boolean {
    return this.items.get(sourceId)?.announced === true;
  }

  /** Adds an item that this process did not hear of before: its message came from elsewhere. */
  announce(summary: ItemSummary): void {
    if (!this.items.has(summary.id)) this.items.set(summary.id, new RunItem(summary, true));
    this.phases.moved();
  }

  /** A message of the item has reached a node. Every call is answered by one call of `left` or of `failed`. */
  entered(sourceId: string, node: RunNode): void {
    this.phases.openWork += 1;
    this.items.get(sourceId)?.enter(node);
    this.phases.moved();
  }

  /** The node is done with the message. `delivered` is false if it sent nothing on, as the last node of a branch does. */
  left(sourceId: string, node: RunNode, delivered: boolean): void {
    this.close();
    this.items.get(sourceId)?.passed(node, delivered);
    this.phases.moved();
  }

  /** The node failed on the message. */
  failed(sourceId: string, node: RunNode, error: PlainError): void {
    this.close();
    this.items.get(sourceId)?.fail(node, error);
    this.changed(sourceId);
  }

  /** What a node did with the item: its step, where the copy is now, and what was copied for it. */
  record(sourceId: string, step: Step, side?: Side, dependencies: Dependency[] = []): void {
    this.items.get(sourceId)?.record(step, side);
    if (side) this.target = side.portal;
    for (const { source, target, outcome, planned } of dependencies) {
      if (this.items.has(source.id) || !side) continue;
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
    let item = this.items.get(source.id);
    if (!item) {
      item = new RunItem(source, false);
      this.items.set(source.id, item);
    }
    item.recordOnBehalf(step, of, side);
    if (side) this.target = side.portal;
    this.changed(source.id);
  }

  /** What was done with something that was in the target already: a document that was re-pointed, an older copy. It gets a row of its own. */
  recordOther(item: ItemSummary, step: Step, side: Side | null): void {
    let known = this.items.get(item.id);
    if (!known) {
      known = new RunItem(item, false);
      this.items.set(item.id, known);
    }
    known.record(step, side ?? undefined);
    if (side) this.target = side.portal;
    this.changed(item.id);
  }

  /** Adds to the union of all reference maps. */
  learn(map: ReferenceMap): void {
    mergeMap(this.map, map);
  }

  /**
   * Does work once per run and key: whoever asks while it goes on, or after it succeeded, gets the same promise.
   * Failed work is forgotten, so that a later message may try again.
   */
  once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.shared.get(key) as Promise<T> | undefined;
    if (known) return known;
    const promise = work();
    this.shared.set(key, promise);
    promise.catch(() => {
      if (this.shared.get(key) === promise) this.shared.delete(key);
    });
    return promise;
  }

  /** What `once` gave under the key, or is about to; undefined if nobody has asked for it. */
  known<T>(key: string): Promise<T> | undefined {
    return this.shared.get(key) as Promise<T> | undefined;
  }

  /** Lets work that was done once be done again. */
  forget(key: string): void {
    this.shared.delete(key);
  }

  /** Ends the run early: work under way is aborted, what did not begin stays undone, collectors report what there is. */
  cancel(reason: string): void {
    this.aborter.abort(new ArcGISError('ARCGIS_CANCELLED', `The run was cancelled: ${reason}`));
    this.phases.moved();
  }

  /** A message of the item has come to a collector. False if that collector has done its part already. */
  arrived(nodeId: string, sourceId: string): boolean {
    const late = this.done.has(nodeId);
    this.items.get(sourceId)?.arrivedAt.add(nodeId);
    this.phases.moved();
    return !late;
  }

  /** Whether a message of the item came to the collector. */
  hasArrived(nodeId: string, sourceId: string): boolean {
    return this.items.get(sourceId)?.arrivedAt.has(nodeId) === true;
  }

  /**
   * The report, once per collecting node: as soon as each announced item has arrived at that node or has failed, no work is open, and what is
   * re-pointed and deleted at the end is done; or when nothing of the run has moved for `quietMs` and no work is open, because what is
   * missing then has left the flow (a Switch dropped it).
   */
  collect(nodeId: string, options: { quietMs: number }): Promise<RunReport> {
    const work = (): RunReport => {
      this.done.add(nodeId);
      return this.report(nodeId);
    };
    const report = this.phases.take('end', nodeId, {
      ...options,
      complete: () => this.isComplete(nodeId),
      work,
    });
    void report.finally(() => {
      if (this.phases.isOver('end')) this.end();
    });
    return report;
  }

  /**
   * Does something once per node when the run is complete for that node, as `collect` has it, before any report is given: first what is
   * re-pointed (`sweep`), then what is deleted (`deletion`). It is not done in a run that was cancelled. What goes wrong is noted in the
   * report, and thrown.
   */
  atEnd(
    phase: 'sweep' | 'deletion',
    nodeId: string,
    options: { quietMs: number },
    work: () => Promise<void>,
  ): Promise<void> {
    return this.phases.take(phase, nodeId, {
      ...options,
      complete: () => this.isComplete(nodeId),
      work: async () => {
        this.done.add(nodeId);
        if (!this.signal.aborted) await work();
      },
    });
  }

  /**
   * As `atEnd`, for what the engine does by itself when no node takes part in the phase: as soon as each announced item was copied or failed.
   */
  atEndUnlessTaken(phase: 'sweep', id: string, quietMs: number, work: () => Promise<void>): Promise<void> {
    return this.phases.take(phase, id, {
      quietMs,
      complete: () => this.isCopied,
      work: async () => {
        if (!this.signal.aborted && !this.phases.has(phase, id)) await work();
      },
    });
  }

  /** Does something once, under a name of its own, as soon as each announced item was copied or failed, before anything else of the run's end. */
  whenAllCopied(id: string, quietMs: number, work: () => Promise<void>): Promise<void> {
    return this.phases.take('renewal', id, {
      quietMs,
      complete: () => this.isCopied,
      work: async () => {
        if (!this.signal.aborted) await work();
      },
    });
  }

  /** Takes note of something that failed for no item in particular. */
  fault(error: PlainError): void {
    this.faults.push(error);
    this.phases.moved();
  }

  /** Ids of the items in the target that the run made, updated or found unchanged. */
  get targetIds(): Set<string> {
    return new Set([...this.items.values()].flatMap(({ target }) => target?.item.id ?? []));
  }

  /** The row of one item as things stand. */
  row(sourceId: string): ReportRow | null {
    return this.items.get(sourceId)?.row([]) ?? null;
  }

  /** Source id of the item whose copy has this id in the target. */
  sourceOf(targetId: string): string | null {
    for (const item of this.items.values()) if (item.target?.item.id === targetId) return item.source.id;
    return null;
  }

  /** The report as things stand. With a collector's id, items that did not arrive there are told from those that did. */
  report(nodeId?: string): RunReport {
    const items = [...this.items.values()];
    const head = {
      run: this.info,
      source: { portal: this.portal },
      target: this.target === null ? null : { portal: this.target },
      found: items.filter(({ announced }) => announced).length,
      ms: this.clock.now() - this.info.started,
    };
    const rows = items.map((item) => item.row([...this.lost(item, nodeId), ...this.keptCopies(item)]));
    return sumUp(head, rows, this.sharedRequests, this.faults);
  }

  /** Said of an item whose older copy is still there. */
  private keptCopies({ source }: RunItem): Warning[] {
    const kept = [...this.oldCopies.values()].filter(
      ({ sourceId, by, state }) => sourceId === source.id && by !== null && state === 'kept',
    );
    return kept.map(({ item }) => ({
      code: 'OLD_COPY_KEPT',
      message: `The older copy "${item.title}" (${item.id}) is replaced but still there.`,
    }));
  }

  private lost(item: RunItem, nodeId: string | undefined): Warning[] {
    if (!item.announced || item.failed || !nodeId || item.arrivedAt.has(nodeId)) return [];
    if (this.signal.aborted) return [{ code: 'CANCELLED', message: (this.signal.reason as Error).message }];
    const message = `The item left the flow ${item.whereabouts} and did not reach the report.`;
    return [{ code: 'LEFT_FLOW', message }];
  }

  private get isCopied(): boolean {
    return this.signal.aborted || [...this.items.values()].every((item) => !item.announced || item.isSettled);
  }

  private isComplete(nodeId: string): boolean {
    if (this.signal.aborted) return true;
    for (const item of this.items.values()) {
      if (item.announced && !item.failed && !item.arrivedAt.has(nodeId)) return false;
    }
    return true;
  }

  /** Without any collecting node the quiet time ends the run. */
  private async endByItself(quietMs: number): Promise<void> {
    await this.phases.quiet(() => this.over || this.signal.aborted, quietMs, 'end');
    if (!this.phases.has('end')) this.end();
  }

  private close(): void {
    if (this.phases.openWork > 0) this.phases.openWork -= 1;
  }

  private changed(sourceId: string): void {
    this.tell({ kind: 'row', sourceId });
    this.phases.moved();
  }

  private end(): void {
    if (this.over) return;
    this.over = true;
    // What was shared may be large, and a message that comes this late can look again.
    this.shared.clear();
    this.tell({ kind: 'end' });
    this.phases.moved();
  }
}
