import type { Item } from '../../items/item.js';
import { wholeItem } from '../../items/whole-item.js';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { isRefusal } from '../identity/origins.js';

interface Folder {
  id: string;
  title: string;
}

interface ContentPage {
  items?: Partial<Item>[];
  folders?: Folder[];
  nextStart?: number;
}

/** The most that the portal gives at once. */
const PAGE = 100;

/**
 * Everything that a user keeps in one folder, straight from the content store: the search index knows no folders on every portal, and
 * lags behind. `folder` is an exact title or an id, '/' is the root. Throws ARCGIS_CONFIG for a blank folder and for a title that
 * several folders have, ARCGIS_NOT_FOUND for a folder that is not there, ARCGIS_FORBIDDEN for the content of somebody else whom
 * the signed-in user does not administer.
 */
export async function folderItems(
  portal: ReadablePortal,
  username: string,
  folder: string,
  signal?: AbortSignal,
): Promise<Item[]> {
  const wanted = folder.trim();
  if (!wanted) {
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      'The folder whose items are searched is blank. Give its title or id, or / for the items outside of folders.',
    );
  }
  const root = `/content/users/${encodeURIComponent(username)}`;
  const first = await readPage(portal, username, root, 1, signal);
  if (wanted === '/') return readOn(portal, username, root, first, signal);
  const { id } = chosen(portal, username, wanted, first.folders ?? []);
  const path = `${root}/${id}`;
  const items = await readOn(
    portal,
    username,
    path,
    await readPage(portal, username, path, 1, signal),
    signal,
  );
  // Older portals leave the folder out of the items that they list in it.
  return items.map((item) => ({ ...item, ownerFolder: item.ownerFolder ?? id }));
}

async function readOn(
  portal: ReadablePortal,
  username: string,
  path: string,
  first: ContentPage,
  signal?: AbortSignal,
): Promise<Item[]> {
  const items: Item[] = [];
  let page = first;
  for (let start = 1; ; ) {
    items.push(...(page.items ?? []).map(wholeItem));
    const next = page.nextStart ?? -1;
    // A portal that repeats itself must not keep us for ever.
    if (next <= start) return items;
    start = next;
    page = await readPage(portal, username, path, start, signal);
  }
}

async function readPage(
  portal: ReadablePortal,
  username: string,
  path: string,
  start: number,
  signal?: AbortSignal,
): Promise<ContentPage> {
  try {
    return await portal.read<ContentPage>(path, { start, num: PAGE }, { ...(signal && { signal }) });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new ArcGISError(
      'ARCGIS_FORBIDDEN',
      `The folders of "${username}" in ${portal.url} are only shown to that user and to administrators. Sign in as one of them. ${(error as Error).message}`,
      { portal: portal.url, endpoint: path },
    );
  }
}

function chosen(portal: ReadablePortal, username: string, wanted: string, folders: Folder[]): Folder {
  const byId = folders.find(({ id }) => id === wanted.toLowerCase());
  const exact = byId ? [byId] : folders.filter(({ title }) => title.trim() === wanted);
  if (exact.length > 1) {
    const ids = exact.map(({ id }) => id).join(', ');
    throw new ArcGISError(
      'ARCGIS_CONFIG',
      `${exact.length} folders of "${username}" in ${portal.url} have the title "${wanted}": ${ids}. Give the id of the one you mean.`,
      { portal: portal.url },
    );
  }
  if (exact[0]) return exact[0];
  const titles = folders.map(({ title }) => `"${title}"`).join(', ') || 'none';
  throw new ArcGISError(
    'ARCGIS_NOT_FOUND',
    `"${username}" has no folder "${wanted}" in ${portal.url}. There is: ${titles}.`,
    { portal: portal.url },
  );
}
