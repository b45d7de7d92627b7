import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArcGISIdentityManager } from '@esri/arcgis-rest-request';
import { type SandboxOptions, type SandboxPortal, startPortal } from '../../sandbox/index.js';

export type Json = Record<string, unknown>;
type Params = Record<string, string | Blob>;

/** Two publishers who see each other's things only where these are shared. */
const users = [
  { username: 'ann', password: 'ann-secret', fullName: 'Ann Archer', role: 'org_publisher' },
  { username: 'ben', password: 'ben-secret', fullName: 'Ben Brook', role: 'org_publisher' },
  { username: 'vic', password: 'vic-secret', fullName: 'Vic View', role: 'org_user' },
] as const;

/** A portal in a folder of its own, with ann and ben, whose search index does not lag unless asked to. */
export class TestPortal {
  readonly portal: SandboxPortal;
  readonly dir: string;
  readonly rest: string;

  private constructor(portal: SandboxPortal, dir: string) {
    this.portal = portal;
    this.dir = dir;
    this.rest = `${portal.url}/sharing/rest`;
  }

  static async start(options: Partial<SandboxOptions> = {}): Promise<TestPortal> {
    const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'sandbox-test-'));
    const switches = { indexLagMs: 0, jobMs: 0, ...options.switches };
    const portal = await startPortal({ kind: 'enterprise', users: [...users], ...options, dir, switches });
    return new TestPortal(portal, dir);
  }

  async stop(): Promise<void> {
    await this.portal.close();
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  /** rest-js signed in. */
  async signIn(username = 'ann'): Promise<ArcGISIdentityManager> {
    return ArcGISIdentityManager.signIn({ username, password: passwordOf(username), portal: this.rest });
  }

  async token(username = 'ann', more: Params = {}): Promise<string> {
    const password = username === 'admin' ? this.portal.admin.password : passwordOf(username);
    const answer = await this.post('/generateToken', { username, password, client: 'requestip', ...more });
    return String(answer.token);
  }

  get(path: string, params: Record<string, string> = {}): Promise<Json> {
    return this.json(`${this.rest}${path}?${new URLSearchParams({ f: 'json', ...params })}`);
  }

  /** Urlencoded, or multipart when there is a file among the parameters. */
  post(path: string, params: Params = {}): Promise<Json> {
    return this.json(`${this.rest}${path}`, { method: 'POST', body: bodyOf({ f: 'json', ...params }) });
  }

  /** Adds an item for a user and gives its id. */
  async add(username: string, params: Params, folder = ''): Promise<string> {
    const token = await this.token(username);
    const path = `/content/users/${username}${folder === '' ? '' : `/${folder}`}/addItem`;
    const answer = await this.post(path, { type: 'Web Map', title: 'A map', ...params, token });
    if (typeof answer.id !== 'string') throw new Error(JSON.stringify(answer));
    return answer.id;
  }

  async json(url: string, init: RequestInit = {}): Promise<Json> {
    const answer = await fetch(url, init);
    return (await answer.json()) as Json;
  }
}

function bodyOf(params: Params): FormData | URLSearchParams {
  const multipart = Object.values(params).some((value) => typeof value !== 'string');
  const body = multipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (typeof value === 'string') body.append(name, value);
    else (body as FormData).append(name, value);
  }
  return body;
}

function passwordOf(username: string): string {
  return users.find((user) => user.username === username)?.password ?? 'sandbox-admin-1';
}

/** The error of an answer, or undefined. */
export function errorOf(answer: Json): {
  code: number;
  message: string;
  messageCode?: string;
  details: string[];
} {
  return answer.error as { code: number; message: string; messageCode?: string; details: string[] };
}
