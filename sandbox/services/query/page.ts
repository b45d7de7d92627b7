import type { Call } from '../../http/call.js';
import { maxRecordCountOf } from '../layer-features.js';
import type { Layer } from '../service.js';
import type { ServicesContext } from '../services-context.js';
import { invalidParameter } from './query-errors.js';

/** Rows of a page of `resultType=standard` and `tile`. */
const STANDARD = 32_000;
const TILE = 8000;

/** First row and number of rows of the page that was asked for, never more than the service gives at once. */
export function pageOf(
  context: ServicesContext,
  layer: Layer,
  call: Call,
): { offset: number; limit: number } {
  const max = largestPage(context, layer, call);
  const offset = call.params.number('resultOffset', 0);
  const limit = call.params.number('resultRecordCount', max);
  if (offset < 0 || limit < 0) throw invalidParameter(context, 'resultOffset');
  return { offset, limit: limit === 0 ? max : Math.min(limit, max) };
}

/** Online gives more rows at once where `resultType` or `maxRecordCountFactor` (up to 5) ask for them. */
function largestPage(context: ServicesContext, layer: Layer, call: Call): number {
  const max = maxRecordCountOf(context, layer.service);
  if (context.kind !== 'online') return max;
  const type = call.params.text('resultType', '').toLowerCase();
  if (type === 'standard') return Math.max(max, STANDARD);
  if (type === 'tile') return Math.max(max, TILE);
  return max * Math.min(5, Math.max(1, call.params.number('maxRecordCountFactor', 1)));
}
