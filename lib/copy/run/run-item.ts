import type { Check, Warning } from '../../items/findings.js';
import { type KeptStep, keptStep } from './kept-step.js';
import type { ItemSummary, Outcome, PlainError, Side, Step } from './message.js';
import type { ReportRow } from './report.js';

/** A node as the run names it: id for the engine, name for the reader. */
export interface RunNode {
  id: string;
  name: string;
}

/** A step that scanned the whole item again: its `residue` is all that is left, whatever earlier steps found. */
export interface RescanStep extends Step {
  rescanned: true;
}

/** When several nodes worked on one item, the outcome that says most. */
const WEIGHT: Outcome[] = ['failed', 'deleted', 'created', 'updated', 'planned', 'skipped', 'unchanged'];

/** One item of a run: where its messages are, and what the nodes said of it. */
export class RunItem {
  readonly arrivedAt = new Set<string>();
  target: Side | null = null;
  /** The node that had the item last, and whether it sent it on. */
  private lastNode: { name: string; sentOn: boolean } | null = null;
  /** The latest step of each node: a node that tried again replaces what it said first. */
  private steps: KeptStep[] = [];
  private errors: Map<string, PlainError> | null = null;
  /** The copy that another item asked for, and which item that was. */
  private behalf: { step: KeptStep; of: string } | null = null;

  constructor(
    readonly source: ItemSummary,
    readonly announced: boolean,
  ) {}

  get failed(): boolean {
    return this.errors !== null && this.errors.size > 0;
  }

  /** True once something was done with it, or it failed. */
  get isSettled(): boolean {
    return this.failed || this.behalf !== null || this.steps.some(({ outcome }) => outcome);
  }

  /** Where the item was seen last, to go on from "left the flow …". */
  get whereabouts(): string {
    if (!this.lastNode) return 'before it reached any node';
    const { name, sentOn } = this.lastNode;
    return sentOn ? `after the node "${name}"` : `in the node "${name}", which sends nothing on`;
  }

  enter(node: RunNode): void {
    this.lastNode = { name: node.name, sentOn: false };
  }

  fail(node: RunNode, error: PlainError): void {
    this.errors ??= new Map();
    this.errors.set(node.id, error);
    this.lastNode = { name: node.name, sentOn: false };
  }

  record(step: Step, side?: Side): void {
    const at = this.steps.findIndex(({ node }) => node === step.node);
    this.steps = at < 0 ? [...this.steps, keptStep(step)] : this.steps.with(at, keptStep(step));
    if (side) this.target = side;
  }

  /** The node let the item pass: an earlier failure of the same node is made good. */
  passed(node: RunNode, sentOn: boolean): void {
    this.errors?.delete(node.id);
    this.lastNode = { name: node.name, sentOn };
  }

  recordOnBehalf(step: Step, of: string, side: Side | null): void {
    this.behalf = { step: keptStep(step), of: this.behalf?.of ?? of };
    this.target ??= side;
  }

  /** `more` is said of the item besides what its nodes found. */
  row(more: Warning[]): ReportRow {
    const own = this.steps;
    const madeGood = own.some(({ outcome }) => outcome && outcome !== 'failed');
    const behalf =
      this.behalf && !(madeGood && this.behalf.step.outcome === 'failed') ? [this.behalf.step] : [];
    const steps = [...behalf, ...own];
    const passed = new Set(steps.flatMap((step) => step.passed)).size;
    const failedChecks = distinct(steps.flatMap((step) => step.failedChecks));
    const error = lastError([...(this.errors?.values() ?? [])], steps);
    const outcome = this.outcome(steps, failedChecks.length > 0 || error !== undefined);
    const planned = outcome === 'planned' && steps.findLast((step) => step.planned)?.planned;
    return {
      source: this.source,
      target: this.target?.item ?? null,
      outcome,
      ...(planned && { planned }),
      checks: { passed, failed: failedChecks.length },
      failedChecks,
      warnings: [...distinct(steps.flatMap((step) => step.warnings)), ...more],
      rewritten: steps.reduce((sum, { rewritten }) => sum + (rewritten ?? 0), 0),
      residue: distinct(lastScan(steps).flatMap((step) => step.residue)),
      ...(error && { error }),
      ms: steps.reduce((sum, { ms }) => sum + ms, 0),
      requests: steps.reduce((sum, { requests }) => sum + (requests ?? 0), 0),
      ...(!this.announced && this.behalf && { onBehalfOf: this.behalf.of }),
    };
  }

  private outcome(steps: KeptStep[], failed: boolean): Outcome {
    if (failed) return 'failed';
    const said = steps.flatMap(({ outcome }) => outcome ?? []);
    return WEIGHT.find((outcome) => said.includes(outcome)) ?? 'skipped';
  }
}

/** The steps whose findings of references to the source still hold. */
function lastScan(steps: KeptStep[]): KeptStep[] {
  const at = steps.findLastIndex((step) => step.rescanned);
  return steps.slice(Math.max(at, 0));
}

/** What failed last; a step often knows more of it than the node that gave up. */
function lastError(errors: PlainError[], steps: KeptStep[]): PlainError | undefined {
  const ofSteps = steps.flatMap((step) => step.error ?? []);
  const last = errors.at(-1) ?? ofSteps.at(-1);
  return ofSteps.find(({ message }) => message === last?.message) ?? last;
}

/** Findings without doubles: two branches that shared one copy both bring what it found. */
function distinct<T extends Check | Warning | object>(findings: T[]): T[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
