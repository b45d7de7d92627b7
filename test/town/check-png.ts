import { crc32, inflateSync } from 'node:zlib';

/**
 * Reads a PNG file to its last byte.
 * @throws Error if the signature, a checksum or the number of pixels is wrong
 */
export function checkPng(bytes: Buffer): { width: number; height: number } {
  if (bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') throw new Error('No PNG signature.');
  const data: Buffer[] = [];
  let size = { width: 0, height: 0 };
  let type = '';
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    type = bytes.toString('latin1', at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + 8 + length);
    const sum = crc32(bytes.subarray(at + 4, at + 8 + length));
    if (sum !== bytes.readUInt32BE(at + 8 + length)) throw new Error(`Wrong checksum of ${type}.`);
    if (type === 'IHDR') size = { width: content.readUInt32BE(0), height: content.readUInt32BE(4) };
    if (type === 'IDAT') data.push(content);
    at += length + 12;
  }
  if (type !== 'IEND') throw new Error('The file is cut off.');
  const pixels = inflateSync(Buffer.concat(data));
  if (pixels.length !== (size.width * 3 + 1) * size.height)
    throw new Error('Not as many pixels as there should be.');
  return size;
}
