import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Response } from 'express';
import type { RecordedRequest } from '../record/request-log.js';
import {
  BytesAnswer,
  FileAnswer,
  HtmlAnswer,
  JsonTextAnswer,
  PortalError,
  RedirectAnswer,
  StatusAnswer,
  TextAnswer,
} from './answers.js';
import type { CallParams } from './call.js';
import { directoryPage, disabledPage } from './directory-page.js';
import { revalidate } from './revalidate.js';
import type { RouteHost } from './route-host.js';
import type { Route } from './routes.js';

const gzipped = promisify<Buffer, { level: number }, Buffer>(gzip);
/** Texts from this length on are compressed, in bytes. */
const COMPRESSED = 2048;

/**
 * Sends an answer in the form that `f` asks for, over the line, and notes status and size in the record.
 * @param cutAfter break off after so many bytes of the body
 */
export async function reply(
  response: Response,
  answer: unknown,
  route: Route,
  params: CallParams,
  host: Pick<RouteHost, 'line' | 'jsonType' | 'directory' | 'wire'>,
  record: RecordedRequest,
  cutAfter?: number,
): Promise<void> {
  response.setHeader('Cache-Control', 'no-store');
  const prepared = await prepare(response, answer, route, params, host);
  const { status, body, bytes } = host.wire.gzip ? await compressed(response, prepared) : prepared;
  record.status = status;
  record.bytes = bytes;
  response.status(status);
  response.setHeader('Content-Length', bytes);
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

/** Texts that are long enough, for clients that take them so. */
async function compressed(response: Response, prepared: Prepared): Promise<Prepared> {
  const { status, body } = prepared;
  if (!Buffer.isBuffer(body) || body.length < COMPRESSED) return prepared;
  if (!/^text\/|json|xml/.test(String(response.getHeader('Content-Type')))) return prepared;
  response.vary('Accept-Encoding');
  if (!/\bgzip\b/.test(response.req.get('accept-encoding') ?? '')) return prepared;
  response.setHeader('Content-Encoding', 'gzip');
  const zipped = await gzipped(body, { level: 1 });
  return { status, body: zipped, bytes: zipped.length };
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
  host: Pick<RouteHost, 'jsonType' | 'directory' | 'wire'>,
): Promise<Prepared> {
  const text = (value: string, contentType: string, status = 200): Prepared => {
    response.setHeader('Content-Type', contentType);
    const body = Buffer.from(value, 'utf8');
    return { status, body, bytes: body.length };
  };
  if (answer instanceof FileAnswer) {
    response.setHeader('Content-Type', answer.contentType);
    if (answer.name !== undefined) response.setHeader('Content-Disposition', attachment(answer.name));
    const file = await stat(answer.path);
    if (host.wire.validators && revalidate(response.req, response, file)) {
      return { status: 304, body: Buffer.alloc(0), bytes: 0 };
    }
    return { status: 200, body: createReadStream(answer.path), bytes: file.size };
  }
  if (answer instanceof BytesAnswer) {
    response.setHeader('Content-Type', answer.contentType);
    if (answer.name !== undefined) response.setHeader('Content-Disposition', attachment(answer.name));
    return { status: 200, body: answer.bytes, bytes: answer.bytes.length };
  }
  if (answer instanceof TextAnswer) return text(answer.text, answer.contentType);
  if (answer instanceof JsonTextAnswer) return text(answer.text, host.jsonType);
  if (answer instanceof StatusAnswer) {
    for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
    return text(answer.text, answer.contentType, answer.status);
  }
  if (answer instanceof HtmlAnswer) return text(answer.html, 'text/html;charset=utf-8', answer.status);
  if (answer instanceof RedirectAnswer) {
    response.setHeader('Location', answer.location);
    return { status: answer.status, body: Buffer.alloc(0), bytes: 0 };
  }
  const json = answer instanceof PortalError ? answer.toJSON() : answer;
  const format = params.text('f', '').trim().toLowerCase();
  const asPage = (format === '' || format === 'html') && !route.fileLike;
  if (asPage && !host.wire.directoryPages) return text(disabledPage(), 'text/html;charset=utf-8', 403);
  if (asPage) {
    const path = response.req.originalUrl.replace(/\?.*$/, '');
    return text(directoryPage(host.directory, path, json), 'text/html;charset=utf-8');
  }
  return text(JSON.stringify(json, null, format === 'pjson' ? 2 : undefined) ?? '', host.jsonType);
}

function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
