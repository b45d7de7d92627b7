import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PortalError } from '../http/answers.js';
import { type CutTiles, cutContent } from './cut-tiles.js';
import { PackageFile } from './package-file.js';
import type { TileContent } from './tile-content.js';
import type { TileKind } from './tile-kinds.js';
import { TILE_KINDS } from './tile-kinds.js';

/** What is being served, out of a package or of what was cut from a layer. */
interface Served {
  content: TileContent;
  close(): void;
}

/**
 * The hosted tile, vector tile and scene services of one portal: each is served out of its own copy of the package that it was published from, or out of
 * its own copy of the features that it was cut from.
 */
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
    served.close();
    await this.delete(itemId);
    mkdirSync(this.#dir, { recursive: true });
    copyFileSync(path, this.#package(itemId));
  }

  /** Makes the service of an item of what was cut from a layer. */
  async cut(itemId: string, cut: CutTiles): Promise<void> {
    await this.delete(itemId);
    mkdirSync(this.#dir, { recursive: true });
    await writeFile(this.#features(itemId), JSON.stringify(cut));
  }

  /** What the item's service shows; undefined if it is not made yet. */
  async contentOf(itemId: string): Promise<TileContent | undefined> {
    let served = this.#open.get(itemId);
    if (!served) {
      if (this.packageOf(itemId)) served = this.#openAny(itemId);
      else if (existsSync(this.#features(itemId))) served = openCut(this.#features(itemId));
      else return undefined;
      this.#open.set(itemId, served);
    }
    return (await served).content;
  }

  /** Path of the package that the item's service shows; undefined if it shows none. */
  packageOf(itemId: string): string | undefined {
    const path = this.#package(itemId);
    return existsSync(path) ? path : undefined;
  }

  /** Removes the item's service, if it has one. */
  async delete(itemId: string): Promise<void> {
    const served = this.#open.get(itemId);
    this.#open.delete(itemId);
    if (served) (await served).close();
    for (const path of [this.#package(itemId), this.#features(itemId)])
      rmSync(path, { force: true, maxRetries: 3 });
  }

  async close(): Promise<void> {
    const all = await Promise.allSettled(this.#open.values());
    for (const one of all) if (one.status === 'fulfilled') one.value.close();
    this.#open.clear();
  }

  async #openAny(itemId: string): Promise<Served> {
    for (const kind of Object.values(TILE_KINDS)) {
      const served = await openPackage(this.#package(itemId), kind);
      if (served) return served;
    }
    throw new PortalError(500, 'Error handling service request.');
  }

  #package(itemId: string): string {
    return join(this.#dir, `${itemId}.zip`);
  }

  #features(itemId: string): string {
    return join(this.#dir, `${itemId}.json`);
  }
}

async function openCut(path: string): Promise<Served> {
  const content = cutContent(JSON.parse(await readFile(path, 'utf8')) as CutTiles);
  return { content, close: () => undefined };
}

async function openPackage(path: string, kind: TileKind): Promise<Served | undefined> {
  let file: PackageFile;
  try {
    file = await PackageFile.open(path);
  } catch {
    return undefined;
  }
  const content = await kind.open(file).catch(() => undefined);
  if (content) return { content, close: () => file.close() };
  file.close();
  return undefined;
}
