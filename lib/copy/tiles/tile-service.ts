import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { ArcGISError } from '../../portal/arcgis-error.js';
import type { ReadablePortal } from '../../portal/portal.js';
import { parseServiceUrl } from '../../references/parse-service-url.js';

export type Json = Record<string, unknown>;

/** Below a service of vector tiles: their style. */
export const STYLE = 'resources/styles/root.json';

/** Root of a service: items of 3D tiles have the address of their tileset, below it. */
export function tileRoot(url: string): string {
  return parseServiceUrl(url)?.root ?? url;
}

/** JSON of a tile service, or of what lies below it. */
export function readTileJson(portal: ReadablePortal, url: string, signal: AbortSignal): Promise<Json> {
  return portal.read<Json>(url, {}, { signal });
}

/** The same; null if there is nothing at the address. */
export async function readTileJsonIfThere(
  portal: ReadablePortal,
  url: string,
  signal: AbortSignal,
): Promise<Json | null> {
  try {
    return await readTileJson(portal, url, signal);
  } catch (error) {
    if (isNothing(error)) return null;
    throw error;
  }
}

/** Length and SHA-256 of a tile or node; 'none' if there is nothing at the address. Servers send the same one compressed, or not. */
export async function digestOfTile(
  portal: ReadablePortal,
  url: string,
  signal: AbortSignal,
): Promise<string> {
  try {
    const { body, contentType } = await portal.stream(url, {}, { signal });
    const sent = await buffer(body);
    // A server's page for people, which says that there is nothing.
    if (/^text\/html/i.test(contentType)) return 'none';
    const bytes = sent[0] === 0x1f && sent[1] === 0x8b ? gunzipSync(sent) : sent;
    return `${bytes.length} bytes, ${createHash('sha256').update(bytes).digest('hex')}`;
  } catch (error) {
    if (isNothing(error)) return 'none';
    throw error;
  }
}

function isNothing(error: unknown): boolean {
  if (!(error instanceof ArcGISError)) return false;
  // ArcGIS Online says "Invalid URL" (400) of a service that there is not.
  const { esriCode = 0 } = error.details;
  return error.code === 'ARCGIS_NOT_FOUND' || [400, 404].includes(esriCode);
}
