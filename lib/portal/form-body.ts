const [AMPERSAND, EQUALS, PERCENT] = [0x26, 0x3d, 0x25] as const;
const HEX = Buffer.from('0123456789ABCDEF', 'latin1');
/**
 * What stands for itself in a form: what every encoder leaves alone, and what JSON is full of. No server takes the latter for anything else, and
 * rows are a third shorter so.
 */
const PLAIN = Buffer.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._"{}[]:,',
  'latin1',
);
/** By byte: what is sent in its place; 0 where it has to be escaped. */
const SENT = new Uint8Array(256);
for (const byte of PLAIN) SENT[byte] = byte;
SENT[0x20] = 0x2b;

/** Fields of a form as application/x-www-form-urlencoded. Made in one go over the bytes: rows to be written come by the megabyte. */
export function formBody(fields: readonly [name: string, value: string][]): Buffer {
  const texts = fields.map(([name, value]) => [Buffer.from(name), Buffer.from(value)] as const);
  // What is not written to takes no memory.
  const longest = texts.reduce((sum, [name, value]) => sum + 3 * (name.length + value.length) + 2, 0);
  const body = Buffer.allocUnsafeSlow(longest);
  let end = 0;
  for (const [name, value] of texts) {
    if (end > 0) body[end++] = AMPERSAND;
    end = writeEscaped(name, body, end);
    body[end++] = EQUALS;
    end = writeEscaped(value, body, end);
  }
  return body.subarray(0, end);
}

/** Writes bytes into `body` from `start` on; where it has ended. */
function writeEscaped(bytes: Buffer, body: Buffer, start: number): number {
  const { length } = bytes;
  let end = start;
  for (let index = 0; index < length; index += 1) {
    const byte = bytes[index] as number;
    const sent = SENT[byte] as number;
    if (sent !== 0) {
      body[end++] = sent;
    } else {
      body[end++] = PERCENT;
      body[end++] = HEX[byte >> 4] as number;
      body[end++] = HEX[byte & 15] as number;
    }
  }
  return end;
}
