import type { PackageFile } from './package-file.js';

export type Json = Record<string, unknown>;

/** The services that packages, and layers, become. */
export type TileServiceType = 'MapServer' | 'VectorTileServer' | 'SceneServer' | '3DTilesServer';

/** What a service shows of its package. */
export interface TileContent {
  /** JSON of the service's root, as far as the package says it. */
  root: Json;
  /** What lies below the root at this path (without leading slash); undefined if there is nothing. */
  read(path: string): Promise<TileFile | undefined>;
}

export interface TileFile {
  bytes: Buffer;
  contentType: string;
}

/** JSON of a file of the package; undefined if it has none of these files. */
export async function readJson(file: PackageFile, ...names: string[]): Promise<Json | undefined> {
  const bytes = await file.read(...names);
  return bytes && (JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '')) as Json);
}
