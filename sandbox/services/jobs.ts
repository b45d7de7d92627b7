import { randomUUID } from 'node:crypto';

interface Job {
  readyAt: number;
  submitted: number;
  failure?: { code: number; message: string; details: string[] };
}

/** Asynchronous operations: the work is done at once, but its status says so only after a while. Jobs do not survive a restart. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();

  /** Notes a job that ends after `ms`. */
  add(ms: number, failure?: Job['failure']): string {
    const id = randomUUID();
    const submitted = Date.now();
    this.#jobs.set(id, { readyAt: submitted + ms, submitted, ...(failure ? { failure } : {}) });
    return id;
  }

  /** What the status URL answers; undefined for an unknown job. */
  status(id: string): Record<string, unknown> | undefined {
    const job = this.#jobs.get(id);
    if (!job) return undefined;
    const now = Date.now();
    const times = { submissionTime: job.submitted, lastUpdatedTime: Math.min(now, job.readyAt) };
    if (now < job.readyAt) return { status: 'Processing', ...times };
    return job.failure
      ? { status: 'Failed', ...times, error: job.failure }
      : { status: 'Completed', ...times };
  }
}
