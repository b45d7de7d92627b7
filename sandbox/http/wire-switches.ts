/** Where a token may stand in a request: query string, body, `X-Esri-Authorization: Bearer`, `Authorization: Bearer`. */
export type TokenPlace = 'query' | 'body' | 'header' | 'authorization';

export type WebTierMode = 'none' | 'windows' | 'windows-basic' | 'login-page';

/** Manners of the wire itself: what a web server, a proxy or the administrator of a portal decides. */
export interface WireSwitches {
  /** Multiplies the time that jobs take, the lag of the search index and the lives of tokens. Default 1. */
  timeScale: number;
  /** Calls per minute that are answered, all listeners of the portal together; further ones are refused with 429. 0 (default): any number. */
  callsPerMinute: number;
  /** How too many calls are refused: with an error of code 429 inside HTTP 200 (default), or as HTTP 429 with Retry-After. */
  throttleStyle: 'error' | 'http';
  /** Longest address in characters, with its query; a longer one is refused with HTTP 413. Default: Online 8192, Enterprise 0 for any. */
  longestUrl: number;
  /** Longest body without Content-Length, in bytes; a longer one is refused with HTTP 413. Default 50 MB. */
  chunkedLimit: number;
  /** Where a token is looked for; elsewhere it is not seen. Default: everywhere. */
  tokensIn: TokenPlace[];
  /** generateToken takes user name and password from the query string, too. Default false. */
  credentialsInQuery: boolean;
  /** Who is not signed in may use the portal. Default true; false answers 499 to all but the sign-in. */
  anonymousAccess: boolean;
  /** The organisation refuses plain HTTP: 403 "SSL Required". Default false. */
  allSSL: boolean;
  /** Texts of 2 kB and more are compressed for clients that accept it. Default true. */
  gzip: boolean;
  /** Files and pictures have ETag and Last-Modified and are answered 304 to who has them already. Default true. */
  validators: boolean;
  /** Without `f`, or with f=html, answers are pages for people. Default true; false is a portal whose administrator has disabled them. */
  directoryPages: boolean;
  /** Origins whose pages may read answers (CORS). Default none, which means all. */
  allowedOrigins: string[];
  /**
   * What stands before the portal: nothing (default), or a web server that answers 401 until it knows the Windows user: 'windows' offers
   * Negotiate and NTLM, which nobody can do here; 'windows-basic' takes user name and password by Basic besides. 'login-page' leads every
   * call by a redirect to the page of an identity provider, which answers 200.
   */
  webTier: WebTierMode;
  /** Data files are downloaded from the storage host by a redirect. Default: Online yes, Enterprise no. */
  downloadsRedirect: boolean;
  /** Status of that redirect. Default 302. */
  redirectStatus: 301 | 302 | 303 | 307 | 308;
  /** The storage host refuses requests that bring a token or an Authorization. Default true; false lets them pass and records them. */
  storageRefusesTokens: boolean;
  /** A server token is bound to the referer of the portal token that it was exchanged for. Default true. */
  serverTokensKeepReferer: boolean;
}

/** The wire of a portal of this kind. */
export function wireDefaults(kind: 'enterprise' | 'online'): WireSwitches {
  return {
    timeScale: 1,
    callsPerMinute: 0,
    throttleStyle: 'error',
    longestUrl: kind === 'online' ? 8192 : 0,
    chunkedLimit: 50 * 1024 * 1024,
    tokensIn: ['query', 'body', 'header', 'authorization'],
    credentialsInQuery: false,
    anonymousAccess: true,
    allSSL: false,
    gzip: true,
    validators: true,
    directoryPages: true,
    allowedOrigins: [],
    webTier: 'none',
    downloadsRedirect: kind === 'online',
    redirectStatus: 302,
    storageRefusesTokens: true,
    serverTokensKeepReferer: true,
  };
}
