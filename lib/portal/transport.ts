import { setMaxListeners } from 'node:events';
import fastq from 'fastq';
import { ArcGISError } from './arcgis-error.js';
import type { Ask } from './ask.js';
import type { Call, CallPlace } from './call.js';
import type { Clock } from './clock.js';
import { encodeParams } from './encode-params.js';
import { explainNetworkError } from './explain-network-error.js';
import { Failure } from './failure.js';
import { followRedirects } from './follow-redirects.js';
import { type HttpAnswer, HttpClient, type HttpRequest, header } from './http-client.js';
import { jsonAnswer } from './json-answer.js';
import { Pacer } from './pacer.js';
import type { Credentials, PortalOptions } from './portal.js';
import { redact } from './redact.js';
import { REFERER } from './referer.js';
import { requestBody } from './request-body.js';
import { retryDelay } from './retry-delay.js';
import { serviceRoot } from './service-root.js';
import { cancelled, untilAborted } from './single-flight.js';
import { type Grant, Tokens } from './tokens.js';

/** Takes what it needs from an answer; throws a Failure. */
type Consume<T> = (answer: HttpAnswer, place: CallPlace) => Promise<T>;

const MAX_ATTEMPTS = 5;
const LONGEST_WAIT = 5 * 60_000;
// ArcGIS Online and many web servers refuse longer addresses.
const LONGEST_QUERY = 1800;

/**
 * The one way out: adds the token that the address may see, waits for a free slot, sends, and repeats what may be repeated.
 *
 * A token never is in a URL. Calls to the portal carry it in the header X-Esri-Authorization (reads) or in the body (writes); calls to
 * services always in a POST body, because not every server behind every proxy is given that header. A read that was refused for
 * its token is repeated with the token in the body, too.
 */
export class Transport {
  readonly #http: HttpClient;
  readonly #tokens: Tokens;
  readonly #pacer: Pacer;
  readonly #queue: fastq.queueAsPromised<() => Promise<unknown>, unknown>;
  readonly #portal: string;
  readonly #signedIn: Credentials['kind'];
  readonly #clock: Clock;
  readonly #timeout: number;

  constructor(
    portal: string,
    options: PortalOptions,
    clock: Clock,
    timeout: number,
    vouched: (root: string) => Promise<boolean>,
  ) {
    this.#portal = portal;
    this.#signedIn = options.credentials.kind;
    this.#clock = clock;
    this.#timeout = timeout;
    this.#http = new HttpClient({
      timeout,
      ...(options.tls ? { tls: options.tls } : {}),
      ...(options.proxy ? { proxy: options.proxy } : {}),
    });
    this.#pacer = new Pacer(clock);
    this.#queue = fastq.promise(
      (task: () => Promise<unknown>) => task(),
      Math.max(1, options.concurrency ?? 8),
    );
    this.#tokens = new Tokens(options.credentials, portal, this.#ask, clock, vouched);
  }

  get requests(): number {
    return this.#http.requests;
  }

  /** @throws ArcGISError, never anything else. */
  async call<T>(call: Call, consume: Consume<T>): Promise<T> {
    // A whole run shares one signal; Node.js would take its many calls for a leak.
    if (call.signal) setMaxListeners(0, call.signal);
    return this.#attempts(call, async (renewed) => {
      const grant = await this.#tokens.grant(call.url, call.signal);
      await this.#pacer.ready(call.url.origin, call.signal);
      const sent = this.#queue.push(() => this.#send(call, grant, renewed, consume)) as Promise<T>;
      return untilAborted(sent, call.signal);
    });
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** Calls that get a token carry none, and must not wait for slots that calls waiting for the token may hold. */
  readonly #ask: Ask = async (url, params) => {
    const call: Call = {
      endpoint: endpointOf(url, this.#portal),
      url,
      write: false,
      repeatable: true,
      params: encodeParams({ ...params, f: 'json' }),
      files: {},
      compressed: true,
      timeout: this.#timeout,
      signal: undefined,
    };
    return this.#attempts(call, async () => {
      await this.#pacer.ready(url.origin);
      return this.#send(call, null, true, async (answer, place) => {
        const date = Date.parse(header(answer, 'date') ?? '');
        return {
          json: await jsonAnswer(answer, place, { strict: false, write: false, now: this.#clock.now() }),
          date: Number.isNaN(date) ? undefined : date,
        };
      });
    });
  };

  async #attempts<T>(call: Call, attempt: (renewed: boolean) => Promise<T>): Promise<T> {
    let renewed = false;
    for (let count = 1; ; count += 1) {
      try {
        return await attempt(renewed);
      } catch (error) {
        if (call.signal?.aborted) throw cancelled();
        if (!(error instanceof Failure)) throw error;
        if (error.repeat === 'new-token') {
          if (renewed || !(error instanceof RefusedGrant) || !this.#tokens.refused(error.grant))
            throw error.error;
          renewed = true;
          continue;
        }
        await this.#waitToRepeat(error, call, count);
      }
    }
  }

  /** Returns when the call may be sent again; throws its error if it may not. */
  async #waitToRepeat(failure: Failure, call: Call, count: number): Promise<void> {
    const { attempts, waitMs, throttled } = failure.limits;
    const may = failure.repeat === 'always' || (failure.repeat === 'if-repeatable' && call.repeatable);
    if (!may || count >= Math.min(attempts ?? MAX_ATTEMPTS, MAX_ATTEMPTS) || (waitMs ?? 0) > LONGEST_WAIT) {
      throw failure.error;
    }
    const delay = retryDelay(count, { asked: waitMs, throttled });
    if (throttled || waitMs !== undefined) {
      this.#pacer.hold(call.url.origin, delay);
      return;
    }
    await this.#clock.sleep(delay, call.signal).catch(() => {
      throw cancelled();
    });
  }

  async #send<T>(call: Call, grant: Grant | null, inBody: boolean, consume: Consume<T>): Promise<T> {
    const place = this.#place(call, grant);
    let host = call.url.host;
    try {
      if (call.signal?.aborted) throw cancelled();
      const request = await this.#request(call, grant, inBody);
      const answer = await followRedirects(this.#http, request, call, place, (url) => {
        host = url.host;
      });
      return await consume(answer, place);
    } catch (error) {
      const failure =
        error instanceof Failure || error instanceof ArcGISError
          ? error
          : explainNetworkError(error, place, host);
      if (failure instanceof Failure && failure.repeat === 'new-token' && grant)
        throw new RefusedGrant(failure, grant);
      throw failure;
    }
  }

  async #request(call: Call, grant: Grant | null, inBody: boolean): Promise<HttpRequest> {
    const own = grant !== null || call.url.host === new URL(this.#portal).host;
    const request = {
      timeout: call.timeout,
      signal: call.signal,
      own,
      headers: {
        accept: '*/*',
        'accept-encoding': call.compressed ? 'gzip' : 'identity',
        ...(own ? { referer: REFERER } : {}),
      } as Record<string, string>,
    };
    const query = call.write || (grant !== null && (inBody || grant.root !== null)) ? null : shortQuery(call);
    if (query !== null) {
      const url = new URL(call.url);
      url.search = query;
      if (grant) request.headers['x-esri-authorization'] = `Bearer ${grant.token}`;
      return { ...request, url, method: 'GET' };
    }
    const token: [string, string][] = grant ? [['token', grant.token]] : [];
    const body = await requestBody([...token, ...call.params], call.files);
    if (Buffer.isBuffer(body)) request.headers['content-type'] = 'application/x-www-form-urlencoded';
    return { ...request, url: call.url, method: 'POST', body };
  }

  #place(call: Call, grant: Grant | null): CallPlace {
    const root = serviceRoot(call.url);
    const sharing = call.url.href.startsWith(`${this.#portal}/sharing/`);
    return {
      portal: this.#portal,
      place: sharing ? this.#portal : (root ?? call.url.origin),
      endpoint: call.endpoint,
      write: call.write,
      sharing,
      signedIn: this.#signedIn,
      withToken: grant !== null,
      redact: (text) => redact(text, this.#tokens.secrets()),
    };
  }
}

/** The query of a call that may go by GET; null for one with a secret, which is never in a URL, and for one that is too long. */
function shortQuery({ params }: Call): string | null {
  const query = new URLSearchParams(
    params.filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
  const text = query.toString();
  return query.has('password') || query.has('token') || text.length > LONGEST_QUERY ? null : text;
}

/** Path of a call as a reader knows it: below /sharing/rest of the portal, or below the server's root. */
export function endpointOf(url: URL, portal: string): string {
  const below = `${portal}/sharing/rest`;
  return url.href.startsWith(`${below}/`) ? url.pathname.slice(new URL(below).pathname.length) : url.pathname;
}

class RefusedGrant extends Failure {
  constructor(
    failure: Failure,
    readonly grant: Grant,
  ) {
    super(failure.error, 'new-token');
  }
}
