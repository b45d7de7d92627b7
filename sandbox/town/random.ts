/** Repeatable pseudo-random numbers: the same seed gives the same town on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 (included) to 1 (excluded). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Choices extends readonly [unknown, ...unknown[]]>(choices: Choices): Choices[number] {
    return choices[this.whole(0, choices.length - 1)];
  }

  /** A GlobalID in the form that feature services use: braces, upper case. */
  guid(): string {
    const digits = Array.from({ length: 32 }, () => this.whole(0, 15).toString(16).toUpperCase());
    digits[12] = '4';
    digits[16] = '89AB'.charAt(this.whole(0, 3));
    const text = digits.join('');
    return `{${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}}`;
  }

  /** A moment in whole seconds, as milliseconds since 1970. */
  date(from: string, to: string): number {
    return Math.floor(this.between(Date.parse(from), Date.parse(to)) / 1000) * 1000;
  }
}
