export type QueryToken =
  | { kind: 'open' | 'close' | 'and' | 'or' | 'not' | 'plus' | 'minus' }
  | { kind: 'field'; name: string }
  | { kind: 'term' | 'phrase'; text: string }
  | { kind: 'range'; from: string; to: string; fromInclusive: boolean; toInclusive: boolean };

const WORDS: Record<string, QueryToken> = {
  AND: { kind: 'and' },
  '&&': { kind: 'and' },
  OR: { kind: 'or' },
  '||': { kind: 'or' },
  NOT: { kind: 'not' },
  '!': { kind: 'not' },
};
const RANGE = /^([[{])\s*(\S+)\s+TO\s+([^\]}\s]+)\s*([\]}])/i;
const FIELD = /^([A-Za-z][\w.]*):\s*/;
const PHRASE = /^"((?:[^"\\]|\\.)*)("|$)/;
/** A term ends at white space, a parenthesis or a quote; a backslash takes the next sign as it is. */
const TERM = /^(?:[^\s()"\\]|\\.)+/;
const BOOST = /^[\^~]\d*(?:\.\d+)?/;

/** Splits the `q` of a search into its tokens. Signs that mean nothing where they stand are left out. */
export function tokeniseQuery(text: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  let rest = text;
  const take = (length: number, token?: QueryToken) => {
    rest = rest.slice(length);
    if (token) tokens.push(token);
  };
  while (rest !== '') {
    const space = /^\s+/.exec(rest);
    const range = RANGE.exec(rest);
    const phrase = PHRASE.exec(rest);
    const field = FIELD.exec(rest);
    const boost = tokens.length > 0 ? BOOST.exec(rest) : null;
    if (space) take(space[0].length);
    else if (rest[0] === '(') take(1, { kind: 'open' });
    else if (rest[0] === ')') take(1, { kind: 'close' });
    else if (rest[0] === '+') take(1, { kind: 'plus' });
    else if (rest[0] === '-') take(1, { kind: 'minus' });
    else if (range) {
      const [all, start, from = '', to = '', end] = range;
      take(all.length, { kind: 'range', from, to, fromInclusive: start === '[', toInclusive: end === ']' });
    } else if (phrase) take(phrase[0].length, { kind: 'phrase', text: unescaped(phrase[1] ?? '') });
    else if (boost) take(boost[0].length);
    else if (field) take(field[0].length, { kind: 'field', name: (field[1] ?? '').toLowerCase() });
    else {
      const term = TERM.exec(rest)?.[0] ?? rest.slice(0, 1);
      const plain = term.replace(/\^\d+(?:\.\d+)?$/, '');
      take(term.length, WORDS[term] ?? { kind: 'term', text: unescaped(plain) });
    }
  }
  return tokens;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
