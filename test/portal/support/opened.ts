import { openPortal } from '../../../lib/portal/open-portal.js';
import type { PortalOptions, WritablePortal } from '../../../lib/portal/portal.js';
import { PASSWORD } from './portal-script.js';
import { type Script, type ScriptedServer, startServer } from './scripted-server.js';
import { TestClock } from './test-clock.js';

export interface Opened {
  server: ScriptedServer;
  portal: WritablePortal;
  clock: TestClock;
}

/** Servers and portals of a test, all closed by `closeAll`. */
export class Openings {
  readonly #closers: (() => Promise<void>)[] = [];

  async server(script: Script): Promise<ScriptedServer> {
    const server = await startServer(script);
    this.#closers.push(server.close);
    return server;
  }

  /** A portal at `${server.url}/portal`, signed in to as gis unless `options` say otherwise. */
  async portal(script: Script, options: Partial<PortalOptions> = {}): Promise<Opened> {
    const server = await this.server(script);
    return { server, ...this.at(`${server.url}/portal`, options) };
  }

  at(url: string, options: Partial<PortalOptions> = {}): { portal: WritablePortal; clock: TestClock } {
    const clock = new TestClock();
    const portal = openPortal({
      url,
      credentials: { kind: 'password', username: 'gis', password: PASSWORD },
      clock,
      ...options,
    });
    this.#closers.unshift(() => portal.close());
    return { portal, clock };
  }

  async closeAll(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close();
  }
}
