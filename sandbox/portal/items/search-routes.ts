import { PortalError } from '../../http/answers.js';
import type { Call } from '../../http/call.js';
import type { Route } from '../../http/routes.js';
import { askedKeywords } from '../../search/asked-keywords.js';
import { pageOf } from '../../search/page.js';
import { parseQuery } from '../../search/parse-query.js';
import { searchItems, shownAccess, sortItems } from '../../search/search-items.js';
import type { ItemRecord } from '../../store/records.js';
import { accessTo, canSeeGroup } from '../access.js';
import type { PortalContext } from '../portal-context.js';
import { itemJson, searchHitJson } from './item-json.js';
import { viewsOf } from './item-views.js';

/** Longest query in bytes. */
const LONGEST_QUERY = 10 * 1024;
const COUNTED: Record<string, (item: ItemRecord) => string[]> = {
  tags: (item) => item.tags,
  type: (item) => [item.type],
  access: (item) => [shownAccess(item)],
  contentstatus: (item) => (item.contentStatus === null ? [] : [item.contentStatus]),
  categories: (item) => item.categories,
};

/** Search over all items that the caller may read, and the content of groups. */
export function searchRoutes(portal: PortalContext): Route[] {
  return [
    { path: '/search', handler: (call) => search(portal, call) },
    { path: '/content/groups/:id', handler: (call) => groupContent(portal, call) },
    { path: '/content/groups/:id/search', handler: (call) => search(portal, call, groupId(portal, call)) },
  ];
}

function search(portal: PortalContext, call: Call, group?: string): unknown {
  const { params } = call;
  if (!group && !['q', 'bbox', 'categories', 'filter'].some((name) => params.text(name, '').trim() !== '')) {
    throw new PortalError(400, "'q' or 'bbox' parameter is required.", {
      details: ["'q' or 'bbox' parameter is required."],
    });
  }
  if (Buffer.byteLength(params.text('q', '')) > LONGEST_QUERY) {
    throw new PortalError(400, 'The search query is too long.');
  }
  const member = groupsOfMember(portal, call);
  const keywords = askedKeywords(parseQuery(params.text('q', '').trim()));
  const readable = function* () {
    for (const item of portal.index.items(keywords)) {
      if (item.recycled !== null || item.parts || (group && !item.groups.includes(group))) continue;
      if (member && !item.groups.some((id) => member.has(id))) continue;
      if (accessTo(portal, item, call.caller) !== 'none') yield item;
    }
  };
  const found = searchItems(readable(), params, {
    orgId: portal.orgId,
    emptyAsterisk: portal.kind === 'enterprise',
    steady: portal.switches.steadyRelevance,
    views: (id) => viewsOf(portal, id).count,
  });
  const { page, ...rest } = pageOf(found, params, portal.switches.beyondPageable);
  const view = { caller: call.caller, secure: call.secure };
  const counts = countsOf(found, params.list('countFields'), params.number('countSize', 10));
  return {
    query: params.text('q', ''),
    ...rest,
    results: page.map((item) => searchHitJson(portal, item, view)),
    ...(counts.length > 0 ? { aggregations: { counts } } : {}),
  };
}

/** With `searchUserAccess=groupMember` only what is in groups of that user is found. */
function groupsOfMember(portal: PortalContext, { params, caller }: Call): Set<string> | undefined {
  if (params.text('searchUserAccess', '').toLowerCase() !== 'groupmember') return undefined;
  const username = params.text('searchUserName', caller?.username ?? '');
  return new Set(
    portal.store.groups.filter((group) => group.members[username] !== undefined).map(({ id }) => id),
  );
}

function countsOf(items: ItemRecord[], fields: string[], size: number): unknown[] {
  return fields.slice(0, 3).flatMap((name) => {
    const valuesOf = COUNTED[name.toLowerCase()];
    if (!valuesOf) return [];
    const counts = new Map<string, number>();
    for (const value of items.flatMap(valuesOf)) {
      counts.set(value.toLowerCase(), (counts.get(value.toLowerCase()) ?? 0) + 1);
    }
    const fieldValues = [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count)
      .slice(0, Math.min(size, 200));
    return [{ fieldName: name, fieldValues }];
  });
}

function groupId(portal: PortalContext, call: Call): string {
  const group = portal.store.groups.get(call.route.id ?? '');
  if (!group || !canSeeGroup(group, call.caller)) {
    throw new PortalError(400, 'Group does not exist or is inaccessible.', { messageCode: 'CONT_0006' });
  }
  return group.id;
}

function groupContent(portal: PortalContext, call: Call): unknown {
  const id = groupId(portal, call);
  const items = [...portal.store.items()].filter(
    (item) =>
      item.recycled === null && item.groups.includes(id) && accessTo(portal, item, call.caller) !== 'none',
  );
  const { page, ...rest } = pageOf(sortItems(items, call.params), call.params);
  const view = { caller: call.caller, secure: call.secure };
  const categories = portal.store.groups.get(id)?.itemCategories ?? {};
  const shown = page.map((item) => ({
    ...itemJson(portal, item, view),
    groupCategories: categories[item.id] ?? [],
  }));
  return { ...rest, items: shown };
}
