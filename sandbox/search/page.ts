import type { CallParams } from '../http/call.js';

/** Largest page of any listing. */
const LARGEST = 100;
/** Only so many hits of a search can be paged. */
const PAGEABLE = 10_000;

export interface Page<T> {
  total: number;
  start: number;
  num: number;
  nextStart: number;
  page: T[];
}

/**
 * The page of `all` that `start` and `num` ask for. `num` of the answer is what was asked for (at most 100), nextStart is -1 on the
 * last page.
 * @param beyond what a start beyond the pageable 10,000 gives; ArcGIS Online has been seen to give the first page once more
 */
export function pageOf<T>(
  all: T[],
  params: CallParams,
  beyond: 'first-page' | 'nothing' = 'first-page',
): Page<T> {
  const num = Math.min(Math.max(Math.floor(params.number('num', 10)), 0), LARGEST);
  let start = Math.max(Math.floor(params.number('start', 1)), 1);
  if (start > PAGEABLE && beyond === 'first-page') start = 1;
  const end = Math.min(start - 1 + num, PAGEABLE);
  const page = all.slice(start - 1, end);
  const more = end < Math.min(all.length, PAGEABLE) && page.length > 0;
  return { total: all.length, start, num, nextStart: more ? start + page.length : -1, page };
}
