import type { Item } from '../../items/item.js';
import { kindOf } from '../../items/item-kinds.js';
import { listResources, resourcePath } from '../../items/list-resources.js';
import type { ReadablePortal } from '../../portal/portal.js';

/** Resources that may refer to items, and no larger than a configuration is. */
const CONFIGURATION = /\.(?:json|xml|html?)$/i;
const LARGEST = 5 * 1024 * 1024;

/** A resource of an item that is text. */
export interface TextResource {
  resource: string;
  access: string;
  text: string;
  /** The text, parsed if it is JSON. */
  document: unknown;
}

/** The resources of an item in which it may name what it needs. */
export async function readTextResources(
  portal: ReadablePortal,
  id: string,
  signal: AbortSignal,
): Promise<TextResource[]> {
  const resources = await listResources(portal, id, signal);
  const readable = resources.filter(
    ({ resource, size }) => CONFIGURATION.test(resource) && (size ?? 0) <= LARGEST,
  );
  const found: TextResource[] = [];
  for (const { resource, access = 'inherit' } of readable) {
    const text = await portal.readText(resourcePath(id, resource), {}, { signal });
    found.push({ resource, access, text, document: parsed(text) });
  }
  return found;
}

/** Items that keep the version which their author works on among their resources, and the published one as their data. */
export const WITH_DRAFT: ReadonlySet<string> = new Set(['experience', 'story', 'site', 'quick-capture']);

/** The drafts of an item; none of one that has no such thing. */
export async function readDrafts(
  portal: ReadablePortal,
  item: Item,
  signal: AbortSignal,
): Promise<TextResource[]> {
  return WITH_DRAFT.has(kindOf(item).format ?? '') ? readTextResources(portal, item.id, signal) : [];
}

/** JSON if the text is that (some programs begin it with a byte order mark), else the text. */
export function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return text;
  }
}
