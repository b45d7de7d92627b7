import type { NodeMessage } from 'node-red';
import type { ArcgisMessage, Side, Step } from '../../lib/copy/run/message.js';
import type { Run } from '../../lib/copy/run/run.js';
import type { Proposal } from '../../lib/copy/sweep/propose-pairs.js';
import type { PutBackItem } from '../../lib/copy/sweep/put-back.js';
import type { Item } from '../../lib/items/item.js';
import type { FlowMessage, Red } from '../shared/node-red.js';

/** What the message that led to a sweep brought along, without what was about one item. */
function rest(red: Red, msg: FlowMessage): NodeMessage {
  const { payload: _payload, parts: _parts, arcgis: _arcgis, ...others } = msg;
  return red.util.cloneMessage(others);
}

/** One item of the target that was re-pointed. */
export function changedMessage(
  red: Red,
  msg: FlowMessage,
  run: Run,
  { side, step, item }: { side: Side; step: Step; item: Item },
): NodeMessage {
  const arcgis: ArcgisMessage = {
    run: run.info,
    source: side,
    target: side,
    map: { items: {}, services: {}, groups: {}, users: {} },
    replaced: [],
    dependencies: [],
    steps: [step],
  };
  return { ...rest(red, msg), payload: item, arcgis } as NodeMessage;
}

/** Services for which the user has to say what stands for them; those with one candidate as lines for the table of pairs. */
export function proposalsMessage(
  red: Red,
  msg: FlowMessage,
  run: Run,
  portal: string,
  proposals: Proposal[],
): NodeMessage {
  const lines = proposals.map(({ from, candidates }) => {
    const [only, other] = candidates;
    if (!only) return `# nothing of that name in the target: ${from}`;
    return other
      ? `# choose one of ${candidates.map(({ url }) => url).join(' ')}: ${from}`
      : `${from},${only.url}`;
  });
  const arcgis = { run: run.info, source: { portal: run.portal }, target: { portal } };
  return { ...rest(red, msg), payload: proposals, table: `${lines.join('\n')}\n`, arcgis } as NodeMessage;
}

/** What became of each item that was to be put back. */
export function putBackMessage(red: Red, msg: FlowMessage, items: PutBackItem[]): NodeMessage {
  const payload = items.map(({ former, outcome, checks, warnings, error }) => ({
    ...former,
    outcome,
    checks,
    warnings,
    ...(error && { error }),
  }));
  return { ...rest(red, msg), payload };
}
