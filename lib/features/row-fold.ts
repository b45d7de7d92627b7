import { createHash } from 'node:crypto';

/** Bytes of a row digest. */
const width = 16;
const buckets = 256;

/**
 * A digest over many rows that does not depend on their order: rows are put into 256 buckets by the first byte of their own
 * digest, and the digests of a bucket are added up. Two sides that hold the same rows have the same buckets; where they do not,
 * the buckets that differ tell which rows have to be looked at.
 */
export class RowFold {
  rows = 0;
  private readonly sums = new Uint32Array((buckets * width) / 4);

  add(digest: Buffer): void {
    const start = ((digest[0] ?? 0) * width) / 4;
    for (let lane = 0; lane < width / 4; lane += 1) {
      const index = start + lane;
      this.sums[index] = ((this.sums[index] ?? 0) + digest.readUInt32LE(lane * 4)) >>> 0;
    }
    this.rows += 1;
  }

  /** First bytes of the digests of rows that may differ. */
  differing(other: RowFold): Set<number> {
    const found = new Set<number>();
    this.sums.forEach((sum, index) => {
      if (sum !== other.sums[index]) found.add(Math.floor((index * 4) / width));
    });
    return found;
  }

  /** The whole as 32 hexadecimal digits. */
  get hex(): string {
    return createHash('sha256').update(Buffer.from(this.sums.buffer)).digest('hex').slice(0, 32);
  }
}
