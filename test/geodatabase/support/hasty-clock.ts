import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../lib/portal/clock.js';

/** Hours pass within moments: deadlines come, but what a portal does at once is done. */
export function hastyClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      ahead += ms * 60;
      await delay(20);
    },
  };
}
