import type { CopyContext } from '../copy-settings.js';
import type { PortalPair } from '../pair.js';

/** Takes note of the user's table of pairs. It is the same for all messages of a node: it is read and checked once. */
export function addPairs(
  { given }: PortalPair,
  { run, target, settings }: Pick<CopyContext, 'run' | 'target' | 'settings'>,
): Promise<void> {
  const { pairs = [] } = settings;
  if (!pairs.length) return Promise.resolve();
  return run.once(`pairs ${target.url} ${JSON.stringify(pairs)}`, () => given.add(pairs, run.signal));
}
