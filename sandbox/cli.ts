import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HELP, parseCommandLine } from './command-line.js';
import { type SandboxPortal, startPair } from './index.js';

/** What a program that starts the portals needs to know of one. */
async function described(portal: SandboxPortal, certified: boolean): Promise<Record<string, string>> {
  const { url, https, admin, kind, profile, caFile } = portal;
  const known = { portal: url, https, ...admin, kind, version: profile.portalVersion, caFile };
  if (!certified) return known;
  const { certFile, keyFile } = await portal.clientCertificate(admin.username);
  return { ...known, certFile, keyFile };
}

async function main(): Promise<void> {
  const { help, json, load, data, pair: options } = parseCommandLine(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const temporary = data === undefined ? mkdtempSync(join(tmpdir(), 'portal-sandbox-')) : undefined;
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const pair = await startPair({
    ...options,
    dir: temporary ?? resolve(data ?? '.'),
    ...(load === undefined ? {} : { load: resolve(load) }),
    log: say,
    warn: say,
  }).catch((error: unknown) => {
    if (temporary) rmSync(temporary, { recursive: true, force: true });
    throw error;
  });
  const certified = (options.clientCertificates ?? 'none') !== 'none';
  const shown = {
    source: await described(pair.source, certified),
    target: await described(pair.target, certified),
  };
  process.stdout.write(json ? `${JSON.stringify(shown)}\n` : readable(shown));

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
    ([side, { portal, https, username, password, kind, version, caFile, certFile }]) => [
      `${side} (${kind} manners, ${version})`,
      `  portal    ${portal}`,
      `  https     ${https}  (private CA: ${caFile})`,
      `  pages     ${portal}/home`,
      `  sign in   ${username} / ${password}`,
      ...(certFile === undefined ? [] : [`  or with   ${certFile}`]),
    ],
  );
  return `${lines.join('\n')}\nPress Ctrl+C to end.\n`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
