/** The comparison form of a service URL without the port of its server. */
export function withoutPort(key: string): string {
  return key.replace(/^([^/]*?):\d+(?=\/|$)/, '$1');
}
