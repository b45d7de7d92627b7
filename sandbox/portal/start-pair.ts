import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { townMapServices } from '../town/base-service.js';
import { loadTown } from '../town/load-town.js';
import { targetUsers, townUsers } from '../town/people.js';
import { prepareTarget } from '../town/prepare-target.js';
import type { PortalKind, SandboxOptions, SandboxPortal } from './options.js';
import { startPortal } from './start-portal.js';

export interface SandboxPair {
  source: SandboxPortal;
  target: SandboxPortal;
  close(): Promise<void>;
}

export interface PairOptions
  extends Pick<SandboxOptions, 'port' | 'strictPort' | 'latency' | 'bandwidth' | 'switches' | 'warn'> {
  /** Default 'enterprise'. */
  source?: PortalKind;
  /** Default 'online'. */
  target?: PortalKind;
  /** The portals live in its folders `source` and `target`. */
  dir: string;
  /** No demo content. */
  empty?: boolean;
  /** Told what happens while the demo content is loaded. */
  log?: (text: string) => void;
}

/** From the source's first port to the target's, so that each has a run of numbers of its own. */
const APART = 10;

/** Starts a source and a target; unless `empty`, the source holds the demo content and the target some of its groups and users. */
export async function startPair(options: PairOptions): Promise<SandboxPair> {
  const { dir, port = 0, empty = false, source: from = 'enterprise', target: to = 'online' } = options;
  const { latency, bandwidth, ...switches } = options.switches ?? {};
  const shared = {
    switches,
    ...(options.strictPort === undefined ? {} : { strictPort: options.strictPort }),
    ...(options.warn === undefined ? {} : { warn: options.warn }),
  };
  const source = await startPortal({
    ...shared,
    kind: from,
    dir: join(dir, 'source'),
    port,
    ...(empty ? {} : { users: townUsers, mapServices: townMapServices }),
  });
  const started = [source];
  const close = async () => {
    await Promise.all(started.map((portal) => portal.close()));
  };
  try {
    const target = await startPortal({
      ...shared,
      kind: to,
      dir: join(dir, 'target'),
      port: port === 0 ? 0 : port + APART,
      ...(empty ? {} : { users: targetUsers }),
    });
    started.push(target);
    if (!empty)
      await Promise.all([
        fill(source, (portal) => loadTown(portal, options.log)),
        fill(target, prepareTarget),
      ]);
    for (const portal of started) {
      portal.switches.latency = latency ?? options.latency ?? 0;
      portal.switches.bandwidth = bandwidth ?? options.bandwidth ?? 0;
      portal.requests.clear();
    }
    return { source, target, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Demo content is written while jobs do not wait, also into a portal that is to start in read-only mode. Afterwards search has
 * seen all of it.
 */
async function fill(portal: SandboxPortal, work: (portal: SandboxPortal) => Promise<void>): Promise<void> {
  const { jobMs, readOnly } = portal.switches;
  Object.assign(portal.switches, { jobMs: 0, readOnly: false });
  await work(portal);
  await sleep(portal.switches.indexLagMs);
  Object.assign(portal.switches, { jobMs, readOnly });
}
