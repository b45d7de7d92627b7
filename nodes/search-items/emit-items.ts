import type { NodeMessage } from 'node-red';
import type { ArcgisMessage, CountsMessage } from '../../lib/copy/run/message.js';
import type { Run } from '../../lib/copy/run/run.js';
import { summaryOf } from '../../lib/copy/run/summary-of.js';
import type { Item } from '../../lib/items/item.js';
import type { NotCopied } from '../../lib/items/not-copied.js';
import type { FlowMessage, Outgoing, Red } from '../shared/node-red.js';

/**
 * Sends what was found: the counts on the second output, then one message per item on the first. Properties of the message that started the search
 * go with each; a sequence that it was part of nests in `parts.parts`.
 */
export function emitItems(
  red: Red,
  msg: FlowMessage,
  found: { run: Run; items: Item[]; leftOut: number; notCopied: NotCopied[] },
  send: (outgoing: Outgoing) => void,
): void {
  const { run, items, leftOut, notCopied } = found;
  const { payload: _trigger, parts: outer, ...rest } = msg;
  const copyOf = (): NodeMessage => red.util.cloneMessage(rest);

  const types: Record<string, number> = {};
  for (const { type } of items) types[type] = (types[type] ?? 0) + 1;
  const counts: CountsMessage['counts'] = {
    found: items.length,
    types,
    leftOut,
    ...(notCopied.length > 0 && { notCopied }),
  };
  const countsMessage: CountsMessage = { run: run.info, source: { portal: run.portal }, counts };
  send([null, { ...copyOf(), payload: counts, arcgis: countsMessage, ...(outer && { parts: outer }) }]);

  items.forEach((item, index) => {
    const arcgis: ArcgisMessage = {
      run: run.info,
      source: { portal: run.portal, item: summaryOf(item) },
      map: { items: {}, services: {}, groups: {}, users: {} },
      replaced: [],
      dependencies: [],
      steps: [],
    };
    const parts = {
      id: run.info.id,
      index,
      count: items.length,
      type: 'array',
      ...(outer && { parts: outer }),
    };
    send([{ ...copyOf(), payload: item, arcgis, parts }, null]);
  });
}
