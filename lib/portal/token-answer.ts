import type { Clock } from './clock.js';

/** A token and the time (of our clock) from which it is renewed. */
export interface TimedToken {
  token: string;
  renewAt: number;
}

const MARGIN = 5 * 60_000;

/**
 * The token in an answer of generateToken, or null if there is none. `expires` is in the portal's time: the portal's own `date`
 * (epoch ms) is what it is compared with, so that a clock that is wrong here does not make every token look expired, or fresh.
 */
export function tokenAnswer(json: unknown, date: number | undefined, clock: Clock): TimedToken | null {
  const answer = json as { token?: unknown; expires?: unknown } | null;
  if (typeof answer?.token !== 'string' || answer.token === '') return null;
  const life = typeof answer.expires === 'number' ? answer.expires - (date ?? clock.now()) : 0;
  return { token: answer.token, renewAt: clock.now() + Math.max(0, life - Math.min(MARGIN, life / 5)) };
}
