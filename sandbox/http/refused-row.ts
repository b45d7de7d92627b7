import { AsyncLocalStorage } from 'node:async_hooks';

/** What is said of the row; null once it was said. */
interface Refusal {
  words: string | null;
}

const refusals = new AsyncLocalStorage<Refusal>();

/** Serves a request of which the first row or attachment is refused on purpose, with these words. */
export function withRefusedRow<T>(words: string | undefined, serve: () => T): T {
  return words === undefined ? serve() : refusals.run({ words }, serve);
}

/** The words for the row that is refused on purpose, once per request; null for all others. To be asked before each row is changed. */
export function rowRefusal(): string | null {
  const refusal = refusals.getStore();
  if (!refusal) return null;
  const { words } = refusal;
  refusal.words = null;
  return words;
}
