import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { SandboxOptions } from '../../sandbox/index.js';
import type { FlowPortal } from './copy-flow.js';

export interface PortalProcess extends FlowPortal {
  serverUrl: string;
  /** Ends it like a power cut would: no signal handler runs. */
  kill(): Promise<void>;
  /** Seconds that the processor has spent on it so far. */
  cpu(): Promise<number>;
}

/** A portal that can be killed without its tests dying with it. */
export async function startPortalProcess(options: SandboxOptions): Promise<PortalProcess> {
  const child = fork(path.join(__dirname, 'portal-child.js'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.send(options);
  const [portal] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the portal did not start: exit code ${String(code)}`);
    }),
  ])) as [FlowPortal & { serverUrl: string }];
  return {
    ...portal,
    async cpu() {
      const told = once(child, 'message');
      child.send('cpu');
      const [{ user, system }] = (await told) as [NodeJS.CpuUsage];
      return (user + system) / 1e6;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
