import { kindOf } from '../../items/item-kinds.js';
import { readItem } from '../../items/read-item.js';
import type { ReadablePortal } from '../../portal/portal.js';
import type { ItemSummary } from '../run/message.js';
import type { Run } from '../run/run.js';

/** Whether an item is a hosted feature layer with rows of its own, which can be exported and published: a view is not. Asked once per run. */
export async function isHostedLayer(
  run: Run,
  source: ReadablePortal,
  { id, type }: ItemSummary,
): Promise<boolean> {
  if (type !== 'Feature Service') return false;
  const kind = await run.once(`kind ${source.url} ${id}`, async () => {
    return kindOf(await readItem(source, id, run.signal)).kind;
  });
  return kind === 'layer';
}
