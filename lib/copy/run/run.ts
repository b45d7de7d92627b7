import { ArcGISError } from '../../portal/arcgis-error.js';
import type { Clock } from '../../portal/clock.js';
import type { ItemSummary, PlainError, RunInfo } from './message.js';
import type { RunReport } from './report.js';
import { RunBook } from './run-book.js';
import type { RunNode } from './run-item.js';
import { RunPhases } from './run-phases.js';
import { SharedWork } from './shared-work.js';

/** What a run tells its listeners: something was learned of an item (a row changed), or the run is over. */
export type RunEvent = { kind: 'row'; sourceId: string } | { kind: 'end' };

/**
 * Everything that one emission of search-items causes, to its end: the announced items, what became of them and of what
 * they depend on, the work still open, and the union of what was learned about references.
 */
export class Run extends RunBook {
  private readonly shared = new SharedWork();
  /** Nodes that wait for the run to be complete for them. */
  private readonly collectors = new Set<string>();
  /** Collectors that have done their part. */
  private readonly done = new Set<string>();
  private readonly phases: RunPhases;
  private over = false;

  constructor(
    info: RunInfo,
    portal: string,
    announced: ItemSummary[],
    clock: Clock,
    private readonly tell: (event: RunEvent) => void,
    /** How long nothing may move before a run without any collector ends, in ms. */
    quietMs: number,
  ) {
    super(info, portal, announced, clock);
    this.phases = new RunPhases(clock);
    void this.endByItself(quietMs);
  }

  get ended(): boolean {
    return this.over;
  }

  /** How many messages of the run are inside a node now. */
  get open(): number {
    return this.phases.openWork;
  }

  /** Adds an item that this process did not hear of before: its message came from elsewhere. */
  announce(summary: ItemSummary): void {
    this.items.announce(summary);
    this.moved();
  }

  /** A message of the item has reached a node. Every call is answered by one call of `left` or of `failed`. */
  entered(sourceId: string, node: RunNode): void {
    this.phases.openWork += 1;
    this.items.get(sourceId)?.enter(node);
    this.moved();
  }

  /** The node is done with the message. `delivered` is false if it sent nothing on, as the last node of a branch does. */
  left(sourceId: string, node: RunNode, delivered: boolean): void {
    this.close();
    this.items.get(sourceId)?.passed(node, delivered);
    this.moved();
  }

  /** The node failed on the message. */
  failed(sourceId: string, node: RunNode, error: PlainError): void {
    this.close();
    this.items.get(sourceId)?.fail(node, error);
    this.changed(sourceId);
  }

  /** Does work once per run and key, as `SharedWork` has it. */
  once<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.shared.once(key, work);
  }

  /** What `once` gave under the key, or is about to; undefined if nobody has asked for it. */
  known<T>(key: string): Promise<T> | undefined {
    return this.shared.known(key);
  }

  /** Lets work that was done once be done again. */
  forget(key: string): void {
    this.shared.forget(key);
  }

  /** Ends the run early: work under way is aborted, what did not begin stays undone, collectors report what there is. */
  cancel(reason: string): void {
    this.aborter.abort(new ArcGISError('ARCGIS_CANCELLED', `The run was cancelled: ${reason}`));
    this.moved();
  }

  /** A message of the item has come to a collector. False if that collector has done its part already. */
  arrived(nodeId: string, sourceId: string): boolean {
    const late = this.done.has(nodeId);
    this.items.get(sourceId)?.arrivedAt.add(nodeId);
    this.moved();
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
    this.collectors.add(nodeId);
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
    this.collectors.add(nodeId);
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

  /**
   * Does something once, under a name of its own, when everything has been copied and every collector has got its items, if any of them failed; before
   * anything is re-pointed or deleted.
   */
  whenFailed(id: string, quietMs: number, work: () => Promise<void>): Promise<void> {
    return this.phases.take('return', id, {
      quietMs,
      complete: () => this.isCopied && [...this.collectors].every((nodeId) => this.isComplete(nodeId)),
      work: async () => {
        const hasFailed = this.items.all.some((item) => item.row([]).outcome === 'failed');
        if (hasFailed && !this.signal.aborted) await work();
      },
    });
  }

  private get isCopied(): boolean {
    return this.signal.aborted || this.items.areSettled;
  }

  private isComplete(nodeId: string): boolean {
    return this.signal.aborted || this.items.haveArrived(nodeId);
  }

  /** Without any collecting node the quiet time ends the run. */
  private async endByItself(quietMs: number): Promise<void> {
    await this.phases.quiet(() => this.over || this.signal.aborted, quietMs, 'end');
    if (!this.phases.has('end')) this.end();
  }

  private close(): void {
    if (this.phases.openWork > 0) this.phases.openWork -= 1;
  }

  protected changed(sourceId: string): void {
    this.tell({ kind: 'row', sourceId });
    this.moved();
  }

  protected moved(): void {
    this.phases.moved();
  }

  private end(): void {
    if (this.over) return;
    this.over = true;
    // What was shared may be large, and a message that comes this late can look again.
    this.shared.clear();
    this.tell({ kind: 'end' });
    this.moved();
  }
}
