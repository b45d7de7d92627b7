import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import RED from 'node-red';
import type { RunReport } from '../../lib/copy/run/report.js';
import { type DemoOptions, readOptions, USAGE } from './options.js';
import { resultOf, succeeded } from './result-of.js';
import { startNodeRed } from './start-node-red.js';
import { type PortalAddress, startPortals } from './start-portals.js';
import { colour } from './terminal.js';
import { watchRuns } from './watch-runs.js';

/** Ids in the first example, "Copy everything". */
const BUTTON = 'copy-button';
const SEARCH = 'search';
/** What a program must know that starts a copy by HTTP. Node-RED listens on this machine only. */
const COPY_SECRET = 'not-a-secret-1';

/** The examples sign in with these; they hold only their names. */
function setEnvironment(role: 'SOURCE' | 'TARGET', { portal, username, password }: PortalAddress): void {
  process.env[`${role}_PORTAL`] = portal;
  process.env[`${role}_USER`] = username;
  process.env[`${role}_PASSWORD`] = password;
}

function printAddresses(nodeRed: string, source: PortalAddress, target: PortalAddress, once: boolean): void {
  const line = (name: string, url: string, more = ''): void =>
    console.log(`${colour('bold', name.padEnd(15))}  ${colour('cyan', url)}${more}`);
  const home = ({ portal, username, password }: PortalAddress): [string, string] => [
    `${portal}/home`,
    `   ${username} / ${password}`,
  ];
  console.log('');
  line('Node-RED', nodeRed);
  line('source portal', ...home(source));
  line('target portal', ...home(target));
  console.log('');
  if (!once)
    console.log(
      'Open Node-RED and press the button of "Copy". The rows of the run are printed here. Ctrl-C ends everything.\n' +
        `Each tab is an example. Those that other programs start know the secret ${COPY_SECRET}\n`,
    );
}

/** A search that fails opens no run, so no report tells of it. */
function watchSearch(onFailure: (error: unknown) => void): void {
  RED.hooks.add('onComplete.demo', ({ node, error }) => {
    if (node.id === SEARCH && error) onFailure(error);
  });
}

async function run(options: DemoOptions): Promise<void> {
  const folder = options.data ?? (await mkdtemp(path.join(tmpdir(), 'portal-copy-demo-')));
  const closing: (() => Promise<void>)[] = [];
  let ending: Promise<void> | null = null;
  const end = (code: number): Promise<void> => {
    ending ??= (async () => {
      for (const close of closing.reverse())
        await close().catch((error: unknown) => console.error(String(error)));
      if (!options.data) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      // What was printed into a pipe may not have left yet.
      await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
      process.exit(code);
    })();
    return ending;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end(130));

  try {
    const portals = await startPortals(path.join(folder, 'portals'));
    closing.push(portals.stop);
    setEnvironment('SOURCE', portals.source);
    setEnvironment('TARGET', portals.target);
    process.env.COPY_SECRET = COPY_SECRET;
    const nodeRed = await startNodeRed(path.join(folder, 'node-red'));
    closing.push(nodeRed.stop);
    printAddresses(nodeRed.url, portals.source, portals.target, options.once);

    const ended = new Promise<RunReport>((resolve, reject) => {
      watchRuns((report) => {
        if (options.json && !options.once) console.log(JSON.stringify(resultOf(report)));
        resolve(report);
      });
      watchSearch(reject);
    });
    if (!options.once) {
      ended.catch((error: unknown) => console.error(colour('red', String(error))));
      return;
    }
    nodeRed.press(BUTTON);
    const report = await ended;
    if (options.json) console.log(JSON.stringify(resultOf(report)));
    await end(succeeded(report) ? 0 : 1);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    await end(1);
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) void run(options);
  else console.log(USAGE);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  process.exitCode = 2;
}
