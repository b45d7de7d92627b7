import { isItemId } from './item-id.js';

/** Keys whose value, if it is 32 hexadecimal digits, names an image or a symbol and never an item. */
const HASH_KEYS = new Set([
  'url',
  'imagedata',
  'imageurl',
  'contenttype',
  'model_id',
  'tilecontainername',
  'etag',
  'md5',
  'hash',
]);

/** Keys with long encoded content in which nothing is looked for. */
const BINARY_KEYS = new Set(['imagedata']);

const ITEM_KEYS = new RegExp(
  `^(?:${[
    '\\w*item_?ids?',
    '\\w*web_?(?:map|scene)(?:_?id)?s?',
    '(?:map|app|survey|form|page|site|theme|dashboard|notebook|collection|solution|initiative|story|template|parent)_?ids?',
    'parentinitiativeid',
    'featureserviceid',
    'sites|pages|children|dependencies',
  ].join('|')})$`,
  'i',
);

const GROUP_KEYS = /^(?:groups?|\w*group_?ids?|teams)$/i;
const USER_KEYS = /^(?:owner|username|creator)$/i;
const SCRIPT_KEYS = /^(?:expression|valueExpression|scriptExpression|script)$/i;

/** Keys of an object, or of an array of objects, whose `id` is an item's. */
const ITEM_HOLDERS =
  /^(?:\w*web_?(?:map|scene)s?|map|item|items|portalItems?|mapItemCollection|pages|sites|survey|dashboard|app|story)$/i;

/** What an item or group id under a key is of. Null where 32 digits are something else. */
export function kindOfId(key: string, holder: string | null): 'item' | 'group' | null {
  if (ITEM_KEYS.test(key) || (key === 'id' && holder !== null && ITEM_HOLDERS.test(holder))) {
    return 'item';
  }
  return GROUP_KEYS.test(key) ? 'group' : null;
}

/** Whether the value under a key is a user name. */
export function isUserKey(key: string): boolean {
  return USER_KEYS.test(key);
}

/** Whether the value under a key is an Arcade expression. */
export function isScriptKey(key: string): boolean {
  return SCRIPT_KEYS.test(key);
}

/**
 * Whether a string is an image or the name of one: picture symbols are named by digests that look like item
 * ids.
 */
export function holdsHash(key: string | null, text: string): boolean {
  const name = key?.toLowerCase() ?? '';
  return BINARY_KEYS.has(name) || text.startsWith('data:') || (HASH_KEYS.has(name) && isItemId(text));
}

/**
 * Whether a path is that of the string id of a map layer. Apps name layers by it, so it stays what it is,
 * even if it looks like the id of an item.
 */
export function isLayerId(path: string): boolean {
  return /(?:operationalLayers|baseMapLayers|elevationLayers|ground\.layers|tables)\[\d+\](?:\.(?:layers|tables)\[\d+\])*\.id$/.test(
    path,
  );
}
