import type { SqlDatabase } from './database.js';

/** Documents of one kind: all in memory, each written to the database before the change counts. */
export class Collection<T extends object> {
  readonly #database: SqlDatabase;
  readonly #table: string;
  readonly #documents = new Map<string, T>();

  constructor(database: SqlDatabase, table: string) {
    this.#database = database;
    this.#table = table;
    database.exec(
      `CREATE TABLE IF NOT EXISTS "${table}" (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID`,
    );
    for (const row of database.all<{ id: string; document: string }>(`SELECT id, document FROM "${table}"`)) {
      this.#documents.set(row.id, JSON.parse(row.document) as T);
    }
  }

  get(id: string): T | undefined {
    return this.#documents.get(id);
  }

  /** Adds or replaces. */
  put(id: string, document: T): T {
    this.#database.run(`INSERT OR REPLACE INTO "${this.#table}" (id, document) VALUES (?, ?)`, [
      id,
      JSON.stringify(document),
    ]);
    this.#documents.set(id, document);
    return document;
  }

  delete(id: string): void {
    this.#database.run(`DELETE FROM "${this.#table}" WHERE id = ?`, [id]);
    this.#documents.delete(id);
  }

  /** In the order in which they were added since the start; before that, by id. */
  values(): IterableIterator<T> {
    return this.#documents.values();
  }

  find(test: (document: T) => boolean): T | undefined {
    for (const document of this.#documents.values()) if (test(document)) return document;
    return undefined;
  }

  filter(test: (document: T) => boolean): T[] {
    return [...this.#documents.values()].filter(test);
  }
}
