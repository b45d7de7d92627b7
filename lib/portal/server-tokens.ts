import { ArcGISError } from './arcgis-error.js';
import type { Ask } from './ask.js';
import type { Clock } from './clock.js';
import { portalKey } from './portal-key.js';
import type { PortalToken } from './portal-token.js';
import { REFERER, TOKEN_MINUTES } from './referer.js';
import { SingleFlight } from './single-flight.js';
import { type TimedToken, tokenAnswer } from './token-answer.js';

interface Server {
  /** null: not one of the portal's servers, gets no token. */
  token: TimedToken | null;
  renewAt: number;
}

// Servers that are not the portal's are asked again after this, as one may be federated later.
const REMEMBER_FOREIGN = 60 * 60_000;
const REMEMBER_FALLBACK = 5 * 60_000;

/**
 * Tokens of the servers that are federated with the portal, by server root. A server is asked which portal owns it (/rest/info); if it
 * names this one, the portal is asked for a token for it. It is the portal's answer that proves the federation: a server may claim what
 * it likes, so the portal's own token is only ever sent to a server that the portal itself vouches for.
 */
export class ServerTokens {
  readonly #known = new Map<string, Server>();
  readonly #flights = new Map<string, SingleFlight<Server>>();
  readonly #portal: string;
  readonly #portalToken: PortalToken;
  readonly #ask: Ask;
  readonly #clock: Clock;
  readonly #vouched: (root: string) => Promise<boolean>;

  constructor(
    portal: string,
    portalToken: PortalToken,
    ask: Ask,
    clock: Clock,
    vouched: (root: string) => Promise<boolean>,
  ) {
    this.#portal = portal;
    this.#portalToken = portalToken;
    this.#ask = ask;
    this.#clock = clock;
    this.#vouched = vouched;
  }

  /** Token for the server at `root`, or null if it is not federated with the portal (or nobody is signed in). */
  async get(root: string, signal?: AbortSignal): Promise<string | null> {
    const key = root.toLowerCase();
    const known = this.#known.get(key);
    if (known && this.#clock.now() < known.renewAt) return known.token?.token ?? null;
    const flight = this.#flights.get(key) ?? new SingleFlight<Server>();
    this.#flights.set(key, flight);
    const server = await flight.run(async () => {
      const found = await this.#find(root);
      this.#known.set(key, found);
      return found;
    }, signal);
    return server.token?.token ?? null;
  }

  /** Told that the server refused `token`: the next one is asked for anew. */
  refused(root: string, token: string): void {
    const known = this.#known.get(root.toLowerCase());
    if (known?.token?.token === token) known.renewAt = 0;
  }

  secrets(): string[] {
    return [...this.#known.values()].flatMap((server) => (server.token ? [server.token.token] : []));
  }

  async #find(root: string): Promise<Server> {
    const foreign = { token: null, renewAt: this.#clock.now() + REMEMBER_FOREIGN };
    const wasOurs = this.#known.get(root.toLowerCase())?.token != null;
    if (!wasOurs && !(await this.#isOurs(root))) return foreign;
    const portalToken = await this.#portalToken.get();
    if (portalToken === null) return foreign;
    const exchanged = await this.#exchange(root, portalToken);
    if (exchanged) return { token: exchanged, renewAt: exchanged.renewAt };
    if (!(await this.#vouched(root))) return foreign;
    const renewAt = this.#clock.now() + REMEMBER_FALLBACK;
    return { token: { token: portalToken, renewAt }, renewAt };
  }

  async #isOurs(root: string): Promise<boolean> {
    const owner = await this.#owner(root);
    if (owner === null) return false;
    // The owner's address may be another name of this portal, such as an internal one; then only the portal can tell.
    return portalKey(owner) === portalKey(this.#portal) || this.#vouched(root);
  }

  /** Address of the portal that owns the server; null if it names none, '' if it did not tell. */
  async #owner(root: string): Promise<string | null> {
    try {
      const { json } = await this.#ask(new URL(`${root}/rest/info`), {});
      const owner = (json as { owningSystemUrl?: unknown } | null)?.owningSystemUrl;
      return typeof owner === 'string' && owner !== '' ? owner : null;
    } catch (error) {
      // One that is down is asked again with the next call. What one of the portal's own says when it is in trouble must not cost it its
      // token for an hour.
      if (error instanceof ArcGISError && isAnswer(error)) return '';
      throw error;
    }
  }

  async #exchange(root: string, portalToken: string): Promise<TimedToken | null> {
    const ask = (token: string): ReturnType<Ask> =>
      this.#ask(new URL(`${this.#portal}/sharing/rest/generateToken`), {
        token,
        serverUrl: root,
        referer: REFERER,
        expiration: TOKEN_MINUTES,
      });
    try {
      const answer = await ask(portalToken).catch(async (error: unknown) => {
        if (!(error instanceof ArcGISError) || error.code !== 'ARCGIS_AUTH') throw error;
        const renewed = this.#portalToken.refused(portalToken) ? await this.#portalToken.get() : null;
        if (renewed === null) throw error;
        return ask(renewed);
      });
      return tokenAnswer(answer.json, answer.date, this.#clock);
    } catch (error) {
      if (error instanceof ArcGISError && isAnswer(error) && error.code !== 'ARCGIS_AUTH') return null;
      throw error;
    }
  }
}

/** Somebody answered, if not what was hoped for. */
function isAnswer(error: ArcGISError): boolean {
  return ![
    'ARCGIS_NETWORK',
    'ARCGIS_TIMEOUT',
    'ARCGIS_TLS',
    'ARCGIS_CANCELLED',
    'ARCGIS_RATE_LIMIT',
  ].includes(error.code);
}
