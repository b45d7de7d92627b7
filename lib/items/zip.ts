import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/** A file in a zip archive. Folders have names that end with a slash, and no content. */
export interface ZipMember {
  name: string;
  content: Buffer;
  /** Date and time as the archive has them: DOS date in the upper, DOS time in the lower 16 bits. */
  stamp: number;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const UTF8_NAMES = 0x0800;
const ENCRYPTED = 0x0001;

/** Whether these bytes begin like a zip archive. */
function isZip(bytes: Buffer): boolean {
  return bytes.length >= 22 && (bytes.readUInt32LE(0) === LOCAL || bytes.readUInt32LE(0) === END);
}

/**
 * The members of a zip archive, in its order; null if it is none, is damaged, encrypted, or larger than 4 GB: such an archive can
 * only be taken as it is.
 */
export function readZip(bytes: Buffer): ZipMember[] | null {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (!isZip(bytes) || end < 0 || end + 22 > bytes.length) return null;
  try {
    return membersOf(bytes, bytes.readUInt16LE(end + 10), bytes.readUInt32LE(end + 16));
  } catch {
    return null;
  }
}

function membersOf(bytes: Buffer, count: number, directory: number): ZipMember[] | null {
  const members: ZipMember[] = [];
  let at = directory;
  for (let index = 0; index < count; index += 1) {
    if (bytes.readUInt32LE(at) !== CENTRAL) return null;
    const flags = bytes.readUInt16LE(at + 8);
    const method = bytes.readUInt16LE(at + 10);
    const [packed, size] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    const local = bytes.readUInt32LE(at + 42);
    if (flags & ENCRYPTED || packed === 0xffffffff || local === 0xffffffff) return null;
    const name = bytes.subarray(at + 46, at + 46 + (nameLength ?? 0));
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = unpacked(bytes.subarray(start, start + packed), method);
    if (content?.length !== size || crc32(content) !== bytes.readUInt32LE(at + 16)) return null;
    members.push({
      name: name.toString(flags & UTF8_NAMES ? 'utf8' : 'latin1'),
      content,
      stamp: bytes.readUInt32LE(at + 12),
    });
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return members;
}

function unpacked(packed: Buffer, method: number): Buffer | null {
  if (method === 0) return packed;
  return method === 8 ? inflateRawSync(packed) : null;
}

/** A zip archive of these members, in this order. */
export function writeZip(members: readonly ZipMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stamp } of members) {
    const nameBytes = Buffer.from(name, 'utf8');
    const deflated = deflateRawSync(content);
    const isStored = deflated.length >= content.length;
    const packed = isStored ? content : deflated;
    // Version needed, flags, method, stamp, checksum, sizes, length of the name: the same in both places.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8_NAMES, 2);
    common.writeUInt16LE(isStored ? 0 : 8, 4);
    common.writeUInt32LE(stamp, 6);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([number(LOCAL), common, nameBytes, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([number(CENTRAL), Buffer.from([20, 0]), common, tail, nameBytes]));
    parts.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}
