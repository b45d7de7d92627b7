import { isItemId } from '../item-id.js';
import { isObject } from './json-object.js';

/** Types of parts that show a map, of dashboards and experiences. */
const SHOWS_MAP = /^(?:mapWidget|WEB_MAP|WEB_SCENE)$/;

/** Keys of apps under which maps stand: an id, a list of them, or objects that have one. */
const MAP_KEYS = /^(?:web_?(?:map|scene)s?|mapItemCollection)$/i;

/**
 * Ids of the maps through which a document may name layers: those that dashboards and experiences show, and those of apps. JSON texts and
 * links are left out: what only leads to a map names nothing in it.
 */
export function mapsNamed(document: unknown): string[] {
  const found = new Set<string>();
  const add = (id: unknown): void => {
    if (typeof id === 'string' && isItemId(id)) found.add(id.toLowerCase());
  };
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isObject(value)) return;
    if (SHOWS_MAP.test(String(value.type))) add(value.itemId);
    for (const [key, part] of Object.entries(value)) {
      if (MAP_KEYS.test(key)) for (const one of [part].flat()) add(isObject(one) ? one.id : one);
      // Web AppBuilder apps have one map.
      if (key === 'map' && isObject(part) && 'widgetPool' in value) add(part.itemId);
      visit(part);
    }
  };
  visit(document);
  return [...found];
}
