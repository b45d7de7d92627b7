import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseCommandLine } from '../../sandbox/command-line.js';
import type { Json } from '../sandbox/test-portal.js';

describe('the command line of the sandbox', () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'sandbox-command-'));
  });
  after(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }));

  it('takes versions, switches, faults, certificates and the time scale', () => {
    const file = join(dir, 'faults.json');
    writeFileSync(file, JSON.stringify([{ path: '**', kind: 'reset', nth: 3 }]));
    const { pair } = parseCommandLine([
      ...['--source-version', '10.8.1', '--target-version', 'online', '--time-scale', '0.1'],
      ...['--switch', 'callsPerMinute=600', '--switch', 'webTier=windows', '--switch', 'tokensIn=["header"]'],
      ...['--faults', file, '--seed', '5', '--certificate', 'expired', '--client-certificates', 'page'],
    ]);
    assert.deepEqual(
      [pair.sourceProfile, pair.targetProfile, pair.certificate, pair.clientCertificates, pair.faults],
      [
        'enterprise-10.8.1',
        'online',
        'expired',
        'page',
        { rules: [{ path: '**', kind: 'reset', nth: 3 }], seed: 5 },
      ],
    );
    assert.deepEqual(pair.switches, {
      callsPerMinute: 600,
      webTier: 'windows',
      tokensIn: ['header'],
      timeScale: 0.1,
    });
    writeFileSync(file, '[{"path": "**"}]');
    for (const [args, says] of [
      [['--source-version', '9.3'], /no portal version/],
      [['--switch', 'nothing=1'], /no switch/],
      [['--switch', 'nothing'], /NAME=VALUE/],
      [['--switch', 'latency=slow'], /takes a value like 0/],
      [['--faults', file], /faults\.json: Fault rule 1/],
      [['--certificate', 'fake'], /--certificate must be one of valid, expired, wrong-host/],
      [['--time-scale', '0'], /--time-scale/],
    ] as const) {
      assert.throws(() => parseCommandLine([...args]), says);
    }
  });

  it('starts the versions that it was asked for, with their switches and faults', async () => {
    const faults = join(dir, 'start.json');
    writeFileSync(faults, JSON.stringify({ rules: [{ path: '**/portals/self', kind: 'status', nth: 1 }] }));
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    const program = join(__dirname, '..', '..', 'sandbox', 'cli.js');
    const child = spawn(
      process.execPath,
      [
        program,
        ...['--json', '--empty', '--port', String(port), '--source-version', '10.7.1', '--faults', faults],
        ...['--switch', 'latency=1', '--client-certificates', 'optional'],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    try {
      const [line] = await once(createInterface({ input: child.stdout }), 'line');
      const { source, target } = JSON.parse(String(line)) as Record<string, Record<string, string>>;
      assert.deepEqual([source?.kind, source?.version, target?.kind], ['enterprise', '10.7.1', 'online']);
      assert.match(String(source?.certFile), /user-admin\.pem$/);
      const root = await fetch(`${source?.portal}/sharing/rest?f=json`);
      assert.deepEqual(await root.json(), { currentVersion: '7.1' });
      const statuses: number[] = [];
      for (let call = 0; call < 2; call += 1) {
        statuses.push((await fetch(`${source?.portal}/sharing/rest/portals/self?f=json`)).status);
      }
      assert.deepEqual(statuses, [503, 200]);
      const switches = await fetch(`${new URL(String(source?.portal)).origin}/sandbox/switches`);
      assert.equal(((await switches.json()) as Json).latency, 1);
    } finally {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
  });
});
