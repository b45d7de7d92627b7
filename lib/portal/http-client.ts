import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type FormData, request } from 'undici';
import { type Dispatchers, openDispatchers } from './dispatchers.js';
import type { TlsOptions } from './portal.js';

export interface HttpRequest {
  url: URL;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: Buffer | FormData;
  /** Ms until the head of the answer is here, and between two pieces of its body. */
  timeout: number;
  signal?: AbortSignal | undefined;
  /** The host is the portal's or one of its servers'. */
  own: boolean;
}

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Readable;
  /** Where the answer came from, after redirects. */
  url: URL;
}

const unzip = promisify<Buffer, { chunkSize: number }, Buffer>(gunzip);
/** What a packed body is unpacked in, in bytes: in one piece if it is no longer than this. */
const LEAST_CHUNK = 16 * 1024;
const MOST_CHUNK = 16 * 1024 * 1024;

/** The one place that sends anything. Counts what it sends; knows nothing of ArcGIS; throws what the HTTP library throws. */
export class HttpClient {
  #requests = 0;
  readonly #dispatchers: Dispatchers;

  constructor(options: { tls?: TlsOptions; proxy?: string; timeout: number }) {
    this.#dispatchers = openDispatchers(options);
  }

  get requests(): number {
    return this.#requests;
  }

  async send(call: HttpRequest): Promise<HttpAnswer> {
    this.#requests += 1;
    const answer = await request(call.url, {
      method: call.method,
      headers: call.headers,
      body: call.body ?? null,
      dispatcher: call.own ? this.#dispatchers.own : this.#dispatchers.foreign,
      headersTimeout: call.timeout,
      bodyTimeout: call.timeout,
      ...(call.signal ? { signal: call.signal } : {}),
    });
    // Whoever reads the body is told of its errors; one that is dropped unread must not end the process.
    answer.body.on('error', () => undefined);
    return { status: answer.statusCode, headers: answer.headers, body: answer.body, url: call.url };
  }

  async close(): Promise<void> {
    await Promise.all([this.#dispatchers.own.destroy(), this.#dispatchers.foreign.destroy()]);
  }
}

/** The whole body, decompressed; with `limit` its first bytes at most (the rest is dropped). */
export async function readBody(answer: HttpAnswer, limit = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes >= limit) break;
  }
  const body = Buffer.concat(chunks);
  if (header(answer, 'content-encoding') !== 'gzip' || body.length === 0) return body;
  // A packed body ends with its length. Nothing depends on its being right.
  const length = body.length < 4 ? 0 : body.readUInt32LE(body.length - 4);
  return unzip(body, { chunkSize: Math.min(MOST_CHUNK, Math.max(LEAST_CHUNK, length + 1)) });
}

/** A header in one string; undefined if it is not there. */
export function header(answer: HttpAnswer, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
