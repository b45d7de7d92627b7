import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { type PartedUpload, uploadInParts } from '../../lib/transfer/upload-in-parts.js';
import { type Fault, type SandboxPortal, startPortal } from '../../sandbox/index.js';
import { type Rest, sha256, signIn } from '../support/rest.js';
import { briskClock } from './support/brisk-clock.js';

const MB = 1024 * 1024;
const CONTENT = randomBytes(12 * MB + 345);
const DIGEST = createHash('sha256').update(CONTENT).digest('hex');
const PART = 5 * MB;

describe('an upload in parts', function () {
  this.timeout(30_000);
  let dir: string;
  let sandbox: SandboxPortal;
  let portal: WritablePortal;
  let rest: Rest;
  let upload: PartedUpload;
  let number = 0;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'upload-'));
    sandbox = await startPortal({
      kind: 'online',
      dir: join(dir, 'portal'),
      switches: { jobMs: 0, indexLagMs: 0 },
    });
    const credentials = { kind: 'password', ...sandbox.admin } as const;
    portal = openPortal({ url: sandbox.url, credentials, clock: briskClock });
    rest = await signIn(sandbox.url, sandbox.admin.username, sandbox.admin.password);
    await writeFile(join(dir, 'file'), CONTENT);
  });
  beforeEach(() => {
    number += 1;
    upload = {
      owner: sandbox.admin.username,
      folderId: null,
      params: { type: 'File Geodatabase', title: `Town ${number}`, tags: ['town'] },
      file: { path: join(dir, 'file'), name: `town_${number}.gdb.zip`, bytes: CONTENT.length },
    };
    sandbox.switches.fault = undefined;
    sandbox.requests.clear();
  });
  after(async () => {
    await portal?.close();
    await sandbox?.close();
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  });

  const parts = (): string[] =>
    sandbox.requests
      .all()
      .filter(({ path }) => path.endsWith('/addPart'))
      .map(({ params }) => String(params.partNum ?? params.partnum))
      .sort();

  /** What happens to the first attempts at one part. */
  function failPart(part: string, fault: Fault, times: number): void {
    let left = times;
    sandbox.switches.fault = (request) => {
      if (left === 0 || !request.path.endsWith('/addPart') || request.params.partNum !== part)
        return undefined;
      left -= 1;
      return fault;
    };
  }

  async function isWhole(id: string): Promise<void> {
    const item = await rest.json<{ title: string; type: string; size: number }>(`/content/items/${id}`);
    assert.deepEqual(
      [item.type, item.title, item.size],
      ['File Geodatabase', upload.params.title, CONTENT.length],
    );
    assert.equal(sha256(await rest.bytes(`/content/items/${id}/data`)), DIGEST);
  }

  it('AC-08: brings every byte, in parts of known length', async () => {
    const told: number[] = [];
    const id = await uploadInParts(portal, upload, {
      partBytes: PART,
      progress: (bytes) => told.push(bytes),
    });
    await isWhole(id);
    assert.deepEqual(parts(), ['1', '2', '3']);
    assert.equal(told.at(-1), CONTENT.length);
  });

  const troubles: [string, Fault][] = [
    ['is cut off', { kind: 'reset' }],
    ['is not answered', { kind: 'lost-reply' }],
    ['is answered with a web page', { kind: 'status', status: 200, body: '<html>Please wait</html>' }],
    ['is refused by a gateway', { kind: 'status', status: 504 }],
  ];
  for (const [what, fault] of troubles) {
    it(`AC-08: sends a part alone again that ${what}`, async () => {
      failPart('2', fault, 2);
      await isWhole(await uploadInParts(portal, upload, { partBytes: PART }));
      assert.deepEqual(parts(), ['1', '2', '2', '2', '3']);
    });
  }

  for (const [what, fault, calls] of [
    ['does not have the parts put together twice when that call', { kind: 'lost-reply' }, 1],
    ['asks again for the parts to be put together when that call', { kind: 'reset' }, 2],
  ] as const) {
    it(`${what} ends with "${fault.kind}"`, async () => {
      sandbox.faults.set([{ path: '**/commit', times: 1, ...fault }]);
      await isWhole(await uploadInParts(portal, upload, { partBytes: PART }));
      const made = sandbox.requests.all().filter(({ path }) => path.endsWith('/commit'));
      assert.equal(made.length, calls);
    });
  }

  it('adopts the placeholder whose announcement was not answered', async () => {
    let first = true;
    sandbox.switches.fault = ({ path }) => {
      if (!first || !path.endsWith('/addItem')) return undefined;
      first = false;
      return { kind: 'lost-reply' };
    };
    await isWhole(await uploadInParts(portal, upload, { partBytes: PART }));
  });

  it('leaves no placeholder, and the file name free, when a part never arrives', async () => {
    failPart('3', { kind: 'reset' }, 100);
    await assert.rejects(uploadInParts(portal, upload, { partBytes: PART }));
    sandbox.switches.fault = undefined;
    const { items } = await rest.json<{ items: { name: string }[] }>(
      `/content/users/${sandbox.admin.username}`,
      { num: 100 },
    );
    assert.ok(!items.some(({ name }) => name === upload.file.name));
    await isWhole(await uploadInParts(portal, upload, { partBytes: PART }));
  });

  it('gives an item new data, and leaves the old data if it breaks off', async () => {
    const id = await uploadInParts(portal, upload, { partBytes: PART });
    await writeFile(join(dir, 'small'), 'PK small');
    const small = { ...upload, into: id, file: { ...upload.file, path: join(dir, 'small'), bytes: 8 } };
    failPart('1', { kind: 'reset' }, 100);
    await assert.rejects(uploadInParts(portal, small, { partBytes: PART }));
    sandbox.switches.fault = undefined;
    await isWhole(id);
    await uploadInParts(portal, small, { partBytes: PART });
    assert.equal((await rest.bytes(`/content/items/${id}/data`)).toString(), 'PK small');
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    sandbox.switches.fault = ({ path }) => {
      if (path.endsWith('/addPart')) controller.abort(new Error('stop'));
      return undefined;
    };
    const { signal } = controller;
    await assert.rejects(uploadInParts(portal, upload, { partBytes: PART, signal }));
    const { items } = await rest.json<{ items: { name: string }[] }>(
      `/content/users/${sandbox.admin.username}`,
      { num: 100 },
    );
    assert.ok(!items.some(({ name }) => name === upload.file.name));
  });
});
