import type { TLSSocket } from 'node:tls';
import type { Request } from 'express';
import { HtmlAnswer, RedirectAnswer, StatusAnswer } from './answers.js';
import type { Caller } from './call.js';
import type { WebTierMode } from './wire-switches.js';

/** A web server before the portal that signs its users in itself. */
export interface WebTier {
  /** See the switch `webTier`. */
  mode(): WebTierMode;
  /** The listener asks for client certificates; without one there is only a page, or nothing special happens. */
  certificates: 'none' | 'optional' | 'page';
  /** The user with this password, undefined if it is wrong. */
  signIn(username: string, password: string): Caller | undefined;
  /** The user whom a certificate names. */
  user(username: string): Caller | undefined;
}

/** What the web server answers itself. */
type Refusal = StatusAnswer | RedirectAnswer | HtmlAnswer;

const LOGIN_PAGE = '/idp/signin';

/** The user whom the web server knows, its refusal, or null where it leaves that to the portal. */
export function throughWebTier(request: Request, tier: WebTier | undefined): Caller | Refusal | null {
  if (!tier) return null;
  if (tier.certificates !== 'none') {
    const user = certified(request, tier);
    if (user) return user;
    if (tier.certificates === 'page') return page(403, '403 - Forbidden: Access is denied.');
  }
  const mode = tier.mode();
  if (mode === 'none') return null;
  if (mode === 'login-page') return loginPage(request);
  const user = mode === 'windows-basic' ? named(request, tier) : undefined;
  return user ?? page(401, '401 - Unauthorized: Access is denied due to invalid credentials.', mode);
}

function certified(request: Request, tier: WebTier): Caller | undefined {
  const socket = request.socket as Partial<TLSSocket>;
  if (socket.authorized !== true) return undefined;
  const { CN } = socket.getPeerCertificate?.().subject ?? {};
  return CN === undefined ? undefined : tier.user(String(CN));
}

function named(request: Request, tier: WebTier): Caller | undefined {
  const basic = /^Basic\s+(.+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (basic === undefined) return undefined;
  const text = Buffer.from(basic, 'base64').toString('utf8');
  const at = text.indexOf(':');
  // A domain before the name, as Windows users write it, is the only one that there is.
  return tier.signIn(text.slice(0, at).replace(/^.*\\/, ''), text.slice(at + 1));
}

/** Whether this is an answer instead of a user. */
export function isRefusal(user: Caller | Refusal | null): user is Refusal {
  return user instanceof StatusAnswer || user instanceof RedirectAnswer || user instanceof HtmlAnswer;
}

function loginPage(request: Request): Refusal {
  const path = request.originalUrl.replace(/\?.*$/, '');
  if (path !== LOGIN_PAGE) {
    return new RedirectAnswer(`${LOGIN_PAGE}?${new URLSearchParams({ RelayState: path })}`);
  }
  return new HtmlAnswer(
    '<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in to your organisation</h1></body></html>',
  );
}

function page(status: number, title: string, mode?: 'windows' | 'windows-basic'): StatusAnswer {
  const html = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h2>${title}</h2></body></html>`;
  if (mode === undefined) return new StatusAnswer(status, html, 'text/html');
  const schemes = ['Negotiate', 'NTLM', ...(mode === 'windows-basic' ? ['Basic realm="portal"'] : [])];
  return new StatusAnswer(status, html, 'text/html', { 'WWW-Authenticate': schemes });
}
