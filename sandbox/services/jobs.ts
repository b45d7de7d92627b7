import { randomUUID } from 'node:crypto';
import { PortalError } from '../http/answers.js';
import { jobFate } from '../http/job-fate.js';

type Json = Record<string, unknown>;

interface JobFailure {
  code: number;
  message: string;
  details: string[];
}

interface Job {
  submitted: number;
  readyAt: number;
  /** The work is still going on, whatever the time. */
  running: boolean;
  failure?: JobFailure;
  /** What the status says beside the state when it is completed. */
  done: Json;
  /** What `result` of the job answers. */
  result?: unknown;
}

/** How a job fails whose fault lies in the server. */
const UNEXPECTED: JobFailure = { code: 500, message: 'An error occurred.', details: ['An error occurred.'] };

/** How a job ends that has done its work. */
export interface JobOutcome {
  /** Shown with the state `Completed`. */
  done?: Json;
  result?: unknown;
}

/**
 * Asynchronous operations. None ends before its time, so that clients have to wait. The request that begins one may decide what
 * becomes of it. Jobs do not survive a restart.
 */
export class Jobs {
  readonly #jobs = new Map<string, Job>();

  /** Notes a job whose work is done already; it ends after `ms`. */
  add(ms: number, failure?: JobFailure, outcome: JobOutcome = {}): string {
    const fate = jobFate();
    const id = this.#begin(ms, fate === 'stuck');
    if (fate === undefined) this.#end(id, failure, outcome);
    if (fate === 'failed') this.#end(id, UNEXPECTED, {});
    return id;
  }

  /** Begins work in the background that ends after `ms` at the earliest. */
  run(ms: number, work: () => Promise<JobOutcome>): string {
    const id = this.#begin(ms, true);
    const fate = jobFate();
    if (fate === 'stuck') return id;
    if (fate === 'failed') {
      this.#end(id, UNEXPECTED, {});
      return id;
    }
    // After the answer, like the work of a portal.
    setImmediate(() => {
      work().then(
        (outcome) => this.#end(id, undefined, outcome),
        (error: unknown) => this.#end(id, failureOf(error), {}),
      );
    });
    return id;
  }

  /** What the status URL answers; undefined for an unknown job. `waiting` is the word of the operation for work that goes on. */
  status(id: string, waiting = 'Processing'): Json | undefined {
    const job = this.#jobs.get(id);
    if (!job) return undefined;
    const now = Date.now();
    const times = { submissionTime: job.submitted, lastUpdatedTime: Math.min(now, job.readyAt) };
    if (job.running || now < job.readyAt) return { status: waiting, ...times };
    return job.failure
      ? { status: 'Failed', ...times, error: job.failure, ...job.done }
      : { status: 'Completed', ...times, ...job.done };
  }

  /** The result of a completed job. */
  result(id: string): unknown {
    return this.#jobs.get(id)?.result;
  }

  #begin(ms: number, running: boolean): string {
    const id = randomUUID();
    const submitted = Date.now();
    this.#jobs.set(id, { submitted, readyAt: submitted + ms, running, done: {} });
    return id;
  }

  #end(id: string, failure: JobFailure | undefined, { done = {}, result }: JobOutcome): void {
    const job = this.#jobs.get(id);
    if (!job) return;
    Object.assign(job, { running: false, done, result, ...(failure ? { failure } : {}) });
  }
}

function failureOf(error: unknown): JobFailure {
  if (error instanceof PortalError) {
    const { code, message, details } = error;
    return { code, message, details };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 500, message, details: [message] };
}
