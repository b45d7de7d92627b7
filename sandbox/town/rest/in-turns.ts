/** Runs the work on every entry, at most `width` at once; the first failure is thrown when the others have ended. */
export async function inTurns<T>(
  width: number,
  entries: Iterable<T>,
  work: (entry: T) => Promise<void>,
): Promise<void> {
  const queue = [...entries];
  let failure: { error: unknown } | undefined;
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined && !failure; next = queue.shift()) {
      try {
        await work(next);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failure) throw failure.error;
}
