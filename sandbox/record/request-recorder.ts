import type { CallParams } from '../http/call.js';
import type { RecordedRequest, RequestLog, RequestQuery } from './request-log.js';
import { selectRequests } from './select-requests.js';

/** Requests kept; older ones are forgotten. */
const KEPT = 100_000;
const LONGEST_VALUE = 20_000;
const SECRETS =
  /^(token|password|client_secret|refresh_token|access_token|auth_token|code|code_verifier|oauth_state|secret|signature)$/i;

/** Keeps what the listeners of one portal were asked. */
export class RequestRecorder implements RequestLog {
  #requests: RecordedRequest[] = [];
  readonly #contexts = new WeakMap<RecordedRequest, string>();
  readonly #warn: (text: string) => void;

  /** @param warn is told of requests that the sandbox itself could not handle. */
  constructor(warn: (text: string) => void) {
    this.#warn = warn;
  }

  all(): RecordedRequest[] {
    return [...this.#requests];
  }

  query(query: RequestQuery): RecordedRequest[] {
    return selectRequests(this.#requests, query, (record) => this.#contexts.get(record) ?? '');
  }

  clear(): void {
    this.#requests = [];
  }

  /** Notes a request at its arrival; the rest is filled in as it becomes known. */
  begin(method: string, host: string, path: string, context = ''): RecordedRequest {
    const record: RecordedRequest = {
      method,
      host,
      path,
      params: {},
      token: 'none',
      status: 0,
      bytes: 0,
      received: 0,
      at: Date.now(),
      user: null,
      write: false,
      unknown: false,
    };
    this.#contexts.set(record, context);
    this.#requests.push(record);
    if (this.#requests.length > KEPT) this.#requests.splice(0, KEPT / 10);
    return record;
  }

  params(record: RecordedRequest, params: CallParams): void {
    for (const [name, value] of params.entries()) {
      record.params[name] = SECRETS.test(name) ? '…' : shortened(withoutPasswords(value));
    }
    if (record.unknown) this.#warn(`unknown endpoint: ${record.method} ${record.path}`);
  }

  problem(record: RecordedRequest, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#warn(`${record.method} ${record.path}: ${text}`);
  }
}

/** Invitations of members are JSON with their passwords in it. */
function withoutPasswords(value: string): string {
  return value.replace(/("password"\s*:\s*)"(?:[^"\\]|\\.)*"/gi, '$1"…"');
}

function shortened(value: string): string {
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
}
