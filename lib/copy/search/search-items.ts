import { getUser } from '@esri/arcgis-rest-portal';
import type { Item } from '../../items/item.js';
import { readItem } from '../../items/read-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { restOptions } from '../../portal/rest-options.js';
import { findGroup } from '../../sharing/find-group.js';
import { folderItems } from './folder-items.js';
import { FolderTitles } from './folder-titles.js';
import { orderItems } from './order-items.js';
import { searchAll } from './search-all.js';
import type { SearchOptions } from './search-options.js';
import { isTemporary } from './temporary-items.js';

/** Which items of a portal are meant. `query` narrows any of them, in the portal's own search grammar. */
export type SearchScope = { query?: string } & (
  | { kind: 'mine' }
  | { kind: 'user'; username: string }
  /** Id of a group, or the exact title of one of this organisation or of the signed-in user's groups. */
  | { kind: 'group'; group: string }
  /** Id or exact title of a folder, '/' for the items outside of folders; of the signed-in user if no name is given. */
  | { kind: 'folder'; folder: string; username?: string }
  | { kind: 'ids'; ids: string[] }
  | { kind: 'organisation' }
);

/** Longest list of ids in one query; a search of some 4,000 characters is still answered by every portal. */
const IDS_PER_QUERY = 80;

/**
 * Finds items, all of them, in the order in which they can be copied: files, layers, views, maps, apps; each by creation date.
 * `leftOut` counts doubles of the paging, marked temporary items, and content that the portal software brings itself.
 * Throws ARCGIS_CONFIG for a scope that says nothing (blank user or folder, empty list) and for a title of several folders, ARCGIS_INPUT
 * for a title of several groups, ARCGIS_NOT_FOUND for a user, group, folder or item that does not exist, ARCGIS_FORBIDDEN for a folder that
 * the signed-in user may not see. Nothing found is not an error.
 */
export async function searchItems(
  portal: ReadablePortal,
  scope: SearchScope,
  options: SearchOptions = {},
): Promise<{ items: Item[]; leftOut: number }> {
  const found = await findItems(portal, scope, options);
  const distinct = new Map(found.map((item) => [item.id, item]));
  const items = [...distinct.values()].filter((item) => !isTemporary(item) && !isBuiltIn(item));
  const titled = await withFolderTitles(portal, orderItems(items), options.signal);
  return { items: titled, leftOut: found.length - items.length };
}

/** Folders are asked for once per owner; those of others are only told to administrators. */
function withFolderTitles(portal: ReadablePortal, items: Item[], signal?: AbortSignal): Promise<Item[]> {
  const folders = new FolderTitles(portal);
  return Promise.all(
    items.map(async (item) =>
      item.ownerFolder ? { ...item, folderTitle: await folders.titleOf(item, signal) } : item,
    ),
  );
}

async function findItems(
  portal: ReadablePortal,
  scope: SearchScope,
  options: SearchOptions,
): Promise<Item[]> {
  if (scope.kind === 'ids') return findByIds(portal, scope.ids, scope.query, options);
  if (scope.kind === 'folder') return findInFolder(portal, scope, options);
  const query = narrowed(await scopeQuery(portal, scope, options.signal), scope.query);
  return searchAll(portal, query, options);
}

async function scopeQuery(
  portal: ReadablePortal,
  scope: Exclude<SearchScope, { kind: 'ids' | 'folder' }>,
  signal: AbortSignal | undefined,
): Promise<string> {
  switch (scope.kind) {
    case 'mine':
      return `owner:"${await signedIn(portal, signal)}"`;
    case 'user':
      return `owner:"${await existingUser(portal, scope.username, signal)}"`;
    case 'group':
      return `group:"${await groupId(portal, scope.group, signal)}"`;
    case 'organisation': {
      const self = await portal.self(signal);
      // "*" finds nothing on some Enterprise portals, and orgid is not filled on all of them.
      return self.isPortal
        ? '(access:"private" OR access:"shared" OR access:"org" OR access:"public")'
        : `orgid:${self.id}`;
    }
  }
}

async function signedIn(portal: ReadablePortal, signal: AbortSignal | undefined): Promise<string> {
  const { user } = await portal.self(signal);
  if (user) return user.username;
  throw new ArcGISError(
    'ARCGIS_CONFIG',
    `Nobody is signed in to ${portal.url}, so there is no "own" content. Give a user name and password, or choose another scope.`,
    { portal: portal.url },
  );
}

async function findInFolder(
  portal: ReadablePortal,
  { folder, username, query }: { folder: string; username?: string; query?: string },
  options: SearchOptions,
): Promise<Item[]> {
  const { signal, progress } = options;
  const owner = username?.trim()
    ? await existingUser(portal, username, signal)
    : await signedIn(portal, signal);
  const items = await folderItems(portal, owner, folder, signal);
  progress?.(items.length, items.length);
  if (!query?.trim() || !items.length) return items;
  const found = await searchAll(portal, narrowed(`owner:"${owner}"`, query), options);
  const ids = new Set(found.map(({ id }) => id));
  return items.filter(({ id }) => ids.has(id));
}

async function existingUser(portal: ReadablePortal, username: string, signal?: AbortSignal): Promise<string> {
  const name = username.trim();
  if (!name)
    throw new ArcGISError('ARCGIS_CONFIG', 'The user whose items are searched is blank. Give a user name.');
  try {
    const user = await getUser({ username: name, ...restOptions(portal, { ...(signal && { signal }) }) });
    return user.username ?? name;
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new ArcGISError(
      'ARCGIS_NOT_FOUND',
      `There is no user "${name}" in ${portal.url}. Check the spelling.`,
      {
        portal: portal.url,
      },
    );
  }
}

async function groupId(portal: ReadablePortal, group: string, signal?: AbortSignal): Promise<string> {
  const wanted = group.trim();
  if (!wanted)
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      'The group whose items are searched is blank. Give its id or exact title.',
    );
  const found = await findGroup(portal, wanted, { ...(signal && { signal }) });
  if (found) return found.id;
  throw new ArcGISError(
    'ARCGIS_NOT_FOUND',
    `There is no group "${wanted}" in ${portal.url}, or the signed-in user may not see it. Give its id, or its exact title if it belongs to this organisation.`,
    { portal: portal.url },
  );
}

async function findByIds(
  portal: ReadablePortal,
  ids: string[],
  query: string | undefined,
  options: SearchOptions,
): Promise<Item[]> {
  const wanted = ids.map((id) => id.trim().toLowerCase()).filter(Boolean);
  if (!wanted.length)
    throw new ArcGISError('ARCGIS_CONFIG', 'The list of item ids is empty. Give at least one id.');
  const wrong = wanted.filter((id) => !/^[0-9a-f]{32}$/.test(id));
  if (wrong.length) {
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `Not an item id (32 digits 0-9 and a-f): ${wrong.slice(0, 10).join(', ')}`,
    );
  }
  // The search index lags behind: what was just added is only seen by its id.
  if (!query?.trim()) return readAll(portal, wanted, options);
  const found: Item[] = [];
  for (let at = 0; at < wanted.length; at += IDS_PER_QUERY) {
    const some = wanted.slice(at, at + IDS_PER_QUERY).map((id) => `id:${id}`);
    found.push(...(await searchAll(portal, narrowed(`(${some.join(' OR ')})`, query), options)));
  }
  return found;
}

async function readAll(
  portal: ReadablePortal,
  ids: string[],
  { signal, progress }: SearchOptions,
): Promise<Item[]> {
  let read = 0;
  const missing: string[] = [];
  const items = await Promise.all(
    ids.map(async (id) => {
      try {
        const item = await readItem(portal, id, signal);
        read += 1;
        progress?.(read, ids.length);
        return item;
      } catch (error) {
        if (!isMissing(error)) throw error;
        missing.push(id);
        return null;
      }
    }),
  );
  if (missing.length) {
    throw new ArcGISError(
      'ARCGIS_NOT_FOUND',
      `${missing.length} of ${ids.length} items do not exist in ${portal.url}, or the signed-in user may not see them: ${missing.slice(0, 10).join(', ')}`,
      { portal: portal.url },
    );
  }
  return items.filter((item) => item !== null);
}

/** Portals answer 400 both for what is missing and for what the caller may not see. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof ArcGISError)) return false;
  return (
    error.code === 'ARCGIS_NOT_FOUND' || error.details.esriCode === 400 || error.details.esriCode === 404
  );
}

function narrowed(scope: string, query: string | undefined): string {
  const more = query?.trim();
  return more ? `${scope} AND (${more})` : scope;
}

/** Enterprise brings basemaps and boundary layers of its own, in accounts whose names begin with esri_. */
function isBuiltIn(item: Item): boolean {
  return item.owner.startsWith('esri_');
}
