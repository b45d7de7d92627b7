/**
 * Length of the part of a URL that is one of the given addresses (`host[:port]/context`, lower case), scheme
 * included; 0 if none is. The address must end where a path segment ends. The longest one counts. Default
 * ports and the case of the host and context make no difference. The URL may come without scheme.
 */
export function matchAddress(url: string, addresses: readonly string[]): number {
  const match = /^((?:https?:)?\/\/)?([\w.-]+|\[[0-9a-f:.]+\])(:\d+)?(.*)$/is.exec(url);
  if (match === null) {
    return 0;
  }
  const [, scheme = '', host = '', port = '', path = ''] = match;
  const authority = host.toLowerCase() + (port === ':80' || port === ':443' ? '' : port);
  const lowerPath = path.toLowerCase();
  let length = 0;
  for (const address of addresses) {
    const slash = address.indexOf('/');
    const context = slash < 0 ? '' : address.slice(slash);
    if (
      authority === (slash < 0 ? address : address.slice(0, slash)) &&
      lowerPath.startsWith(context) &&
      !/^(?:[\w~%-]|\.\w)/.test(path.slice(context.length))
    ) {
      length = Math.max(length, scheme.length + host.length + port.length + context.length);
    }
  }
  return length;
}
