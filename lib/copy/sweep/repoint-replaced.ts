import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WritablePortal } from '../../portal/portal.js';
import { emptyMap } from '../run/merge-map.js';
import { plainError } from '../run/plain-error.js';
import type { Run } from '../run/run.js';
import { sweepTarget } from './sweep-target.js';

/** How long nothing may move before items that are neither copied nor failed count as gone, in ms. */
const QUIET_MS = 5_000;

/**
 * Has whatever refers to a copy that this run replaces re-pointed to the new one when everything has been copied, unless a node of the flow does
 * that: all maps and apps of the organisation that the signed-in user may see.
 */
export function repointReplacedAtEnd(run: Run, target: WritablePortal): void {
  const sweep = async (): Promise<void> => {
    const table = { map: emptyMap(), rules: [] };
    const folder = run.formerFolder ?? join(tmpdir(), 'portal-copy-former');
    const { signal } = run;
    await sweepTarget({
      run,
      node: 'replace',
      target,
      scope: { kind: 'organisation' },
      table,
      folder,
      signal,
    });
  };
  run
    .atEndUnlessTaken('sweep', 'engine', QUIET_MS, sweep)
    .catch((error: unknown) => run.fault(plainError(error)));
}
