import type { Params } from '../portal/portal.js';
import { withoutStamp } from './copy-stamp.js';
import type { Item } from './item.js';
import { copyableKeywords } from './item-keywords.js';

/**
 * What a copy takes over of an item's properties, as parameters of addItem and update: title, type, type
 * keywords (without the portal's own and the marks of an earlier copy), description, snippet, tags, credits,
 * terms of use, culture, extent, spatial reference, URL and `properties`. Owner, folder, access, ids and
 * dates are the copy's own. Texts that are not set are '', so that an update can clear them; the rest is left
 * out where the item has none. References in the values are still the source's.
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
  };
  const properties = withoutStamp(item.properties);
  const others: Params = {
    culture: item.culture,
    spatialReference: item.spatialReference,
    url: item.url,
    properties,
    // The API gives the extent as two corners and takes it as four numbers.
    extent: item.extent.length === 2 ? item.extent.flat() : null,
  };
  for (const [name, value] of Object.entries(others)) {
    if (value !== null && value !== undefined && value !== '') {
      params[name] = value;
    }
  }
  return params;
}
