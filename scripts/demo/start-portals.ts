import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface PortalAddress {
  portal: string;
  https: string;
  username: string;
  password: string;
  kind: 'enterprise' | 'online';
}

export interface Portals {
  source: PortalAddress;
  target: PortalAddress;
  /** Resolves when the portals' process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the two portals in a process of their own, as "npm run sandbox" does: what Node-RED does then cannot slow them down, and the other way round.
 * Rejects with the words of that process if it ends before it serves.
 */
export async function startPortals(folder: string): Promise<Portals> {
  const child = fork(path.join(__dirname, '..', '..', 'sandbox', 'cli.js'), ['--json', '--data', folder], {
    execArgv: ['--require', path.join(__dirname, 'end-with-parent.js')],
    silent: true,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000);
  });
  const { source, target } = await firstLine(child, () => said);
  return { source, target, stop: () => stop(child) };
}

async function firstLine(
  child: ChildProcess,
  said: () => string,
): Promise<Pick<Portals, 'source' | 'target'>> {
  if (!child.stdout) throw new Error('The portals have no output.');
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'close').then(([code]) => {
    throw new Error(said().trim() || `The portals ended with ${code}.`);
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => undefined);
  return JSON.parse(line);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
