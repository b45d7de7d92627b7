import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ArcGISError } from './arcgis-error.js';
import type { CallPlace } from './call.js';
import { explainNetworkError } from './explain-network-error.js';
import { type HttpAnswer, header, readBody } from './http-client.js';
import { failureOfText } from './json-answer.js';
import type { StreamedAnswer } from './portal.js';
import { cancelled } from './single-flight.js';

// No error of a portal is longer.
const LONGEST_ERROR = 64 * 1024;

/**
 * An answer as a stream whose errors are ArcGISErrors. Errors that ArcGIS sends in place of a file, with status 200, are thrown as Failure:
 * they are small, JSON or text, and have no file name.
 */
export async function streamAnswer(
  answer: HttpAnswer,
  place: CallPlace,
  now: number,
  signal: AbortSignal | undefined,
): Promise<StreamedAnswer> {
  if (answer.status < 200 || answer.status > 299) {
    const text = (await readBody(answer, LONGEST_ERROR)).toString('utf8');
    const failure = failureOfText(answer, text, place, now);
    if (failure) throw failure;
  }
  const contentType = header(answer, 'content-type') ?? 'application/octet-stream';
  const zipped = header(answer, 'content-encoding') === 'gzip';
  const length = header(answer, 'content-length');
  const result = {
    contentType,
    bytes: length === undefined || zipped ? undefined : Number(length),
    fileName: fileNameOf(header(answer, 'content-disposition')),
  };
  const source = zipped ? unzipped(answer.body) : answer.body;
  const mayBeError =
    result.fileName === undefined && /json|text/i.test(contentType) && (result.bytes ?? 0) <= LONGEST_ERROR;
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const head = mayBeError ? await readHead(iterator) : [];
  if (mayBeError) {
    const failure = failureOfText(answer, Buffer.concat(head).toString('utf8'), place, now);
    if (failure) {
      source.destroy();
      throw failure;
    }
  }
  const explain = (error: unknown): ArcGISError =>
    signal?.aborted ? cancelled() : explainNetworkError(error, place, answer.url.host).error;
  const body = Readable.from(pieces(head, iterator, explain), {
    objectMode: false,
    highWaterMark: 256 * 1024,
  });
  body.once('close', () => source.destroy());
  return { ...result, body };
}

/** The first pieces of a text that begins like an error envelope, up to the longest there is; else the first piece. */
async function readHead(iterator: AsyncIterator<Buffer>): Promise<Buffer[]> {
  const head: Buffer[] = [];
  let bytes = 0;
  while (bytes <= LONGEST_ERROR) {
    const { value, done } = await iterator.next();
    if (done) break;
    head.push(value);
    bytes += value.length;
    const start = Buffer.concat(head).toString('utf8', 0, 32).replace(/\s/g, '');
    if (!'{"error":'.startsWith(start.slice(0, 9))) break;
  }
  return head;
}

async function* pieces(
  head: Buffer[],
  rest: AsyncIterator<Buffer>,
  explain: (error: unknown) => ArcGISError,
): AsyncGenerator<Buffer> {
  try {
    yield* head;
    for (;;) {
      const { value, done } = await rest.next();
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw explain(error);
  }
}

function unzipped(body: Readable): Readable {
  const gunzip = createGunzip();
  body.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => body.destroy());
  return body.pipe(gunzip);
}

/** File name in a Content-Disposition header; the encoded form (RFC 6266) wins. */
function fileNameOf(disposition: string | undefined): string | undefined {
  if (disposition === undefined) return undefined;
  const encoded = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(disposition)?.[1];
  if (encoded !== undefined) {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // Not what it claims to be: the plain form says it as well.
    }
  }
  const plain = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition);
  const name = plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2];
  if (name === undefined) return undefined;
  // Portals send UTF-8, which the HTTP library may hand on byte by byte.
  const decoded = Buffer.from(name, 'latin1').toString('utf8');
  return decoded.includes('\uFFFD') || /[^\0-\xff]/.test(name) ? name : decoded;
}
