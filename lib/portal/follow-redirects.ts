import type { Call, CallPlace } from './call.js';
import { explainRedirect } from './explain-http-failure.js';
import { type HttpAnswer, type HttpClient, type HttpRequest, header } from './http-client.js';

const MOST_REDIRECTS = 5;
// Whole parts of host and path: a file may well be called "login_statistics.csv".
const LOGIN_HOST = /^(login|signin|sso|idp|adfs|auth)[.-]/i;
const LOGIN_PATH = /\/(login|signin|sso|idp|adfs|saml2?|oauth2?|authorize|wsfed)(\.html?|\.aspx)?(\/|$)/i;

/**
 * Sends, and goes where the answer points to. Portals keep file contents elsewhere (ArcGIS Online at a storage provider): what leaves the
 * origin goes as a plain GET without token, referer, client certificate and body. A redirect to a login page, or of a write, is a failure.
 */
export async function followRedirects(
  http: HttpClient,
  first: HttpRequest,
  call: Call,
  place: CallPlace,
  onHop: (url: URL) => void,
): Promise<HttpAnswer> {
  let request = first;
  for (let hops = 0; ; hops += 1) {
    const answer = await http.send(request);
    const location = header(answer, 'location');
    if (answer.status < 300 || answer.status > 308 || answer.status === 304 || location === undefined)
      return answer;
    answer.body.resume();
    const to = new URL(location, request.url);
    if (hops >= MOST_REDIRECTS || isForbidden(call, request.url, to, answer.status)) {
      throw explainRedirect(request.url, to, place);
    }
    onHop(to);
    request = next(request, to, answer.status);
  }
}

function isForbidden(call: Call, from: URL, to: URL, status: number): boolean {
  // Only these two say that nothing was done and that the same request is wanted there.
  if (call.write && (from.origin !== to.origin || (status !== 307 && status !== 308))) return true;
  if (to.protocol !== 'http:' && to.protocol !== 'https:') return true;
  if (LOGIN_PATH.test(to.pathname) || /SAMLRequest|wsignin/i.test(to.search)) return true;
  if (from.origin === to.origin) return false;
  const toHttps = from.hostname === to.hostname && from.protocol === 'http:' && to.protocol === 'https:';
  return toHttps || LOGIN_HOST.test(to.host);
}

function next(request: HttpRequest, to: URL, status: number): HttpRequest {
  const { body, ...rest } = request;
  if (to.origin === request.url.origin) {
    const samePost = request.method === 'POST' && (status === 307 || status === 308) && body !== undefined;
    return samePost ? { ...request, url: to } : { ...rest, url: to, method: 'GET' };
  }
  const headers = { accept: '*/*', 'accept-encoding': request.headers['accept-encoding'] ?? 'identity' };
  return { ...rest, url: to, method: 'GET', own: false, headers };
}
