import { Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** Bytes that pass at once when the line is slow. */
const SLICE = 16 * 1024;
/** Timers are no better than this, in ms: shorter waits are put together, and what a timer was late is made up for. */
const TICK = 4;
const CATCH_UP = 25;

/** The line to the portal: all its connections, both directions, share the bandwidth. */
export class Line {
  readonly #bytesPerSecond: () => number;
  #free = 0;

  /** @param bytesPerSecond 0 means unlimited. */
  constructor(bytesPerSecond: () => number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  get limited(): boolean {
    return this.#bytesPerSecond() > 0;
  }

  /** Resolves when `bytes` have had their time on the line. */
  async pass(bytes: number): Promise<void> {
    const speed = this.#bytesPerSecond();
    if (speed <= 0 || bytes === 0) return;
    const now = Date.now();
    this.#free = Math.max(now - CATCH_UP, this.#free) + (bytes / speed) * 1000;
    if (this.#free - now >= TICK) await sleep(this.#free - now);
  }

  /** A stream stage that lets data through at the speed of the line. */
  stage(): Transform {
    const line = this;
    return new Transform({
      transform(chunk: Buffer, _encoding, done) {
        const slices = async () => {
          for (let at = 0; at < chunk.length; at += SLICE) {
            const slice = chunk.subarray(at, at + SLICE);
            await line.pass(slice.length);
            this.push(slice);
          }
        };
        slices().then(() => done(), done);
      },
    });
  }
}
