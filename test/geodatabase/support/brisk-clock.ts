import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../lib/portal/clock.js';

/** A clock on which nobody waits long, but jobs of a portal get the time that they really take. */
export const briskClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    signal?.throwIfAborted();
    await delay(Math.min(ms, 20), undefined, signal ? { signal } : {});
  },
};
