import type { ReferenceMap } from '../../references/reference-map.js';

export function emptyMap(): ReferenceMap {
  return { items: {}, services: {}, groups: {}, users: {} };
}

/** Adds what `more` knows to `map`; what `more` says wins. */
export function mergeMap(map: ReferenceMap, more: ReferenceMap): void {
  Object.assign(map.items, more.items);
  Object.assign(map.services, more.services);
  Object.assign(map.groups, more.groups);
  Object.assign(map.users, more.users);
}
