import type { Json } from '../rest/rest-client.js';
import type { ItemDetails } from '../town.js';
import type { Site } from './site.js';

interface Listing {
  items: { id: string; type: string; title: string; name: string | null; url: string | null }[];
  folders: { id: string; title: string }[];
  nextStart: number;
}

/** Makes the folders that are missing, and takes over the items that are there already. */
export async function makeFolders(site: Site, items: ItemDetails[]): Promise<void> {
  const owners = [...new Set(items.map((item) => item.owner))];
  await Promise.all(
    owners.map(async (owner) => {
      const own = items.filter((item) => item.owner === owner);
      const root = await list(site, owner, '');
      takeOver(site, own, root, null);
      const titles = new Set(own.map((item) => item.folder).filter((title) => title !== null));
      for (const title of titles) {
        const known = root.folders.find((folder) => folder.title === title);
        const id = known?.id ?? (await createFolder(site, owner, title));
        site.folders.set(`${owner}/${title}`, id);
        if (known) takeOver(site, own, await list(site, owner, `/${id}`), title);
      }
      for (const item of own) {
        if (item.folder !== null)
          site.placed.set(item.key, site.folders.get(`${owner}/${item.folder}`) ?? '');
      }
    }),
  );
}

function takeOver(site: Site, own: ItemDetails[], listing: Listing, folder: string | null): void {
  for (const item of own.filter((one) => one.folder === folder)) {
    const found = listing.items.find(
      (one) =>
        one.type === item.type &&
        (item.serviceName === undefined ? one.title === item.title : one.name === item.serviceName),
    );
    if (found) site.items.set(item.key, { id: found.id, url: found.url });
  }
}

async function list(site: Site, owner: string, path: string): Promise<Listing> {
  const all: Listing = { items: [], folders: [], nextStart: 1 };
  while (all.nextStart > 0) {
    const page = (await site
      .as(owner)
      .content(path, { start: all.nextStart, num: 100 })) as unknown as Listing;
    all.items.push(...page.items);
    all.folders = page.folders ?? all.folders;
    all.nextStart = page.nextStart;
  }
  return all;
}

async function createFolder(site: Site, owner: string, title: string): Promise<string> {
  const made = await site.as(owner).content('/createFolder', { title });
  return String((made.folder as Json).id);
}
