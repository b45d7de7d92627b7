import type { Params } from '../portal/portal.js';
import { withoutStamp } from './copy-stamp.js';
import type { Item } from './item.js';
import { copyableKeywords } from './item-keywords.js';

/**
 * Properties that few items have, and that not every portal takes: whether comments are allowed, documentation and settings that no page of the
 * portal shows, and what an app is said to be in the marketplace.
 */
export const OTHERS: readonly string[] = [
  'commentsEnabled',
  'documentation',
  'advancedSettings',
  'appCategories',
  'industries',
  'languages',
];

/**
 * What a copy takes over of an item's properties, as parameters of addItem and update: title, type, type
 * keywords (without the portal's own and the marks of an earlier copy), description, snippet, tags, credits,
 * terms of use, culture, extent, spatial reference, URL and `properties`. Owner, folder, access, ids and
 * dates are the copy's own, and pictures of a marketplace listing are left out. What is not set of texts, extent and spatial reference is '',
 * so that an update can clear it; the rest is left out where the item has none. References in the values are still the source's.
 */
export function copyableProperties(item: Item): Params {
  const params: Params = {
    title: item.title,
    type: item.type,
    typeKeywords: copyableKeywords(item.typeKeywords),
    description: item.description ?? '',
    snippet: item.snippet ?? '',
    tags: item.tags,
    accessInformation: item.accessInformation ?? '',
    licenseInfo: item.licenseInfo ?? '',
    // The API gives the extent as two corners and takes it as four numbers.
    extent: item.extent.length === 2 ? item.extent.flat() : '',
    spatialReference: item.spatialReference ?? '',
  };
  const properties = withoutStamp(item.properties);
  const others: Params = {
    culture: item.culture,
    url: item.url,
    properties,
    ...Object.fromEntries(OTHERS.map((name) => [name, item[name]])),
  };
  for (const [name, value] of Object.entries(others)) {
    const isNone = value === null || value === undefined || value === '';
    if (!isNone && !(Array.isArray(value) && value.length === 0)) {
      params[name] = value;
    }
  }
  return params;
}
