import { randomBytes } from 'node:crypto';
import { createWriteStream, readdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A file of a zip that makes it large, and that nobody reads. */
export const PADDING = 'padding.bin';

const CHUNK = 1024 * 1024;

/** Packs the files of a folder into a zip in which they lie below `name`, with so many bytes of padding beside them. */
export async function zipFolder(folder: string, name: string, to: string, padding = 0): Promise<void> {
  const archive = new ZipFile();
  for (const file of readdirSync(folder).sort()) archive.addFile(path.join(folder, file), `${name}${file}`);
  if (padding > 0) {
    archive.addReadStream(Readable.from(chunks(padding), { objectMode: false }), PADDING, {
      size: padding,
      compress: false,
    });
  }
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(to));
}

function* chunks(bytes: number): Generator<Buffer> {
  const chunk = randomBytes(Math.min(bytes, CHUNK));
  for (let left = bytes; left > 0; left -= CHUNK) yield chunk.subarray(0, Math.min(left, CHUNK));
}
