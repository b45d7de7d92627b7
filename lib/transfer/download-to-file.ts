import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { ReadablePortal, StreamedAnswer } from '../portal/portal.js';
import { asDiskFull, demandFreeSpace } from './disk-full.js';

export interface Download {
  bytes: number;
  /** Hex. */
  sha256: string;
  /** As the portal names the file, if it does. */
  name?: string;
  contentType: string;
}

const ATTEMPTS = 3;
/** Files of so many bytes are not begun if the disk has no room for them. */
const LARGE = 1024 * 1024;

/**
 * Streams what `target` answers (path below /sharing/rest or URL of a service) to the file `path`, which appears only when it is complete:
 * until then it has the ending `.part`. A download that breaks off or is shorter than announced is started anew, three times at most.
 *
 * @throws ArcGISError; the unfinished file is removed.
 */
export async function downloadToFile(
  portal: ReadablePortal,
  target: string,
  path: string,
  options: { signal?: AbortSignal } = {},
): Promise<Download> {
  const part = `${path}.part`;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const download = await downloadOnce(portal, target, part, options.signal);
      await rename(part, path);
      return download;
    } catch (error) {
      await rm(part, { force: true });
      if (options.signal?.aborted) throw new ArcGISError('ARCGIS_CANCELLED', 'The download was cancelled.');
      if (!(error instanceof ArcGISError)) {
        const full = asDiskFull(error, path);
        if (full) throw full;
        throw new ArcGISError(
          'ARCGIS_UNEXPECTED',
          `The download of ${target} could not be written to ${path}: ${wordsOf(error)}.`,
        );
      }
      const brokeOff =
        error.code === 'ARCGIS_PARTIAL' || error.code === 'ARCGIS_NETWORK' || error.code === 'ARCGIS_TIMEOUT';
      if (!brokeOff || attempt >= ATTEMPTS) throw error;
    }
  }
}

async function downloadOnce(
  portal: ReadablePortal,
  target: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<Download> {
  const options = signal ? { signal } : {};
  const answer = await portal.stream(target, {}, options);
  if ((answer.bytes ?? 0) >= LARGE) {
    await demandFreeSpace(dirname(path), answer.bytes ?? 0).catch((error: unknown) => {
      answer.body.destroy();
      throw error;
    });
  }
  const hash = createHash('sha256');
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(answer.body, counter, createWriteStream(path), options);
  checkLength(answer, bytes, portal, target);
  return {
    bytes,
    sha256: hash.digest('hex'),
    ...(answer.fileName === undefined ? {} : { name: answer.fileName }),
    contentType: answer.contentType,
  };
}

function checkLength(answer: StreamedAnswer, bytes: number, portal: ReadablePortal, target: string): void {
  if (answer.bytes === undefined || answer.bytes === bytes) return;
  throw new ArcGISError(
    'ARCGIS_PARTIAL',
    `Only ${bytes} of ${answer.bytes} bytes of ${target} arrived from ${portal.url}. Run again.`,
    { portal: portal.url, endpoint: target },
  );
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
