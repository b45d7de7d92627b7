import { type Colour, png } from './png.js';

const oversampling = 2;

/** A drawing surface with smooth edges: everything is drawn at twice the size and averaged when it is written. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #pixels: Uint8Array;

  constructor(width: number, height: number, background: Colour) {
    this.width = width;
    this.height = height;
    this.#columns = width * oversampling;
    this.#rows = height * oversampling;
    this.#pixels = new Uint8Array(this.#columns * this.#rows * 3);
    this.rectangle(0, 0, width, height, background);
  }

  /** A blend from top to bottom over the whole surface. */
  gradient(top: Colour, bottom: Colour): void {
    for (let row = 0; row < this.#rows; row++) {
      this.#run(row, 0, this.#columns, mix(top, bottom, row / this.#rows));
    }
  }

  rectangle(x: number, y: number, width: number, height: number, colour: Colour): void {
    const bottom = Math.min(this.#rows, Math.round((y + height) * oversampling));
    for (let row = Math.max(0, Math.round(y * oversampling)); row < bottom; row++) {
      this.#run(row, Math.round(x * oversampling), Math.round((x + width) * oversampling), colour);
    }
  }

  circle(x: number, y: number, radius: number, colour: Colour): void {
    const middle = y * oversampling;
    const reach = radius * oversampling;
    for (
      let row = Math.max(0, Math.ceil(middle - reach));
      row <= Math.min(this.#rows - 1, middle + reach);
      row++
    ) {
      const half = Math.sqrt(Math.max(0, reach * reach - (row - middle) ** 2));
      this.#run(row, Math.round(x * oversampling - half), Math.round(x * oversampling + half), colour);
    }
  }

  /** Filled by the even-odd rule. */
  polygon(corners: readonly (readonly [number, number])[], colour: Colour): void {
    const points = corners.map(([x, y]) => [x * oversampling, y * oversampling] as const);
    const heights = points.map(([, y]) => y);
    const last = Math.min(this.#rows - 1, Math.floor(Math.max(...heights)));
    for (let row = Math.max(0, Math.ceil(Math.min(...heights))); row <= last; row++) {
      const crossings: number[] = [];
      points.forEach(([x1, y1], index) => {
        const [x2, y2] = points[(index + 1) % points.length] ?? [x1, y1];
        if (y1 <= row !== y2 <= row) crossings.push(x1 + ((row - y1) / (y2 - y1)) * (x2 - x1));
      });
      crossings.sort((a, b) => a - b);
      for (let at = 0; at + 1 < crossings.length; at += 2) {
        this.#run(row, Math.round(crossings[at] ?? 0), Math.round(crossings[at + 1] ?? 0), colour);
      }
    }
  }

  /** A line with round ends through all points. */
  line(points: readonly (readonly [number, number])[], thickness: number, colour: Colour): void {
    points.forEach(([x, y], index) => {
      this.circle(x, y, thickness / 2, colour);
      const next = points[index + 1];
      if (!next) return;
      const length = Math.hypot(next[0] - x, next[1] - y) || 1;
      const across = [
        ((y - next[1]) / length) * (thickness / 2),
        ((next[0] - x) / length) * (thickness / 2),
      ] as const;
      this.polygon(
        [
          [x + across[0], y + across[1]],
          [next[0] + across[0], next[1] + across[1]],
          [next[0] - across[0], next[1] - across[1]],
          [x - across[0], y - across[1]],
        ],
        colour,
      );
    });
  }

  /** Adds grain, as a camera does. `noise` gives numbers from 0 to 1. */
  grain(strength: number, noise: () => number): void {
    for (let at = 0; at < this.#pixels.length; at += 3) {
      const change = (noise() - 0.5) * strength;
      for (let band = at; band < at + 3; band++) {
        this.#pixels[band] = Math.max(0, Math.min(255, (this.#pixels[band] ?? 0) + change));
      }
    }
  }

  png(): Buffer {
    const result = new Uint8Array(this.width * this.height * 3);
    const line = this.#columns * 3;
    for (let row = 0; row < this.height; row++) {
      for (let column = 0; column < this.width; column++) {
        const from = row * oversampling * line + column * oversampling * 3;
        for (let band = 0; band < 3; band++) {
          const at = from + band;
          const sum =
            this.#value(at) + this.#value(at + 3) + this.#value(at + line) + this.#value(at + line + 3);
          result[(row * this.width + column) * 3 + band] = (sum + 2) >> 2;
        }
      }
    }
    return png(this.width, this.height, result);
  }

  #value(at: number): number {
    return this.#pixels[at] ?? 0;
  }

  #run(row: number, from: number, to: number, [red, green, blue]: Colour): void {
    const start = (row * this.#columns + Math.max(0, from)) * 3;
    const end = (row * this.#columns + Math.min(this.#columns, to)) * 3;
    for (let at = start; at < end; at += 3) {
      this.#pixels[at] = red;
      this.#pixels[at + 1] = green;
      this.#pixels[at + 2] = blue;
    }
  }
}

/** A colour between two: 0 is the first, 1 the second. */
export function mix(first: Colour, second: Colour, share: number): Colour {
  const blend = (a: number, b: number) => Math.round(a + (b - a) * share);
  return [blend(first[0], second[0]), blend(first[1], second[1]), blend(first[2], second[2])];
}
