import type { Ask } from './ask.js';
import type { Clock } from './clock.js';
import { onlineEnvironment } from './online-host.js';
import type { Credentials } from './portal.js';
import { PortalToken } from './portal-token.js';
import { ServerTokens } from './server-tokens.js';
import { serviceRoot } from './service-root.js';

/** The token that may go to one address, and where it came from. */
export interface Grant {
  token: string;
  /** Root of the server that it belongs to; null for the portal's own. */
  root: string | null;
}

/** Decides which token an address may see: the portal's, a federated server's, or none. */
export class Tokens {
  readonly #portal: URL;
  readonly #credentials: Credentials;
  readonly #portalToken: PortalToken;
  readonly #serverTokens: ServerTokens;

  constructor(
    credentials: Credentials,
    portal: string,
    ask: Ask,
    clock: Clock,
    vouched: (root: string) => Promise<boolean>,
  ) {
    this.#portal = new URL(portal);
    this.#credentials = credentials;
    this.#portalToken = new PortalToken(credentials, portal, ask, clock);
    this.#serverTokens = new ServerTokens(portal, this.#portalToken, ask, clock, vouched);
  }

  /** Signs in if that is due. */
  async grant(url: URL, signal?: AbortSignal): Promise<Grant | null> {
    if (this.#credentials.kind === 'anonymous') return null;
    if (this.#isPortals(url)) {
      const token = await this.#portalToken.get(signal);
      return token === null ? null : { token, root: null };
    }
    // A token that was made over https must not be readable on the way.
    if (this.#portal.protocol === 'https:' && url.protocol !== 'https:') return null;
    const root = serviceRoot(url);
    if (root === null) return null;
    const token = await this.#serverTokens.get(root, signal);
    return token === null ? null : { token, root };
  }

  /** Told that `grant` was refused. Whether asking again can give a better one. */
  refused(grant: Grant): boolean {
    if (grant.root === null) return this.#portalToken.refused(grant.token);
    this.#serverTokens.refused(grant.root, grant.token);
    return true;
  }

  secrets(): string[] {
    return [...this.#portalToken.secrets(), ...this.#serverTokens.secrets()];
  }

  #isPortals(url: URL): boolean {
    const context = this.#portal.pathname.replace(/\/+$/, '');
    if (
      url.origin === this.#portal.origin &&
      url.pathname.toLowerCase().startsWith(`${context}/sharing/`.toLowerCase())
    ) {
      return true;
    }
    const environment = onlineEnvironment(this.#portal);
    return environment !== null && url.protocol === 'https:' && environment === onlineEnvironment(url);
  }
}
