import type { ArcGISError } from './arcgis-error.js';

/**
 * Whether a call that failed may be sent again:
 * `never`: no; `if-repeatable`: the portal may have done it, so only calls that do no harm twice; `always`: it proves that nothing
 * was done; `new-token`: once, with another token.
 */
export type Repeat = 'never' | 'if-repeatable' | 'always' | 'new-token';

/** A failed attempt as the transport sees it: the error for the reader, and what may be done about it. Never leaves lib/portal. */
export class Failure extends Error {
  constructor(
    readonly error: ArcGISError,
    readonly repeat: Repeat = 'never',
    readonly limits: { attempts?: number; waitMs?: number; throttled?: boolean } = {},
  ) {
    super(error.message);
  }
}
