import { equal } from 'node:assert/strict';
import { retryAfter } from '../../lib/portal/retry-after.js';
import { retryDelay } from '../../lib/portal/retry-delay.js';

describe('waiting before another attempt', () => {
  it('doubles, with a random half, up to half a minute', () => {
    equal(
      retryDelay(1, {}, () => 0),
      125,
    );
    equal(
      retryDelay(1, {}, () => 1),
      250,
    );
    equal(
      retryDelay(3, {}, () => 1),
      1000,
    );
    equal(
      retryDelay(3, { throttled: true }, () => 1),
      4000,
    );
    equal(
      retryDelay(30, {}, () => 1),
      30_000,
    );
  });

  it('takes at least as long as asked', () => {
    equal(
      retryDelay(1, { asked: 60_000 }, () => 0),
      60_000,
    );
    equal(
      retryDelay(1, { asked: 60_000 }, () => 1),
      66_000,
    );
  });

  it('is asked for by a header in seconds or as a date, or in words', () => {
    equal(retryAfter('12', '', 0), 12_000);
    equal(retryAfter('Thu, 01 Jan 1970 00:01:00 GMT', '', 20_000), 40_000);
    equal(retryAfter(undefined, 'quota exceeded. Retry after 60 sec.', 0), 60_000);
    equal(retryAfter(undefined, 'Too many requests.', 0), undefined);
  });
});
