import { HtmlAnswer, PortalError, StatusAnswer } from './answers.js';
import type { JobFate } from './job-fate.js';

/** How a request goes wrong. */
export type Fault =
  /** It takes so many ms longer. */
  | { kind: 'delay'; ms: number }
  /** The connection breaks before anything is done. */
  | { kind: 'reset' }
  /** Everything is done, and the connection breaks before the answer. */
  | { kind: 'lost-reply' }
  /** The answer breaks off after so many bytes of its body. */
  | { kind: 'cut'; bytes: number }
  /** A real HTTP status, as from a proxy or a firewall; nothing is done. */
  | { kind: 'status'; status: number; body?: string; headers?: Record<string, string> }
  /** Everything is done, and a proxy that did not wait for the answer gives its own status. */
  | { kind: 'late-status'; status: number }
  /** A page where JSON or bytes are expected, with HTTP 200 unless said otherwise; nothing is done. */
  | { kind: 'html'; status?: number; message?: string }
  /** A refusal inside HTTP 200; nothing is done. */
  | { kind: 'error'; code: number; message: string; details?: string[] }
  /** The token of the request, if it brings one, has expired. */
  | { kind: 'expired-token' }
  /** The job that the request begins never ends, or ends as a failure. */
  | { kind: 'stuck-job' }
  | { kind: 'failed-job' }
  /** The first row or attachment of an edit is not taken; the others are. */
  | { kind: 'refused-row'; message: string };

/** The answer of a fault that answers before anything is done, instead of the route. */
export function faultAnswer(faults: Fault[]): StatusAnswer | HtmlAnswer | PortalError | undefined {
  for (const fault of faults) {
    if (fault.kind === 'error') {
      return new PortalError(fault.code, fault.message, { details: fault.details ?? [] });
    }
    if (fault.kind === 'status') return proxyAnswer(fault.status, fault.body, fault.headers);
    if (fault.kind === 'html') {
      const text = fault.message ?? 'This page cannot be displayed.';
      return new HtmlAnswer(
        `<!DOCTYPE html><html><head><title>${text}</title></head><body>${text}</body></html>`,
        fault.status,
      );
    }
  }
  return undefined;
}

/** The answer of a fault that lets everything be done and then answers instead of the route. */
export function lateAnswer(faults: Fault[]): StatusAnswer | undefined {
  const fault = faults.find((one) => one.kind === 'late-status');
  return fault && proxyAnswer(fault.status);
}

/** How long all of them together delay a request, in ms. */
export function delayOf(faults: Fault[]): number {
  return faults.reduce((sum, fault) => sum + (fault.kind === 'delay' ? fault.ms : 0), 0);
}

/** What becomes of the jobs that the request begins. */
export function fateOf(faults: Fault[]): JobFate | undefined {
  if (faults.some((fault) => fault.kind === 'stuck-job')) return 'stuck';
  return faults.some((fault) => fault.kind === 'failed-job') ? 'failed' : undefined;
}

/** What the first row of the request is refused with. */
export function rowRefusalOf(faults: Fault[]): string | undefined {
  return faults.find((fault) => fault.kind === 'refused-row')?.message;
}

function proxyAnswer(status: number, body?: string, headers?: Record<string, string>): StatusAnswer {
  const page = body ?? `<html><body><h1>HTTP ${status}</h1></body></html>`;
  return new StatusAnswer(status, page, 'text/html;charset=utf-8', headers);
}
