import type { ItemKey, Town } from './town.js';

/** A link to the page of an item, as html. */
export function link(town: Town, item: ItemKey, words: string): string {
  return `<a href="${town.page(item)}" rel="nofollow ugc" target="_blank">${words}</a>`;
}

/** Address of a file item's content, as pop-ups show pictures with it. */
export function contentOf(town: Town, item: ItemKey): string {
  return `${town.portal}/sharing/rest/content/items/${town.id(item)}/data`;
}

/** Address of a file beside an item's data. */
export function resourceOf(town: Town, item: ItemKey, path: string): string {
  return `${town.portal}/sharing/rest/content/items/${town.id(item)}/resources/${path}`;
}
