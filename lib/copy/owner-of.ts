import { checkOwner } from './check-set-up.js';
import type { CopyContext } from './copy-settings.js';
import type { PortalPair } from './pair.js';

/** User name of the copies' owner; who that may be is asked once for a run. Throws as `checkOwner`. */
export function ownerOf(
  { target, user }: PortalPair,
  { run, settings }: Pick<CopyContext, 'run' | 'settings'>,
): Promise<string> {
  return run.once(`owner ${target.url} ${settings.owner}`, () =>
    checkOwner(target, user, settings.owner, run.signal),
  );
}
