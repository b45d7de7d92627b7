import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline as connect, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import type { Request } from 'express';
import type { CallParams, UploadedFile } from './call.js';
import { formFields } from './form-fields.js';
import type { RouteHost } from './route-host.js';

/** Longest form body, and longest field of a multipart body, in bytes. */
const FORM_LIMIT = 128 * 1024 * 1024;

/** A body that is longer than it may be; it was read to its end, so that the client can be told. */
export class BodyTooLong extends Error {}

/**
 * Reads the body into `params` and `files` (each file part goes to a temporary file as it arrives).
 * @returns false if there is a body that a portal cannot read: another content type, or a broken multipart body.
 *   Such a portal sees none of its parameters, not even `f`.
 */
export async function readBody(
  request: Request,
  params: CallParams,
  files: Map<string, UploadedFile>,
  host: Pick<RouteHost, 'line' | 'uploads' | 'wire'>,
): Promise<boolean> {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  let tooLong = false;
  const body = bodyOf(request, host, () => {
    tooLong = true;
  });
  const readable = await read(request, body, params, files, host);
  if (tooLong) throw new BodyTooLong('413 Request Entity Too Large');
  return readable;
}

async function read(
  request: Request,
  body: Readable,
  params: CallParams,
  files: Map<string, UploadedFile>,
  host: Pick<RouteHost, 'uploads'>,
): Promise<boolean> {
  const type = request.get('content-type')?.toLowerCase() ?? '';
  if (type.startsWith('multipart/form-data')) {
    return readMultipart(
      request.headers['content-type'] ?? '',
      body,
      params,
      files,
      host.uploads,
      () => request.errored !== null,
    );
  }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of formFields(await bytesOf(body))) params.set(name, value);
    return true;
  }
  let bytes = 0;
  for await (const chunk of body) bytes += (chunk as Buffer).length;
  return bytes === 0;
}

/** The body at the speed of the line. Of a body without Content-Length nothing is taken beyond the limit of such bodies. */
function bodyOf(request: Request, host: Pick<RouteHost, 'line' | 'wire'>, tooLong: () => void): Readable {
  let body: Readable = request;
  const then = (stage: Transform) => {
    body = connect(body, stage, () => undefined) as Transform;
  };
  if (host.line.limited) then(host.line.stage());
  if (request.get('content-length') === undefined) then(shortBody(host.wire.chunkedLimit, tooLong));
  return body;
}

function shortBody(limit: number, tooLong: () => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= limit) return done(null, chunk);
      tooLong();
      done();
    },
  });
}

async function bytesOf(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += (chunk as Buffer).length;
    if (bytes > FORM_LIMIT) throw new Error('The request body is too large.');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

async function readMultipart(
  contentType: string,
  body: Readable,
  params: CallParams,
  files: Map<string, UploadedFile>,
  uploads: string,
  gone: () => boolean,
): Promise<boolean> {
  const writing: Promise<void>[] = [];
  const broken = new AbortController();
  let parser: BusboyInstance;
  try {
    parser = new Busboy({
      headers: { 'content-type': contentType },
      limits: { fieldSize: FORM_LIMIT },
      isPartAFile: (_field, _type, fileName) => fileName !== undefined,
    });
  } catch {
    body.resume();
    return false;
  }
  parser.on('field', (name, value) => params.set(name, value));
  parser.on('file', (field, stream, name, _encoding, partType) => {
    const file: UploadedFile = { path: join(uploads, randomUUID()), name, bytes: 0, contentType: partType };
    const key = field.toLowerCase();
    files.set(files.has(key) ? `${key}#${files.size}` : key, file);
    const sink = createWriteStream(file.path);
    const { signal } = broken;
    writing.push(
      pipeline(stream, sink, { signal }).then(() => {
        file.bytes = sink.bytesWritten;
      }),
    );
  });
  try {
    await pipeline(body, parser);
    await Promise.all(writing);
    return true;
  } catch (error) {
    // The parser leaves the part that it was in open.
    broken.abort();
    await Promise.allSettled(writing);
    if (gone()) throw error;
    return false;
  }
}
