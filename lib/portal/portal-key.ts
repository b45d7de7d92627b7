/** Form of a portal's address for comparison: host, port and context in lower case, without scheme, default port and trailing slash. */
export function portalKey(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/\/sharing(\/rest)?\/?$/, '')
    .replace(/\/+$/, '')
    .replace(/:(80|443)(?=\/|$)/, '');
}
