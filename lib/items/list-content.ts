import type { ReadablePortal } from '../portal/portal.js';
import type { Item } from './item.js';
import { wholeItem } from './whole-item.js';

interface ContentPage {
  items?: Partial<Item>[];
  folders?: { id: string; title: string }[];
  nextStart?: number;
}

/** The most that the portal gives at once. */
const PAGE = 100;

/**
 * Everything that a user owns, in the root and in every folder, page by page, straight from the content store
 * (a search would miss what is new). Needs to be that user or an administrator; throws ARCGIS_FORBIDDEN
 * otherwise. rest-js getUserContent is not used: it does not pass its options on.
 */
export async function* listContent(
  portal: ReadablePortal,
  owner: string,
  signal?: AbortSignal,
): AsyncGenerator<Item> {
  const root = `/content/users/${encodeURIComponent(owner)}`;
  const folders: string[] = [];
  for await (const page of pages(portal, root, signal)) {
    if (folders.length === 0) {
      folders.push(...(page.folders ?? []).map(({ id }) => id));
    }
    yield* (page.items ?? []).map(wholeItem);
  }
  for (const folder of folders) {
    for await (const page of pages(portal, `${root}/${folder}`, signal)) {
      // In a folder's listing older portals leave the folder out of its items.
      yield* (page.items ?? []).map((item) =>
        wholeItem({ ...item, ownerFolder: item.ownerFolder ?? folder }),
      );
    }
  }
}

async function* pages(
  portal: ReadablePortal,
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ContentPage> {
  let start = 1;
  while (start > 0) {
    const page = await portal.read<ContentPage>(path, { start, num: PAGE }, signal ? { signal } : {});
    yield page;
    const next = page.nextStart ?? -1;
    // A portal that repeats itself must not keep us for ever.
    start = next > start ? next : -1;
  }
}
