import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { png } from '../../sandbox/town/pictures/png.js';
import { errorOf, type Json, TestPortal } from './test-portal.js';

describe('Copies and moves of items in the sandbox', () => {
  let portal: TestPortal;
  let old: TestPortal;
  let [ann, ben, admin] = ['', '', ''];
  before(async () => {
    portal = await TestPortal.start();
    old = await TestPortal.start({ profile: 'enterprise-10.7.1' });
    [ann, ben, admin] = await Promise.all([portal.token('ann'), portal.token('ben'), portal.token('admin')]);
  });
  after(async () => {
    await portal.stop();
    await old.stop();
  });

  it('copy data, metadata and, if asked, resources, into a private item of the caller', async () => {
    const id = await portal.add('ann', { title: 'Original', text: '{"a":1}', tags: 'x', snippet: 'Text' });
    for (const [fileName, access] of [
      ['open.txt', 'inherit'],
      ['closed.txt', 'private'],
    ] as const) {
      await portal.post(`/content/users/ann/items/${id}/addResources`, {
        fileName,
        text: fileName,
        access,
        token: ann,
      });
    }
    await portal.post(`/content/users/ann/items/${id}/share`, {
      everyone: 'true',
      account: 'true',
      token: ann,
    });
    const refused = await portal.post(`/content/users/ben/items/${id}/copy`, { token: ben });
    assert.equal(errorOf(refused).code, 403, 'reading is not enough');
    const made = await portal.post(`/content/users/ann/items/${id}/copy`, {
      title: 'Copy',
      tags: 'y',
      includeResources: 'true',
      token: ann,
    });
    const copy = await portal.get(`/content/items/${made.itemId}`, { token: ann });
    assert.deepEqual(
      [copy.title, copy.tags, copy.snippet, copy.access, copy.owner],
      ['Copy', ['y'], 'Text', 'private', 'ann'],
    );
    assert.deepEqual(await portal.get(`/content/items/${made.itemId}/data`, { token: ann }), { a: 1 });
    const { resources } = await portal.get(`/content/items/${made.itemId}/resources`, { token: ann });
    assert.deepEqual(
      (resources as Json[]).map((one) => one.resource),
      ['open.txt'],
    );
  });

  it('copy a hosted layer as a reference, and a file under a free name', async () => {
    const service = await portal.post('/content/users/ann/createService', {
      createParameters: JSON.stringify({ name: 'copied', spatialReference: { wkid: 102100 } }),
      outputType: 'featureService',
      token: ann,
    });
    const layer = await portal.post(`/content/users/ann/items/${service.itemId}/copy`, { token: ann });
    const item = await portal.get(`/content/items/${layer.itemId}`, { token: ann });
    assert.equal(item.url, service.serviceurl);
    assert.ok(!(item.typeKeywords as string[]).includes('Hosted Service'));
    await portal.post(`/content/users/ann/items/${layer.itemId}/delete`, { token: ann });
    const still = await portal.json(`${service.serviceurl}?f=json&token=${ann}`);
    assert.equal(still.serviceItemId, service.itemId, 'the service is not the copy’s');
    const id = await portal.add('ann', { type: 'CSV', file: new File(['a\n1\n'], 'a.csv') });
    const file = await portal.post(`/content/users/ann/items/${id}/copy`, { token: ann });
    const copied = await portal.get(`/content/items/${file.itemId}`, { token: ann });
    assert.deepEqual([copied.name, copied.size], ['a_1.csv', 4]);
  });

  it('know no copy before 10.9, no reassignItems before 11.0, and resources by their names before 10.7', async () => {
    const token = await old.token('ann');
    const id = await old.add('ann', {});
    for (const path of [`/items/${id}/copy`, '/reassignItems', `/items/${id}/canReassign`]) {
      assert.match(
        errorOf(await old.post(`/content/users/ann${path}`, { token })).message,
        /Invalid URL|folder does not exist/,
      );
    }
    await old.add('ann', { type: 'CSV', file: new File(['a\n'], 'a.csv') });
    const again = await old.post('/content/users/ann/addItem', {
      type: 'CSV',
      title: 'Again',
      file: new File(['a\n'], 'a.csv'),
      token,
    });
    assert.deepEqual(
      [errorOf(again).code, errorOf(again).messageCode, errorOf(again).message],
      [409, undefined, "Item 'a.csv' already exists."],
    );
    const chosen = await old.add('ann', { itemIdToCreate: 'c'.repeat(32) });
    assert.notEqual(chosen, 'c'.repeat(32), 'ids are chosen by clients since 10.8.1');
  });

  it('reassign several items at once, each with its own answer', async () => {
    const [one, shared] = [await portal.add('ann', {}), await portal.add('ann', {})];
    const { group } = await portal.post('/community/createGroup', { title: 'Of ann', token: ann });
    await portal.post(`/content/users/ann/items/${shared}/share`, {
      groups: String((group as Json).id),
      token: ann,
    });
    const items = [one, shared, '0'.repeat(32)].join(',');
    const call = (verb: string, token: string) =>
      portal.post(`/content/users/ann/${verb}`, {
        items,
        targetUsername: 'ben',
        targetFolderName: 'Taken over',
        token,
      });
    assert.equal(errorOf(await call('reassignItems', ann)).code, 403);
    for (const verb of ['canReassignItems', 'reassignItems']) {
      const { results } = await call(verb, admin);
      assert.deepEqual(
        (results as Json[]).map((result) => [result.itemId, result.success]),
        [
          [one, true],
          [shared, false],
          ['0'.repeat(32), false],
        ],
      );
    }
    assert.equal((await portal.get(`/content/items/${one}`, { token: ben })).owner, 'ben');
    assert.equal((await portal.get(`/content/items/${shared}`, { token: ann })).owner, 'ann');
  });

  it('fetch data and thumbnails from addresses of this machine, and from nowhere else', async () => {
    const picture = png(4, 2, new Uint8Array(24).fill(200));
    const source = await portal.add('ann', {
      type: 'CSV',
      file: new File(['a\n1\n'], 'far.csv'),
      thumbnail: new File([new Uint8Array(picture)], 'far.png', { type: 'image/png' }),
    });
    await portal.post(`/content/users/ann/items/${source}/share`, {
      everyone: 'true',
      account: 'true',
      token: ann,
    });
    const id = await portal.add('ben', {
      type: 'CSV',
      title: 'Fetched',
      dataUrl: `${portal.rest}/content/items/${source}/data`,
      thumbnailUrl: `${portal.rest}/content/items/${source}/info/thumbnail/far.png`,
    });
    const item = await portal.get(`/content/items/${id}`, { token: ben });
    assert.deepEqual([item.name, item.size, item.thumbnail], ['far.csv', 4, 'thumbnail/far.png']);
    for (const dataUrl of [
      'https://example.org/a.csv',
      'http://127.0.0.1:1/a.csv',
      'file:///etc/passwd',
      'x',
    ]) {
      const refused = await portal.post('/content/users/ann/addItem', {
        type: 'CSV',
        title: 'X',
        dataUrl,
        token: ann,
      });
      assert.equal(errorOf(refused).message, 'The URL could not be read by the portal.');
    }
    const checked = await portal.get('/portals/checkUrl', { url: `${portal.rest}?f=json`, token: ann });
    assert.equal(checked.success, true);
  });

  it('scale PNG thumbnails to the width that is asked for', async () => {
    const pixels = Uint8Array.from({ length: 8 * 4 * 3 }, (_, index) => (index % 3 === 0 ? 240 : 10));
    const picture = png(8, 4, pixels);
    const id = await portal.add('ann', {
      thumbnail: new File([new Uint8Array(picture)], 't.png', { type: 'image/png' }),
    });
    const read = async (width: string) =>
      Buffer.from(
        await (
          await fetch(`${portal.rest}/content/items/${id}/info/thumbnail/t.png?w=${width}&token=${ann}`)
        ).arrayBuffer(),
      );
    const small = await read('4');
    assert.deepEqual([small.readUInt32BE(16), small.readUInt32BE(20)], [4, 2]);
    const start = small.indexOf('IDAT') + 4;
    const line = inflateSync(small.subarray(start, start + small.readUInt32BE(start - 8)));
    assert.deepEqual([...line.subarray(0, 4)], [0, 240, 10, 10], 'the colours are those of the picture');
    assert.deepEqual(await read('400'), picture, 'it is never made larger');
    const wrong = await portal.post(`/content/users/ann/items/${id}/update`, {
      thumbnail: new File(['text'], 't.txt', { type: 'text/plain' }),
      token: ann,
    });
    assert.match(errorOf(wrong).message, /no picture/);
  });

  it('export all resources in one zip, and limit what is added', async () => {
    const id = await portal.add('ann', {});
    const add = (params: Record<string, string | Blob>) =>
      portal.post(`/content/users/ann/items/${id}/addResources`, { ...params, token: ann });
    assert.match(
      errorOf(await portal.get(`/content/items/${id}/resources/export`, { token: ann })).message,
      /no resources/,
    );
    await add({ fileName: 'a.txt', resourcesPrefix: 'folder', text: 'one' });
    assert.match(errorOf(await add({ fileName: 'a.exe', text: 'one' })).message, /not supported/);
    const zip = Buffer.from(
      await (await fetch(`${portal.rest}/content/items/${id}/resources/export?token=${ann}`)).arrayBuffer(),
    );
    assert.deepEqual([zip.subarray(0, 2).toString(), zip.includes('folder/a.txt')], ['PK', true]);
    portal.portal.switches.anyResourceType = false;
    try {
      const csv = await portal.add('ann', { type: 'CSV', text: 'a' });
      const refused = await portal.post(`/content/users/ann/items/${csv}/addResources`, {
        fileName: 'a.txt',
        text: 'x',
        token: ann,
      });
      assert.match(errorOf(refused).message, /cannot have file resources/);
      assert.equal((await add({ fileName: 'b.txt', text: 'x' })).success, true);
    } finally {
      portal.portal.switches.anyResourceType = true;
    }
  });

  it('lose resources that are added to an item at the same time, where the switch says so', async () => {
    const id = await portal.add('ann', {});
    portal.portal.switches.losesParallelResources = true;
    try {
      const done = await Promise.all(
        ['a.txt', 'b.txt', 'c.txt'].map((fileName) =>
          portal.post(`/content/users/ann/items/${id}/addResources`, {
            fileName,
            file: new File(['x'.repeat(50_000)], fileName),
            token: ann,
          }),
        ),
      );
      assert.ok(done.every((one) => one.success === true));
      const { total } = await portal.get(`/content/items/${id}/resources`, { token: ann });
      assert.ok(Number(total) < 3);
    } finally {
      portal.portal.switches.losesParallelResources = false;
    }
  });

  it('say what they are by a content status of the known ones', async () => {
    const id = await portal.add('ann', {});
    const set = (status: string, token: string) =>
      portal.post(`/content/items/${id}/setContentStatus`, { status, token });
    assert.deepEqual(await set('deprecated', ann), { success: true, itemId: id });
    assert.equal((await portal.get(`/content/items/${id}`, { token: ann })).contentStatus, 'deprecated');
    assert.match(errorOf(await set('excellent', ann)).message, /not valid/);
    assert.equal(errorOf(await set('org_authoritative', ann)).code, 403);
    assert.equal((await set('org_authoritative', admin)).success, true);
    const found = await portal.get('/search', { q: `contentstatus:org_authoritative`, token: ann });
    assert.equal(found.total, 1);
  });

  it('take relations with the item, of types whose items must be one’s own', async () => {
    const foreign = await portal.add('ben', {});
    await portal.post(`/content/users/ben/items/${foreign}/share`, {
      org: 'true',
      everyone: 'false',
      token: ben,
    });
    const origin = await portal.add('ann', { relationshipType: 'Map2Service', destinationItemId: foreign });
    const related = (relationshipType: string) =>
      portal.get(`/content/items/${origin}/relatedItems`, {
        relationshipType,
        direction: 'forward',
        token: ann,
      });
    assert.equal((await related('Map2Service')).total, 1);
    const relate = (relationshipType: string) =>
      portal.post('/content/users/ann/addRelationship', {
        originItemId: origin,
        destinationItemId: foreign,
        relationshipType,
        token: ann,
      });
    for (const type of ['Service2Data', 'Service2Service', 'Style2Style', 'Service2Style']) {
      assert.equal(errorOf(await relate(type)).code, 403, type);
    }
    const remove = (token: string, user: string) =>
      portal.post(`/content/users/${user}/deleteRelationship`, {
        originItemId: origin,
        destinationItemId: foreign,
        relationshipType: 'Map2Service',
        token,
      });
    await portal.post(`/content/users/ann/items/${origin}/share`, {
      org: 'true',
      everyone: 'false',
      token: ann,
    });
    assert.equal(errorOf(await remove(ben, 'ben')).code, 403, 'only who has made it removes it');
    assert.deepEqual(await remove(ann, 'ann'), { success: true });
  });
});
