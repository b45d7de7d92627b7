import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunReport } from '../../lib/copy/run/report.js';
import { type SandboxPair, startPair } from '../../sandbox/index.js';
import { targetUsers } from '../../sandbox/town/people.js';
import { prepareTarget } from '../../sandbox/town/prepare-target.js';
import { comparePortals } from '../support/compare-portals.js';
import { copyEverything } from '../support/copy-flow.js';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process.js';
import { type PortalProcess, startPortalProcess } from '../support/portal-process.js';
import { copies, failures } from '../support/reports.js';
import { type Rest, signIn } from '../support/rest.js';

type Json = Record<string, unknown>;

/** Resolves when the target holds at least `count` items and folders, or when the run is over. */
async function copiesIn(target: Rest, count: number, over: Promise<unknown>): Promise<void> {
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  over.then(end, end);
  while (!ended) {
    const { items, folders } = await target.json<{ items: Json[]; folders: Json[] }>('/content/users/admin', {
      num: 100,
    });
    if (items.length + folders.length >= count) return;
  }
}

describe('a target portal that is killed in the middle of a run', function () {
  this.timeout(300_000);

  let folder: string;
  let pair: SandboxPair;
  let target: PortalProcess;
  let nodeRed: NodeRedProcess & { collector: string };
  const targetOptions = () => ({
    kind: 'online' as const,
    dir: path.join(folder, 'killed'),
    users: targetUsers,
    // Below the ports that the system gives to outgoing connections: it must be free again after the kill.
    port: 21_700,
  });

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'portal-copy-killed-'));
    pair = await startPair({ dir: folder });
    target = await startPortalProcess(targetOptions());
    await prepareTarget({ ...target, kind: 'online', admin: target });
    nodeRed = await startNodeRed({ nodesDir: process.cwd() });
  });

  after(async () => {
    await nodeRed?.stop();
    await target?.kill();
    await pair?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('gives failed rows with reasons, Catch messages and a report, and the process lives on', async () => {
    const source = { url: pair.source.url, ...pair.source.admin };
    await nodeRed.deploy(copyEverything(source, target, nodeRed.collector));
    const arrived = nodeRed.next('report');
    await nodeRed.press('button');
    await copiesIn(await signIn(target.url, target.username, target.password), 5, arrived);
    await target.kill();
    const report = (await arrived).payload as RunReport;

    assert.ok(report.outcomes.failed > 0);
    const failed = report.rows.filter(({ outcome, onBehalfOf }) => outcome === 'failed' && !onBehalfOf);
    for (const row of failed) {
      assert.match(row.error?.code ?? '', /^ARCGIS_/, row.source.title);
      assert.ok((row.error?.message.length ?? 0) > 20, row.source.title);
    }
    const caught = nodeRed.delivered.filter(({ topic }) => topic === 'catch');
    assert.equal(caught.length, failed.length);
    assert.ok(nodeRed.running());
  });

  it('is completed by the next run: nothing twice, nothing unfinished, everything equal', async () => {
    target = await startPortalProcess(targetOptions());
    const source = { url: pair.source.url, ...pair.source.admin };
    await nodeRed.deploy(copyEverything(source, target, nodeRed.collector));
    const arrived = nodeRed.next('report');
    await nodeRed.press('button');
    const report = (await arrived).payload as RunReport;

    assert.equal(failures(report), '');
    assert.ok(report.outcomes.created > 0);
    assert.equal(new Set(copies(report).map((one) => one.target.id)).size, report.rows.length);
    await comparePortals(
      await signIn(source.url, source.username, source.password),
      await signIn(target.url, target.username, target.password),
      copies(report),
    );
  });
});
