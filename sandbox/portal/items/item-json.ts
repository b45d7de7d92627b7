import type { Caller } from '../../http/call.js';
import { completeness, shownAccess } from '../../search/search-items.js';
import type { ItemRecord } from '../../store/records.js';
import { accessTo } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { withoutLaterKeys } from '../without-later-keys.js';
import { viewsOf } from './item-views.js';

/** An item as `/content/items/<id>` gives it to this caller. The folder is told to the owner and administrators only. */
export function itemJson(
  portal: PortalContext,
  item: ItemRecord,
  view: { caller: Caller | null; secure: boolean },
): Record<string, unknown> {
  const access = accessTo(portal, item, view.caller);
  const views = viewsOf(portal, item.id);
  const control = access === 'admin' ? 'admin' : access === 'edit' ? 'update' : undefined;
  return withoutLaterKeys(portal.profile, 'item', {
    id: item.id,
    owner: item.owner,
    orgId: portal.orgId,
    created: item.created,
    ...(view.caller ? { isOrgItem: true } : {}),
    modified: item.modified,
    guid: null,
    name: item.name,
    title: item.title,
    type: item.type,
    typeKeywords: item.typeKeywords,
    description: item.description,
    tags: item.tags,
    snippet: item.snippet,
    thumbnail: item.thumbnail,
    documentation: item.documentation,
    extent: item.extent,
    categories: item.categories,
    spatialReference: item.spatialReference,
    accessInformation: item.accessInformation,
    classification: null,
    licenseInfo: item.licenseInfo,
    culture: item.culture,
    properties: item.properties,
    advancedSettings: item.advancedSettings,
    url: portal.addresses.toClient(item.url, view.secure),
    proxyFilter: null,
    access: shownAccess(item),
    size: item.size,
    subInfo: 0,
    appCategories: item.appCategories ?? [],
    industries: item.industries ?? [],
    languages: item.languages ?? [],
    largeThumbnail: null,
    banner: null,
    screenshots: [],
    listed: false,
    ...(access === 'admin' ? { ownerFolder: item.folder } : {}),
    ...(control ? { protected: item.protected } : {}),
    commentsEnabled: item.commentsEnabled,
    numComments: 0,
    numRatings: 0,
    avgRating: 0,
    numViews: views.count,
    ...(control ? { itemControl: control } : {}),
    scoreCompleteness: completeness(item),
    groupDesignations: null,
    ...(item.contentStatus ? { contentStatus: item.contentStatus } : {}),
    apiToken1ExpirationDate: -1,
    apiToken2ExpirationDate: -1,
    lastViewed: views.last,
  });
}

/** An item as a hit of a search: some keys are told only where the item itself is asked for. */
export function searchHitJson(
  portal: PortalContext,
  item: ItemRecord,
  view: { caller: Caller | null; secure: boolean },
): Record<string, unknown> {
  const { protected: _protected, itemControl, ...hit } = itemJson(portal, item, view);
  return hit;
}
