import { digestOf } from '../items/digest-of.js';
import type { Item } from '../items/item.js';

/** What the stamp of a copied document says that it holds (`result`). `json` is its data: parsed if it is JSON, else the text itself. */
export function documentState({ title, snippet, description, tags, url }: Item, json: unknown): string {
  return digestOf({ title, snippet, description, tags, url, json });
}
