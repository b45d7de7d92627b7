import { ArcGISError } from './arcgis-error.js';
import type { Call } from './call.js';
import { encodeParams } from './encode-params.js';
import { readBody } from './http-client.js';
import { failureOfText, jsonAnswer } from './json-answer.js';
import type {
  CallOptions,
  Params,
  PortalOptions,
  PortalSelf,
  StreamedAnswer,
  TemporaryExports,
  WritablePortal,
  WriteOptions,
} from './portal.js';
import { normalisePortalUrl } from './portal-url.js';
import { readSelf } from './read-self.js';
import { resolveTarget } from './resolve-target.js';
import { serverRoots } from './server-roots.js';
import { SingleFlight } from './single-flight.js';
import { streamAnswer } from './stream-answer.js';
import { systemClock } from './system-clock.js';
import { temporaryExports } from './temporary-exports.js';
import { endpointOf, Transport } from './transport.js';
import { isWriteOperation } from './write-operations.js';

const DEFAULT_TIMEOUT = 60_000;
// A portal answers an upload when it has stored it.
const UPLOAD_TIMEOUT = 10 * 60_000;

/**
 * A portal, as the engine works with it. Nothing is sent before the first call; the first one signs in.
 *
 * Signing in is by `generateToken` with the user's name and password, bound to a referer; the token is renewed before it expires and when
 * the portal refuses it. After "Invalid username or password" the portal is not asked again for a minute, as it locks accounts. Federated
 * servers get tokens of their own, other hosts none.
 *
 * @throws ArcGISError ARCGIS_CONFIG if the URL is not one.
 */
export function openPortal(options: PortalOptions): WritablePortal {
  return new OpenPortal(options);
}

class OpenPortal implements WritablePortal {
  readonly url: string;
  readonly readOnly: boolean;
  readonly clock;
  readonly temporaryExports: TemporaryExports;
  readonly #transport: Transport;
  readonly #options: PortalOptions;
  readonly #timeout: number;
  readonly #selfFlight = new SingleFlight<PortalSelf>();
  readonly #rootsFlight = new SingleFlight<string[]>();
  #self: PortalSelf | null = null;
  #roots: string[] | null = null;

  constructor(options: PortalOptions) {
    this.url = normalisePortalUrl(options.url);
    this.readOnly = options.readOnly ?? false;
    this.clock = options.clock ?? systemClock;
    this.#options = options;
    this.#timeout = options.timeout ?? DEFAULT_TIMEOUT;
    this.#transport = new Transport(this.url, options, this.clock, this.#timeout, (root) =>
      this.#vouchesFor(root),
    );
    this.temporaryExports = temporaryExports(this, (target, params, options) =>
      this.#send(target, params, options),
    );
  }

  get requests(): number {
    return this.#transport.requests;
  }

  async self(signal?: AbortSignal): Promise<PortalSelf> {
    if (this.#self) return this.#self;
    return this.#selfFlight.run(async () => {
      this.#self = await readSelf(this, this.#options.credentials);
      return this.#self;
    }, signal);
  }

  async read<T>(target: string, params: Params = {}, options: CallOptions = {}): Promise<T> {
    const call = this.#readCall(target, { f: 'json', ...params }, options, true);
    // What f=json gives for an item's data is the user's own document.
    const strict = /\/data\/?$/i.test(call.url.pathname);
    const json = await this.#transport.call(call, (answer, place) =>
      jsonAnswer(answer, place, { strict, write: false, now: this.clock.now() }),
    );
    return json as T;
  }

  async readText(target: string, params: Params = {}, options: CallOptions = {}): Promise<string> {
    return this.#transport.call(this.#readCall(target, params, options, true), async (answer, place) => {
      const text = (await readBody(answer)).toString('utf8');
      // A file that the user stored comes with a name; an error does not.
      const stored = answer.status === 200 && answer.headers['content-disposition'] !== undefined;
      const failure = stored ? null : failureOfText(answer, text, place, this.clock.now());
      if (failure) throw failure;
      return text;
    });
  }

  async stream(target: string, params: Params = {}, options: CallOptions = {}): Promise<StreamedAnswer> {
    return this.#transport.call(this.#readCall(target, params, options, false), (answer, place) =>
      streamAnswer(answer, place, this.clock.now(), options.signal),
    );
  }

  async write<T>(target: string, params: Params = {}, options: WriteOptions = {}): Promise<T> {
    if (this.readOnly) {
      const endpoint = endpointOf(resolveTarget(target, this.url, {}).url, this.url);
      throw new ArcGISError(
        'ARCGIS_FORBIDDEN',
        `${this.url} is marked read-only here, so nothing was sent to ${endpoint}. Take the mark off in the portal's settings if it is to be written.`,
        { portal: this.url, endpoint },
      );
    }
    return this.#send(target, params, options);
  }

  async #send<T>(target: string, params: Params, options: WriteOptions): Promise<T> {
    const { url, params: all } = resolveTarget(target, this.url, { f: 'json', ...params });
    const endpoint = endpointOf(url, this.url);
    const files = options.files ?? {};
    const uploads =
      Object.keys(files).length > 0 || Object.values(all).some((value) => value instanceof Blob);
    const call: Call = {
      endpoint,
      url,
      write: true,
      repeatable: options.repeatable ?? false,
      params: encodeParams(all),
      files,
      compressed: true,
      timeout: options.timeout ?? (uploads ? Math.max(this.#timeout, UPLOAD_TIMEOUT) : this.#timeout),
      signal: options.signal,
    };
    const json = await this.#transport.call(call, (answer, place) =>
      jsonAnswer(answer, place, { strict: false, write: true, now: this.clock.now() }),
    );
    return json as T;
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  #readCall(target: string, params: Params, options: CallOptions, compressed: boolean): Call {
    const { url, params: all } = resolveTarget(target, this.url, params);
    const endpoint = endpointOf(url, this.url);
    if (isWriteOperation(url)) {
      throw new ArcGISError(
        'ARCGIS_FORBIDDEN',
        `${endpoint} changes something in ${this.url}, and was called as a read. Nothing was sent.`,
        { portal: this.url, endpoint },
      );
    }
    return {
      endpoint,
      url,
      write: false,
      repeatable: true,
      params: encodeParams(all),
      files: {},
      compressed,
      timeout: options.timeout ?? this.#timeout,
      signal: options.signal,
    };
  }

  /** Whether the portal itself says that this server is one of its own. */
  async #vouchesFor(root: string): Promise<boolean> {
    if (new URL(root).origin === new URL(this.url).origin) return true;
    this.#roots ??= await this.#rootsFlight.run(() => serverRoots(this));
    const key = (address: string): string => address.toLowerCase().replace(/^https?:\/\//, '');
    return this.#roots.some((known) => key(known) === key(root));
  }
}
