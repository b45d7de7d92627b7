import type { Params } from './portal.js';

/**
 * Parameters as the REST API takes them: objects and lists of objects as JSON, lists of plain values joined by commas (the API has no
 * way to escape a comma inside one), dates in epoch ms, booleans as words. undefined and null are left out.
 */
export function encodeParams(params: Params): [name: string, value: string | Blob][] {
  const result: [string, string | Blob][] = [];
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null) continue;
    result.push([name, encode(value)]);
  }
  return result;
}

function encode(value: unknown): string | Blob {
  if (value instanceof Blob) return value;
  if (value instanceof Date) return String(value.getTime());
  if (Array.isArray(value)) {
    return value.every((entry) => typeof entry !== 'object' || entry === null)
      ? value.filter((entry) => entry !== undefined && entry !== null).join(',')
      : JSON.stringify(value);
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
