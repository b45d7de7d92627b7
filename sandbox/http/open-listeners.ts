import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Listeners {
  /** By role: 'portal-http', 'server-https', … */
  ports: Record<string, number>;
  /** Answers the requests of a role; before that they wait in the socket. */
  serve(role: string, listener: RequestListener): void;
  close(): Promise<void>;
}

/** Bytes of address and headers that are read, so that a portal can refuse a long address itself. */
const LONGEST_HEAD = 256 * 1024;
const LOOPBACK = '127.0.0.1';
/** Until a client in this process has noticed that its kept connections are gone, in ms. */
const NOTICED = 20;

/**
 * Listens on loopback, one port per role. Kept ports are used again, and it is an error if one is taken; otherwise the ports follow
 * `first` (0: any), and a taken one means the next, unless `strict`.
 */
export async function openListeners(
  roles: string[],
  ports: { first: number; kept: Record<string, number> | undefined; strict: boolean },
  tls: (role: string) => ServerOptions,
): Promise<Listeners> {
  const servers = new Map<string, Server>();
  const handlers = new Map<string, RequestListener>();
  const found: Record<string, number> = {};
  let next = ports.first;
  try {
    for (const role of roles) {
      const listener: RequestListener = (request, response) => handlers.get(role)?.(request, response);
      const options = { maxHeaderSize: LONGEST_HEAD };
      const server = role.endsWith('-https')
        ? createHttpsServer({ ...options, ...tls(role) }, listener)
        : createHttpServer(options, listener);
      server.keepAliveTimeout = 60_000;
      server.requestTimeout = 0;
      servers.set(role, server);
      const kept = ports.kept?.[role];
      const port = await listen(server, kept ?? next, kept === undefined && !ports.strict);
      found[role] = port;
      if (ports.first !== 0) next = port + 1;
    }
  } catch (error) {
    await closeAll(servers.values());
    throw error;
  }
  return {
    ports: found,
    serve: (role, listener) => {
      handlers.set(role, listener);
    },
    close: async () => {
      await closeAll(servers.values());
      await sleep(NOTICED);
    },
  };
}

async function listen(server: Server, port: number, mayMove: boolean): Promise<number> {
  for (let candidate = port; ; candidate += 1) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(candidate, LOOPBACK, () => {
          server.off('error', reject);
          resolve();
        });
      });
      const address = server.address();
      return typeof address === 'object' && address ? address.port : candidate;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const taken = code === 'EADDRINUSE' || code === 'EACCES';
      if (taken && mayMove && candidate < 65_535) continue;
      if (!taken) throw error;
      throw new Error(
        `Port ${candidate} of the local portal is taken. Its items hold addresses with this port, so it cannot move: ` +
          'end the program that uses the port (another sandbox on the same data?), or start with another data folder.',
      );
    }
  }
}

async function closeAll(servers: Iterable<Server>): Promise<void> {
  await Promise.all(
    [...servers].map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}
