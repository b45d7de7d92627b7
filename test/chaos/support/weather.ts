import type { Fault, RecordedRequest, SandboxPortal } from '../../../sandbox/index.js';
import type { Stage } from './stage.js';

/** Which requests something happens to. */
export interface Aim {
  portal: 'source' | 'target';
  kind: 'write' | 'read';
  /** The first one that it happens to, counted from 1. */
  nth: number;
  /** How many of them in a row it happens to, default 1. */
  times?: number;
}

/** What happens: a fault of the sandbox, or something done beside it. */
export type Blow = Fault | ((portal: SandboxPortal) => void);

const SIGN_IN = /\/generateToken$/;

/** Lets it happen. Returns the requests that it happened to, which grow as they come. */
export function unleash(stage: Stage, aim: Aim, blow: Blow): RecordedRequest[] {
  const portal = stage[aim.portal];
  const hit: RecordedRequest[] = [];
  let count = 0;
  portal.switches.fault = (request) => {
    if (request.write !== (aim.kind === 'write') || SIGN_IN.test(request.path)) return undefined;
    count += 1;
    if (count < aim.nth || count >= aim.nth + (aim.times ?? 1)) return undefined;
    hit.push(request);
    if (typeof blow !== 'function') return blow;
    blow(portal);
    return undefined;
  };
  return hit;
}

/** How many requests of each kind a run in fair weather makes. */
export async function countRequests(
  stage: Stage,
): Promise<Record<Aim['portal'], Record<Aim['kind'], number>>> {
  await stage.freshTarget();
  stage.source.requests.clear();
  const end = await stage.run();
  const count = (portal: SandboxPortal, write: boolean): number =>
    portal.requests.all().filter((request) => request.write === write && !SIGN_IN.test(request.path)).length;
  const result = {
    source: { read: count(stage.source, false), write: count(stage.source, true) },
    target: { read: count(stage.target, false), write: count(stage.target, true) },
  };
  await stage.assertWhole(end);
  return result;
}

/** Numbers 1…n: all of them if everything is to be tried, else every `step`th, beginning at `first`. */
export function numbers(n: number, step: number, first = 1): number[] {
  const all = Array.from({ length: n }, (_, index) => index + 1);
  return process.env.CHAOS === 'all' ? all : all.filter((one) => one >= first && (one - first) % step === 0);
}
