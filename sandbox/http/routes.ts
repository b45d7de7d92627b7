import type { Call } from './call.js';

/** What a handler returns is the answer: a plain object becomes JSON. Throw a PortalError to refuse. */
export type Handler = (call: Call) => unknown | Promise<unknown>;

export interface Route {
  /** Express path below the mount point: '/content/items/:id'. Case and a trailing slash do not matter. */
  path: string;
  handler: Handler;
  /** Changes something: refused while the portal is in read-only mode. */
  write?: boolean;
  /** The answer is a page, whatever `f` says. */
  html?: boolean;
  /** Answers bytes or stored text: refusals are JSON even without `f`. */
  fileLike?: boolean;
  /** 499 without a token. */
  needsToken?: boolean;
  /** Part of signing in: open to everybody, also where nothing else is. */
  signIn?: boolean;
  /** Default both. */
  methods?: ('GET' | 'POST')[];
}
