import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { RecordedRequest } from '../record/request-log.js';
import { StatusAnswer } from './answers.js';
import type { Caller, CallParams } from './call.js';
import type { RouteHost } from './route-host.js';
import type { TokenPlace } from './wire-switches.js';

/**
 * Who calls, by the token of the request; null without one, or where the host does not look at it. What is presented and by whom
 * goes into the record.
 * @throws PortalError 498 if the token is not valid
 */
export function callerOf(
  request: Request,
  params: CallParams,
  host: RouteHost,
  record: RecordedRequest,
): Caller | StatusAnswer | null {
  const found = tokenOf(request, params);
  if (!found) return null;
  record.token = 'invalid';
  record.tokenIn = found.place;
  record.tokenId = createHash('sha256').update(found.token).digest('hex').slice(0, 12);
  if (!host.wire.tokensIn.includes(found.place)) return null;
  const caller = host.identify(found.token, request.get('referer'), addressOf(request));
  if (caller === null || caller instanceof StatusAnswer) return caller;
  record.token = caller.tokenKind;
  record.user = caller.username;
  return caller;
}

/** The client's address, IPv4 as such. */
export function addressOf(request: Request): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

function tokenOf(request: Request, params: CallParams): { token: string; place: TokenPlace } | undefined {
  const token = params.text('token', '').trim();
  if (token !== '') return { token, place: params.placeOf('token') ?? 'body' };
  const header = bearer(request.get('x-esri-authorization'));
  if (header !== undefined) return { token: header, place: 'header' };
  const authorization = bearer(request.get('authorization'));
  return authorization === undefined ? undefined : { token: authorization, place: 'authorization' };
}

function bearer(header: string | undefined): string | undefined {
  return /^Bearer\s+(.+)$/i.exec(header ?? '')?.[1];
}
