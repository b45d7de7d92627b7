import { digestOf } from '../../items/digest-of.js';
import type { Item } from '../../items/item.js';
import type { TextResource } from './read-text-resources.js';

/**
 * What the stamp of a copied document says that it holds (`result`).
 * @param content its data: parsed if it is JSON, else the text itself; of a package, the same by file
 * @param drafts of an item that has such, what its author works on
 */
export function documentState(
  { title, snippet, description, tags, url }: Item,
  content: unknown,
  drafts: readonly Pick<TextResource, 'resource' | 'document'>[],
): string {
  const state = { title, snippet, description, tags, url, json: content };
  const texts = drafts.map(({ resource, document }) => [resource, document]);
  return digestOf(texts.length === 0 ? state : { ...state, drafts: texts });
}
