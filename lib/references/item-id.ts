/**
 * An id of an item, group or folder inside a text: 32 hexadecimal digits that are not part of a longer word.
 * Joined by an underscore they belong to a name (`service_<id>`, `<hash>_1.png`) and are none.
 */
export const ITEM_ID = /(?<=^|[^0-9A-Za-z_]|%(?:25)*[0-9A-Fa-f]{2})[0-9a-fA-F]{32}(?![0-9A-Za-z_])/g;

/** Whether the text is an id and nothing else. */
export function isItemId(text: string): boolean {
  return /^[0-9a-fA-F]{32}$/.test(text);
}
