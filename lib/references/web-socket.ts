/**
 * Stream layers are reached by WebSockets at the address of their service (`wss://…`). Works on a URL as the address that it would have by HTTP; any
 * other URL is worked on as it is.
 */
export function byHttp<T>(
  url: string,
  work: (url: string) => T,
  back: (result: T) => T = (result) => result,
): T {
  return /^wss?:/i.test(url) ? back(work(url.replace(/^ws/i, 'http'))) : work(url);
}
