/** Work that is done once for all who ask. */
export class SharedWork {
  private readonly work = new Map<string, Promise<unknown>>();

  /**
   * Does work once per key: whoever asks while it goes on, or after it succeeded, gets the same promise.
   * Failed work is forgotten, so that it may be tried again.
   */
  once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const known = this.known<T>(key);
    if (known) return known;
    const promise = work();
    this.work.set(key, promise);
    promise.catch(() => {
      if (this.work.get(key) === promise) this.work.delete(key);
    });
    return promise;
  }

  /** What `once` gave under the key, or is about to; undefined if nobody has asked for it. */
  known<T>(key: string): Promise<T> | undefined {
    return this.work.get(key) as Promise<T> | undefined;
  }

  /** Lets work that was done once be done again. */
  forget(key: string): void {
    this.work.delete(key);
  }

  clear(): void {
    this.work.clear();
  }
}
