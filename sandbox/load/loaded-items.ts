import type { RestClient } from '../town/rest/rest-client.js';

interface ListedItem {
  id: string;
  url: string | null;
  size: number;
  typeKeywords: string[];
}

/** What items are known by that were loaded before: a type keyword with the name of their source. */
export const MARK = 'loaded-from ';

/** The items of the signed-in user that were loaded before, by their source. */
export async function loadedItems(client: RestClient): Promise<Map<string, ListedItem>> {
  const found = new Map<string, ListedItem>();
  const root = await client.content('', { num: 100 });
  const folders = (root.folders ?? []) as { id: string }[];
  for (const folder of ['', ...folders.map(({ id }) => `/${id}`)]) {
    for (let start = 1; start > 0; ) {
      const page = await client.content(folder, { num: 100, start });
      for (const item of page.items as ListedItem[]) {
        const mark = item.typeKeywords.find((keyword) => keyword.startsWith(MARK));
        if (mark !== undefined) found.set(mark.slice(MARK.length), item);
      }
      start = Number(page.nextStart ?? -1);
    }
  }
  return found;
}

/** Folders of the signed-in user by title; makes those that are missing. */
export async function foldersTitled(
  client: RestClient,
  titles: Iterable<string>,
): Promise<Map<string, string>> {
  const { folders } = (await client.content('', { num: 1 })) as { folders?: { id: string; title: string }[] };
  const found = new Map((folders ?? []).map(({ id, title }) => [title, id]));
  for (const title of titles) {
    if (found.has(title)) continue;
    const made = (await client.content('/createFolder', { title })) as { folder: { id: string } };
    found.set(title, made.folder.id);
  }
  return found;
}
