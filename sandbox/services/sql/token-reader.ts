import { SqlError } from './sql-fragment.js';
import { type Token, tokenise } from './tokenise.js';

/** Reads the tokens of a clause one after the other. */
export class TokenReader {
  readonly #tokens: Token[];
  #at = 0;

  constructor(clause: string) {
    this.#tokens = tokenise(clause);
  }

  /** The next token; the end again and again. */
  token(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] ?? { kind: 'end', value: '' };
  }

  /** Throws SqlError at the end. */
  skip(): void {
    if (this.token().kind === 'end') throw new SqlError('unexpected end');
    this.#at += 1;
  }

  /** Whether the next token is this word, in any case; it is taken if so. */
  word(word: string): boolean {
    const token = this.token();
    const matches = token.kind === 'name' && token.value.toUpperCase() === word;
    if (matches) this.#at += 1;
    return matches;
  }

  /** Whether the next token is this symbol; it is taken if so. */
  symbol(symbol: string): boolean {
    const token = this.token();
    const matches = token.kind === 'symbol' && token.value === symbol;
    if (matches) this.#at += 1;
    return matches;
  }

  expectWord(word: string): void {
    if (!this.word(word)) throw new SqlError(`${word} expected`);
  }

  expectSymbol(symbol: string): void {
    if (!this.symbol(symbol)) throw new SqlError(`'${symbol}' expected`);
  }
}
