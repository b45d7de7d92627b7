import { PortalError, StatusAnswer } from './answers.js';

/** How a request goes wrong. */
export type Fault =
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
  /** A refusal inside HTTP 200; nothing is done. */
  | { kind: 'error'; code: number; message: string; details?: string[] };

/** The answer of a fault that answers before anything is done, instead of the route. */
export function faultAnswer(fault: Fault | undefined): StatusAnswer | PortalError | undefined {
  if (fault?.kind === 'error') {
    return new PortalError(fault.code, fault.message, { details: fault.details ?? [] });
  }
  return fault?.kind === 'status' ? proxyAnswer(fault.status, fault.body, fault.headers) : undefined;
}

/** The answer of a fault that lets everything be done and then answers instead of the route. */
export function lateAnswer(fault: Fault | undefined): StatusAnswer | undefined {
  return fault?.kind === 'late-status' ? proxyAnswer(fault.status) : undefined;
}

function proxyAnswer(status: number, body?: string, headers?: Record<string, string>): StatusAnswer {
  const page = body ?? `<html><body><h1>HTTP ${status}</h1></body></html>`;
  return new StatusAnswer(status, page, 'text/html;charset=utf-8', headers);
}
