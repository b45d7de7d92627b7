import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The demo as a newcomer starts it, in a process of its own. */
export interface DemoProcess {
  nodeRed: string;
  sourceHome: string;
  targetHome: string;
  stop(): Promise<void>;
}

const ADDRESS = /^(Node-RED|source portal|target portal) +(http\S+)/;

export async function startDemo(): Promise<DemoProcess> {
  const folder = await mkdtemp(path.join(tmpdir(), 'portal-copy-browser-'));
  const child = spawn(process.execPath, [path.join('dist', 'scripts', 'demo', 'main.js'), '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const addresses = await readAddresses(child);
  return {
    nodeRed: addresses['Node-RED'] ?? '',
    sourceHome: addresses['source portal'] ?? '',
    targetHome: addresses['target portal'] ?? '',
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function readAddresses(child: ChildProcess): Promise<Record<string, string>> {
  if (!child.stdout) throw new Error('The demo has no output.');
  const addresses: Record<string, string> = {};
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The demo ended with ${code}.`)));
    lines.on('line', (line) => {
      const [, name, url] = ADDRESS.exec(line) ?? [];
      if (name && url) addresses[name] = url;
      if (Object.keys(addresses).length === 3) resolve(addresses);
    });
  });
}
