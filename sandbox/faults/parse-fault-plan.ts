import { FAULT_KINDS, type FaultPlan, type FaultRule } from './fault-rule.js';

const NUMBERS = ['probability', 'times', 'ms', 'status', 'code', 'bytes'] as const;
const KEYS = new Set<string>(['path', 'method', 'nth', 'kind', 'message', ...NUMBERS]);

/**
 * Checks what a file or a call says: a list of rules, or `{ rules, seed }`.
 * @throws Error that names the rule and what is wrong with it
 */
export function parseFaultPlan(given: unknown): FaultPlan {
  const plan = Array.isArray(given) ? { rules: given } : given;
  if (!isObject(plan) || !Array.isArray(plan.rules)) {
    throw new Error('Faults are a list of rules, or an object with `rules` and `seed`.');
  }
  if (plan.seed !== undefined && !Number.isInteger(plan.seed))
    throw new Error('`seed` must be a whole number.');
  const rules = plan.rules.map((rule, at) => {
    const problem = problemOf(rule);
    if (problem !== undefined) throw new Error(`Fault rule ${at + 1}: ${problem}`);
    return rule as FaultRule;
  });
  return { rules, ...(plan.seed === undefined ? {} : { seed: plan.seed as number }) };
}

function problemOf(rule: unknown): string | undefined {
  if (!isObject(rule)) return 'it is no object.';
  const unknown = Object.keys(rule).find((key) => !KEYS.has(key));
  if (unknown !== undefined) return `'${unknown}' is unknown: ${[...KEYS].join(', ')}.`;
  if (typeof rule.path !== 'string' || rule.path === '') return '`path` must be a pattern.';
  if (!FAULT_KINDS.some((kind) => kind === rule.kind))
    return `\`kind\` must be one of ${FAULT_KINDS.join(', ')}.`;
  for (const key of ['method', 'message'] as const) {
    if (rule[key] !== undefined && typeof rule[key] !== 'string') return `\`${key}\` must be a text.`;
  }
  for (const key of NUMBERS) {
    const value = rule[key];
    if (value !== undefined && !(typeof value === 'number' && value >= 0))
      return `\`${key}\` must be a number.`;
  }
  const nth = rule.nth === undefined ? [] : [rule.nth].flat();
  return nth.every((one) => Number.isInteger(one)) ? undefined : '`nth` must be a whole number, or several.';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
