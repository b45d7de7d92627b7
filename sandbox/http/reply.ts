import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { RecordedRequest } from '../record/request-log.js';
import {
  BytesAnswer,
  FileAnswer,
  HtmlAnswer,
  PortalError,
  RedirectAnswer,
  StatusAnswer,
  TextAnswer,
} from './answers.js';
import type { CallParams } from './call.js';
import { directoryPage } from './directory-page.js';
import type { Route, RouteHost } from './routes.js';

/**
 * Sends an answer in the form that `f` asks for, over the line, and notes status and size in the record.
 * @param cutAfter break off after so many bytes of the body
 */
export async function reply(
  response: Response,
  answer: unknown,
  route: Route,
  params: CallParams,
  host: Pick<RouteHost, 'line' | 'jsonType'>,
  record: RecordedRequest,
  cutAfter?: number,
): Promise<void> {
  const { status, body, bytes } = await prepare(response, answer, route, params, host);
  record.status = status;
  record.bytes = bytes;
  response.status(status);
  response.setHeader('Content-Length', bytes);
  response.setHeader('Cache-Control', 'no-store');
  if (response.req.method === 'HEAD') {
    response.end();
  } else if (cutAfter !== undefined) {
    await cut(response, body, cutAfter);
  } else if (!host.line.limited && Buffer.isBuffer(body)) {
    response.end(body);
  } else {
    const source = Buffer.isBuffer(body) ? Readable.from([body]) : body;
    if (host.line.limited) await pipeline(source, host.line.stage(), response);
    else await pipeline(source, response);
  }
}

/** Sends the first bytes and breaks the connection. */
async function cut(response: Response, body: Buffer | Readable, bytes: number): Promise<void> {
  const whole = Buffer.isBuffer(body) ? body : await buffer(body);
  await new Promise<void>((resolve) => response.write(whole.subarray(0, bytes), () => resolve()));
  response.destroy();
}

interface Prepared {
  status: number;
  body: Buffer | Readable;
  bytes: number;
}

async function prepare(
  response: Response,
  answer: unknown,
  route: Route,
  params: CallParams,
  host: Pick<RouteHost, 'jsonType'>,
): Promise<Prepared> {
  const text = (value: string, contentType: string, status = 200): Prepared => {
    response.setHeader('Content-Type', contentType);
    const body = Buffer.from(value, 'utf8');
    return { status, body, bytes: body.length };
  };
  if (answer instanceof FileAnswer) {
    response.setHeader('Content-Type', answer.contentType);
    if (answer.name !== undefined) response.setHeader('Content-Disposition', attachment(answer.name));
    const { size } = await stat(answer.path);
    return { status: 200, body: createReadStream(answer.path), bytes: size };
  }
  if (answer instanceof BytesAnswer) {
    response.setHeader('Content-Type', answer.contentType);
    if (answer.name !== undefined) response.setHeader('Content-Disposition', attachment(answer.name));
    return { status: 200, body: answer.bytes, bytes: answer.bytes.length };
  }
  if (answer instanceof TextAnswer) return text(answer.text, answer.contentType);
  if (answer instanceof StatusAnswer) {
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    return text(answer.text, answer.contentType, answer.status);
  }
  if (answer instanceof HtmlAnswer) return text(answer.html, 'text/html;charset=utf-8', answer.status);
  if (answer instanceof RedirectAnswer) {
    response.setHeader('Location', answer.location);
    return { status: 302, body: Buffer.alloc(0), bytes: 0 };
  }
  const json = answer instanceof PortalError ? answer.toJSON() : answer;
  const format = params.text('f', '').trim().toLowerCase();
  const asPage = (format === '' || format === 'html') && !route.fileLike;
  if (asPage) return text(directoryPage(response.req.path, json), 'text/html;charset=utf-8');
  return text(JSON.stringify(json, null, format === 'pjson' ? 2 : undefined) ?? '', host.jsonType);
}

function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
