import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type PortalKind, type SandboxPortal, startPair } from './index.js';

const FIRST_PORT = 7080;

const HELP = `Starts a source and a target portal on this machine and serves them until it is ended.

  --source KIND     manners of the source: enterprise (default) or online
  --target KIND     manners of the target: enterprise or online (default)
  --empty           without the demo content
  --data DIR        keeps the portals in DIR; otherwise they are gone at the end
  --latency MS      time that every request takes longer
  --bandwidth N     bytes per second, all connections of a portal together
  --port N          first port (default ${FIRST_PORT})
  --json            prints one line of JSON
`;

/** What a program that starts the portals needs to know of one. */
function described(portal: SandboxPortal): Record<string, string> {
  const { url, https, admin, kind, caFile } = portal;
  return { portal: url, https, username: admin.username, password: admin.password, kind, caFile };
}

function kindOf(text: string | undefined, fallback: PortalKind): PortalKind {
  if (text === undefined) return fallback;
  if (text === 'enterprise' || text === 'online') return text;
  throw new Error(`'${text}' is no kind of portal: enterprise or online.`);
}

function numberOf(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new Error(`--${name} must be a whole number, not '${text}'.`);
  return value;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      source: { type: 'string' },
      target: { type: 'string' },
      empty: { type: 'boolean', default: false },
      data: { type: 'string' },
      latency: { type: 'string' },
      bandwidth: { type: 'string' },
      port: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const temporary = values.data === undefined ? mkdtempSync(join(tmpdir(), 'portal-sandbox-')) : undefined;
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const pair = await startPair({
    source: kindOf(values.source, 'enterprise'),
    target: kindOf(values.target, 'online'),
    dir: temporary ?? resolve(values.data ?? '.'),
    empty: values.empty,
    latency: numberOf('latency', values.latency, 0),
    bandwidth: numberOf('bandwidth', values.bandwidth, 0),
    port: numberOf('port', values.port, FIRST_PORT),
    log: say,
    warn: say,
  }).catch((error: unknown) => {
    if (temporary) rmSync(temporary, { recursive: true, force: true });
    throw error;
  });
  const shown = { source: described(pair.source), target: described(pair.target) };
  process.stdout.write(values.json ? `${JSON.stringify(shown)}\n` : readable(shown));

  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    pair.close().finally(() => {
      if (temporary) rmSync(temporary, { recursive: true, force: true });
      process.exit(0);
    });
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

function readable(shown: Record<string, Record<string, string>>): string {
  const lines = Object.entries(shown).flatMap(
    ([side, { portal, https, username, password, kind, caFile }]) => [
      `${side} (${kind} manners)`,
      `  portal    ${portal}`,
      `  https     ${https}  (private CA: ${caFile})`,
      `  pages     ${portal}/home`,
      `  sign in   ${username} / ${password}`,
    ],
  );
  return `${lines.join('\n')}\nPress Ctrl+C to end.\n`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
