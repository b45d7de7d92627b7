import type { FaultRule } from '../../../sandbox/faults/fault-rule.js';
import type { RecordedRequest } from '../../../sandbox/index.js';

/** One kind of call that a calm run makes. */
export interface Step {
  portal: 'source' | 'target';
  method: string;
  /** Pattern: ids are left open. */
  path: string;
  write: boolean;
  /** How often it is called. */
  calls: number;
}

const SIGN_IN = /\/generateToken$/;

/** The calls of a calm run, in the order in which they were first made. */
export function stepsOf(portal: Step['portal'], requests: RecordedRequest[]): Step[] {
  const steps = new Map<string, Step>();
  for (const { method, path, write } of requests) {
    if (SIGN_IN.test(path)) continue;
    const pattern = patternOf(path);
    const key = `${method} ${pattern}`;
    const known = steps.get(key) ?? { portal, method, path: pattern, write, calls: 0 };
    known.calls += 1;
    steps.set(key, known);
  }
  return [...steps.values()];
}

/** The path with everything that is called otherwise in the next run left open: ids of items and jobs, numbers of rows and photos. */
function patternOf(path: string): string {
  return path
    .replace(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32}/gi, '*')
    .replace(/(FeatureServer\/\d+)\/\d+(?=\/|$)/i, '$1/*')
    .replace(/\/attachments\/\d+/i, '/attachments/*');
}

/** What happens to a step. */
export interface Mishap {
  name: string;
  fault: Omit<FaultRule, 'path'>;
  /** Once, or from some call on for good. */
  lasting: boolean;
  /** Steps that it can happen to. */
  meets: (step: Step) => boolean;
  /** What the failed row has to say; undefined if the portal says nothing. */
  words?: string;
}

/** What the portals of these tests say when they refuse something. */
export const WORDS = 'The portal of this test has said no.';

const any = (): boolean => true;
const writes = ({ write }: Step): boolean => write;
const edits = ({ path }: Step): boolean =>
  /\/(?:applyEdits|addFeatures|updateFeatures|deleteFeatures|addAttachment|deleteAttachments)$/i.test(path);
const jobs = ({ path, write }: Step): boolean =>
  write && /\/rest\/admin\/|\/append$|\/truncate$|publish$/i.test(path);

export const MISHAPS: Mishap[] = [
  { name: 'is cut once before it is done', fault: { kind: 'reset' }, lasting: false, meets: any },
  { name: 'is done once, and its reply lost', fault: { kind: 'lost-reply' }, lasting: false, meets: writes },
  {
    name: 'is answered once with HTTP 504',
    fault: { kind: 'status', status: 504 },
    lasting: false,
    meets: any,
  },
  { name: 'is answered once with a page', fault: { kind: 'html' }, lasting: false, meets: any },
  {
    name: 'is answered once with half an answer',
    fault: { kind: 'truncated', bytes: 20 },
    lasting: false,
    meets: any,
  },
  { name: 'meets an expired token once', fault: { kind: 'expired-token' }, lasting: false, meets: any },
  {
    name: 'is refused once',
    fault: { kind: 'error', code: 500, message: WORDS },
    lasting: false,
    meets: any,
    words: WORDS,
  },
  {
    name: 'is refused from then on',
    fault: { kind: 'error', code: 400, message: WORDS },
    lasting: true,
    meets: any,
    words: WORDS,
  },
  { name: 'is cut from then on', fault: { kind: 'reset' }, lasting: true, meets: any },
  {
    name: 'is done, and its reply lost, from then on',
    fault: { kind: 'lost-reply' },
    lasting: true,
    meets: writes,
  },
  {
    name: 'has one of its rows or files refused once',
    fault: { kind: 'refused-row', message: WORDS },
    lasting: false,
    meets: edits,
    words: WORDS,
  },
  {
    name: 'has one of its rows or files refused from then on',
    fault: { kind: 'refused-row', message: WORDS },
    lasting: true,
    meets: edits,
    words: WORDS,
  },
  { name: 'begins a job that fails', fault: { kind: 'failed-job' }, lasting: true, meets: jobs },
  { name: 'begins a job that never ends', fault: { kind: 'stuck-job' }, lasting: true, meets: jobs },
];

/** More calls than any run makes. */
const FOR_GOOD = 400;

/** The rule that lets it happen at the nth call of a step. */
export function ruleFor({ method, path }: Step, { fault, lasting }: Mishap, nth: number): FaultRule {
  const calls = lasting ? Array.from({ length: FOR_GOOD }, (_, at) => nth + at) : nth;
  return { ...fault, method, path, nth: calls };
}

/** One step at one of its calls. */
export interface Moment {
  step: Step;
  nth: number;
}

/**
 * First and last call of each step that it can happen to. Of these so many, spread evenly over the run from a place that `seed` decides; all of them with
 * CHAOS=all. CHAOS_SEED=2, say, tries others.
 */
export function moments(steps: Step[], { meets }: Mishap, count: number, seed: number): Moment[] {
  const all = steps
    .filter(meets)
    .flatMap((step) => [...new Set([1, step.calls])].map((nth) => ({ step, nth })));
  if (process.env.CHAOS === 'all' || all.length <= count) return all;
  const stride = Math.floor(all.length / count);
  // A prime keeps neighbouring seeds apart.
  const first = (Math.imul(seed + Number(process.env.CHAOS_SEED ?? 0) * 101, 7919) >>> 0) % all.length;
  return Array.from({ length: count }, (_, at) => all[(first + at * stride) % all.length]).filter(
    (moment) => moment !== undefined,
  );
}
