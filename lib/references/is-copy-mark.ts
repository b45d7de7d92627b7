/**
 * Whether a string of an item's JSON is one of the marks by which a copy knows its source: they name the
 * source on purpose, are never rewritten, and are no residue.
 */
export function isCopyMark(text: string, path: string): boolean {
  return (
    (path.startsWith('$.typeKeywords[') && /^(?:source-[0-9a-f]{32}|copy-.*)$/i.test(text)) ||
    path.startsWith('$.properties.portalCopy')
  );
}
