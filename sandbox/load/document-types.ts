import { ITEM_TYPES } from '../portal/items/item-types.js';

/** Item types by short names of folders; the names of the types themselves are taken as well. */
const SHORT_NAMES: Record<string, string> = {
  webappbuilder: 'Web Mapping Application',
  instantapp: 'Web Mapping Application',
  configurableapp: 'Web Mapping Application',
  classicstory: 'Web Mapping Application',
  experience: 'Web Experience',
  hub: 'Hub Site Application',
  quickcapture: 'QuickCapture Project',
  workforce: 'Workforce Project',
};

/** The item type that a folder is named after: 'webmap', 'Web Map', 'web-map', 'dashboard'; undefined for other names. */
export function typeOfFolder(folder: string): string | undefined {
  const wanted = plain(folder);
  return SHORT_NAMES[wanted] ?? Object.keys(ITEM_TYPES).find((type) => plain(type) === wanted);
}

/** The name of a type as it should be written; undefined if portals know no such type. */
export function knownType(type: unknown): string | undefined {
  return typeof type === 'string' && Object.hasOwn(ITEM_TYPES, type) ? type : undefined;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
