import { rmSync } from 'node:fs';
import { Database, type Statement } from 'node-sqlite3-wasm';

export type SqlValue = number | bigint | string | Uint8Array | null;
type SqlInput = SqlValue | boolean;
type SqlParams = SqlInput[] | Record<string, SqlInput>;

/** Statements kept prepared; the least recently used one goes first. */
const PREPARED = 200;

/** A thin typed wrapper over an SQLite file. Every method is synchronous and throws SQLite's own error. */
export interface SqlDatabase {
  /** Several statements without parameters. */
  exec(sql: string): void;
  run(sql: string, params?: SqlParams): { changes: number; lastInsertRowid: number };
  all<T = Record<string, SqlValue>>(sql: string, params?: SqlParams): T[];
  get<T = Record<string, SqlValue>>(sql: string, params?: SqlParams): T | undefined;
  /** Rows one by one, for results that should not be in memory as a whole. */
  each<T = Record<string, SqlValue>>(sql: string, params?: SqlParams): IterableIterator<T>;
  /** A function for use in SQL. */
  define(
    name: string,
    work: (...values: SqlValue[]) => SqlInput,
    options?: { deterministic?: boolean },
  ): void;
  /** All or nothing; an inner transaction is a savepoint of the outer one. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens (or makes) the SQLite database `file`. What was committed survives the end of the process at any moment.
 * The WebAssembly build locks by making the folder `<file>.lock`, which stays behind when its process is killed: whoever opens
 * the file owns it, so a stale one is removed.
 */
export function openDatabase(file: string): SqlDatabase {
  rmSync(`${file}.lock`, { recursive: true, force: true });
  const database = new Database(file);
  // With a rollback journal this build does not undo a half-written transaction of a killed process: its own lock hides the hot
  // journal from it. With the write-ahead log, which it offers only under an exclusive lock, nothing committed or uncommitted mixes.
  database.all('PRAGMA locking_mode = EXCLUSIVE');
  const mode = database.get('PRAGMA journal_mode = WAL')?.journal_mode;
  if (mode !== 'wal') throw new Error(`${file} cannot be opened safely: journal mode is ${String(mode)}`);
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 8000;');
  const prepared = new Map<string, Statement>();
  let depth = 0;

  function statement(sql: string): Statement {
    const known = prepared.get(sql);
    if (known) {
      prepared.delete(sql);
      prepared.set(sql, known);
      return known;
    }
    const made = database.prepare(sql);
    prepared.set(sql, made);
    if (prepared.size > PREPARED) {
      const [oldest] = prepared.keys();
      if (oldest !== undefined) {
        const old = prepared.get(oldest);
        prepared.delete(oldest);
        if (old) release(old);
      }
    }
    return made;
  }

  /** A statement that failed would fail again at its next use, whatever it is then given: it is not kept. */
  function using<T>(sql: string, work: (statement: Statement) => T): T {
    const own = statement(sql);
    try {
      return work(own);
    } catch (error) {
      prepared.delete(sql);
      release(own);
      throw error;
    }
  }

  function transaction<T>(work: () => T): T {
    const name = `level${depth}`;
    database.exec(depth === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${name}`);
    depth += 1;
    try {
      const result = work();
      depth -= 1;
      database.exec(depth === 0 ? 'COMMIT' : `RELEASE ${name}`);
      return result;
    } catch (error) {
      depth = Number(name.slice(5));
      if (depth === 0) {
        if (database.inTransaction) database.exec('ROLLBACK');
      } else {
        database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
      }
      throw error;
    }
  }

  function* each<T>(sql: string, params: SqlParams = []): IterableIterator<T> {
    const own = database.prepare(sql);
    try {
      for (const row of own.iterate(params)) yield row as T;
    } finally {
      own.finalize();
    }
  }

  return {
    exec: (sql) => database.exec(sql),
    run: (sql, params = []) => {
      const { changes, lastInsertRowid } = using(sql, (own) => own.run(params));
      return { changes, lastInsertRowid: Number(lastInsertRowid) };
    },
    all: <T>(sql: string, params: SqlParams = []) => using(sql, (own) => own.all(params)) as T[],
    get: <T>(sql: string, params: SqlParams = []) =>
      (using(sql, (own) => own.get(params)) ?? undefined) as T | undefined,
    each,
    define: (name, work, options = {}) => {
      database.function(name, work, { deterministic: options.deterministic ?? false });
    },
    transaction,
    close: () => {
      for (const own of prepared.values()) release(own);
      prepared.clear();
      database.close();
    },
  };
}

/** Finalising repeats the error of a statement that failed last. */
function release(statement: Statement): void {
  try {
    statement.finalize();
  } catch {
    // It was told when it happened.
  }
}
