import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { at, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;

describe('feature services that start again', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(path.join(tmpdir(), 'sandbox-services-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const count = async (portal: ServicesUnderTest, where = '1=1') =>
    Number((await portal.post(`${portal.url('Trees')}/0/query`, { where, returnCountOnly: 'true' })).count);

  it('have what they had', async () => {
    const first = await startServices('online', dir, true);
    await first.make('Trees', { layers: [trees()] });
    await first.post(`${first.url('Trees')}/0/applyEdits`, { adds: [at(1, 2, { name: 'Oak' })] });
    const shown = await first.post(`${first.url('Trees')}/0`);
    await first.close();
    const second = await startServices('online', dir, true);
    assert.deepEqual(await second.post(`${second.url('Trees')}/0`), shown);
    assert.equal(await count(second, "name = 'Oak'"), 1);
    await second.close();
  });

  it('have every edit that was answered, and none by halves, after they were killed', async () => {
    const writer = fork(path.join(__dirname, 'writer-process.js'), [dir], { execArgv: [] });
    const answered = await new Promise<number>((resolve, reject) => {
      let last = 0;
      writer.on('message', (done) => {
        last = Number(done);
        if (last >= 3000) writer.kill('SIGKILL');
      });
      writer.on('exit', () => resolve(last));
      writer.on('error', reject);
    });
    assert.ok(answered >= 3000);
    const portal = await startServices('enterprise', dir, true);
    const rows = await count(portal);
    assert.ok(rows >= answered, `${rows} rows of ${answered}`);
    assert.ok(rows % 500 === 0 || rows % 500 === 499, `${rows} rows`);
    const { attachmentGroups } = (await portal.post(`${portal.url('Trees')}/0/queryAttachments`, {
      definitionExpression: '1=1',
      returnUrl: 'true',
    })) as { attachmentGroups: { attachmentInfos: { url: string; size: number }[] }[] };
    assert.equal(attachmentGroups.length, Math.floor(rows / 500));
    for (const { attachmentInfos } of attachmentGroups) {
      const bytes = await (await fetch(String(attachmentInfos[0]?.url))).arrayBuffer();
      assert.equal(bytes.byteLength, 5000);
    }
    const answer = await portal.post(`${portal.url('Trees')}/0/applyEdits`, { adds: [at(1, 1)] });
    assert.equal((answer.addResults as Json[])[0]?.success, true);
    await portal.close();
  });
});
