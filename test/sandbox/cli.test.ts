import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Json } from './test-portal.js';

describe('the sandbox command', () => {
  const program = join(__dirname, '..', '..', 'sandbox', 'cli.js');
  const folders: string[] = [];
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const folder = () => {
    folders.push(mkdtempSync(join(tmpdir(), 'sandbox-cli-')));
    return folders.at(-1) as string;
  };
  const start = (...options: string[]): ChildProcess =>
    spawn(process.execPath, [program, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const firstLine = async (child: ChildProcess): Promise<Json> => {
    const [line] = await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line');
    return JSON.parse(String(line)) as Json;
  };
  const end = async (child: ChildProcess) => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  const freePort = async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    return port;
  };

  it('prints one line with both portals and serves them until it is ended', async () => {
    const child = start('--json', '--empty', '--source', 'online', '--port', String(await freePort()));
    const { source, target } = (await firstLine(child)) as Record<string, Record<string, string>>;
    assert.deepEqual([source?.kind, target?.kind], ['online', 'online']);
    const credentials = { username: source?.username ?? '', password: source?.password ?? '' };
    const answer = await fetch(`${source?.portal}/sharing/rest/generateToken`, {
      method: 'POST',
      body: new URLSearchParams({ f: 'json', client: 'requestip', ...credentials }),
    });
    assert.ok(((await answer.json()) as Json).token);
    await end(child);
    await assert.rejects(fetch(String(source?.portal)));
  });

  it('keeps the portals in a folder at the same addresses, and says so when their port is taken', async () => {
    const dir = folder();
    const options = ['--json', '--empty', '--data', dir, '--port', String(await freePort())];
    const first = start(...options);
    const before = await firstLine(first);
    const busy = start(...options);
    const [said, [code]] = await Promise.all([
      text(busy.stderr as NodeJS.ReadableStream),
      once(busy, 'exit'),
    ]);
    assert.equal(code, 1);
    assert.match(said, /Port \d+ of the local portal is taken/);
    await end(first);
    const second = start(...options);
    assert.deepEqual(await firstLine(second), before);
    await end(second);
  });

  it('explains options it does not understand', async () => {
    for (const options of [['--source', 'azure'], ['--port', 'x'], ['--nonsense']]) {
      const child = start(...options);
      const [said, [code]] = await Promise.all([
        text(child.stderr as NodeJS.ReadableStream),
        once(child, 'exit'),
      ]);
      assert.equal(code, 1);
      assert.match(said, new RegExp(String(options.at(-1)?.replace('--', ''))));
    }
  });
});
