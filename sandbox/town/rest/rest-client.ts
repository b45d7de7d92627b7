export type Json = Record<string, unknown>;
export type Params = Record<string, string | number | boolean | object>;

/** A part of a multipart body. */
export interface FilePart {
  bytes: Buffer;
  name: string;
  contentType: string;
}

/** Minutes that a token lives: longer than the town takes. */
const minutes = 60;

/** A signed-in user of a portal and of the server behind it. Every call is a POST; errors carry the portal's words. */
export class RestClient {
  readonly username: string;
  readonly #sharing: string;
  readonly #portalToken: string;
  /** Tokens are bound to it. */
  readonly #referer: string;
  readonly #serverToken: string;

  private constructor(
    portal: { url: string; serverUrl: string },
    username: string,
    tokens: { portal: string; server: string },
  ) {
    this.username = username;
    this.#sharing = sharingOf(portal);
    this.#referer = portal.url;
    this.#portalToken = tokens.portal;
    this.#serverToken = tokens.server;
  }

  /** @throws Error with the portal's words if name or password are wrong */
  static async signIn(
    portal: { url: string; serverUrl: string },
    user: { username: string; password: string },
  ): Promise<RestClient> {
    const address = `${sharingOf(portal)}/generateToken`;
    const common = { client: 'referer', referer: portal.url, expiration: minutes, f: 'json' };
    const { username, password } = user;
    const signedIn = await post(portal.url, address, { ...common, username, password });
    const token = String(signedIn.token);
    const exchanged = await post(portal.url, address, { ...common, token, serverUrl: portal.serverUrl });
    return new RestClient(portal, username, { portal: token, server: String(exchanged.token) });
  }

  /** A call below `/sharing/rest`. */
  portal(path: string, params: Params = {}, files: Record<string, FilePart> = {}): Promise<Json> {
    return post(
      this.#referer,
      `${this.#sharing}${path}`,
      { ...params, f: 'json', token: this.#portalToken },
      files,
    );
  }

  /** A call below `/content/users/<who is signed in>`. */
  content(path: string, params: Params = {}, files: Record<string, FilePart> = {}): Promise<Json> {
    return this.portal(`/content/users/${encodeURIComponent(this.username)}${path}`, params, files);
  }

  /** A call to a service, by its full address. */
  service(address: string, params: Params = {}, files: Record<string, FilePart> = {}): Promise<Json> {
    return post(this.#referer, address, { ...params, f: 'json', token: this.#serverToken }, files);
  }

  /** A call to the administration directory of a service; `path` is below the service. */
  admin(service: string, path: string, params: Params): Promise<Json> {
    return this.service(service.replace('/rest/services/', '/rest/admin/services/') + path, params);
  }
}

function sharingOf(portal: { url: string }): string {
  return `${portal.url.replace(/\/+$/, '')}/sharing/rest`;
}

async function post(
  referer: string,
  address: string,
  params: Params,
  files: Record<string, FilePart> = {},
): Promise<Json> {
  const texts = Object.entries(params).map(([name, value]): [string, string] => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
  const answer = await fetch(address, { method: 'POST', body: bodyOf(texts, files), headers: { referer } });
  const text = await answer.text();
  let json: unknown;
  try {
    json = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new Error(`${address} answered no JSON (HTTP ${answer.status}).`);
  }
  const found = json as Json;
  const error = (found.error ?? (found.success === false ? found : undefined)) as Json | undefined;
  if (error) {
    const details = Array.isArray(error.details) ? error.details.join(' ') : '';
    throw new Error(
      `${address}: ${String(error.message ?? 'refused')} ${details} (code ${String(error.code ?? '?')})`,
    );
  }
  return found;
}

function bodyOf(texts: [string, string][], files: Record<string, FilePart>): FormData | URLSearchParams {
  const parts = Object.entries(files);
  if (parts.length === 0) return new URLSearchParams(texts);
  const form = new FormData();
  for (const [name, value] of texts) form.set(name, value);
  for (const [name, file] of parts) {
    form.set(name, new Blob([new Uint8Array(file.bytes)], { type: file.contentType }), file.name);
  }
  return form;
}
