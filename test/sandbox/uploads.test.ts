import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import {
  addItemPart,
  addItemResource,
  commitItemUpload,
  createItem,
  getItemData,
  getItemParts,
  getItemResource,
  getItemResources,
  getItemStatus,
  removeItemResource,
  updateItemResource,
} from '@esri/arcgis-rest-portal';
import type { ArcGISIdentityManager } from '@esri/arcgis-rest-request';
import { ZipFile } from 'yazl';
import { errorOf, TestPortal } from './test-portal.js';

describe('uploads to a sandbox portal', () => {
  let test: TestPortal;
  let authentication: ArcGISIdentityManager;
  before(async () => {
    test = await TestPortal.start({ kind: 'online', switches: { minPartBytes: 0 } });
    authentication = await test.signIn('ann');
  });
  after(() => test.stop());

  it('puts parts together in their order, in a job', async () => {
    const made = await createItem({
      authentication,
      item: { type: 'CSV', title: 'Parts' },
      multipart: true,
      filename: 'parts.csv',
    });
    const id = made.id;
    const part = (partNum: number, text: string) =>
      addItemPart({ authentication, id, partNum, file: new File([text], 'part') });
    await Promise.all([part(2, 'wrong'), part(10, 'third'), part(1, 'first,')]);
    await part(2, 'second,');
    assert.deepEqual((await getItemParts({ authentication, id })).parts, [1, 2, 10]);
    assert.equal((await getItemStatus({ authentication, id })).status, 'partial');
    test.portal.switches.jobMs = 300;
    await commitItemUpload({
      authentication,
      id,
      // The library sends nothing of the item if there are `params` beside it.
      item: { type: 'CSV', title: 'Parts', tags: ['x'], async: true } as never,
    });
    assert.equal((await getItemStatus({ authentication, id })).status, 'processing');
    while ((await getItemStatus({ authentication, id })).status === 'processing');
    test.portal.switches.jobMs = 0;
    assert.equal((await getItemStatus({ authentication, id })).status, 'completed');
    const data = (await getItemData(id, { authentication, file: true })) as Blob;
    assert.equal(await data.text(), 'first,second,third');
  });

  it('holds the file name of an upload in parts until it is cancelled', async () => {
    const token = await test.token();
    const start = () =>
      test.post('/content/users/ann/addItem', {
        multipart: 'true',
        filename: 'held.zip',
        type: 'Shapefile',
        title: 'h',
        token,
      });
    const first = await start();
    assert.equal(errorOf(await start()).code, 409);
    await test.post(`/content/users/ann/items/${first.id}/cancel`, { token });
    assert.equal((await start()).success, true);
  });

  it('fails at the commit if a part but the last is too small, and holds the upload until it is cancelled', async () => {
    const token = await test.token();
    const path = '/content/users/ann';
    const start = { multipart: 'true', filename: 'small.csv', type: 'CSV', title: 'Small', token };
    const { id } = await test.post(`${path}/addItem`, start);
    const add = (partNum: string, text: string) =>
      test.post(`${path}/items/${id}/addPart`, { partNum, file: new File([text], 'part'), token });
    await add('2', 'the last may be short');
    await add('1', 'short');
    test.portal.switches.minPartBytes = 10;
    const commit = () => test.post(`${path}/items/${id}/commit`, { ...start, async: 'true' });
    const ended = async () => {
      for (;;) {
        const answer = await test.post(`${path}/items/${id}/status`, { token });
        if (answer.status !== 'processing') return answer;
      }
    };
    assert.equal((await commit()).success, true);
    const failed = await ended();
    assert.equal(failed.status, 'failed');
    assert.match(String(failed.statusMessage), /^\{"code":400,.*smaller/);
    assert.equal(errorOf(await test.post(`${path}/addItem`, start)).messageCode, 'CONT_0027');
    await add('1', 'long enough, this one');
    await commit();
    assert.equal((await ended()).status, 'completed');
    test.portal.switches.minPartBytes = 0;
  });

  it('refuses files for which there is no room', async () => {
    const token = await test.token();
    const add = () => {
      const file = new File(['more than a byte'], 'big.csv');
      return test.post('/content/users/ann/addItem', { type: 'CSV', title: 'Big', file, token });
    };
    test.portal.switches.storageLimit = 1;
    assert.match(errorOf(await add()).message, /quota/);
    test.portal.switches.storageLimit = 0;
    assert.equal((await add()).success, true);
  });

  it('keeps file resources under their paths', async () => {
    const id = await test.add('ann', {});
    const add = (name: string, text: string) =>
      addItemResource({ authentication, id, prefix: 'images/small', name, resource: new File([text], name) });
    await add('a b.txt', 'one');
    await assert.rejects(add('a b.txt', 'again'), /already present/);
    await updateItemResource({
      authentication,
      id,
      prefix: 'images/small',
      name: 'a b.txt',
      resource: new File(['two'], 'a b.txt'),
    });
    await addItemResource({ authentication, id, name: 'config.json', content: '{"a":1}' });
    const listed = await getItemResources(id, { authentication });
    assert.deepEqual(
      (listed.resources ?? []).map((one: { resource: string; size: number }) => [one.resource, one.size]),
      [
        ['config.json', 7],
        ['images/small/a b.txt', 3],
      ],
    );
    const text = (fileName: string) => getItemResource(id, { authentication, fileName, readAs: 'text' });
    assert.equal(await text('images/small/a%20b.txt'), 'two');
    assert.equal(await text('config.json'), '{"a":1}');
    await removeItemResource({ authentication, id, resource: 'config.json' });
    assert.equal((await getItemResources(id, { authentication })).total, 1);
  });

  it('unpacks an archive of resources', async () => {
    const id = await test.add('ann', {});
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('A'), 'a.txt');
    zip.addBuffer(Buffer.from('BB'), 'deep/er/b.json');
    zip.end();
    const file = new File([await buffer(zip.outputStream)], 'all.zip');
    const token = await test.token();
    await test.post(`/content/users/ann/items/${id}/addResources`, {
      file,
      archive: 'true',
      resourcesPrefix: 'p',
      token,
    });
    const listed = await getItemResources(id, { authentication });
    assert.deepEqual(
      (listed.resources ?? []).map((one: { resource: string }) => one.resource),
      ['p/a.txt', 'p/deep/er/b.json'],
    );
  });

  it('loses nothing when resources are added in parallel', async () => {
    const id = await test.add('ann', {});
    await Promise.all(
      Array.from({ length: 12 }, (_value, at) =>
        addItemResource({
          authentication,
          id,
          name: `r${at}.txt`,
          resource: new File([`${at}`], `r${at}.txt`),
        }),
      ),
    );
    assert.equal((await getItemResources(id, { authentication })).total, 12);
  });

  it('reads a body that is not a form as nothing', async () => {
    const token = await test.token();
    const answer = await fetch(`${test.rest}/content/users/ann/addItem?f=json&token=${token}`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data' },
      body: 'no boundary',
    });
    assert.match(await answer.text(), /<html>/);
  });

  it('leaves nothing of an upload whose client goes away', async () => {
    const token = await test.token();
    const boundary = 'cut-here';
    const socket = connect(Number(new URL(test.portal.url).port), '127.0.0.1');
    socket.write(
      `POST /sharing/rest/content/users/ann/addItem?token=${token} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n` +
        `Content-Type: multipart/form-data; boundary=${boundary}\r\n\r\n` +
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="lost.zip"\r\n\r\nfirst bytes`,
    );
    const uploads = join(test.dir, 'uploads');
    while (readdirSync(uploads).length === 0) await setImmediate();
    socket.destroy();
    while (readdirSync(uploads).length > 0) await setImmediate();
    const last = test.portal.requests.all().findLast((request) => request.path.endsWith('/addItem'));
    assert.equal(last?.status, 499);
  });
});
