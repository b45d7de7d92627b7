import type { ReferenceMap, ServiceMapping } from '../../references/reference-map.js';
import { emptyMap, mergeMap } from './merge-map.js';

/** What is known of the source's items and services now that was not known before, or is otherwise than it was. */
export interface News {
  /** Source ids. */
  items: string[];
  /** By URL in the source. */
  services: Record<string, ServiceMapping>;
}

/** The union of all reference maps of a run. */
export class Learned {
  readonly map: ReferenceMap = emptyMap();
  private readonly listeners: ((news: News) => void)[] = [];

  /** Adds what `more` knows; what it says wins. Listeners are told of what is new, so that nobody needs to look through everything. */
  learn(more: ReferenceMap): void {
    const { items, services } = this.map;
    const newItems = Object.keys(more.items).filter((id) => items[id] !== more.items[id]);
    const newServices = Object.entries(more.services).filter(
      ([url, { url: now }]) => services[url]?.url !== now,
    );
    mergeMap(this.map, more);
    if (newItems.length + newServices.length === 0) return;
    const news: News = { items: newItems, services: Object.fromEntries(newServices) };
    for (const tell of this.listeners) tell(news);
  }

  onNews(listener: (news: News) => void): void {
    this.listeners.push(listener);
  }
}
