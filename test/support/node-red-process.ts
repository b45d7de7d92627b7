import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface FlowNode {
  id: string;
  type: string;
  z?: string;
  wires?: string[][];
  [key: string]: unknown;
}

/** What a flow sent to the test: `topic` names the sink it came from. */
interface Delivered {
  topic: string;
  message: Record<string, unknown>;
}

export interface NodeRedProcess {
  url: string;
  delivered: Delivered[];
  /** Resolves with the next message that the sink of this topic gets (or has got and nobody waited for). */
  next(topic: string): Promise<Record<string, unknown>>;
  press(injectId: string): Promise<void>;
  deploy(flow: FlowNode[]): Promise<void>;
  output(): string;
  running(): boolean;
  /** Ends the process at once, as a power failure would; `stop` is still to be called. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface NodeRedOptions {
  /** Folder of our package; given as nodesDir. Left out, the nodes come from the user folder's node_modules. */
  nodesDir?: string;
  userDir?: string;
  env?: Record<string, string>;
}

const waitForLine = (
  child: ChildProcess,
  log: { text: string },
  pattern: RegExp,
): Promise<RegExpMatchArray> =>
  new Promise((resolve, reject) => {
    const look = (): void => {
      const found = log.text.match(pattern);
      if (!found) return;
      child.stdout?.off('data', look);
      resolve(found);
    };
    child.stdout?.on('data', look);
    child.once('exit', (code) => reject(new Error(`Node-RED ended with ${code}:\n${log.text}`)));
    look();
  });

/** A free port of the loopback interface. */
async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * Nodes that hand a message to the test by HTTP: wire something to `<topic>-in`. Core nodes only, so that the flow under test stays what a
 * user could build.
 */
export function sink(topic: string, collector: string, tab: string): FlowNode[] {
  return [
    {
      id: `${topic}-in`,
      type: 'function',
      z: tab,
      name: `sink ${topic}`,
      func: `const { req, res, ...rest } = msg; return { payload: { topic: ${JSON.stringify(topic)}, message: rest }, headers: { 'content-type': 'application/json' } };`,
      outputs: 1,
      wires: [[`${topic}-out`]],
    },
    {
      id: `${topic}-out`,
      type: 'http request',
      z: tab,
      method: 'POST',
      ret: 'txt',
      url: collector,
      wires: [[]],
    },
  ];
}

/**
 * Which Node-RED is tested, on which Node.js: those of the repository, unless a folder with other ones is named (`npm run test:node-red-5`
 * does).
 */
const NODE_RED = process.env.TEST_NODE_RED ?? process.cwd();
const NODE = process.env.TEST_NODE ?? process.execPath;

/** A real Node-RED in a process of its own, with an empty user folder unless one is given. */
export async function startNodeRed(
  options: NodeRedOptions = {},
): Promise<NodeRedProcess & { collector: string }> {
  const userDir = options.userDir ?? (await mkdtemp(path.join(tmpdir(), 'portal-copy-nr-')));
  const port = await freePort();
  const settings = path.join(userDir, 'settings.js');
  await writeFile(
    settings,
    `module.exports = ${JSON.stringify({
      uiHost: '127.0.0.1',
      uiPort: port,
      flowFile: 'flows.json',
      credentialSecret: 'only for this test',
      telemetry: { enabled: false, updateNotification: false },
      editorTheme: { tours: false },
      ...(options.nodesDir ? { nodesDir: [options.nodesDir] } : {}),
      logging: { console: { level: 'info', metrics: false, audit: false } },
    })};`,
  );

  const delivered: Delivered[] = [];
  const waiting: { topic: string; resolve: (message: Record<string, unknown>) => void }[] = [];
  const unclaimed: Delivered[] = [];
  const collectorServer: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.end('ok');
      const arrival = JSON.parse(Buffer.concat(chunks).toString()) as Delivered;
      delivered.push(arrival);
      const index = waiting.findIndex((waiter) => waiter.topic === arrival.topic);
      if (index < 0) unclaimed.push(arrival);
      else waiting.splice(index, 1)[0]?.resolve(arrival.message);
    });
  });
  collectorServer.listen(0, '127.0.0.1');
  await once(collectorServer, 'listening');
  const collector = `http://127.0.0.1:${(collectorServer.address() as AddressInfo).port}/`;

  const log = { text: '' };
  const child = spawn(
    NODE,
    [path.join(NODE_RED, 'node_modules', 'node-red', 'red.js'), '--userDir', userDir, '--settings', settings],
    { cwd: NODE_RED, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stdout.on('data', (chunk: Buffer) => {
    log.text += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    log.text += chunk.toString();
  });
  await waitForLine(child, log, /Server now running/);
  await waitForLine(child, log, /Started flows/);
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    collector,
    delivered,
    next(topic) {
      const index = unclaimed.findIndex((arrival) => arrival.topic === topic);
      const claimed = index < 0 ? undefined : unclaimed.splice(index, 1)[0];
      if (claimed) return Promise.resolve(claimed.message);
      return new Promise((resolve, reject) => {
        waiting.push({ topic, resolve });
        child.once('exit', (code) => reject(new Error(`Node-RED ended with ${code}:\n${log.text}`)));
      });
    },
    async press(injectId) {
      const response = await fetch(`${url}/inject/${injectId}`, { method: 'POST' });
      if (!response.ok) throw new Error(`pressing ${injectId}: HTTP ${response.status}`);
    },
    async deploy(flow) {
      const before = log.text.length;
      const response = await fetch(`${url}/flows`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'Node-RED-API-Version': 'v2',
          'Node-RED-Deployment-Type': 'full',
        },
        body: JSON.stringify({ flows: flow }),
      });
      if (!response.ok) throw new Error(`deploy: HTTP ${response.status} ${await response.text()}`);
      if (!log.text.slice(before).includes('Started flows')) {
        await new Promise<void>((resolve) => {
          const look = (): void => {
            if (!log.text.slice(before).includes('Started flows')) return;
            child.stdout.off('data', look);
            resolve();
          };
          child.stdout.on('data', look);
        });
      }
      // What the flow before this one sent on its last breath is nobody's any more.
      unclaimed.length = 0;
      delivered.length = 0;
    },
    output: () => log.text,
    running: () => child.exitCode === null && child.signalCode === null,
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      collectorServer.close();
      collectorServer.closeAllConnections();
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGTERM');
        await ended;
      }
      if (!options.userDir) await rm(userDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
