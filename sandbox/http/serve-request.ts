import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, Response } from 'express';
import type { RecordedRequest } from '../record/request-log.js';
import { HtmlAnswer, PortalError, StatusAnswer } from './answers.js';
import { type Call, type Caller, CallParams, type UploadedFile } from './call.js';
import { addressOf, callerOf } from './caller-of.js';
import { allowOrigin, preflight } from './cors.js';
import { directoryPage } from './directory-page.js';
import { delayOf, type Fault, fateOf, faultAnswer, lateAnswer, rowRefusalOf } from './fault.js';
import { withJobFate } from './job-fate.js';
import { BodyTooLong, readBody } from './read-body.js';
import { withRefusedRow } from './refused-row.js';
import { reply } from './reply.js';
import type { RouteHost } from './route-host.js';
import type { Route } from './routes.js';
import { singleSlashes } from './single-slashes.js';
import { tokenRequired } from './token-required.js';
import { isRefusal, throughWebTier } from './web-tier.js';

/** One request on its way through a listener. */
interface Exchange {
  route: Route;
  request: Request;
  url: URL;
  host: RouteHost;
  record: RecordedRequest;
  params: CallParams;
  files: Map<string, UploadedFile>;
  faults: Fault[];
}

/** Reads a request, lets the route answer it, and notes both. @param unknown no route of its own: noted, too */
export async function serveRequest(
  route: Route,
  request: Request,
  response: Response,
  host: RouteHost,
  unknown: boolean,
): Promise<void> {
  const url = new URL(singleSlashes(request.originalUrl), host.origin);
  const record = host.recorder.begin(request.method, new URL(host.origin).host, url.pathname, host.context);
  record.write = route.write === true;
  record.unknown = unknown;
  const referer = request.get('referer');
  if (referer !== undefined) record.referer = referer;
  const params = new CallParams();
  const files = new Map<string, UploadedFile>();
  for (const [name, value] of url.searchParams) params.set(name, value, 'query');
  const exchange: Exchange = { route, request, url, host, record, params, files, faults: [] };
  try {
    const latency = host.latency();
    if (latency > 0) await sleep(latency);
    if (request.method === 'OPTIONS') {
      preflight(request, response, host.wire.allowedOrigins);
      record.status = response.statusCode;
      return;
    }
    const answer = await answerTo(exchange);
    const { faults } = exchange;
    if (faults.some(({ kind }) => kind === 'reset' || kind === 'lost-reply')) {
      throw new Error('The connection is broken on purpose.');
    }
    // Pages of other origins may read answers; those of this one they may not.
    if (route.html !== true) allowOrigin(request, response, host.wire.allowedOrigins);
    const cut = faults.find((fault) => fault.kind === 'cut');
    await reply(response, lateAnswer(faults) ?? answer, route, params, host, record, cut?.bytes);
  } catch (error) {
    // The client went away, or the answer could not be written: nobody is left to tell.
    record.status ||= 499;
    response.destroy(error instanceof Error ? error : undefined);
  } finally {
    await Promise.all([...files.values()].map((file) => rm(file.path, { force: true })));
  }
}

async function answerTo(exchange: Exchange): Promise<unknown> {
  const { request, params, files, host, record } = exchange;
  const user = throughWebTier(request, host.webTier);
  let parsed: boolean | BodyTooLong;
  try {
    parsed = await readBody(request, params, files, host);
  } catch (error) {
    if (!(error instanceof BodyTooLong)) throw error;
    parsed = error;
  }
  record.received = Number(request.get('content-length') ?? 0);
  host.recorder.params(record, params);
  if (isRefusal(user)) return user;
  if (user) record.user = user.username;
  const { longestUrl } = host.wire;
  if (longestUrl > 0 && request.originalUrl.length > longestUrl) return tooLong('413 Request URL Too Large');
  if (parsed instanceof BodyTooLong) return tooLong(parsed.message);
  const faults = host.faults(record);
  exchange.faults = faults;
  const delay = delayOf(faults);
  if (delay > 0) await sleep(delay, undefined, { ref: false });
  if (faults.some(({ kind }) => kind === 'reset')) return undefined;
  const early = faultAnswer(faults) ?? host.throttle?.count();
  if (early) return refused(record, early);
  const serve = () => answerOf(exchange, parsed, user);
  return withRefusedRow(rowRefusalOf(faults), () => withJobFate(fateOf(faults), serve));
}

async function answerOf(exchange: Exchange, parsed: boolean, user: Caller | null): Promise<unknown> {
  const { route, request, url, host, record, params, files, faults } = exchange;
  try {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (method !== 'GET' && method !== 'POST') throw methodNotSupported();
    if (route.methods && !route.methods.includes(method)) throw methodNotSupported();
    if (!parsed && (route.write === true || !params.has('f'))) {
      return new HtmlAnswer(directoryPage(host.directory, url.pathname, undefined));
    }
    if (host.sslOnly() && !host.secure && route.html !== true) {
      throw new PortalError(403, 'SSL Required', { details: ['SSL Required'] });
    }
    const presented = callerOf(request, params, host, record);
    if (presented instanceof StatusAnswer) return presented;
    if (record.tokenIn !== undefined && faults.some(({ kind }) => kind === 'expired-token')) {
      throw host.expired();
    }
    const caller = presented ?? user;
    const closed = host.membersOnly() && route.signIn !== true && route.html !== true;
    if ((route.needsToken || closed) && !caller) throw tokenRequired();
    if (route.write && host.readOnly()) {
      throw new PortalError(403, 'The portal is in read-only mode. This operation is not permitted.', {
        details: ['The portal is in read-only mode.'],
      });
    }
    const call: Call = {
      method,
      path: url.pathname,
      origin: host.origin,
      route: routeParts(request),
      params,
      files,
      caller,
      secure: host.secure,
      address: addressOf(request),
      referer: request.get('referer'),
    };
    return await route.handler(call);
  } catch (error) {
    if (error instanceof PortalError) return refused(record, error);
    host.recorder.problem(record, error);
    const message = error instanceof Error ? error.message : String(error);
    return new PortalError(500, message === '' ? 'An error occurred.' : message);
  }
}

function tooLong(title: string): StatusAnswer {
  return new StatusAnswer(413, `<html><body><h1>${title}</h1></body></html>`, 'text/html');
}

function refused<T>(record: RecordedRequest, answer: T): T {
  if (answer instanceof PortalError) record.error = `${answer.code} ${answer.message}`;
  return answer;
}

function routeParts(request: Request): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.params)) {
    if (value !== undefined) parts[name] = Array.isArray(value) ? value.join('/') : value;
  }
  return parts;
}

function methodNotSupported(): PortalError {
  return new PortalError(405, 'Method not supported.', { messageCode: 'GWM_0005' });
}
