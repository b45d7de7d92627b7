import { hash } from 'node:crypto';
import type { Check } from '../../items/findings.js';
import type { Step } from './message.js';

/**
 * What a run keeps of a step until the report. A copy passes dozens of checks, each with the texts that were compared: of these only the number
 * matters, so each is kept as the number that its text makes.
 */
export interface KeptStep extends Omit<Step, 'checks'> {
  passed: readonly number[];
  failedChecks: readonly Check[];
  /** The step scanned the whole item again. */
  rescanned?: true;
}

export function keptStep(step: Step & { rescanned?: true }): KeptStep {
  const { checks, ...rest } = step;
  return {
    ...rest,
    passed: checks.filter(({ ok }) => ok).map(fingerprint),
    failedChecks: checks.filter(({ ok }) => !ok),
  };
}

/** 48 bits: of the hundred checks of one item no two get the same by chance. */
function fingerprint(check: Check): number {
  return Number.parseInt(hash('sha1', JSON.stringify(check)).slice(0, 12), 16);
}
