import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunReport } from '../../lib/copy/run/report.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { type SandboxPair, startPair } from '../../sandbox/index.js';
import { Content } from '../copy/support/content.js';
import { readExample } from '../examples/support/example.js';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process.js';
import { failures } from '../support/reports.js';
import { type Rest, signIn } from '../support/rest.js';

interface Listed {
  id: string;
  type: string;
  title: string;
}

const TEMPORARY = /^portal-copy-temporary_(\d+)_/;
const DAY = 24 * 3_600_000;

/** What a portal has of temporary things. */
async function temporary(portal: Rest): Promise<Listed[]> {
  const { items } = await portal.json<{ items: Listed[] }>('/content/users/admin', { num: 100 });
  return items.filter(({ title }) => TEMPORARY.test(title));
}

/** Resolves with the first file on its way to be downloaded that has some bytes already. */
async function partial(folder: string): Promise<string> {
  for (;;) {
    const names = await readdir(folder, { recursive: true });
    for (const name of names.filter((one) => one.endsWith('.part'))) {
      const { size } = await stat(path.join(folder, name)).catch(() => ({ size: 0 }));
      if (size > 0) return name;
    }
    await delay(10);
  }
}

describe('A Node-RED process that is killed while a layer goes by File Geodatabase', function () {
  this.timeout(300_000);

  let folder: string;
  let scratch: string;
  let pair: SandboxPair;
  let from: WritablePortal;
  let source: Rest;
  let target: Rest;
  let layers: { id: string; url: string }[];
  let nodeRed: NodeRedProcess & { collector: string };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'portal-copy-killed-'));
    scratch = path.join(folder, 'scratch');
    await mkdir(path.join(scratch, 'somebody'), { recursive: true });
    await mkdir(path.join(folder, 'user'));
    await writeFile(path.join(scratch, 'foreign.gdb.zip'), 'mine');
    await writeFile(path.join(scratch, 'somebody', 'else.gdb.zip'), 'theirs');
    pair = await startPair({ dir: folder, empty: true });
    const { admin, url } = pair.source;
    from = openPortal({ url, credentials: { kind: 'password', ...admin } });
    const content = new Content(from, admin.username);
    layers = [await content.layer('Killed', 400), await content.layer('Other', 20)];
    source = await signIn(url, admin.username, admin.password);
    target = await signIn(pair.target.url, pair.target.admin.username, pair.target.admin.password);
  });
  afterEach(async () => {
    await nodeRed?.stop();
    await from?.close();
    await pair?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Starts a process with the user folder that the one before it left. */
  async function start(): Promise<void> {
    nodeRed = await startNodeRed({
      nodesDir: process.cwd(),
      userDir: path.join(folder, 'user'),
      env: {
        SOURCE_PORTAL: pair.source.url,
        SOURCE_USER: pair.source.admin.username,
        SOURCE_PASSWORD: pair.source.admin.password,
        TARGET_PORTAL: pair.target.url,
        TARGET_USER: pair.target.admin.username,
        TARGET_PASSWORD: pair.target.admin.password,
        TMPDIR: scratch,
        TEMP: scratch,
        TMP: scratch,
      },
    });
    const example = await readExample('2 - Copy services');
    example.tap('services-report', 'report', nodeRed.collector);
    await nodeRed.deploy(example.nodes);
  }

  const press = (): Promise<void> => nodeRed.press('services-copy-button');

  async function run(): Promise<RunReport> {
    const next = nodeRed.next('report');
    await press();
    return (await next).payload as RunReport;
  }

  /** Folders of ours in the folder for temporary files. */
  const ours = async (): Promise<string[]> =>
    (await readdir(scratch)).filter((name) => name.startsWith('portal-copy-fgdb-'));

  const capabilities = (): Promise<unknown[]> =>
    Promise.all(
      layers.map(async ({ url }) => {
        const layer = await source.json(`${url}/0`);
        return [(await source.json(url)).capabilities, layer.capabilities];
      }),
    );

  /** What was left is two days older now. */
  async function age(): Promise<void> {
    for (const portal of [source, target]) {
      for (const { id, title } of await temporary(portal)) {
        const aged = title.replace(/_\d+_/, `_${Date.now() - DAY}_`);
        await portal.post(`/content/users/admin/items/${id}/update`, { title: aged });
      }
    }
    const then = new Date(Date.now() - 2 * DAY);
    for (const name of await readdir(scratch, { recursive: true })) {
      await utimes(path.join(scratch, name), then, then);
    }
  }

  async function assertForeignFilesStay(): Promise<void> {
    assert.equal(await readFile(path.join(scratch, 'foreign.gdb.zip'), 'utf8'), 'mine');
    assert.equal(await readFile(path.join(scratch, 'somebody', 'else.gdb.zip'), 'utf8'), 'theirs');
  }

  /** The next process copies all; the one after the leftovers have aged removes them, though nothing has changed. */
  async function assertRecovers(before: unknown[]): Promise<void> {
    await start();
    const second = await run();
    assert.equal(failures(second), '');
    assert.equal(second.outcomes.created, layers.length);
    assert.equal(second.checks.failed, 0);
    await assertForeignFilesStay();

    await age();
    const third = await run();
    assert.equal(third.outcomes.unchanged, layers.length);
    assert.deepEqual([await temporary(source), await temporary(target)], [[], []]);
    assert.deepEqual(await ours(), []);
    await assertForeignFilesStay();
    const { items } = await target.json<{ items: Listed[] }>('/content/users/admin', { num: 100 });
    assert.deepEqual(items.map(({ title }) => title).sort(), ['Killed', 'Other']);
    assert.deepEqual(await capabilities(), before);
  }

  it('AC-26: between upload and publishing leaves an upload and files that a later run removes', async () => {
    const before = await capabilities();
    await start();
    const publishing = new Promise<void>((resolve) => {
      pair.target.switches.fault = ({ path: called }) => {
        if (!called.endsWith('/publish')) return undefined;
        resolve();
        return { kind: 'reset' };
      };
    });
    await press();
    await publishing;
    await nodeRed.kill();
    await nodeRed.stop();
    pair.target.switches.fault = undefined;
    assert.ok((await temporary(target)).length > 0, 'an upload is left');
    assert.equal((await ours()).length, 1, 'files are left');
    await assertRecovers(before);
  });

  it('AC-26: in the middle of a download leaves an export and half a file that a later run removes', async () => {
    const before = await capabilities();
    await start();
    pair.source.switches.fault = ({ path: called, write }) => {
      if (!write && /\/items\/[0-9a-f]{32}\/data$/.test(called)) pair.source.switches.bandwidth = 5000;
      return undefined;
    };
    await press();
    const part = await partial(scratch);
    await nodeRed.kill();
    await nodeRed.stop();
    pair.source.switches.fault = undefined;
    pair.source.switches.bandwidth = 0;
    assert.ok((await temporary(source)).length > 0, 'an export is left');
    assert.ok((await stat(path.join(scratch, part))).size > 0);
    await assertRecovers(before);
  });
});
