import { orientRings } from '../services/geometry/geojson.js';
import type { Geometry, Position } from '../services/geometry/geometry.js';

/** Reads the geometry of a GeoPackage: an envelope of its own before well-known binary. Null for an empty one. */
export function geometryOfGeoPackage(blob: Uint8Array): Geometry | null {
  const flags = blob[3] ?? 0;
  const envelope = [0, 32, 48, 48, 64][(flags >> 1) & 7] ?? 0;
  const isEmpty = (flags & 0x10) !== 0;
  return isEmpty
    ? null
    : new WkbReader(Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength), 8 + envelope).read();
}

/** Well-known binary in its ISO form (1001 is a point with Z). Curves do not occur: they are asked for as lines. */
class WkbReader {
  readonly #bytes: Buffer;
  #at: number;
  #little = true;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  read(): Geometry | null {
    const { kind, hasZ, hasM } = this.#head();
    const marks = { ...(hasZ ? { hasZ } : {}), ...(hasM ? { hasM } : {}) };
    if (kind === 1) return this.#point(hasZ, hasM);
    if (kind === 2) return { paths: [this.#line(hasZ, hasM)], ...marks };
    if (kind === 3) return { rings: this.#polygon(hasZ, hasM), ...marks };
    const parts = this.#uint();
    if (parts === 0) return null;
    const each = <T>(one: () => T): T[] =>
      Array.from({ length: parts }, () => {
        this.#head();
        return one();
      });
    if (kind === 4) return { points: each(() => this.#position(hasZ, hasM)), ...marks };
    if (kind === 5) return { paths: each(() => this.#line(hasZ, hasM)), ...marks };
    if (kind === 6) return { rings: each(() => this.#polygon(hasZ, hasM)).flat(), ...marks };
    throw new Error(`Geometries of type ${kind} are not supported.`);
  }

  #head(): { kind: number; hasZ: boolean; hasM: boolean } {
    this.#little = this.#bytes[this.#at] === 1;
    this.#at += 1;
    const type = this.#uint();
    const dimensions = Math.floor((type % 10_000) / 1000);
    return { kind: type % 1000, hasZ: dimensions === 1 || dimensions === 3, hasM: dimensions >= 2 };
  }

  #point(hasZ: boolean, hasM: boolean): Geometry | null {
    const [x, y, third, fourth] = this.#position(hasZ, hasM);
    if (x === null || x === undefined || y === null || y === undefined) return null;
    const m = hasZ ? fourth : third;
    return { x, y, ...(hasZ ? { z: third ?? null } : {}), ...(hasM ? { m: m ?? null } : {}) };
  }

  #polygon(hasZ: boolean, hasM: boolean): Position[][] {
    return orientRings(Array.from({ length: this.#uint() }, () => this.#line(hasZ, hasM)));
  }

  #line(hasZ: boolean, hasM: boolean): Position[] {
    return Array.from({ length: this.#uint() }, () => this.#position(hasZ, hasM));
  }

  #position(hasZ: boolean, hasM: boolean): Position {
    return Array.from({ length: 2 + (hasZ ? 1 : 0) + (hasM ? 1 : 0) }, () => this.#double());
  }

  #uint(): number {
    const value = this.#little ? this.#bytes.readUInt32LE(this.#at) : this.#bytes.readUInt32BE(this.#at);
    this.#at += 4;
    return value;
  }

  #double(): number | null {
    const value = this.#little ? this.#bytes.readDoubleLE(this.#at) : this.#bytes.readDoubleBE(this.#at);
    this.#at += 8;
    return Number.isNaN(value) ? null : value;
  }
}
