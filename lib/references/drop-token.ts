/**
 * Removes `token=…` from the query of a URL (or of the end of one): no document may carry a portal's token to
 * another.
 */
export function dropToken(url: string): string {
  const start = url.indexOf('?');
  if (start < 0 || !/[?&;]token=/i.test(url)) {
    return url;
  }
  const hash = url.indexOf('#', start);
  const query = url.slice(start + 1, hash < 0 ? undefined : hash);
  const separator = query.includes('&amp;') ? '&amp;' : '&';
  const kept = query.split(/&(?:amp;)?/).filter((parameter) => !/^token=/i.test(parameter));
  return (
    url.slice(0, start) +
    (kept.length === 0 ? '' : `?${kept.join(separator)}`) +
    (hash < 0 ? '' : url.slice(hash))
  );
}
