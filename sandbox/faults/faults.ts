import type { Fault } from '../http/fault.js';
import { matchesPath } from '../record/matches-path.js';
import type { RecordedRequest } from '../record/request-log.js';
import type { FaultPlan, FaultRule } from './fault-rule.js';

interface Active {
  rule: FaultRule;
  /** Requests that it fits. */
  matched: number;
  /** Of these, how many it spoiled. */
  hit: number;
}

/** What goes wrong on purpose, by rules. The same seed and the same order of requests give the same faults. */
export class Faults {
  #active: Active[] = [];
  #seed = 1;

  /** Replaces all rules; counting begins anew. */
  set(rules: FaultRule[], seed = 1): void {
    this.#active = rules.map((rule) => ({ rule: { ...rule }, matched: 0, hit: 0 }));
    this.#seed = seed;
  }

  clear(): void {
    this.set([]);
  }

  /** The rules and how often each has matched and hit. */
  state(): FaultPlan & { counts: { matched: number; hit: number }[] } {
    return {
      rules: this.#active.map(({ rule }) => rule),
      seed: this.#seed,
      counts: this.#active.map(({ matched, hit }) => ({ matched, hit })),
    };
  }

  /**
   * What goes wrong with the next request. Delays add up; of the others the first rule counts, and later ones do not spend a hit.
   * @param context web context that the path of the request begins with
   */
  of(request: RecordedRequest, context: string): Fault[] {
    const found: Fault[] = [];
    let decided = false;
    this.#active.forEach((active, at) => {
      const { rule } = active;
      if (!matchesPath(rule.path, request.path, context)) return;
      if (rule.method !== undefined && rule.method.toUpperCase() !== request.method) return;
      active.matched += 1;
      const delays = rule.kind === 'delay';
      if ((decided && !delays) || !this.#applies(active, at)) return;
      active.hit += 1;
      decided ||= !delays;
      found.push(faultOf(rule));
    });
    return found;
  }

  #applies({ rule, matched, hit }: Active, at: number): boolean {
    if (rule.times !== undefined && hit >= rule.times) return false;
    if (rule.nth !== undefined && ![rule.nth].flat().includes(matched)) return false;
    return rule.probability === undefined || chance(this.#seed, at, matched) < rule.probability;
  }
}

/** A number from 0 to below 1 that depends on nothing but these three. */
function chance(seed: number, rule: number, match: number): number {
  let state =
    (Math.imul(seed, 0x9e3779b1) ^ Math.imul(rule + 1, 0x85ebca6b) ^ Math.imul(match, 0xc2b2ae35)) >>> 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}

function faultOf(rule: FaultRule): Fault {
  const { kind, message } = rule;
  switch (kind) {
    case 'delay':
      return { kind, ms: rule.ms ?? 1000 };
    case 'status':
      return { kind, status: rule.status ?? 503, ...(message === undefined ? {} : { body: message }) };
    case 'html':
      return { kind, status: rule.status ?? 200, ...(message === undefined ? {} : { message }) };
    case 'error':
      return { kind, code: rule.code ?? 500, message: message ?? 'An error occurred.' };
    case 'truncated':
      return { kind: 'cut', bytes: rule.bytes ?? 100 };
    case 'refused-row':
      return { kind, message: message ?? 'Setting of Value failed.' };
    default:
      return { kind };
  }
}
