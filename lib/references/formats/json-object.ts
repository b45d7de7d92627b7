export type JsonObject = Record<string, unknown>;

/** Told of each change that a pass makes. */
export type Note = (path: string, from: string, to: string) => void;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
