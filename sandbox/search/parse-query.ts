import { type QueryToken, tokeniseQuery } from './tokenise-query.js';

/** Fields that have two names. ArcGIS API for Python narrows every search to its organisation by `accountid`. */
const OTHER_NAMES: Record<string, string> = { accountid: 'orgid' };

/** One condition on one field; `field` is lower-case, undefined means the default fields. */
export type Condition =
  | { kind: 'text'; field: string | undefined; text: string; phrase: boolean }
  | { kind: 'range'; field: string; from: string; to: string; fromInclusive: boolean; toInclusive: boolean };

export type Query =
  | Condition
  | { kind: 'and'; parts: Query[] }
  | { kind: 'or'; parts: Query[] }
  | { kind: 'not'; part: Query }
  | { kind: 'everything' };

/**
 * Parses the `q` of a search: terms, "phrases", field:value, ranges [a TO b] {a TO b}, AND OR NOT (upper case), + and -, parentheses,
 * boost ^n. Neighbours without an operator are both required, and AND binds closer than OR. A query that makes no sense as
 * a whole is read as far as it does, as portals do.
 * https://developers.arcgis.com/rest/users-groups-and-items/search-reference/
 */
export function parseQuery(text: string): Query {
  return new Parser(tokeniseQuery(text)).query();
}

class Parser {
  readonly #tokens: QueryToken[];
  #at = 0;

  constructor(tokens: QueryToken[]) {
    this.#tokens = tokens;
  }

  query(): Query {
    const parts: Query[] = [];
    while (this.#at < this.#tokens.length) {
      const part = this.#either();
      if (part) parts.push(part);
      else this.#at += 1;
    }
    return together('and', parts);
  }

  #either(): Query | undefined {
    const parts: Query[] = [];
    do {
      const part = this.#all();
      if (part) parts.push(part);
    } while (this.#take('or'));
    return parts.length === 0 ? undefined : together('or', parts);
  }

  #all(): Query | undefined {
    const parts: Query[] = [];
    for (;;) {
      while (this.#take('and') || this.#take('plus'));
      const part = this.#one();
      if (!part) break;
      parts.push(part);
    }
    return parts.length === 0 ? undefined : together('and', parts);
  }

  #one(): Query | undefined {
    if (this.#take('not') || this.#take('minus')) {
      while (this.#take('plus'));
      const part = this.#one();
      return part && { kind: 'not', part };
    }
    if (this.#take('open')) {
      const part = this.#either();
      this.#take('close');
      return part ?? { kind: 'everything' };
    }
    const token = this.#tokens[this.#at];
    if (token?.kind === 'field') {
      this.#at += 1;
      return this.#valueOf(OTHER_NAMES[token.name] ?? token.name);
    }
    if (token?.kind === 'term' || token?.kind === 'phrase') {
      this.#at += 1;
      if (token.kind === 'term' && token.text === '*') return { kind: 'everything' };
      return { kind: 'text', field: undefined, text: token.text, phrase: token.kind === 'phrase' };
    }
    return undefined;
  }

  /** What follows `field:`: a term, a phrase, a range, or a group of them in parentheses. */
  #valueOf(field: string): Query {
    const token = this.#tokens[this.#at];
    if (token?.kind === 'term' || token?.kind === 'phrase') {
      this.#at += 1;
      return { kind: 'text', field, text: token.text, phrase: token.kind === 'phrase' };
    }
    if (token?.kind === 'range') {
      this.#at += 1;
      const { from, to, fromInclusive, toInclusive } = token;
      return { kind: 'range', field, from, to, fromInclusive, toInclusive };
    }
    if (token?.kind === 'open') {
      const group = this.#one();
      return group ? withField(group, field) : { kind: 'everything' };
    }
    return { kind: 'text', field, text: '', phrase: false };
  }

  #take(kind: QueryToken['kind']): boolean {
    if (this.#tokens[this.#at]?.kind !== kind) return false;
    this.#at += 1;
    return true;
  }
}

function together(kind: 'and' | 'or', parts: Query[]): Query {
  const [only] = parts;
  if (!only) return { kind: 'everything' };
  return parts.length === 1 ? only : { kind, parts };
}

function withField(query: Query, field: string): Query {
  switch (query.kind) {
    case 'text':
      return { ...query, field: query.field ?? field };
    case 'and':
    case 'or':
      return { kind: query.kind, parts: query.parts.map((part) => withField(part, field)) };
    case 'not':
      return { kind: 'not', part: withField(query.part, field) };
    default:
      return query;
  }
}
