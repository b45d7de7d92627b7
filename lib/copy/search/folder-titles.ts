import type { Item } from '../../items/item.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { isRefusal } from '../identity/origins.js';

/** Titles of the folders of a portal, read once per owner, and again only for a folder that was made since. */
export class FolderTitles {
  private readonly byOwner = new Map<string, Promise<Map<string, string>>>();
  /** Folders that were asked for and are not told. */
  private readonly unknown = new Set<string>();

  constructor(private readonly portal: ReadablePortal) {}

  /** Title of the folder that the item is in; null in the root, and if the signed-in user may not know it. */
  async titleOf(
    { owner, ownerFolder }: Pick<Item, 'owner' | 'ownerFolder'>,
    signal?: AbortSignal,
  ): Promise<string | null> {
    if (!ownerFolder) return null;
    const title = (await this.titles(owner, signal)).get(ownerFolder);
    if (title !== undefined || this.unknown.has(ownerFolder)) return title ?? null;
    this.unknown.add(ownerFolder);
    this.byOwner.delete(owner);
    return (await this.titles(owner, signal)).get(ownerFolder) ?? null;
  }

  private titles(owner: string, signal?: AbortSignal): Promise<Map<string, string>> {
    let titles = this.byOwner.get(owner);
    if (!titles) {
      titles = this.read(owner, signal);
      this.byOwner.set(owner, titles);
      titles.catch(() => this.byOwner.delete(owner));
    }
    return titles;
  }

  private async read(owner: string, signal?: AbortSignal): Promise<Map<string, string>> {
    try {
      const { folders } = await this.portal.read<{ folders?: { id: string; title: string }[] }>(
        `/content/users/${encodeURIComponent(owner)}`,
        { num: 1 },
        { ...(signal && { signal }) },
      );
      return new Map((folders ?? []).map(({ id, title }) => [id, title]));
    } catch (error) {
      // Another user's folders are only told to administrators.
      if (isRefusal(error)) return new Map();
      throw error;
    }
  }
}
