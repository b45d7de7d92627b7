/**
 * Type keyword of an older copy for which the item with this id stands now: by it a later run, or another process, finds what is left to be
 * re-pointed and deleted.
 */
export function replacedKeyword(newId: string): string {
  return `copy-replaced-by-${newId}`;
}
