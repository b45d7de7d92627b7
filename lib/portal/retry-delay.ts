const FIRST = 250;
const FIRST_THROTTLED = 1000;
const LONGEST = 30_000;

/**
 * Ms to wait before attempt `attempt + 1` (the first attempt is 1): doubled each time, half of it random, so that calls which failed
 * together do not come back together. A wait that the portal asked for (`asked`) is kept, plus up to a tenth.
 */
export function retryDelay(
  attempt: number,
  options: { asked?: number | undefined; throttled?: boolean | undefined } = {},
  random: () => number = Math.random,
): number {
  if (options.asked !== undefined) return options.asked * (1 + random() / 10);
  const full = Math.min(LONGEST, (options.throttled ? FIRST_THROTTLED : FIRST) * 2 ** (attempt - 1));
  return full / 2 + (random() * full) / 2;
}
