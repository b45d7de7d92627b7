import { childPath } from './child-path.js';
import { isJsonText } from './json-literals.js';
import { holdsHash, isLayerId } from './reference-keys.js';

/** A string of a document and where it stands. Strings inside JSON text have the path of the text. */
export interface StringPlace {
  text: string;
  path: string;
  /** Key that the string stands under, through arrays; null at the top and for keys themselves. */
  key: string | null;
  /** Key of the object that holds it. */
  holder: string | null;
  /** The object itself; null for what stands in no object, and for keys. */
  object: Record<string, unknown> | null;
}

/**
 * Visits every string of a document, keys included, and those inside JSON text; without image data and names
 * of images, and without the string ids of map layers.
 */
export function visitStrings(document: unknown, visit: (place: StringPlace) => void): void {
  const enter = (
    value: unknown,
    path: string,
    key: string | null,
    holder: string | null,
    object: Record<string, unknown> | null,
    fixed: boolean,
  ): void => {
    if (typeof value === 'string') {
      if (isJsonText(value)) {
        enter(JSON.parse(value), path, key, holder, object, true);
      } else if (!holdsHash(key, value) && !isLayerId(path)) {
        visit({ text: value, path, key, holder, object });
      }
    } else if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) {
        enter(item, fixed ? path : `${path}[${at}]`, key, holder, object, fixed);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) {
        const place = fixed ? path : childPath(path, name);
        if (name.length >= 4) {
          visit({ text: name, path: place, key: null, holder: null, object: null });
        }
        enter(item, place, name, key, value as Record<string, unknown>, fixed);
      }
    }
  };
  enter(document, '$', null, null, null, false);
}
