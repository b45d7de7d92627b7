import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, Response, Router } from 'express';
import type { RecordedRequest } from '../record/request-log.js';
import type { RequestRecorder } from '../record/request-recorder.js';
import { HtmlAnswer, PortalError, StatusAnswer } from './answers.js';
import { type Call, type Caller, CallParams, type UploadedFile } from './call.js';
import { directoryPage } from './directory-page.js';
import { type Fault, faultAnswer, lateAnswer } from './fault.js';
import type { Line } from './line.js';
import { readBody } from './read-body.js';
import { reply } from './reply.js';

/** What a handler returns is the answer: a plain object becomes JSON. Throw a PortalError to refuse. */
export type Handler = (call: Call) => unknown | Promise<unknown>;

export interface Route {
  /** Express path below the mount point: '/content/items/:id'. Case and a trailing slash do not matter. */
  path: string;
  handler: Handler;
  /** Changes something: refused while the portal is in read-only mode. */
  write?: boolean;
  /** The answer is a page, whatever `f` says. */
  html?: boolean;
  /** Answers bytes or stored text: refusals are JSON even without `f`. */
  fileLike?: boolean;
  /** 499 without a token. */
  needsToken?: boolean;
  /** Default both. */
  methods?: ('GET' | 'POST')[];
}

/** The state a listener's routes share. */
export interface RouteHost {
  /** Scheme, host and port of this listener. */
  readonly origin: string;
  readonly secure: boolean;
  readonly recorder: RequestRecorder;
  readonly line: Line;
  /** Folder for uploads in progress. */
  readonly uploads: string;
  /** Content type of JSON answers: the sharing API and the services differ. */
  readonly jsonType: string;
  latency(): number;
  readOnly(): boolean;
  /** What goes wrong with this request on purpose. */
  fault(request: RecordedRequest): Fault | undefined;
  /** Who presents this token; a PortalError 498 if it is not valid here. A host that takes no tokens gives its answer to that. */
  identify(token: string, referer: string | undefined): Caller | StatusAnswer;
}

/** Adds the routes to a router, in their order. */
export function mountRoutes(router: Router, routes: Route[], host: RouteHost): void {
  for (const route of routes) {
    router.all(route.path, (request, response) => serve(route, request, response, host));
  }
}

const UNKNOWN = '/{*path}';

/** What a portal says to an address that it does not know. It is recorded as unknown. */
export function unknownRoute(): Route {
  return {
    path: UNKNOWN,
    handler: () => {
      throw new PortalError(400, 'Invalid URL', { details: ['Invalid URL'] });
    },
  };
}

async function serve(route: Route, request: Request, response: Response, host: RouteHost): Promise<void> {
  const url = new URL(request.originalUrl, host.origin);
  const record = host.recorder.begin(request.method, new URL(host.origin).host, url.pathname);
  record.write = route.write === true;
  record.unknown = route.path === UNKNOWN;
  const params = new CallParams();
  const files = new Map<string, UploadedFile>();
  for (const [name, value] of url.searchParams) params.set(name, value);
  try {
    const latency = host.latency();
    if (latency > 0) await sleep(latency);
    const parsed = await readBody(request, params, files, host);
    host.recorder.params(record, params);
    const fault = host.fault(record);
    if (fault?.kind === 'reset') throw new Error('The connection is broken on purpose.');
    const answer =
      faultAnswer(fault) ?? (await answerOf(route, request, url, params, files, parsed, host, record));
    if (fault?.kind === 'lost-reply') throw new Error('The connection is broken on purpose.');
    await reply(
      response,
      lateAnswer(fault) ?? answer,
      route,
      params,
      host,
      record,
      fault?.kind === 'cut' ? fault.bytes : undefined,
    );
  } catch (error) {
    // The client went away, or the answer could not be written: nobody is left to tell.
    record.status ||= 499;
    response.destroy(error instanceof Error ? error : undefined);
  } finally {
    await Promise.all([...files.values()].map((file) => rm(file.path, { force: true })));
  }
}

async function answerOf(
  route: Route,
  request: Request,
  url: URL,
  params: CallParams,
  files: Map<string, UploadedFile>,
  parsed: boolean,
  host: RouteHost,
  record: RecordedRequest,
): Promise<unknown> {
  try {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (method !== 'GET' && method !== 'POST') throw methodNotSupported();
    if (route.methods && !route.methods.includes(method)) throw methodNotSupported();
    if (!parsed && (route.write === true || !params.has('f'))) {
      return new HtmlAnswer(directoryPage(url.pathname, undefined));
    }
    const caller = callerOf(request, params, host, record);
    if (caller instanceof StatusAnswer) return caller;
    if (route.needsToken && !caller) throw tokenRequired();
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
    };
    return await route.handler(call);
  } catch (error) {
    if (error instanceof PortalError) {
      record.error = `${error.code} ${error.message}`;
      return error;
    }
    host.recorder.problem(record, error);
    const message = error instanceof Error ? error.message : String(error);
    return new PortalError(500, message === '' ? 'An error occurred.' : message);
  }
}

function callerOf(
  request: Request,
  params: CallParams,
  host: RouteHost,
  record: RecordedRequest,
): Caller | StatusAnswer | null {
  const bearer = /^Bearer\s+(.+)$/i.exec(
    request.get('x-esri-authorization') ?? request.get('authorization') ?? '',
  )?.[1];
  const token = params.text('token', '').trim() || bearer;
  if (token === undefined) return null;
  record.token = 'invalid';
  const caller = host.identify(token, request.get('referer'));
  if (caller instanceof StatusAnswer) return caller;
  record.token = caller.tokenKind;
  record.user = caller.username;
  return caller;
}

function routeParts(request: Request): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.params)) {
    if (value !== undefined) parts[name] = Array.isArray(value) ? value.join('/') : value;
  }
  return parts;
}

/** 499, as `/community/self` without a token answers it. */
export function tokenRequired(): PortalError {
  return new PortalError(499, 'Token Required', { messageCode: 'GWM_0003', details: ['Token Required'] });
}

function methodNotSupported(): PortalError {
  return new PortalError(405, 'Method not supported.', { messageCode: 'GWM_0005' });
}
