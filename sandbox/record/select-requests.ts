import { matchesPath } from './matches-path.js';
import type { RecordedRequest, RequestQuery } from './request-log.js';

/** The requests that meet all conditions of the query. */
export function selectRequests(
  requests: RecordedRequest[],
  query: RequestQuery,
  contextOf: (request: RecordedRequest) => string,
): RecordedRequest[] {
  const { method, path, host, token, user, status, write, since } = query;
  return requests.filter(
    (one) =>
      (method === undefined || one.method === method.toUpperCase()) &&
      (path === undefined || matchesPath(path, one.path, contextOf(one))) &&
      (host === undefined || one.host === host || one.host.endsWith(`:${host}`)) &&
      (token === undefined || hasToken(one, token)) &&
      (user === undefined || one.user === user) &&
      (status === undefined || one.status === status) &&
      (write === undefined || one.write === write) &&
      (since === undefined || one.at >= since),
  );
}

function hasToken(request: RecordedRequest, token: string): boolean {
  if (token === 'any') return request.tokenIn !== undefined;
  return [request.token, request.tokenIn, request.tokenId].includes(token);
}
