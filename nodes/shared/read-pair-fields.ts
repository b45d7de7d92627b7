import type { Node } from 'node-red';
import type { CopyPair } from '../../lib/copy/copy-settings.js';
import { readPairs } from '../../lib/copy/pairs/read-pairs.js';
import type { FlowMessage, Red } from './node-red.js';
import { typedValue } from './typed-value.js';

/** The fields of a dialog that hold a table of pairs. */
export interface PairFields {
  /** CSV text. */
  table: string;
  /** Further pairs, which may come from elsewhere. */
  pairs: string;
  pairsType: string;
}

/** All pairs of a dialog, for a message. Throws ARCGIS_INPUT for a place that holds nothing, ARCGIS_CONFIG for what is no table. */
export async function readPairFields(
  red: Red,
  node: Node,
  msg: FlowMessage,
  fields: PairFields,
  purpose: 'copy' | 're-point',
): Promise<readonly CopyPair[]> {
  const field = { label: 'more pairs', value: fields.pairs, type: fields.pairsType };
  const more = await typedValue(red, node, msg, field);
  const [table, others] = [readPairs(fields.table, purpose), readPairs(more, purpose)];
  return others.length > 0 ? [...table, ...others] : table;
}
