import type { Item } from '../../items/item.js';
import type { CopyQuestion } from '../identity/find-copy.js';

/** What the target had of a source item when the run looked for the first time. Whatever else it has of it later was made by the run. */
export interface FirstLook {
  source: Item;
  /** User name of the copy's owner. */
  owner: string;
  /** Ids of the copies that were there. */
  found: ReadonlySet<string>;
}

/** Takes note of what was there, if what the run makes may be taken back. */
export function noteFirstLook(
  { run, item, owner, settings, renewed }: CopyQuestion,
  found: (Item | null)[],
): void {
  if (settings.whenFailed !== 'take-back' || renewed || run.info.dryRun) return;
  if (run.firstLooks.has(item.id)) return;
  const ids = found.flatMap((one) => one?.id ?? []);
  run.firstLooks.set(item.id, { source: item, owner, found: new Set(ids) });
}
