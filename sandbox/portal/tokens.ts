import { createHmac, timingSafeEqual } from 'node:crypto';
import { PortalError } from '../http/answers.js';
import type { Collection } from '../store/collection.js';
import type { RevokedRecord } from '../store/records.js';
import type { Switches } from './options.js';

/** Two weeks in minutes: the longest life a token may be given. */
const LONGEST = 20_160;

interface TokenContent {
  user: string;
  kind: 'portal' | 'server';
  issued: number;
  expires: number;
  /** The Referer header that calls with this token must carry. */
  referer: string | null;
  /** The address that calls with this token must come from. */
  ip: string | null;
}

/** Makes and checks tokens. They are signed, not stored, so they survive a restart of the portal. */
export class Tokens {
  readonly #secret: string;
  readonly #switches: Switches;
  readonly #revoked: Collection<RevokedRecord>;

  constructor(secret: string, switches: Switches, revoked: Collection<RevokedRecord>) {
    this.#secret = secret;
    this.#switches = switches;
    this.#revoked = revoked;
  }

  /**
   * @param minutes life asked for; too long is shortened, not refused.
   * @param referer that calls with it must carry, null for any
   * @param ip address that they must come from, null for any
   */
  issue(
    user: string,
    kind: TokenContent['kind'],
    minutes: number | undefined,
    referer: string | null,
    ip: string | null = null,
  ): { token: string; expires: number } {
    const issued = Date.now();
    const asked = Math.min(minutes === undefined || minutes <= 0 ? 60 : minutes, LONGEST) * 60_000;
    const expires = issued + this.lifeOf(Math.min(asked, this.#switches.tokenLifeMs));
    const content: TokenContent = { user, kind, issued, expires, referer, ip };
    const body = Buffer.from(JSON.stringify(content)).toString('base64url');
    return { token: `${body}.${this.#sign(body)}`, expires };
  }

  /** So many ms on the clock of this portal, where tokens may age faster. */
  lifeOf(ms: number): number {
    return ms * this.#switches.timeScale;
  }

  /** Makes a token that is still good worthless. */
  revoke(token: string): void {
    const id = token.split('.')[1] ?? '';
    this.#revoked.put(id, { id });
  }

  /** @throws PortalError 498 for a token that is unknown, revoked, expired, or bound to another referer or address. */
  read(token: string, referer: string | undefined, address: string): TokenContent {
    const [body = '', signature = ''] = token.split('.');
    if (!same(signature, this.#sign(body))) throw invalidToken();
    const content = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as TokenContent;
    if (content.expires <= Date.now() || content.issued < this.#switches.tokensSince) throw invalidToken();
    if (this.#revoked.get(signature)) throw invalidToken();
    if (content.ip !== null && content.ip !== undefined && content.ip !== address) throw invalidToken();
    if (content.referer !== null && !matches(content.referer, referer)) throw invalidToken();
    return content;
  }

  /** Signature for addresses that are valid without a token. */
  sign(text: string): string {
    return this.#sign(`address ${text}`);
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#secret).update(text).digest('base64url');
  }
}

export function invalidToken(): PortalError {
  return new PortalError(498, 'Invalid token.');
}

function same(one: string, other: string): boolean {
  const a = Buffer.from(one);
  const b = Buffer.from(other);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** A token for https://host/app is good for every page below it. */
function matches(bound: string, referer: string | undefined): boolean {
  const own = (referer ?? '').toLowerCase();
  const wanted = bound.toLowerCase();
  return own === wanted || own.startsWith(wanted.endsWith('/') ? wanted : `${wanted}/`);
}
