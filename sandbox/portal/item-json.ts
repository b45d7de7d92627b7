import type { Caller } from '../http/call.js';
import { shownAccess } from '../search/search-items.js';
import type { ItemRecord } from '../store/records.js';
import { accessTo } from './access.js';
import type { PortalContext } from './portal-context.js';

/** An item as `/content/items/<id>` gives it to this caller. The folder is told to the owner and administrators only. */
export function itemJson(
  portal: PortalContext,
  item: ItemRecord,
  view: { caller: Caller | null; secure: boolean },
): Record<string, unknown> {
  const access = accessTo(portal, item, view.caller);
  const control = access === 'admin' ? 'admin' : access === 'edit' ? 'update' : undefined;
  return {
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
    appCategories: [],
    industries: [],
    languages: [],
    largeThumbnail: null,
    banner: null,
    screenshots: [],
    listed: false,
    ...(access === 'admin' ? { ownerFolder: item.folder } : {}),
    protected: item.protected,
    commentsEnabled: item.commentsEnabled,
    numComments: 0,
    numRatings: 0,
    avgRating: 0,
    numViews: 0,
    ...(control ? { itemControl: control } : {}),
    scoreCompleteness: scoreOf(item),
    groupDesignations: null,
    contentStatus: item.contentStatus,
    apiToken1ExpirationDate: -1,
    apiToken2ExpirationDate: -1,
    lastViewed: item.modified,
  };
}

/** An item as a hit of a search: some keys are told only where the item itself is asked for. */
export function searchHitJson(
  portal: PortalContext,
  item: ItemRecord,
  view: { caller: Caller | null; secure: boolean },
): Record<string, unknown> {
  const { protected: _protected, itemControl, groupDesignations, ...hit } = itemJson(portal, item, view);
  return hit;
}

function scoreOf(item: ItemRecord): number {
  const filled = [item.description, item.snippet, item.thumbnail, item.licenseInfo, item.accessInformation];
  return Math.round(((filled.filter(Boolean).length + (item.tags.length > 0 ? 1 : 0)) / 6) * 100);
}
