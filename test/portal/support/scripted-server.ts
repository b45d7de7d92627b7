import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The raw body. */
  body: string;
  /** The body as form fields. */
  form: URLSearchParams;
}

/** Answers a request: what it returns is sent as JSON with status 200; undefined means that it has answered by itself. */
export type Script = (request: SeenRequest, response: ServerResponse) => unknown;

export interface ScriptedServer {
  /** http://127.0.0.1:<port> */
  url: string;
  seen: SeenRequest[];
  paths(): string[];
  close(): Promise<void>;
}

/** A server that misbehaves as it is told. */
export async function startServer(script: Script): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
      const body = Buffer.concat(chunks).toString('latin1');
      const request: SeenRequest = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        body,
        form: new URLSearchParams(body),
      };
      seen.push(request);
      const answer = script(request, response);
      if (answer === undefined) return;
      response.writeHead(200, { 'content-type': 'text/plain;charset=utf-8' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    paths: () => seen.map((request) => request.path),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Drops the connection without an answer. */
export function hangUp(response: ServerResponse): undefined {
  response.socket?.destroy();
  return undefined;
}

export function html(response: ServerResponse, status: number, page: string, headers = {}): undefined {
  response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(page);
  return undefined;
}

/** The token that a request carries, wherever it is. */
export function tokenOf(request: SeenRequest): string | null {
  const bearer = /^Bearer (.+)$/.exec(String(request.headers['x-esri-authorization'] ?? ''));
  return bearer?.[1] ?? request.form.get('token') ?? request.query.get('token');
}
