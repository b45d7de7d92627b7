import { ArcGISError } from './arcgis-error.js';
import type { Ask } from './ask.js';
import type { Clock } from './clock.js';
import type { Credentials } from './portal.js';
import { redact } from './redact.js';
import { REFERER, TOKEN_MINUTES } from './referer.js';
import { SingleFlight } from './single-flight.js';
import { type TimedToken, tokenAnswer } from './token-answer.js';

// A portal locks an account after a few wrong passwords, so a refused one is not tried again at once.
const REMEMBER_REFUSAL = 60_000;

/** The signed-in user's token of the portal: made on first need, renewed before it expires, asked for once however many wait for it. */
export class PortalToken {
  #current: TimedToken | null = null;
  #refusal: { error: ArcGISError; until: number } | null = null;
  readonly #flight = new SingleFlight<TimedToken>();
  readonly #credentials: Credentials;
  readonly #portal: string;
  readonly #ask: Ask;
  readonly #clock: Clock;

  constructor(credentials: Credentials, portal: string, ask: Ask, clock: Clock) {
    this.#credentials = credentials;
    this.#portal = portal;
    this.#ask = ask;
    this.#clock = clock;
  }

  /** null if nobody signs in. @throws ArcGISError ARCGIS_AUTH if the portal refuses the credentials. */
  async get(signal?: AbortSignal): Promise<string | null> {
    const credentials = this.#credentials;
    if (credentials.kind === 'anonymous') return null;
    if (credentials.kind === 'token') return credentials.token;
    if (this.#current && this.#clock.now() < this.#current.renewAt) return this.#current.token;
    const signedIn = await this.#flight.run(() => this.#signIn(credentials), signal);
    return signedIn.token;
  }

  /** Told that the portal refused `token`. True if another one is, or can be had. */
  refused(token: string): boolean {
    if (this.#credentials.kind !== 'password') return false;
    if (this.#current?.token === token) this.#current = null;
    return true;
  }

  /** What must never be read by a person. */
  secrets(): string[] {
    const credentials = this.#credentials;
    const known = this.#current ? [this.#current.token] : [];
    if (credentials.kind === 'password') known.push(credentials.password);
    if (credentials.kind === 'token') known.push(credentials.token);
    return known;
  }

  async #signIn(credentials: { username: string; password: string }): Promise<TimedToken> {
    if (this.#refusal && this.#clock.now() < this.#refusal.until) throw this.#refusal.error;
    this.#refusal = null;
    const { username, password } = credentials;
    if (username === '' || password === '') {
      throw new ArcGISError('ARCGIS_CONFIG', `User name or password for ${this.#portal} is empty.`, {
        portal: this.#portal,
      });
    }
    try {
      const answer = await this.#ask(new URL(`${this.#portal}/sharing/rest/generateToken`), {
        username,
        password,
        client: 'referer',
        referer: REFERER,
        expiration: TOKEN_MINUTES,
      });
      const token = tokenAnswer(answer.json, answer.date, this.#clock);
      if (!token) {
        throw new ArcGISError(
          'ARCGIS_UNEXPECTED',
          `Signing in to ${this.#portal} failed: the answer holds no token. Check the URL of the portal.`,
          { portal: this.#portal },
        );
      }
      this.#current = token;
      return token;
    } catch (error) {
      if (!(error instanceof ArcGISError) || !isRefusal(error)) throw error;
      const refusal = this.#refusalOf(error, username);
      this.#refusal = { error: refusal, until: this.#clock.now() + REMEMBER_REFUSAL };
      throw refusal;
    }
  }

  #refusalOf(error: ArcGISError, username: string): ArcGISError {
    const said = redact(error.details.portalMessage ?? 'no reason given', this.secrets());
    return new ArcGISError(
      'ARCGIS_AUTH',
      `Signing in to ${this.#portal} as "${username}" failed: the portal said "${said}". Check user name and password; both are case-sensitive. ` +
        'Accounts of an organisation login (SAML, OpenID Connect) or with multifactor authentication cannot sign in this way: use a built-in account, or a token.',
      error.details,
    );
  }
}

/** The portal looked at the credentials and said no; anything else may go better the next time. */
function isRefusal(error: ArcGISError): boolean {
  const code = error.details.esriCode;
  return (
    error.code !== 'ARCGIS_CONFIG' &&
    code !== undefined &&
    code >= 400 &&
    code < 500 &&
    code !== 429 &&
    code !== 405
  );
}
