import type { TokenPlace } from '../http/wire-switches.js';

/** One request as the portal saw it. */
export interface RecordedRequest {
  method: string;
  /** Host and port of the listener. */
  host: string;
  path: string;
  /** Query and body together; secrets as '…', very long values cut. */
  params: Record<string, string>;
  token: TokenSeen;
  /** Where the token stood. */
  tokenIn?: TokenPlace;
  /** The same for the same token, and nothing can be read from it. */
  tokenId?: string;
  /** HTTP status; 0 while it is being answered. */
  status: number;
  /** Size of the answer's body. */
  bytes: number;
  /** Size of the request's body, 0 if it was not told in advance. */
  received: number;
  /** Epoch ms of arrival. */
  at: number;
  user: string | null;
  /** It changed something, or tried to. */
  write: boolean;
  /** No such endpoint here. */
  unknown: boolean;
  /** Code of the refusal, if it was refused inside an HTTP 200. */
  error?: string;
  referer?: string;
  /** Kinds of faults that it met on purpose. */
  faults?: string[];
}

type TokenSeen = 'none' | 'portal' | 'server' | 'invalid';

/** Which requests are wanted; all conditions hold at once. */
export interface RequestQuery {
  method?: string;
  /** Pattern of the path, whole or below the web context: `*` is anything within a segment, `**` anything. Case does not matter. */
  path?: string;
  /** Host and port, or port alone. */
  host?: string;
  /** Kind of token ('none', 'portal', 'server', 'invalid', or 'any'), where it stood ('query', 'body', 'header', 'authorization'), or its id. */
  token?: string;
  user?: string;
  status?: number;
  write?: boolean;
  /** Arrived at this time (epoch ms) or later. */
  since?: number;
}

export interface RequestLog {
  /** In order of arrival. */
  all(): RecordedRequest[];
  /** Those that meet the conditions, in order of arrival. */
  query(query: RequestQuery): RecordedRequest[];
  clear(): void;
}
