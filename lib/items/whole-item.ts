import type { Item } from './item.js';

/** An item with every key that the engine counts on: older portals leave out what is empty. */
export function wholeItem(item: Partial<Item>): Item {
  return {
    ...item,
    id: item.id ?? '',
    owner: item.owner ?? '',
    title: item.title ?? '',
    type: item.type ?? '',
    typeKeywords: item.typeKeywords ?? [],
    name: item.name ?? null,
    description: item.description ?? null,
    snippet: item.snippet ?? null,
    tags: item.tags ?? [],
    url: item.url || null,
    access: item.access ?? 'private',
    created: item.created ?? 0,
    modified: item.modified ?? 0,
    size: item.size ?? -1,
    thumbnail: item.thumbnail || null,
    properties: item.properties ?? null,
    extent: item.extent ?? [],
    spatialReference: item.spatialReference ?? null,
    accessInformation: item.accessInformation ?? null,
    licenseInfo: item.licenseInfo ?? null,
    culture: item.culture ?? null,
  };
}
