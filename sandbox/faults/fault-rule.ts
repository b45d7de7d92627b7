/** What can be made to go wrong. `truncated` is an answer that breaks off. */
export const FAULT_KINDS = [
  'delay',
  'reset',
  'status',
  'html',
  'error',
  'expired-token',
  'stuck-job',
  'failed-job',
  'truncated',
  'lost-reply',
  'refused-row',
] as const;

type FaultKind = (typeof FAULT_KINDS)[number];

/** Which requests something goes wrong with, and what. */
export interface FaultRule {
  /** Pattern of the path, whole or below the web context: `*` is anything within a segment, `**` anything. */
  path: string;
  method?: string;
  /** Only the nth matching request, or these; counted from 1. */
  nth?: number | number[];
  /** Only this share of the matching requests, 0 to 1; which ones is decided by the seed. */
  probability?: number;
  /** Not more often than this. */
  times?: number;
  kind: FaultKind;
  /** Of `delay`: how much longer it takes. Default 1000. */
  ms?: number;
  /** HTTP status of `status` (default 503) and `html` (default 200). */
  status?: number;
  /** Code of `error`. Default 500. */
  code?: number;
  /** Text of `error`, `html`, `status` and `refused-row`. */
  message?: string;
  /** Of `truncated`: bytes of the body that still arrive. Default 100. */
  bytes?: number;
}

/** Rules as a file or a call gives them. */
export interface FaultPlan {
  rules: FaultRule[];
  /** Decides together with the order of requests where a probability applies. Default 1. */
  seed?: number;
}
