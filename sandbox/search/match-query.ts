import type { Condition, Query } from './parse-query.js';

/** How a field is compared: as a whole, by its words, or as a number (dates are epoch ms). */
export type FieldKind = 'exact' | 'words' | 'number';

/** What can be searched: the values of each field, under lower-case names. */
export interface SearchDocument {
  kind(field: string): FieldKind | undefined;
  values(field: string): (string | number)[];
  /** Fields of a term without a field name. */
  readonly defaults: string[];
}

export function matchesQuery(query: Query, document: SearchDocument): boolean {
  switch (query.kind) {
    case 'everything':
      return true;
    case 'and':
      return query.parts.every((part) => matchesQuery(part, document));
    case 'or':
      return query.parts.some((part) => matchesQuery(part, document));
    case 'not':
      return !matchesQuery(query.part, document);
    default:
      return matchesCondition(query, document);
  }
}

function matchesCondition(condition: Condition, document: SearchDocument): boolean {
  if (condition.kind === 'range') return matchesRange(condition, document);
  const fields = condition.field === undefined ? document.defaults : [condition.field];
  return fields.some((field) => {
    const kind = document.kind(field);
    if (!kind) return false;
    return document
      .values(field)
      .some((value) => matchesValue(kind, value, condition.text, condition.phrase));
  });
}

function matchesRange(condition: Extract<Condition, { kind: 'range' }>, document: SearchDocument): boolean {
  const numeric = document.kind(condition.field) === 'number';
  return document.values(condition.field).some((value) => {
    const order = (bound: string) =>
      numeric ? Number(value) - Number(bound) : compare(String(value).toLowerCase(), bound.toLowerCase());
    const low = condition.from === '*' ? 1 : order(condition.from);
    const high = condition.to === '*' ? -1 : order(condition.to);
    return (condition.fromInclusive ? low >= 0 : low > 0) && (condition.toInclusive ? high <= 0 : high < 0);
  });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function matchesValue(kind: FieldKind, value: string | number, wanted: string, phrase: boolean): boolean {
  if (kind === 'number') return Number(value) === Number(wanted);
  const text = String(value).toLowerCase();
  const asked = wanted.toLowerCase();
  if (!phrase && /[*?]/.test(asked)) {
    const pattern = wildcard(asked);
    return pattern.test(text) || (kind === 'words' && text.split(/\s+/).some((word) => pattern.test(word)));
  }
  if (text === asked) return true;
  return kind === 'words' && containsWords(wordsOf(text), wordsOf(asked));
}

function wildcard(text: string): RegExp {
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
}

const known = new Map<string, string[]>();

/** Words of a text (in lower case) in the form in which they are compared: plural and -ing endings do not matter, as in a portal's index. */
export function wordsOf(text: string): string[] {
  const before = known.get(text);
  if (before) return before;
  const words = (text.match(/[\p{L}\p{N}]+/gu) ?? []).map(stem);
  if (known.size > 50_000) known.clear();
  known.set(text, words);
  return words;
}

function stem(word: string): string {
  if (/\d/.test(word) || word.length < 4) return word;
  const bare = word.replace(/(?:ies|ings?|es|s)$/, '');
  return bare.length < 3 ? word : bare.replace(/(.)\1$/, '$1').replace(/[ey]$/, '');
}

function containsWords(words: string[], wanted: string[]): boolean {
  if (wanted.length === 0) return false;
  return words.some((_word, at) => wanted.every((word, offset) => words[at + offset] === word));
}
