import type { Readable } from 'node:stream';
import type { Clock } from './clock.js';
import type { TemporaryMark } from './temporary-mark.js';

/** How to sign in. A `token` is a ready token or an API key; it is never renewed. */
export type Credentials =
  | { kind: 'password'; username: string; password: string }
  | { kind: 'token'; token: string }
  | { kind: 'anonymous' };

/** TLS material in PEM, as Node's tls module takes it (and as Node-RED's tls-config node delivers it). */
export interface TlsOptions {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  passphrase?: string;
  servername?: string;
  /** false accepts any certificate. Only when the user asked for it. */
  rejectUnauthorized?: boolean;
}

export interface PortalOptions {
  /** As the user typed it: with or without /home, /sharing/rest, trailing slash; scheme may be missing (https is assumed). */
  url: string;
  credentials: Credentials;
  tls?: TlsOptions;
  /** URL of an HTTP proxy. */
  proxy?: string;
  /** The transport refuses every write. */
  readOnly?: boolean;
  /** Calls in flight at once, default 8. */
  concurrency?: number;
  /** Deadline of one call (head of the answer) in ms, default 60,000. */
  timeout?: number;
  clock?: Clock;
}

/** Parameters of a call. Objects are sent as JSON, arrays of scalars comma-joined, undefined is left out. */
export type Params = Record<string, unknown>;

/** A file part of an upload, streamed from disk with its length. */
export interface FilePart {
  path: string;
  name: string;
  contentType?: string;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Deadline for this call in ms, instead of the portal's. */
  timeout?: number;
}

export interface WriteOptions extends CallOptions {
  /** Multipart file parts by form field name (`file`, `thumbnail`, `metadata`, `attachment`). */
  files?: Record<string, FilePart>;
  /** The call may be repeated after a lost reply without harm (default false: then only answers that prove nothing happened are retried). */
  repeatable?: boolean;
}

/** `/portals/self` and `/community/self`, as far as the engine uses them. */
export interface PortalSelf {
  id: string;
  name: string;
  isPortal: boolean;
  urlKey: string | null;
  customBaseUrl: string;
  portalHostname: string;
  currentVersion: string;
  helperServices: Record<string, unknown>;
  user: PortalUser | null;
  [key: string]: unknown;
}

export interface PortalUser {
  username: string;
  fullName: string;
  role: string;
  roleId?: string | null;
  privileges: string[];
  orgId: string;
  groups: { id: string; title: string; owner: string; capabilities?: string[] }[];
  [key: string]: unknown;
}

/** A streamed answer. The body must be consumed or destroyed. */
export interface StreamedAnswer {
  body: Readable;
  contentType: string;
  /** From Content-Length; undefined if the portal did not say. */
  bytes: number | undefined;
  /** From Content-Disposition, if given. */
  fileName: string | undefined;
}

/**
 * A portal that may be read. `target` of a call is a path below /sharing/rest ("/content/items/…") or an absolute URL of a service;
 * the transport adds the token that belongs to the host: the portal's, the federated server's (exchanged), or none for a foreign host.
 * Every method throws ArcGISError.
 */
export interface ReadablePortal {
  /** Public URL without trailing slash and without /sharing/rest: https://gis.example.org/portal, https://org.maps.arcgis.com */
  readonly url: string;
  readonly readOnly: boolean;
  readonly clock: Clock;
  /** Every HTTP request sent so far, sign-in and retries included. */
  readonly requests: number;
  /** Portal, organisation and signed-in user; read once. Signs in first, and rejects if that fails. */
  self(signal?: AbortSignal): Promise<PortalSelf>;
  /** JSON of a read. GET, or POST when the parameters are long. f=json is added. Retried freely. */
  read<T>(target: string, params?: Params, options?: CallOptions): Promise<T>;
  /** Text of a read, exactly as stored; '' for an empty body. `f` is not sent. An ArcGIS error envelope of a failed call is thrown. */
  readText(target: string, params?: Params, options?: CallOptions): Promise<string>;
  /** Bytes of a read as a stream; redirects to other hosts are followed without token. An ArcGIS error envelope is thrown. */
  stream(target: string, params?: Params, options?: CallOptions): Promise<StreamedAnswer>;
  /** Ends open connections. */
  close(): Promise<void>;
}

/** The one thing that may be written to a portal that is locked as read-only: a marked file of a hosted layer, for some minutes. */
export interface TemporaryExports {
  /**
   * Starts the export of a hosted layer as a File Geodatabase into the content of `owner`, under a title that holds the mark. Never repeated
   * after a lost answer: the item has to be looked for.
   */
  start(
    request: { itemId: string; owner: string; mark: TemporaryMark },
    options?: CallOptions,
  ): Promise<Params>;
  /** Removes such an item for good; one that is gone already is fine. ARCGIS_FORBIDDEN for an item without mark. */
  remove(id: string, options?: CallOptions): Promise<void>;
}

/** A portal from which layers may be exported, and nothing else written. */
export interface ExportingPortal extends ReadablePortal {
  readonly temporaryExports: TemporaryExports;
}

/** A portal that may also be written. */
export interface WritablePortal extends ExportingPortal {
  /** JSON of a write, always POST. f=json is added. Refused with ARCGIS_FORBIDDEN, before anything is sent, if the portal is read-only. */
  write<T>(target: string, params?: Params, options?: WriteOptions): Promise<T>;
}

/** What rest-js functions take to use this transport instead of their own. */
export interface RestOptions {
  portal: string;
  request: (url: string, options?: unknown) => Promise<unknown>;
  /** Some functions ask for one, to know the user's name. It has no token to give: the transport adds that. */
  authentication: {
    portal: string;
    getToken(url: string): Promise<string>;
    getUsername(): Promise<string>;
  };
}
