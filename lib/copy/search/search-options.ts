/** What every search takes. */
export interface SearchOptions {
  signal?: AbortSignal;
  /** Called after each page with what is known so far. */
  progress?: (found: number, total: number) => void;
}
