import { type FileHandle, open } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';

const CENTRAL = 0x02014b50;
const END = Buffer.from([0x50, 0x4b, 5, 6]);
const END_64 = 0x06064b50;
/** Where the end of the directory can be found: its own length and that of the longest comment. */
const TAIL = 22 + 0xffff;
/** Larger directories and members are not those that are looked for here. */
const MOST = 64 * 1024 * 1024;
const IN_64 = 0xffffffff;

/**
 * One member of a zip file of any size, which stays on disk; null if there is none of that name, or the file is no zip that can be read.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export async function readZipMember(path: string, named: RegExp): Promise<Buffer | null> {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return null;
  try {
    return await member(file, named);
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

async function member(file: FileHandle, named: RegExp): Promise<Buffer | null> {
  const { size } = await file.stat();
  const directory = await readDirectory(file, size);
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === CENTRAL; ) {
    const method = directory.readUInt16LE(at + 10);
    const [packed, unpacked, offset] = [20, 24, 42].map((place) => directory.readUInt32LE(at + place));
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) =>
      directory.readUInt16LE(at + place),
    );
    const names = at + 46;
    const extras = names + Number(nameLength);
    const end = extras + Number(extraLength);
    if (named.test(directory.toString('utf8', names, extras))) {
      const wide = wideNumbers(directory.subarray(extras, end));
      const real = (value: number | undefined): number =>
        value === IN_64 ? Number(wide.shift()) : Number(value);
      // In this order, each only where its own place is too small.
      const [length, bytes, start] = [real(unpacked), real(packed), real(offset)];
      if (Math.max(bytes, length) > MOST) return null;
      const local = await read(file, start, 30);
      const content = start + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
      const data = await read(file, content, bytes);
      if (method === 0) return data;
      return method === 8 ? inflateRawSync(data, { maxOutputLength: MOST }) : null;
    }
    at = end + Number(commentLength);
  }
  return null;
}

async function readDirectory(file: FileHandle, size: number): Promise<Buffer> {
  const from = Math.max(0, size - TAIL);
  const tail = await read(file, from, size - from);
  const end = tail.lastIndexOf(END);
  const [length, start] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (length !== IN_64 && start !== IN_64) return read(file, start, Math.min(length, MOST));
  // The locator, just before, says where the end of a large archive's directory is.
  const wide = await read(file, Number(tail.readBigUInt64LE(end - 20 + 8)), 56);
  if (wide.readUInt32LE(0) !== END_64) throw new Error('The archive has no directory.');
  return read(file, Number(wide.readBigUInt64LE(48)), Math.min(Number(wide.readBigUInt64LE(40)), MOST));
}

/** The numbers of the extra field for large archives. */
function wideNumbers(extra: Buffer): bigint[] {
  for (let at = 0; at + 4 <= extra.length; ) {
    const [kind, length] = [extra.readUInt16LE(at), extra.readUInt16LE(at + 2)];
    if (kind === 1) {
      return Array.from({ length: Math.floor(length / 8) }, (_, n) => extra.readBigUInt64LE(at + 4 + n * 8));
    }
    at += 4 + length;
  }
  return [];
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead !== length) throw new Error('The archive is cut off.');
  return buffer;
}
