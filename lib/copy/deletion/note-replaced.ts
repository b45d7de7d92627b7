import { wholeItem } from '../../items/whole-item.js';
import type { ArcgisMessage } from '../run/message.js';
import type { Run } from '../run/run.js';

/** Makes older copies known to the run of which only the message tells: it may have come from another machine, or after a restart. */
export function noteReplaced(run: Run, { source, replaced, map }: ArcgisMessage): void {
  run.learn(map);
  for (const { item, by } of replaced) {
    if (run.oldCopies.has(item.id)) continue;
    const { type, title, id: sourceId } = source.item;
    const old = wholeItem({ id: item.id, url: item.url, type, title });
    run.oldCopies.set(item.id, { item: old, sourceId, by: by || null, service: null, state: 'kept' });
  }
}
