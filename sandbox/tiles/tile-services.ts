import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PortalError } from '../http/answers.js';
import { PackageFile } from './package-file.js';
import type { TileContent } from './tile-content.js';
import type { TileKind } from './tile-kinds.js';
import { TILE_KINDS } from './tile-kinds.js';

/** A package that is being served. */
interface Served {
  file: PackageFile;
  content: TileContent;
}

/** The hosted tile, vector tile and scene services of one portal: each is served out of its own copy of the package that it was published from. */
export class TileServices {
  readonly #dir: string;
  readonly #open = new Map<string, Promise<Served>>();

  /** @param dir folder for the packages; made when there is one */
  constructor(dir: string) {
    this.#dir = join(dir, 'tiles');
  }

  /** Makes the service of an item. Throws PortalError for a file that is no package of that kind. */
  async publish(itemId: string, kind: TileKind, path: string): Promise<void> {
    const served = await openPackage(path, kind);
    if (!served) {
      throw new PortalError(400, 'Unable to publish item.', {
        details: ['The file is not a valid package.'],
      });
    }
    served.file.close();
    await this.delete(itemId);
    mkdirSync(this.#dir, { recursive: true });
    copyFileSync(path, this.#path(itemId));
  }

  /** What the item's service shows; undefined if it is not made yet. */
  async contentOf(itemId: string): Promise<TileContent | undefined> {
    let served = this.#open.get(itemId);
    if (!served) {
      if (!existsSync(this.#path(itemId))) return undefined;
      served = this.#openAny(itemId);
      this.#open.set(itemId, served);
    }
    return (await served).content;
  }

  /** Removes the item's service, if it has one. */
  async delete(itemId: string): Promise<void> {
    const served = this.#open.get(itemId);
    this.#open.delete(itemId);
    if (served) (await served).file.close();
    rmSync(this.#path(itemId), { force: true, maxRetries: 3 });
  }

  async close(): Promise<void> {
    const all = await Promise.allSettled(this.#open.values());
    for (const one of all) if (one.status === 'fulfilled') one.value.file.close();
    this.#open.clear();
  }

  async #openAny(itemId: string): Promise<Served> {
    for (const kind of Object.values(TILE_KINDS)) {
      const served = await openPackage(this.#path(itemId), kind);
      if (served) return served;
    }
    throw new PortalError(500, 'Error handling service request.');
  }

  #path(itemId: string): string {
    return join(this.#dir, `${itemId}.zip`);
  }
}

async function openPackage(path: string, kind: TileKind): Promise<Served | undefined> {
  let file: PackageFile;
  try {
    file = await PackageFile.open(path);
  } catch {
    return undefined;
  }
  const content = await kind.open(file).catch(() => undefined);
  if (content) return { file, content };
  file.close();
  return undefined;
}
