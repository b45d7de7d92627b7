/**
 * A pattern that finds any of the words (host names with context, organisation ids) in text, without case and
 * only as a whole: not as a part of a longer name, address or mail address. Null for no words.
 */
export function wordsPattern(words: readonly string[]): RegExp | null {
  const longestFirst = [...words].sort((a, b) => b.length - a.length);
  const alternatives = longestFirst.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  return alternatives === ''
    ? null
    : new RegExp(`(?<![\\w.@%-])(?:${alternatives})(?![\\w%-]|\\.\\w|:\\d)`, 'gi');
}
