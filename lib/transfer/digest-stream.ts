import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

/** Length and SHA-256 (hex) of a stream, read to its end without keeping it. Rejects with the stream's error. */
export async function digestStream(readable: Readable): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of readable) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
