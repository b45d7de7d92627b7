/**
 * Tokens are bound to this referer, which every call to the portal and its servers then carries; federated servers accept no other kind.
 * It also names this software in the portal's logs.
 */
export const REFERER = 'https://github.com/portal-copy/node-red-arcgis';

/** Life of a token that is asked for, in minutes: longer than the longest upload. The portal shortens it to its own limit. */
export const TOKEN_MINUTES = 1440;
