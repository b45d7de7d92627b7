import { digestOf } from '../../items/digest-of.js';
import type { CopyContext, CopyPair } from '../copy-settings.js';
import type { PortalPair } from '../pair.js';

/** What stands for a table that all messages of a node share. */
const KEYS = new WeakMap<readonly CopyPair[], string>();

/** Takes note of the user's table of pairs. It is the same for all messages of a node: it is read and checked once. */
export function addPairs(
  { given }: PortalPair,
  { run, target, settings }: Pick<CopyContext, 'run' | 'target' | 'settings'>,
): Promise<void> {
  const { pairs = [] } = settings;
  if (!pairs.length) return Promise.resolve();
  return run.once(`pairs ${target.url} ${keyOf(pairs)}`, () => given.add(pairs, run.signal));
}

function keyOf(pairs: readonly CopyPair[]): string {
  const key = KEYS.get(pairs) ?? digestOf(pairs);
  KEYS.set(pairs, key);
  return key;
}
