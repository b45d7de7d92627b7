import { wordsOf } from './match-query.js';
import type { Query } from './parse-query.js';

/**
 * Words of type keywords of which an item must have at least one to match, as far as they hold a digit (an id, for example): by them the index finds
 * items without looking at all. Null if the query does not ask for such.
 */
export function askedKeywords(query: Query): Set<string> | null {
  switch (query.kind) {
    case 'or': {
      const parts = query.parts.map(askedKeywords);
      return parts.some((part) => part === null) ? null : new Set(parts.flatMap((part) => [...(part ?? [])]));
    }
    case 'and':
      return query.parts.map(askedKeywords).find((part) => part !== null) ?? null;
    case 'everything':
    case 'not':
    case 'range':
      return null;
    default: {
      if (query.field !== 'typekeywords' || (!query.phrase && /[*?]/.test(query.text))) return null;
      const word = wordsOf(query.text.toLowerCase()).find(isTelling);
      return word === undefined ? null : new Set([word]);
    }
  }
}

/** Words of an item's type keywords by which it is found. */
export function tellingWords(typeKeywords: readonly string[]): string[] {
  return typeKeywords.flatMap((keyword) => wordsOf(keyword.toLowerCase()).filter(isTelling));
}

function isTelling(word: string): boolean {
  return /\d/.test(word);
}
