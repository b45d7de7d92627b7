import type { ReadablePortal } from '../portal/portal.js';
import { ifThere } from './if-there.js';

/**
 * The data of an item as text, exactly as it is stored; '' for an item without data (portals answer with an
 * empty body, or an error).
 */
export async function readDataText(
  portal: ReadablePortal,
  id: string,
  signal?: AbortSignal,
): Promise<string> {
  return (await ifThere(portal.readText(`/content/items/${id}/data`, {}, signal ? { signal } : {}))) ?? '';
}
