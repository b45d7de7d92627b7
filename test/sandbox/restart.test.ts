import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPortal } from '../../sandbox/index.js';
import { TestPortal } from './test-portal.js';

describe('a sandbox portal that is started again', () => {
  it('has the same addresses, users, tokens and content', async () => {
    const first = await TestPortal.start({ kind: 'online' });
    const token = await first.token();
    const id = await first.add('ann', { title: 'Kept', type: 'CSV', file: new File(['a,b'], 'k.csv') });
    const { dir } = first;
    await first.portal.close();
    const second = await TestPortal.start({ kind: 'online', dir });
    assert.equal(second.portal.url, first.portal.url);
    assert.equal(second.portal.orgId, first.portal.orgId);
    assert.equal((await second.get(`/content/items/${id}`, { token })).title, 'Kept');
    assert.equal((await second.get('/search', { q: 'title:kept', token })).total, 1);
    assert.equal(await (await fetch(`${second.rest}/content/items/${id}/data?token=${token}`)).text(), 'a,b');
    await second.stop();
  });

  it('is whole after its process was killed in the middle of writing', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sandbox-killed-'));
    const child = fork(join(__dirname, 'killed-portal.js'), [dir], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [known] = (await once(child, 'message')) as [string[]];
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    const test = await TestPortal.start({ dir });
    const token = await test.token();
    const root = await test.get('/content/users/ann', { token, num: '100' });
    const items = root.items as { id: string; url: string | null }[];
    for (const id of known)
      assert.ok(
        items.some((item) => item.id === id),
        'an answered item is there',
      );
    for (const { url } of items) {
      if (url !== null) assert.equal((await test.json(`${url}?f=json&token=${token}`)).error, undefined);
    }
    await test.add('ann', { type: 'CSV', title: 'after', file: new File(['x'], 'after.csv') });
    await test.stop();
  });

  it('does not move from a port that its items know', async () => {
    const first = await TestPortal.start();
    const { dir } = first;
    const port = Number(new URL(first.portal.url).port);
    await first.portal.close();
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    await assert.rejects(
      startPortal({ kind: 'enterprise', dir }),
      new RegExp(`Port ${port} of the local portal is taken`),
    );
    squatter.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it('takes the next port on its first start, unless told not to', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as { port: number };
    const test = await TestPortal.start({ port });
    assert.ok(Number(new URL(test.portal.url).port) > port);
    const dir = mkdtempSync(join(tmpdir(), 'sandbox-strict-'));
    await assert.rejects(startPortal({ kind: 'online', dir, port, strictPort: true }), /is taken/);
    squatter.close();
    rmSync(dir, { recursive: true, force: true });
    await test.stop();
  });

  it('refuses the data of a portal of the other kind', async () => {
    const first = await TestPortal.start({ kind: 'online' });
    await first.portal.close();
    await assert.rejects(
      startPortal({ kind: 'enterprise', dir: first.dir }),
      /online manners, not enterprise/,
    );
    rmSync(first.dir, { recursive: true, force: true });
  });
});
