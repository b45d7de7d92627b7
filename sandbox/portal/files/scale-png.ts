import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Channels by the colour type of the header; palettes are not scaled. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 4: 2, 6: 4 };

interface Picture {
  width: number;
  height: number;
  colourType: number;
  channels: number;
  /** Row by row from the top. */
  pixels: Buffer;
}

/**
 * A PNG scaled down to a width, its proportions kept. Pictures that are no wider, of another format, or of a kind of PNG that is rare
 * (palette, 16 bits, interlaced) come back as they are.
 */
export function scalePng(bytes: Buffer, width: number): Buffer {
  const picture = width >= 1 ? read(bytes) : undefined;
  if (!picture || picture.width <= width) return bytes;
  const height = Math.max(1, Math.round((picture.height * width) / picture.width));
  const { channels } = picture;
  const pixels = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) average(picture, pixels, x, y, width, height);
  }
  return write({ ...picture, width, height, pixels });
}

/** Sets one pixel to the mean of those that it stands for. */
function average(from: Picture, to: Buffer, x: number, y: number, width: number, height: number): void {
  const { channels } = from;
  const left = Math.floor((x * from.width) / width);
  const right = Math.max(left + 1, Math.floor(((x + 1) * from.width) / width));
  const top = Math.floor((y * from.height) / height);
  const bottom = Math.max(top + 1, Math.floor(((y + 1) * from.height) / height));
  for (let channel = 0; channel < channels; channel += 1) {
    let sum = 0;
    for (let row = top; row < bottom; row += 1) {
      for (let column = left; column < right; column += 1) {
        sum += from.pixels[(row * from.width + column) * channels + channel] ?? 0;
      }
    }
    to[(y * width + x) * channels + channel] = Math.round(sum / ((right - left) * (bottom - top)));
  }
}

function read(bytes: Buffer): Picture | undefined {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return undefined;
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const [depth, colourType = -1, , , interlaced] = bytes.subarray(24, 29);
  const channels = CHANNELS[colourType];
  if (depth !== 8 || interlaced !== 0 || channels === undefined) return undefined;
  const parts: Buffer[] = [];
  for (let at = 8; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return {
    width,
    height,
    colourType,
    channels,
    pixels: unfiltered(inflateSync(Buffer.concat(parts)), width, height, channels),
  };
}

/** Undoes the line filters: a line is kept as the differences from its neighbours. */
function unfiltered(lines: Buffer, width: number, height: number, channels: number): Buffer {
  const length = width * channels;
  const pixels = Buffer.alloc(length * height);
  for (let row = 0; row < height; row += 1) {
    const filter = lines[row * (length + 1)];
    for (let at = 0; at < length; at += 1) {
      const here = row * length + at;
      const left = at < channels ? 0 : (pixels[here - channels] ?? 0);
      const above = row === 0 ? 0 : (pixels[here - length] ?? 0);
      const corner = row === 0 || at < channels ? 0 : (pixels[here - length - channels] ?? 0);
      const value = lines[row * (length + 1) + 1 + at] ?? 0;
      pixels[here] = value + predicted(filter, left, above, corner);
    }
  }
  return pixels;
}

function predicted(filter: number | undefined, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return Math.floor((left + above) / 2);
  if (filter !== 4) return 0;
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? above : corner;
}

function write({ width, height, colourType, channels, pixels }: Picture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourType, 0, 0, 0], 8);
  const length = width * channels;
  const lines = Buffer.alloc((length + 1) * height);
  for (let row = 0; row < height; row += 1) {
    pixels.copy(lines, row * (length + 1) + 1, row * length, (row + 1) * length);
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
