import { AsyncLocalStorage } from 'node:async_hooks';

/** What becomes of the jobs that a request begins. */
export type JobFate = 'stuck' | 'failed';

const fates = new AsyncLocalStorage<JobFate>();

/** Serves a request whose jobs go wrong on purpose. */
export function withJobFate<T>(fate: JobFate | undefined, serve: () => T): T {
  return fate === undefined ? serve() : fates.run(fate, serve);
}

/** To be asked by who begins a job, while the call that begins it is being answered. */
export function jobFate(): JobFate | undefined {
  return fates.getStore();
}
