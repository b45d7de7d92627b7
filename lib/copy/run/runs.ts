import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Clock } from '../../portal/clock.js';
import { systemClock } from '../../portal/system-clock.js';
import type { ArcgisMessage, CountsMessage, ItemSummary } from './message.js';
import { Run, type RunEvent } from './run.js';

/** How long nothing may move before a run ends that no node collects. */
const QUIET_MS = 30_000;
/** Ended runs that are remembered, so that a message that comes late finds its run. */
const REMEMBERED = 20;

/** What starts a run. `portal` is the public URL of the source. */
export interface RunOpening {
  id?: string;
  pipeline: string;
  dryRun: boolean;
  portal: string;
}

interface RunEvents {
  open: [run: Run];
  row: [run: Run, sourceId: string];
  end: [run: Run];
}

/** The runs of this process. Emits `open`, `row` (something was learned of an item) and `end`. */
export class RunRegistry extends EventEmitter<RunEvents> {
  private readonly byId = new Map<string, Run>();

  constructor(private readonly clock: Clock) {
    super();
    this.setMaxListeners(0);
  }

  /** Opens a run and announces the items that were found; none is a run, too. */
  open(opening: RunOpening, announced: ItemSummary[]): Run {
    const { id = randomUUID(), pipeline, dryRun, portal } = opening;
    return this.add(id, { started: this.clock.now(), pipeline, dryRun }, portal, announced);
  }

  /**
   * The run of a message: an item's, or the counts of a search. A run that this process does not know (the message came from
   * another machine, or after a restart) is opened from what the message says.
   */
  join(message: ArcgisMessage | CountsMessage): Run {
    const known = this.byId.get(message.run.id);
    const item = 'item' in message.source ? message.source.item : null;
    if (known) {
      if (item) known.announce(item);
      return known;
    }
    const run = this.add(message.run.id, message.run, message.source.portal, item ? [item] : []);
    if ('map' in message) run.learn(message.map);
    return run;
  }

  /** The run of a pipeline that is still going, if there is one. */
  active(pipeline: string): Run | undefined {
    return [...this.byId.values()].find((run) => run.info.pipeline === pipeline && !run.ended);
  }

  private add(
    id: string,
    info: { started: number; pipeline: string; dryRun: boolean },
    portal: string,
    announced: ItemSummary[],
  ): Run {
    const { started, pipeline, dryRun } = info;
    const tell = (event: RunEvent): void => {
      if (event.kind === 'row') this.emit('row', run, event.sourceId);
      else this.emit('end', run);
    };
    const run: Run = new Run(
      { id, started, pipeline, dryRun },
      portal,
      announced,
      this.clock,
      tell,
      QUIET_MS,
    );
    this.byId.set(id, run);
    const ended = [...this.byId.values()].filter((other) => other.ended);
    for (const old of ended.slice(0, -REMEMBERED)) this.byId.delete(old.info.id);
    this.emit('open', run);
    return run;
  }
}

/** The runs of this process, by the system's clock. */
export const runs = new RunRegistry(systemClock);
