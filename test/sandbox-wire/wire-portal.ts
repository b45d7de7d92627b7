import { request as plainRequest } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { SandboxPortal } from '../../sandbox/index.js';

/** An answer as it came over the wire: nothing unpacked, no redirect followed. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  text: string;
}

export interface WireRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer | Iterable<Buffer>;
  /** Trusted CA, client certificate and key, PEM. */
  ca?: string;
  cert?: string;
  key?: string;
  /** Address that the request comes from. */
  from?: string;
}

/** One request by Node's own client. A body that is an iterable is sent without Content-Length. */
export async function wire(url: string, options: WireRequest = {}): Promise<WireAnswer> {
  const { method = options.body === undefined ? 'GET' : 'POST', headers = {}, body, from } = options;
  const { ca, cert, key } = options;
  const secure = url.startsWith('https:');
  const agent = secure
    ? new Agent({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) })
    : undefined;
  const whole = typeof body === 'string' || Buffer.isBuffer(body);
  return await new Promise<WireAnswer>((resolve, reject) => {
    const outgoing = (secure ? secureRequest : plainRequest)(
      url,
      {
        method,
        headers: { ...headers, ...(whole ? { 'content-length': String(Buffer.byteLength(body)) } : {}) },
        ...(agent === undefined ? {} : { agent }),
        ...(from === undefined ? {} : { localAddress: from }),
      },
      (incoming) => {
        buffer(incoming)
          .then((bytes) => {
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: bytes,
              text: bytes.toString('utf8'),
            });
          })
          .catch(reject)
          .finally(() => agent?.destroy());
      },
    );
    outgoing.on('error', reject);
    if (body === undefined || whole) outgoing.end(body);
    else {
      for (const chunk of body) outgoing.write(chunk);
      outgoing.end();
    }
  });
}

/** A urlencoded form for `wire`. */
export function form(params: Record<string, string>): Pick<WireRequest, 'headers' | 'body'> {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ f: 'json', ...params }).toString(),
  };
}

/** Address of the sandbox's own endpoints. */
export function control(portal: SandboxPortal, path: string): string {
  return `${new URL(portal.url).origin}/sandbox/${path}`;
}
