import assert from 'node:assert/strict';
import {
  addItemRelationship,
  createFolder,
  createItem,
  createItemInFolder,
  getItem,
  getItemData,
  getRelatedItems,
  getUserContent,
  type IItem,
  moveItem,
  protectItem,
  removeFolder,
  removeItem,
  updateItem,
} from '@esri/arcgis-rest-portal';
import type { ArcGISIdentityManager } from '@esri/arcgis-rest-request';
import { errorOf, type Json, TestPortal } from './test-portal.js';

for (const kind of ['enterprise', 'online'] as const) {
  describe(`items of a portal with ${kind} manners`, () => {
    let test: TestPortal;
    let authentication: ArcGISIdentityManager;
    before(async () => {
      test = await TestPortal.start({ kind });
      authentication = await test.signIn('ann');
    });
    after(() => test.stop());

    const item = (more: Partial<IItem> & { text?: string }) =>
      ({ type: 'Web Map', title: 'A map', tags: ['one', 'two'], ...more }) as IItem;

    it('keeps what rest-js writes, with the key words of the type, without scripts', async () => {
      const made = await createItem({
        authentication,
        item: item({
          title: 'Parks <b>and</b> trees',
          description: '<p onclick="steal()">Green<script>steal()</script></p>',
          typeKeywords: ['source-abc'],
          properties: { a: { b: 1 } },
          extent: [
            [5, 51],
            [6, 52],
          ],
        }),
      });
      const read = await getItem(made.id, { authentication });
      assert.equal(read.title, 'Parks and trees');
      assert.equal(read.description, '<p>Green</p>');
      assert.deepEqual(read.tags, ['one', 'two']);
      assert.deepEqual(read.typeKeywords?.slice(0, 2), ['source-abc', 'ArcGIS Online']);
      assert.deepEqual(read.properties, { a: { b: 1 } });
      assert.deepEqual(read.extent, [
        [5, 51],
        [6, 52],
      ]);
      assert.equal(read.access, 'private');
      assert.equal(read.ownerFolder, null);
    });

    it('gives text data back as it was stored, and an empty body where there is none', async () => {
      const text = '{ "operationalLayers" : [],\n"x":"é" }';
      const id = await test.add('ann', { text });
      const token = await test.token();
      for (const f of ['', '&f=json']) {
        const answer = await fetch(`${test.rest}/content/items/${id}/data?token=${token}${f}`);
        assert.equal(await answer.text(), text);
      }
      const bare = await createItem({ authentication, item: item({}) });
      assert.equal(await getItemData(bare.id, { authentication }), undefined);
    });

    it('stores a file byte by byte under its name', async () => {
      const bytes = Uint8Array.from({ length: 200_000 }, (_value, at) => (at * 7) % 256);
      const file = new File([bytes], 'Übersicht 1.zip', { type: 'application/zip' });
      const made = await createItem({ authentication, item: item({ type: 'Shapefile' }), file });
      const read = await getItem(made.id, { authentication });
      assert.equal(read.name, 'Übersicht 1.zip');
      assert.equal(read.size, bytes.length);
      const data = (await getItemData(made.id, { authentication, file: true })) as Blob;
      assert.deepEqual(new Uint8Array(await data.arrayBuffer()), bytes);
    });

    it('refuses a file name that the owner has already, in any folder, and names the other item', async () => {
      const file = new File(['a'], 'same.csv');
      const { folder } = await createFolder({ authentication, title: 'Elsewhere' });
      const first = await createItemInFolder({
        authentication,
        folderId: folder.id,
        item: item({ type: 'CSV' }),
        file,
      });
      await assert.rejects(
        createItem({ authentication, item: item({ type: 'CSV' }), file }),
        (error: Error) => {
          assert.match(
            error.message,
            new RegExp(`CONT_0027: Item with this filename already exists. \\[itemId=${first.id}\\]`),
          );
          return true;
        },
      );
      const other = await test.add('ben', { type: 'CSV', file });
      assert.notEqual(other, first.id);
    });

    it('refuses types that do not exist and items without type or title', async () => {
      const token = await test.token();
      const wrong = await test.post('/content/users/ann/addItem', { type: 'Wab Map', title: 'x', token });
      assert.equal(errorOf(wrong).messageCode, 'CONT_0113');
      const none = await test.post('/content/users/ann/addItem', { type: 'Web Map', token });
      assert.equal(errorOf(none).message, "'type' and 'title' property required.");
    });

    it('updates what is sent, clears only when told to, and moves the modified date', async () => {
      const id = await test.add('ann', { title: 'Before', snippet: 'short', text: '{"v":1}' });
      const before = await getItem(id, { authentication });
      await updateItem({ authentication, item: { id, title: 'After', text: '{"v":2}' } });
      const token = await test.token();
      await test.post(`/content/users/ann/items/${id}/update`, { snippet: '', token });
      const after = await getItem(id, { authentication });
      assert.deepEqual([after.title, after.snippet], ['After', 'short']);
      assert.ok(after.modified > before.modified);
      assert.deepEqual(await getItemData(id, { authentication }), { v: 2 });
      await test.post(`/content/users/ann/items/${id}/update`, {
        snippet: '',
        clearEmptyFields: 'true',
        token,
      });
      assert.equal((await getItem(id, { authentication })).snippet, null);
    });

    it('lists root and folders page by page, with all folders on every page of the root', async () => {
      const { folder } = await createFolder({ authentication, title: 'Listing' });
      for (const title of ['a', 'b', 'c']) await test.add('ann', { title }, folder.id);
      const page = (start: number) => getUserContent({ authentication, folderId: folder.id, start, num: 2 });
      const first = await page(1);
      const second = await page(first.nextStart);
      assert.deepEqual(
        [...first.items, ...second.items].map((one) => one.title),
        ['a', 'b', 'c'],
      );
      assert.deepEqual([first.total, first.nextStart, second.nextStart], [3, 3, -1]);
      const root = await getUserContent({ authentication, start: 2, num: 1 });
      assert.ok(root.folders?.some((one) => one.title === 'Listing'));
      assert.ok(root.items.every((one) => one.ownerFolder === null));
    });

    it('refuses a second folder of a title, and a folder that is not there', async () => {
      const token = await test.token();
      await test.post('/content/users/ann/createFolder', { title: 'Twice', token });
      const again = await test.post('/content/users/ann/createFolder', { title: 'Twice', token });
      assert.deepEqual(errorOf(again).details, ["Folder title 'Twice' not available."]);
      const lost = await test.post('/content/users/ann/abcd/addItem', { type: 'Web Map', title: 'x', token });
      assert.match(errorOf(lost).message, /folder does not exist/i);
    });

    it('moves items, and deletes folders with them unless one is protected', async () => {
      const { folder } = await createFolder({ authentication, title: 'Moved' });
      const id = await test.add('ann', { title: 'Mover' });
      await moveItem({ authentication, itemId: id, folderId: folder.id });
      assert.equal((await getItem(id, { authentication })).ownerFolder, folder.id);
      await protectItem({ authentication, id });
      await assert.rejects(removeFolder({ authentication, folderId: folder.id }), /CONT_0035/);
      await assert.rejects(removeItem({ authentication, id }), /Delete protection is turned on/);
      const token = await test.token();
      await test.post(`/content/users/ann/items/${id}/unprotect`, { token });
      await removeFolder({ authentication, folderId: folder.id });
      await assert.rejects(getItem(id, { authentication }), /CONT_0001/);
    });

    it('hides private items from others and anonymous callers', async () => {
      const id = await test.add('ann', { text: '{}' });
      const ben = await test.token('ben');
      for (const path of [`/content/items/${id}`, `/content/items/${id}/data`]) {
        assert.equal(errorOf(await test.get(path)).messageCode, 'CONT_0001');
        assert.equal(errorOf(await test.get(path, { token: ben })).messageCode, 'CONT_0001');
      }
      const write = await test.post(`/content/users/ann/items/${id}/update`, { title: 'Mine', token: ben });
      assert.equal(errorOf(write).messageCode, 'CONT_0001');
      const add = await test.post('/content/users/ann/addItem', { type: 'Web Map', title: 'x', token: ben });
      assert.equal(errorOf(add).messageCode, 'GWM_0003');
      const listing = await test.get('/content/users/ann', { token: ben });
      assert.equal(errorOf(listing).code, 403);
      const admin = await test.get(`/content/items/${id}`, { token: await test.token('admin') });
      assert.equal(admin.itemControl, 'admin');
    });

    it('relates items once, in both directions', async () => {
      const [origin, destination] = [await test.add('ann', {}), await test.add('ann', {})];
      const relation = {
        authentication,
        originItemId: origin,
        destinationItemId: destination,
        relationshipType: 'WMA2Code' as const,
      };
      await addItemRelationship(relation);
      await assert.rejects(addItemRelationship(relation), /already exists/);
      const forward = await getRelatedItems({ authentication, id: origin, relationshipType: 'WMA2Code' });
      assert.deepEqual(
        forward.relatedItems.map((one) => one.id),
        [destination],
      );
      const back = await getRelatedItems({
        authentication,
        id: destination,
        relationshipType: 'WMA2Code',
        direction: 'reverse',
      });
      assert.deepEqual(
        back.relatedItems.map((one) => one.id),
        [origin],
      );
    });

    it('keeps thumbnail and metadata, and says when there is no metadata', async () => {
      const png = new File([Uint8Array.of(137, 80, 78, 71)], 'my picture.png', { type: 'image/png' });
      const id = await test.add('ann', { thumbnail: png });
      const token = await test.token();
      const none = await fetch(`${test.rest}/content/items/${id}/info/metadata/metadata.xml?token=${token}`);
      assert.equal(none.status, 200);
      assert.equal(errorOf((await none.json()) as Json).messageCode, 'CONT_0036');
      const xml = new File(['<metadata/>'], 'metadata.xml', { type: 'text/xml' });
      await test.post(`/content/users/ann/items/${id}/update`, { metadata: xml, token });
      const read = await test.get(`/content/items/${id}`, { token });
      assert.equal(read.thumbnail, 'thumbnail/my_picture.png');
      const picture = await fetch(
        `${test.rest}/content/items/${id}/info/${read.thumbnail}?w=400&token=${token}`,
      );
      assert.equal((await picture.arrayBuffer()).byteLength, 4);
      const metadata = await fetch(
        `${test.rest}/content/items/${id}/info/metadata/metadata.xml?token=${token}`,
      );
      assert.equal(await metadata.text(), '<metadata/>');
    });

    it('hands items over by the title of the new owner’s folder, by an administrator only', async () => {
      const id = await test.add('ann', { title: 'Heirloom' });
      const ben = await test.token('ben');
      await test.post('/content/users/ben/createFolder', { title: 'Inherited', token: ben });
      const params = { targetUsername: 'ben', targetFolderName: 'Inherited' };
      const path = `/content/users/ann/items/${id}/reassign`;
      assert.equal(errorOf(await test.post(path, { ...params, token: await test.token() })).code, 403);
      assert.equal((await test.post(path, { ...params, token: await test.token('admin') })).success, true);
      assert.equal((await test.get(`/content/items/${id}`, { token: ben })).owner, 'ben');
    });
  });
}

describe('what only Enterprise or only Online does with items', () => {
  let enterprise: TestPortal;
  let online: TestPortal;
  before(async () => {
    enterprise = await TestPortal.start({ kind: 'enterprise' });
    online = await TestPortal.start({ kind: 'online' });
  });
  after(() => Promise.all([enterprise.stop(), online.stop()]));

  it('lets the client choose the id in Enterprise, and ignores the wish in Online', async () => {
    const wanted = 'abcdef0123456789abcdef0123456789';
    assert.equal(await enterprise.add('ann', { itemIdToCreate: wanted }), wanted);
    assert.notEqual(await online.add('ann', { itemIdToCreate: wanted }), wanted);
  });

  it('sends files from a storage host in Online, which takes a signed address and nothing else', async () => {
    const id = await online.add('ann', { type: 'CSV', file: new File(['a,b\n'], 'x.csv') });
    const token = await online.token();
    const answer = await fetch(`${online.rest}/content/items/${id}/data?token=${token}`, {
      redirect: 'manual',
    });
    assert.equal(answer.status, 302);
    const location = String(answer.headers.get('location'));
    assert.notEqual(new URL(location).host, new URL(online.portal.url).host);
    assert.equal(await (await fetch(location)).text(), 'a,b\n');
    assert.equal((await fetch(`${location}&token=${token}`)).status, 400);
    assert.equal((await fetch(location, { headers: { authorization: `Bearer ${token}` } })).status, 400);
    assert.equal((await fetch(location.replace(/Expires=\d/, 'Expires=9'))).status, 403);
    const direct = await fetch(
      `${enterprise.rest}/content/items/${await enterprise.add('ann', { type: 'CSV', file: new File(['a'], 'x.csv') })}/data?token=${await enterprise.token()}`,
      { redirect: 'manual' },
    );
    assert.match(String(direct.headers.get('content-disposition')), /filename="x.csv"/);
  });

  it('keeps deleted items of Online in the recycle bin, where they still hold their file name', async () => {
    const file = new File(['a'], 'bin.csv');
    const id = await online.add('ann', { type: 'CSV', file });
    const token = await online.token();
    await online.post(`/content/users/ann/items/${id}/delete`, { token });
    assert.equal(errorOf(await online.get(`/content/items/${id}`, { token })).messageCode, 'CONT_0001');
    await assert.rejects(online.add('ann', { type: 'CSV', file }), new RegExp(`itemId=${id}`));
    const link = await online.get(`/content/users/ann/items/${id}`, { token, inRecycleBin: 'true' });
    assert.equal((link.item as Json).id, id);
    await online.post(`/content/users/ann/items/${id}/delete`, { token, permanentDelete: 'true' });
    await online.add('ann', { type: 'CSV', file });
  });
});
