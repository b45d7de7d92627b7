import { createFolder } from '@esri/arcgis-rest-portal';
import { ArcGISError } from '../portal/arcgis-error.js';
import type { WritablePortal } from '../portal/portal.js';
import { ownerOptions } from './owner-options.js';

/**
 * Folders of the users of a portal, by title. Each user's folders are listed once; a folder that is missing
 * is made once, however many ask for it at the same time.
 */
export class Folders {
  readonly #portal: WritablePortal;
  /**
   * By owner: folder ids by title in lower case (portals take titles that differ in case only for the same).
   */
  readonly #known = new Map<string, Promise<Map<string, string>>>();
  readonly #made = new Map<string, Promise<string>>();

  constructor(portal: WritablePortal) {
    this.#portal = portal;
  }

  /** Id of the owner's folder of this title, which is made if it is missing. */
  async idOf(owner: string, title: string, signal?: AbortSignal): Promise<string> {
    const known = await this.#find(owner, title, signal);
    if (known !== undefined) {
      return known;
    }
    const key = JSON.stringify([owner, keyOf(title)]);
    let making = this.#made.get(key);
    if (making === undefined) {
      making = this.#make(owner, title, signal);
      this.#made.set(key, making);
      making.catch(() => this.#made.delete(key));
    }
    return making;
  }

  async #find(owner: string, title: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    let listing = this.#known.get(owner);
    if (listing === undefined) {
      listing = this.#list(owner, signal);
      this.#known.set(owner, listing);
      listing.catch(() => this.#known.delete(owner));
    }
    return (await listing).get(keyOf(title));
  }

  async #list(owner: string, signal: AbortSignal | undefined): Promise<Map<string, string>> {
    // Every page of the root names all folders.
    const { folders = [] } = await this.#portal.read<{ folders?: { id: string; title: string }[] }>(
      `/content/users/${encodeURIComponent(owner)}`,
      { start: 1, num: 1 },
      signal ? { signal } : {},
    );
    return new Map(folders.map(({ id, title }) => [keyOf(title), id]));
  }

  async #make(owner: string, title: string, signal: AbortSignal | undefined): Promise<string> {
    try {
      const { folder } = await createFolder({
        title,
        ...ownerOptions(this.#portal, owner, signal ? { signal } : {}),
      });
      return folder.id;
    } catch (error) {
      // Somebody else was quicker. The words are all that tells this failure from others.
      this.#known.delete(owner);
      const isTaken =
        error instanceof ArcGISError && /not available/i.test(error.details.portalMessage ?? error.message);
      const id = isTaken ? await this.#find(owner, title, signal) : undefined;
      if (id === undefined) {
        throw error;
      }
      return id;
    }
  }
}

function keyOf(title: string): string {
  return title.trim().toLowerCase();
}
