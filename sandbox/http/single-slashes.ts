/** The address with repeated slashes of its path made one, as web servers read it: clients put addresses together carelessly. */
export function singleSlashes(url: string): string {
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  return path.replace(/\/{2,}/g, '/') + url.slice(path.length);
}
