import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import RED from 'node-red';
import { colour } from './terminal.js';

const FIRST_PORT = 1880;
const PORTS_TRIED = 100;

/** Folder of this package: dist/scripts/demo lies three below it. */
const packageRoot = path.join(__dirname, '..', '..', '..');

export interface NodeRed {
  url: string;
  /** Presses a button of the flow. */
  press(nodeId: string): void;
  stop(): Promise<void>;
}

/** What Node-RED serves is an Express application, which hands on what it does not know. */
type Application = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

/**
 * Node-RED in this process, on the loopback interface only, with this package's nodes and all examples deployed, each on a tab of its own; flows
 * that the folder has from an earlier start stay as the user left them. Secrets are in the environment, so none is written.
 */
export async function startNodeRed(userDir: string): Promise<NodeRed> {
  const kept = existsSync(path.join(userDir, 'flows.json'));
  await mkdir(userDir, { recursive: true });
  await writeFile(path.join(userDir, 'package.json'), '{ "name": "demo", "private": true }\n');

  const server = createServer((request, response) => {
    const [editor, flows] = [RED.httpAdmin as Application, RED.httpNode as Application];
    editor(request, response, () => flows(request, response));
  });
  const port = await listen(server);
  RED.init(server, {
    userDir,
    nodesDir: [packageRoot],
    flowFile: 'flows.json',
    flowFilePretty: true,
    // The credentials hold only the names of environment variables.
    credentialSecret: 'the demo keeps no secrets',
    httpAdminRoot: '/',
    httpNodeRoot: '/',
    uiHost: '127.0.0.1',
    uiPort: port,
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false, header: { title: 'Portal copy demo' } },
    // What nodes report is shown; what Node-RED says about itself is not, unless it fails.
    logging: { console: { level: 'off' }, terminal: { level: 'warn', handler: () => printLogEntry } },
  } as unknown as Parameters<typeof RED.init>[1]);
  const started = once(RED.events as NodeJS.EventEmitter, 'flows:started');
  await RED.start();
  await started;
  if (!kept) await deployExamples();

  return {
    url: `http://127.0.0.1:${port}/`,
    press(nodeId) {
      const { getNode } = RED.nodes as unknown as {
        getNode(id: string): { receive(msg: object): void } | null;
      };
      const button = getNode(nodeId);
      if (!button) throw new Error(`The flow has no button "${nodeId}" any more. Use another --data folder.`);
      button.receive({});
    },
    async stop() {
      await RED.stop();
      server.closeAllConnections();
      server.close();
    },
  };
}

interface LogEntry {
  /** Node-RED's levels: 10 fatal, 20 error, 30 warning. */
  level: number;
  /** Of the node that reports; absent for Node-RED itself. */
  type?: string;
  name?: string;
  msg: unknown;
}

function printLogEntry({ level, type, name, msg }: LogEntry): void {
  if (!type && level > 20) return;
  const text = msg instanceof Error ? msg.message : String(msg);
  console.error(colour(level > 20 ? 'yellow' : 'red', `${name || type || 'Node-RED'}: ${text}`));
}

/** In the order of their numbers, which is that of the tabs. */
async function deployExamples(): Promise<void> {
  const folder = path.join(packageRoot, 'examples');
  const files = (await readdir(folder)).sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  const examples = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  const flows: unknown[] = examples.flatMap((text) => JSON.parse(text));
  const started = once(RED.events as NodeJS.EventEmitter, 'flows:started');
  const deployment = { flows: { flows }, deploymentType: 'full' };
  await RED.runtime.flows.setFlows(deployment as unknown as Parameters<typeof RED.runtime.flows.setFlows>[0]);
  await started;
}

/** Listens on the first free port. */
async function listen(server: Server): Promise<number> {
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS_TRIED; port += 1) {
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error(`No free port from ${FIRST_PORT} to ${FIRST_PORT + PORTS_TRIED - 1}.`);
}
