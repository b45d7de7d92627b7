import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process.js';

interface NodeSet {
  id: string;
  module: string;
  types: string[];
  enabled: boolean;
  err?: unknown;
}

const windows = process.platform === 'win32';

const npm = (cwd: string, ...args: string[]): string =>
  execFileSync(windows ? 'npm.cmd' : 'npm', args, {
    cwd,
    encoding: 'utf8',
    shell: windows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

describe('the packed archive, installed into a Node-RED of one’s own', function () {
  this.timeout(180_000);

  let userDir: string;
  let nodeRed: NodeRedProcess;

  let listed: Record<string, string>;

  before(async () => {
    listed = (
      JSON.parse(await readFile('package.json', 'utf8')) as { 'node-red': { nodes: Record<string, string> } }
    )['node-red'].nodes;
    userDir = await mkdtemp(path.join(tmpdir(), 'portal-copy-installed-'));
    await writeFile(
      path.join(userDir, 'package.json'),
      JSON.stringify({ name: 'own-node-red', private: true }),
    );
    const [packed] = JSON.parse(
      npm(process.cwd(), 'pack', '--json', '--ignore-scripts', '--pack-destination', userDir),
    ) as {
      filename: string;
    }[];
    assert.ok(packed);
    npm(userDir, 'install', '--omit=dev', '--no-audit', '--no-fund', path.join(userDir, packed.filename));
    nodeRed = await startNodeRed({ userDir });
  });

  after(async () => {
    await nodeRed?.stop();
    await rm(userDir, { recursive: true, force: true, maxRetries: 5 });
  });

  it('lists every node without an error', async () => {
    const response = await fetch(`${nodeRed.url}/nodes`, { headers: { accept: 'application/json' } });
    const ours = ((await response.json()) as NodeSet[]).filter(
      ({ module }) => module === '@portal-copy/node-red-arcgis',
    );
    assert.deepEqual(ours.flatMap(({ types }) => types).sort(), Object.keys(listed).sort());
    for (const set of ours) {
      assert.equal(set.err, undefined, set.id);
      assert.ok(set.enabled, set.id);
    }
  });

  it('offers its example in the import menu', async () => {
    const response = await fetch(`${nodeRed.url}/library/examples/flows/@portal-copy/node-red-arcgis/`, {
      headers: { accept: 'application/json' },
    });
    assert.match(JSON.stringify(await response.json()), /Copy everything/);
  });
});
