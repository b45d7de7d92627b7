import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PortalProcess, startPortalProcess } from '../../support/portal-process.js';

/** Two portals, each in a process of its own, on the same folders as long as the bench lasts. */
export class TwoPortals {
  private running: PortalProcess[] = [];

  private constructor(private readonly dir: string) {}

  static async make(): Promise<TwoPortals> {
    return new TwoPortals(await mkdtemp(join(tmpdir(), 'bench-portals-')));
  }

  /** Starts them, or starts them again, with so many ms before each answer, so many bytes per second, and exports that are so much larger. */
  async start(
    latency: number,
    { bandwidth = 0, exportPadding = 0 } = {},
  ): Promise<{ source: PortalProcess; target: PortalProcess }> {
    await this.stop();
    const common = { latency, bandwidth, switches: { indexLagMs: 0, jobMs: 0, exportPadding } };
    const source = await startPortalProcess({ kind: 'enterprise', dir: join(this.dir, 'source'), ...common });
    this.running.push(source);
    const target = await startPortalProcess({ kind: 'online', dir: join(this.dir, 'target'), ...common });
    this.running.push(target);
    return { source, target };
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  private async stop(): Promise<void> {
    await Promise.all(this.running.splice(0).map((portal) => portal.kill()));
  }
}
