import { createHash } from 'node:crypto';

/** A plain client of a portal, written for the tests alone: what the engine does is judged by other eyes than its own. */
export interface Rest {
  readonly portal: string;
  /** JSON of a call below /sharing/rest or of an absolute URL; throws on an error envelope. */
  json<T = Record<string, unknown>>(target: string, params?: Record<string, unknown>): Promise<T>;
  bytes(target: string, params?: Record<string, unknown>): Promise<Buffer>;
  post<T = Record<string, unknown>>(target: string, params: Record<string, unknown> | FormData): Promise<T>;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Signs in with user name and password and answers with a client whose token every call carries. */
export async function signIn(portal: string, username: string, password: string): Promise<Rest> {
  const rest = (target: string): string =>
    target.startsWith('http') ? target : `${portal}/sharing/rest${target}`;

  const body = (params: Record<string, unknown>): URLSearchParams =>
    new URLSearchParams(Object.entries(params).map(([key, value]): [string, string] => [key, text(value)]));

  const parse = async (response: Response, target: string): Promise<Record<string, unknown>> => {
    const answer = (await response.json()) as Record<string, unknown>;
    if (answer.error) throw new Error(`${target}: ${JSON.stringify(answer.error)}`);
    return answer;
  };

  const signedIn = await parse(
    await fetch(rest('/generateToken'), {
      method: 'POST',
      body: body({ f: 'json', username, password, client: 'requestip', expiration: 600 }),
    }),
    'generateToken',
  );
  const token = String(signedIn.token);

  return {
    portal,
    async json<T>(target: string, params: Record<string, unknown> = {}): Promise<T> {
      const response = await fetch(rest(target), {
        method: 'POST',
        body: body({ f: 'json', token, ...params }),
      });
      return (await parse(response, target)) as T;
    },
    async bytes(target, params = {}) {
      const response = await fetch(`${rest(target)}?${body({ token, ...params })}`, { redirect: 'manual' });
      const location = response.headers.get('location');
      const last = location ? await fetch(location) : response;
      return Buffer.from(await last.arrayBuffer());
    },
    async post<T>(target: string, params: Record<string, unknown> | FormData): Promise<T> {
      if (params instanceof FormData) {
        params.set('f', 'json');
        params.set('token', token);
        return (await parse(await fetch(rest(target), { method: 'POST', body: params }), target)) as T;
      }
      const response = await fetch(rest(target), {
        method: 'POST',
        body: body({ f: 'json', token, ...params }),
      });
      return (await parse(response, target)) as T;
    },
  };
}
