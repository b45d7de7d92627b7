/** Writes one message in the wire format of Protocol Buffers. Numbers may be as large as JavaScript's whole ones. */
export class Message {
  readonly #parts: Buffer[] = [];

  /** int32, uint32, uint64, bool, enum. Nothing is written for 0, which is what readers take a missing field for. */
  number(field: number, value: number | boolean): this {
    const whole = Number(value);
    if (whole === 0) return this;
    return this.#key(field, 0).#varint(BigInt(whole));
  }

  /** sint32, sint64; also 0 is written, for values in a oneof. */
  signed(field: number, value: number): this {
    return this.#key(field, 0).#varint(zigzag(value));
  }

  double(field: number, value: number): this {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    this.#key(field, 1).#parts.push(bytes);
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, 'utf8'));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }

  bytes(field: number, value: Buffer): this {
    this.#key(field, 2).#varint(BigInt(value.length)).#parts.push(value);
    return this;
  }

  /** A packed list of uint32 or uint64. */
  numbers(field: number, values: number[]): this {
    return this.bytes(field, Buffer.concat(values.map((value) => varint(BigInt(value)))));
  }

  /** A packed list of sint64. */
  signedNumbers(field: number, values: number[]): this {
    return this.bytes(field, Buffer.concat(values.map((value) => varint(zigzag(value)))));
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #key(field: number, type: number): this {
    return this.#varint(BigInt(field * 8 + type));
  }

  #varint(value: bigint): this {
    this.#parts.push(varint(value));
    return this;
  }
}

function zigzag(value: number): bigint {
  const whole = BigInt(Math.trunc(value));
  return whole < 0n ? -whole * 2n - 1n : whole * 2n;
}

function varint(value: bigint): Buffer {
  let rest = BigInt.asUintN(64, value);
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}
