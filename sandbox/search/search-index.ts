import type { ItemRecord } from '../store/records.js';
import { tellingWords } from './asked-keywords.js';

interface Version {
  at: number;
  item: ItemRecord | null;
}

/** Old versions are forgotten after this many ms, however long the index lags. */
const REMEMBERED = 60_000;

/**
 * The items as search sees them: a moment behind the store, because the index of a portal is updated after the change was answered.
 */
export class SearchIndex {
  readonly #versions = new Map<string, Version[]>();
  /** Ids of items that have, or had, a word among their type keywords. */
  readonly #byKeyword = new Map<string, Set<string>>();
  readonly #lag: () => number;

  /** @param lag in ms, read at every search */
  constructor(lag: () => number) {
    this.#lag = lag;
  }

  /** What is there at the start, already indexed. */
  load(items: Iterable<ItemRecord>): void {
    for (const item of items) {
      this.#versions.set(item.id, [{ at: 0, item: structuredClone(item) }]);
      this.#note(item);
    }
  }

  /** A change; null when the item is gone. */
  change(id: string, item: ItemRecord | null): void {
    if (item) this.#note(item);
    const now = Date.now();
    const versions = this.#versions.get(id) ?? [];
    versions.push({ at: now, item: item && structuredClone(item) });
    const horizon = now - Math.max(this.#lag(), REMEMBERED);
    while (versions.length > 1 && (versions[1]?.at ?? 0) <= horizon) versions.shift();
    this.#versions.set(id, versions);
  }

  /**
   * The items as they were when the index last caught up.
   * @param keywords only items that may have one of these words among their type keywords
   */
  *items(keywords: ReadonlySet<string> | null = null): IterableIterator<ItemRecord> {
    const seen = Date.now() - this.#lag();
    for (const [id, versions] of keywords ? this.#having(keywords) : this.#versions) {
      const version = versions.findLast((one) => one.at <= seen);
      if (version?.item) yield version.item;
      else if (versions.length === 1 && version) this.#versions.delete(id);
    }
  }

  *#having(keywords: ReadonlySet<string>): IterableIterator<[string, Version[]]> {
    const ids = new Set([...keywords].flatMap((word) => [...(this.#byKeyword.get(word) ?? [])]));
    for (const id of ids) {
      const versions = this.#versions.get(id);
      if (versions) yield [id, versions];
    }
  }

  #note({ id, typeKeywords }: ItemRecord): void {
    for (const word of tellingWords(typeKeywords)) {
      const ids = this.#byKeyword.get(word) ?? new Set();
      this.#byKeyword.set(word, ids.add(id));
    }
  }
}
