import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadFolder } from '../load/load-folder.js';
import { newestProfile, type PortalKind, type ProfileName, profileOf } from '../profiles/profile.js';
import { townMapServices } from '../town/base-service.js';
import { loadTown } from '../town/load-town.js';
import { targetUsers, townUsers } from '../town/people.js';
import { prepareTarget } from '../town/prepare-target.js';
import type { SandboxOptions, SandboxPortal, Switches } from './options.js';
import { introduce, startPortal } from './start-portal.js';

export interface SandboxPair {
  source: SandboxPortal;
  target: SandboxPortal;
  close(): Promise<void>;
}

export interface PairOptions
  extends Pick<
    SandboxOptions,
    | 'port'
    | 'strictPort'
    | 'latency'
    | 'bandwidth'
    | 'switches'
    | 'faults'
    | 'certificate'
    | 'clientCertificates'
    | 'warn'
  > {
  /** Default 'enterprise'. */
  source?: PortalKind;
  /** Default 'online'. */
  target?: PortalKind;
  /** Product and version of the source; it decides about the manners, too. */
  sourceProfile?: ProfileName;
  targetProfile?: ProfileName;
  /** The portals live in its folders `source` and `target`. */
  dir: string;
  /** No demo content. */
  empty?: boolean;
  /** A folder of documents and files that are added to the source (see loadFolder). */
  load?: string;
  /** Told what happens while the demo content is loaded. */
  log?: (text: string) => void;
}

/** From the source's first port to the target's, so that each has a run of numbers of its own. */
const APART = 10;

/** Starts a source and a target; unless `empty`, the source holds the demo content and the target some of its groups and users. */
export async function startPair(options: PairOptions): Promise<SandboxPair> {
  const { dir, port = 0, empty = false } = options;
  const shared = {
    ...(options.switches === undefined ? {} : { switches: options.switches }),
    ...(options.latency === undefined ? {} : { latency: options.latency }),
    ...(options.bandwidth === undefined ? {} : { bandwidth: options.bandwidth }),
    ...(options.strictPort === undefined ? {} : { strictPort: options.strictPort }),
    ...(options.certificate === undefined ? {} : { certificate: options.certificate }),
    ...(options.clientCertificates === undefined ? {} : { clientCertificates: options.clientCertificates }),
    ...(options.warn === undefined ? {} : { warn: options.warn }),
  };
  const source = await startPortal({
    ...shared,
    ...productOf(options.source, options.sourceProfile, 'enterprise'),
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
      ...productOf(options.target, options.targetProfile, 'online'),
      dir: join(dir, 'target'),
      port: port === 0 ? 0 : port + APART,
      ...(empty ? {} : { users: targetUsers }),
    });
    started.push(target);
    introduce(source, target);
    if (!empty)
      await Promise.all([
        fill(source, (portal) => loadTown(portal, options.log)),
        fill(target, prepareTarget),
      ]);
    const { load, log = () => undefined } = options;
    if (load !== undefined) await fill(source, (portal) => loadFolder(portal, load, log));
    for (const portal of started) {
      if (options.faults) portal.faults.set(options.faults.rules, options.faults.seed);
      portal.requests.clear();
    }
    return { source, target, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Kind and version of one half. Without a version it is that of the data, or the newest. */
function productOf(
  kind: PortalKind | undefined,
  profile: ProfileName | undefined,
  usual: PortalKind,
): Pick<SandboxOptions, 'kind' | 'profile'> {
  const known = profileOf(profile ?? newestProfile(kind ?? usual)).kind;
  return { kind: kind ?? known, ...(profile === undefined ? {} : { profile }) };
}

/** A portal that hinders nobody. */
const QUIET: Partial<Switches> = {
  jobMs: 0,
  readOnly: false,
  latency: 0,
  bandwidth: 0,
  callsPerMinute: 0,
  tokensIn: ['query', 'body', 'header', 'authorization'],
  anonymousAccess: true,
  allSSL: false,
  webTier: 'none',
  fault: undefined,
};

/**
 * Demo content is written while the portal hinders nobody, whatever its switches are when it starts. Afterwards search has seen all of it.
 */
async function fill(portal: SandboxPortal, work: (portal: SandboxPortal) => Promise<void>): Promise<void> {
  const wanted = { ...portal.switches };
  Object.assign(portal.switches, QUIET);
  await work(portal);
  await sleep(portal.switches.indexLagMs * portal.switches.timeScale);
  Object.assign(portal.switches, wanted);
}
