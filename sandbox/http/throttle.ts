import { PortalError, StatusAnswer } from './answers.js';
import type { WireSwitches } from './wire-switches.js';

const MINUTE = 60_000;

/** Counts calls in windows of a minute and refuses those beyond the quota. */
export class Throttle {
  readonly #wire: WireSwitches;
  #since = 0;
  #calls = 0;

  constructor(wire: WireSwitches) {
    this.#wire = wire;
  }

  /** The refusal of one more call, if it is one too many. */
  count(): PortalError | StatusAnswer | undefined {
    const { callsPerMinute: quota, throttleStyle, timeScale } = this.#wire;
    if (quota <= 0) return undefined;
    const now = Date.now();
    const minute = MINUTE * timeScale;
    if (now >= this.#since + minute) {
      this.#since = now;
      this.#calls = 0;
    }
    this.#calls += 1;
    if (this.#calls <= quota) return undefined;
    const seconds = Math.max(1, Math.ceil((this.#since + minute - now) / 1000));
    if (throttleStyle === 'http') {
      const page = '<html><head><title>429 Too Many Requests</title></head><body></body></html>';
      return new StatusAnswer(429, page, 'text/html;charset=utf-8', { 'Retry-After': String(seconds) });
    }
    return new PortalError(429, 'Unable to perform query. Too many requests.', {
      details: [
        `API calls quota exceeded (${this.#calls})! maximum allowed (${quota}) per Minute. Retry after ${seconds} sec.`,
      ],
    });
  }
}
