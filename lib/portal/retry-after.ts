/**
 * How long the portal asks to wait, in ms: from the Retry-After header (seconds or a date), or from the text of a 429 in a 200 answer
 * ("… Retry after 60 sec."), which is how ArcGIS Online's services ask. Undefined if nothing is said.
 */
export function retryAfter(header: string | undefined, text: string, now: number): number | undefined {
  if (header !== undefined) {
    if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
    const date = Date.parse(header);
    if (!Number.isNaN(date)) return Math.max(0, date - now);
  }
  const asked = /retry after (\d+)\s*(sec|min)/i.exec(text);
  if (!asked) return undefined;
  return Number(asked[1]) * (asked[2]?.toLowerCase() === 'min' ? 60_000 : 1000);
}
