import { ArcGISError } from './arcgis-error.js';

/**
 * Work that many callers want at once and that is done once for all who ask while it is under way. Nothing is kept: a failure is told
 * to those who waited, and the next caller starts anew.
 */
export class SingleFlight<T> {
  #pending: Promise<T> | null = null;

  /** Joins the work under way, or starts it. Aborting `signal` ends the caller's wait, not the work that others may wait for. */
  run(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (!this.#pending) {
      const pending = work().finally(() => {
        if (this.#pending === pending) this.#pending = null;
      });
      this.#pending = pending;
    }
    return untilAborted(this.#pending, signal);
  }
}

/** The result of `work`, or ARCGIS_CANCELLED as soon as `signal` is aborted. `work` itself goes on. */
export function untilAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(cancelled());
    if (signal.aborted) {
      work.catch(() => undefined);
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

export function cancelled(): ArcGISError {
  return new ArcGISError('ARCGIS_CANCELLED', 'The work was cancelled.');
}
