import type { Node } from 'node-red';
import type { Step } from '../../lib/copy/run/message.js';
import { plainError } from '../../lib/copy/run/plain-error.js';
import type { Run } from '../../lib/copy/run/run.js';
import { runs } from '../../lib/copy/run/runs.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { redact } from '../../lib/portal/redact.js';
import { asArcGISError } from './as-arcgis-error.js';
import { noteError, readItemMessage } from './item-message.js';
import { type FlowMessage, isWired, type Outgoing } from './node-red.js';

/** How long aborted work may take to end by itself, for the sake of what it has begun. Node-RED waits 15 s for a node that is closed. */
const GRACE_MS = 2_000;

/** What the work on one message gets. */
export interface InputContext {
  /** Sends on; does nothing once the node is being closed. */
  send(outgoing: Outgoing): void;
  /** Aborted when the node is closed, the message's run is cancelled, or a message with `msg.reset` comes. */
  signal: AbortSignal;
  /** When the message came, epoch ms. */
  started: number;
}

/** Is told of every message that is worked on. */
export interface InputProgress {
  begin(msg: FlowMessage): void;
  end(): void;
  fail(error: ArcGISError): void;
}

export interface InputOptions {
  progress: InputProgress;
  /** The work on one message. What it throws is the message's failure. */
  work(msg: FlowMessage, context: InputContext): Promise<void>;
  /** Tells the run of an item message what enters, leaves and fails (default). False for nodes that start or collect a run. */
  tracksItems?: boolean;
  /** A message with `msg.reset` came; what was being worked on is aborted already. */
  onReset?(): void;
  /** The node is being closed; what was being worked on is aborted already. */
  onClose?(): void;
}

interface Tracked {
  run: Run;
  sourceId: string;
}

/**
 * The one input handler of all nodes. Every message ends in exactly one `done`: bare, or with an error, which Catch nodes then see; except when the node is
 * closed meanwhile: then in none, because a bare one would fire Complete nodes and an error would fill the log at every deploy.
 * A message with `msg.reset` cancels what the node is working on and is used up. Nothing that happens in here can end the process.
 */
export function handleInput(node: Node, options: InputOptions): void {
  const active = new Map<AbortController, Promise<void>>();
  let closing = false;

  const abortAll = (reason: string): void => {
    for (const controller of active.keys()) controller.abort(new ArcGISError('ARCGIS_CANCELLED', reason));
  };

  const track = (msg: FlowMessage): Tracked | null => {
    const arcgis = options.tracksItems === false ? null : readItemMessage(msg);
    return arcgis && { run: runs.join(arcgis), sourceId: arcgis.source.item.id };
  };

  const perform = async (
    msg: FlowMessage,
    send: (outgoing: Outgoing) => void,
    controller: AbortController,
  ): Promise<ArcGISError | null> => {
    const started = Date.now();
    const self = { id: node.id, name: node.name || node.type };
    let tracked: Tracked | null = null;
    let delivered = false;
    let over = false;
    try {
      options.progress.begin(msg);
      tracked = track(msg);
      tracked?.run.entered(tracked.sourceId, self);
      const signal = tracked ? AbortSignal.any([controller.signal, tracked.run.signal]) : controller.signal;
      signal.throwIfAborted();
      const context: InputContext = {
        signal,
        started,
        send: (outgoing) => {
          if (closing || over) return;
          delivered = isWired(node);
          send(outgoing);
        },
      };
      await endedOrAborted(options.work(msg, context), signal);
      tracked?.run.left(tracked.sourceId, self, delivered);
      options.progress.end();
      return null;
    } catch (thrown) {
      over = true;
      const error = asArcGISError(thrown);
      if (error !== thrown && thrown instanceof Error) node.debug(redact(thrown.stack ?? thrown.message));
      const plain = plainError(error);
      const findings = { checks: [], warnings: [], residue: [] };
      const step: Step = {
        node: node.id,
        outcome: 'failed',
        started,
        ms: Date.now() - started,
        ...findings,
        error: plain,
      };
      tracked?.run.failed(tracked.sourceId, self, plain);
      noteError(msg, step);
      options.progress.fail(error);
      return error;
    }
  };

  // Node-RED takes a listener for one that calls done only if it has exactly three parameters.
  node.on('input', (msg, send, done) => {
    if (msg.reset !== undefined) {
      abortAll('Cancelled by a message with msg.reset.');
      options.onReset?.();
      done();
      return;
    }
    const controller = new AbortController();
    const finished = perform(msg, send, controller).then(
      (error) => {
        active.delete(controller);
        if (closing)
          node.debug(`Stopped by a deploy: ${error?.message ?? 'the message was finished after it'}`);
        else if (error) done(error);
        else done();
      },
      (broken: unknown) => {
        active.delete(controller);
        if (!closing) done(asArcGISError(broken));
      },
    );
    active.set(controller, finished);
  });

  node.on('close', (_removed: boolean, done: () => void) => {
    closing = true;
    abortAll('Stopped, because the flow was deployed again or Node-RED is shutting down.');
    options.onClose?.();
    void Promise.allSettled(active.values()).then(() => done());
  });
}

/** The end of the work; if it is aborted and does not end soon, because others share what it waits for, an end without it. */
async function endedOrAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void = () => undefined;
  const impatient = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), GRACE_MS);
    };
  });
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([work, impatient]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
