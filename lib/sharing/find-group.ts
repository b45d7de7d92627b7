import { searchGroups } from '@esri/arcgis-rest-portal';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { CallOptions, ReadablePortal } from '../portal/portal.js';
import { restOptions } from '../portal/rest-options.js';
import { type Group, readGroup } from './group.js';

const ID = /^[0-9a-f]{32}$/i;

/**
 * The group of the portal with this id or exact title, or null. Groups of the signed-in user are known at once, others through
 * search, which lags behind new groups by seconds.
 *
 * @throws ArcGISError ARCGIS_INPUT if several groups have the title: their ids are listed, and none is chosen.
 */
export async function findGroup(
  portal: ReadablePortal,
  idOrTitle: string,
  options: CallOptions,
): Promise<Group | null> {
  if (ID.test(idOrTitle)) {
    const byId = await readGroup(portal, idOrTitle, options);
    if (byId) return byId;
  }
  const title = idOrTitle.trim();
  const ids = await idsOfTitle(portal, title, options);
  // What is known of the user's groups may be old: some may be gone.
  const groups = await Promise.all(ids.map((id) => readGroup(portal, id, options)));
  const found = groups.filter((group) => group !== null);
  if (found.length > 1) {
    throw new ArcGISError(
      'ARCGIS_INPUT',
      `${portal.url} has ${found.length} groups named "${title}": ${found.map(({ id, owner }) => `${id} (of ${owner})`).join(', ')}. Rename all but one, or give the id of the one you mean.`,
      { portal: portal.url, endpoint: '/community/groups' },
    );
  }
  return found[0] ?? null;
}

async function idsOfTitle(portal: ReadablePortal, title: string, options: CallOptions): Promise<string[]> {
  const self = await portal.self(options.signal);
  const ids = new Set<string>();
  for (const group of self.user?.groups ?? []) {
    if (group.title.trim() === title) ids.add(group.id);
  }
  // The search compares words; without quotes and backslashes the title still is one of them.
  const words = title.replace(/["\\]/g, ' ').trim();
  if (words === '') return [...ids];
  // ArcGIS Online finds the public groups of every organisation.
  const q = self.isPortal ? `title:"${words}"` : `title:"${words}" AND orgid:${self.id}`;
  for (let start = 1; start > 0; ) {
    const page = await searchGroups({ q, start, num: 100, ...restOptions(portal, options) });
    for (const group of page.results ?? []) {
      if (group.title.trim() === title) ids.add(group.id);
    }
    start = (page.results ?? []).length > 0 ? (page.nextStart ?? -1) : -1;
  }
  return [...ids];
}
