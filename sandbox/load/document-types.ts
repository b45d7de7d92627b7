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
  velocity: 'Real Time Analytic',
};

/** Type keywords that tell kinds of apps apart, by short names of folders. */
const KEYWORDS: Record<string, string[]> = {
  webappbuilder: ['Web AppBuilder', 'WAB2D'],
  instantapp: ['instantApp', 'Configurable'],
  configurableapp: ['Configurable'],
  classicstory: ['Story Map', 'Configurable'],
  experience: ['EXB Experience', 'status: Changed'],
  storymap: ['arcgis-storymaps', 'smstatuspublished'],
};

/** Type keywords of items whose document says none, by the folder that it is in. */
export function keywordsOfFolder(folder: string): string[] {
  return KEYWORDS[plain(folder)] ?? [];
}

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
