import type { FilePart } from './portal.js';

/** One call as the transport works on it. */
export interface Call {
  /** For a reader: "/content/items/…" below /sharing/rest, or the path of a service. Without query. */
  endpoint: string;
  /** The address called, without query. */
  url: URL;
  write: boolean;
  repeatable: boolean;
  /** `f` included, where it is sent. */
  params: [name: string, value: string | Blob][];
  files: Record<string, FilePart>;
  /** Whether the answer may come compressed. Files do not, so that their length is known. */
  compressed: boolean;
  timeout: number;
  signal: AbortSignal | undefined;
}

/** Who a call was sent to and as what, for the wording of errors. */
export interface CallPlace {
  /** The user's portal, public URL. */
  portal: string;
  /** What answered: the portal's URL, or the root of a server. */
  place: string;
  endpoint: string;
  write: boolean;
  /** The path belongs to the portal's sharing API (not to a service). */
  sharing: boolean;
  /** How the user signs in. */
  signedIn: 'password' | 'token' | 'anonymous';
  /** Whether a token went with the call. */
  withToken: boolean;
  /** Takes the secrets known here out of a text. */
  redact(text: string): string;
}
