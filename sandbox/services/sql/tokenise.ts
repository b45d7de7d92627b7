import { SqlError } from './sql-fragment.js';

export interface Token {
  kind: 'name' | 'quotedName' | 'text' | 'number' | 'symbol' | 'end';
  /** Names keep their case; texts are without quotes. */
  value: string;
}

const SPACE = /\s+/y;
const NAME = /[\p{L}_][\p{L}\p{N}_$]*(?:\.[\p{L}_][\p{L}\p{N}_$]*)*/uy;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const TEXT = /N?'((?:[^']|'')*)'/y;
const QUOTED_NAME = /"((?:[^"]|"")*)"/y;
const SYMBOL = /<>|!=|<=|>=|\|\||[=<>+\-*/(),]/y;

/** Splits a SQL clause. Anything that no clause contains (semicolons, comments, brackets, parameters) throws SqlError. */
export function tokenise(clause: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(clause);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < clause.length) {
    if (take(SPACE)) continue;
    if (clause.startsWith('--', at) || clause.startsWith('/*', at))
      throw new SqlError('comments are not allowed');
    const text = take(TEXT);
    if (text) {
      tokens.push({ kind: 'text', value: (text[1] ?? '').replaceAll("''", "'") });
      continue;
    }
    const quotedName = take(QUOTED_NAME);
    if (quotedName) {
      tokens.push({ kind: 'quotedName', value: (quotedName[1] ?? '').replaceAll('""', '"') });
      continue;
    }
    const name = take(NAME);
    if (name) {
      tokens.push({ kind: 'name', value: name[0] });
      continue;
    }
    const number = take(NUMBER);
    if (number) {
      tokens.push({ kind: 'number', value: number[0] });
      continue;
    }
    const symbol = take(SYMBOL);
    if (!symbol) throw new SqlError(`unexpected character '${clause[at]}' at ${at}`);
    tokens.push({ kind: 'symbol', value: symbol[0] });
  }
  tokens.push({ kind: 'end', value: '' });
  return tokens;
}
