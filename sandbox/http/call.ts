import { PortalError } from './answers.js';

/** A file part of a multipart body, in a temporary file that is removed after the call unless it was moved away. */
export interface UploadedFile {
  path: string;
  name: string;
  bytes: number;
  contentType: string;
}

/** Who calls, by the token of the call. */
export interface Caller {
  username: string;
  role: string;
  privileges: string[];
  tokenKind: 'portal' | 'server';
  /** Referer that the token is bound to. */
  boundTo?: string | null;
}

/** One request, parsed. */
export interface Call {
  readonly method: string;
  /** Path below the host, undecoded, without query. */
  readonly path: string;
  /** Scheme, host and port by which the client came. */
  readonly origin: string;
  /** The `:name` parts of the route, decoded. */
  readonly route: Record<string, string>;
  readonly params: CallParams;
  readonly files: Map<string, UploadedFile>;
  readonly caller: Caller | null;
  readonly secure: boolean;
  /** Of the client. */
  readonly address: string;
  readonly referer: string | undefined;
}

/** Parameters of query and body together; names in any case, as portals take them. */
export class CallParams {
  readonly #values = new Map<string, { name: string; value: string; place: 'query' | 'body' }>();

  /** A later value replaces an earlier one of the same name (the body is read after the query). */
  set(name: string, value: string, place: 'query' | 'body' = 'body'): void {
    this.#values.set(name.toLowerCase(), { name, value, place });
  }

  /** Where the parameter was given. */
  placeOf(name: string): 'query' | 'body' | undefined {
    return this.#values.get(name.toLowerCase())?.place;
  }

  /** Whether the parameter was given, be it empty. */
  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  text(name: string): string | undefined;
  text(name: string, fallback: string): string;
  text(name: string, fallback?: string): string | undefined {
    return this.#values.get(name.toLowerCase())?.value ?? fallback;
  }

  /** undefined if absent, empty or no number. */
  number(name: string): number | undefined;
  number(name: string, fallback: number): number;
  number(name: string, fallback?: number): number | undefined {
    const text = this.text(name)?.trim();
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    return Number.isFinite(value) ? value : fallback;
  }

  /** `true` in any case is true, anything else that was given is false. */
  boolean(name: string): boolean | undefined;
  boolean(name: string, fallback: boolean): boolean;
  boolean(name: string, fallback?: boolean): boolean | undefined {
    const text = this.text(name)?.trim();
    if (text === undefined || text === '') return fallback;
    return text.toLowerCase() === 'true';
  }

  /** undefined if absent or empty; a PortalError if it is no JSON. */
  json<T = unknown>(name: string): T | undefined {
    const text = this.text(name);
    if (text === undefined || text.trim() === '') return undefined;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new PortalError(400, `Invalid JSON in parameter '${name}'.`, {
        details: [`'${name}' is no valid JSON.`],
      });
    }
  }

  /** Comma-separated values, trimmed, without empty ones. */
  list(name: string): string[] {
    return this.text(name, '')
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }

  /** All parameters with the names as they were written. */
  entries(): [string, string][] {
    return [...this.#values.values()].map(({ name, value }) => [name, value]);
  }
}
