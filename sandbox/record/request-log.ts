/** One request as the portal saw it. */
export interface RecordedRequest {
  method: string;
  /** Host and port of the listener. */
  host: string;
  path: string;
  /** Query and body together; secrets as '…', very long values cut. */
  params: Record<string, string>;
  token: 'none' | 'portal' | 'server' | 'invalid';
  /** HTTP status; 0 while it is being answered. */
  status: number;
  /** Size of the answer's body. */
  bytes: number;
  /** Epoch ms of arrival. */
  at: number;
  user: string | null;
  /** It changed something, or tried to. */
  write: boolean;
  /** No such endpoint here. */
  unknown: boolean;
  /** Code of the refusal, if it was refused inside an HTTP 200. */
  error?: string;
}

export interface RequestLog {
  /** In order of arrival. */
  all(): RecordedRequest[];
  clear(): void;
}
