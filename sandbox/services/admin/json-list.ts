/** The objects of a list that a client sent; none if it is no list. */
export function jsonList(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : [];
}
