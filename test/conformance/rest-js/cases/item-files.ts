import assert from 'node:assert/strict';
import * as rest from '@esri/arcgis-rest-portal';
import type { Cases } from '../case.js';
import { forms } from '../library-forms.js';
import { multipart, rejection, type Stage } from '../stage.js';

const CSV = 'name,lat,lon\nWell,52.1,5.2\n';
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const csv = () => new forms.File([CSV], 'wells.csv', { type: 'text/csv' });
const png = () => new forms.File([DOT], 'dot.png', { type: 'image/png' });
/** The same picture for calls that the library has no part in. */
const plainPng = () => new File([DOT], 'dot.png', { type: 'image/png' });

async function partial(stage: Stage): Promise<string> {
  const { id } = await rest.createItem({
    item: { title: stage.name('Big'), type: 'CSV' },
    multipart: true,
    filename: `${stage.name('big')}.csv`,
    authentication: stage.ann,
  });
  return id;
}

export const itemFiles: Cases = {
  createItemInFolder: async (stage) => {
    const { folder } = await rest.createFolder({ title: stage.name('Folder'), authentication: stage.ann });
    const note = await multipart(
      () =>
        rest.createItemInFolder({
          item: { title: stage.name('Wells'), type: 'CSV' },
          folderId: folder.id,
          file: csv(),
          authentication: stage.ann,
        }),
      async (made) => {
        assert.equal(made.folder, folder.id);
        const item = await rest.getItem(made.id, { authentication: stage.ann });
        assert.deepEqual([item.name, item.ownerFolder], ['wells.csv', folder.id]);
        const again = rest.createItemInFolder({
          item: { title: 'Again', type: 'CSV' },
          file: csv(),
          authentication: stage.ann,
        });
        const error = await rejection(again);
        assert.equal(error.code, 'CONT_0027');
        assert.match(error.message, new RegExp(`\\[itemId=${made.id}\\]`));
      },
    );
    const plain = await rest.createItemInFolder({
      item: { title: stage.name('Map'), type: 'Web Map' },
      folderId: folder.id,
      authentication: stage.ann,
    });
    assert.equal(plain.folder, folder.id);
    return note;
  },
  getItem: async (stage) => {
    const id = await stage.item({ thumbnail: plainPng() });
    const item = await rest.getItem(id, { authentication: stage.ann });
    assert.deepEqual([item.id, item.owner, item.access, item.itemControl], [id, 'ann', 'private', 'admin']);
    assert.match(
      String(item.thumbnailUrl),
      /\/info\/thumbnail\/dot\.png\?[^=]+$/,
      'the library forgets "token="',
    );
    const error = await rejection(rest.getItem(id, { authentication: stage.ben }));
    assert.equal(error.code, 'CONT_0001');
  },
  getItemData: async (stage) => {
    const id = await stage.item();
    assert.deepEqual(await rest.getItemData(id, { authentication: stage.ann }), { version: '2.30' });
    const empty = await stage.item({ text: '' });
    assert.equal(await rest.getItemData(empty, { authentication: stage.ann }), undefined);
    const file = await stage.item({ type: 'CSV', text: '', file: new File([CSV], 'data.csv') });
    const blob = (await rest.getItemData(file, { authentication: stage.ann, file: true })) as Blob;
    assert.match(await blob.text(), /^name,lat,lon/);
    const refused = (await rest.getItemData(id, { authentication: stage.ben, file: true })) as Blob;
    assert.match(await refused.text(), /CONT_0001/, 'the library takes a refusal for the file');
  },
  addItemData: async (stage) => {
    const id = await stage.item();
    const done = await rest.addItemData({ id, text: '{"version":"2.31"}', authentication: stage.ann });
    assert.deepEqual(done, { success: true, id });
    assert.deepEqual(await rest.getItemData(id, { authentication: stage.ann }), { version: '2.31' });
  },
  updateItemInfo: async (stage) => {
    const id = await stage.item();
    const file = new forms.File(['<metadata/>'], 'metadata.xml', { type: 'text/xml' });
    return multipart(
      () => rest.updateItemInfo({ id, folderName: 'metadata', file, authentication: stage.ann }),
      async (done) => {
        assert.deepEqual(done, { success: true, itemId: id, owner: 'ann', folder: null });
        assert.equal(await rest.getItemMetadata(id, { authentication: stage.ann }), '<metadata/>');
      },
    );
  },
  getItemInfo: async (stage) => {
    const id = await stage.item({ title: 'Info & more' });
    const xml = await rest.getItemInfo(id, { authentication: stage.ann });
    assert.match(xml, /^<ESRI_ItemInformation.*Info &amp; more/s);
    const missing = await rest.getItemInfo(id, {
      fileName: 'nothing.json',
      readAs: 'json',
      authentication: stage.ann,
    });
    assert.equal(missing.error.messageCode, 'CONT_0036', 'the library takes a refusal for the file');
  },
  getItemMetadata: async (stage) => {
    const id = await stage.item();
    assert.match(await rest.getItemMetadata(id, { authentication: stage.ann }), /CONT_0036/);
  },
  removeItemThumbnail: async (stage) => {
    const id = await stage.item({ thumbnail: plainPng() });
    const done = await rest.removeItemThumbnail({ id, authentication: stage.ann });
    assert.equal(done.success, true);
    assert.equal((await rest.getItem(id, { authentication: stage.ann })).thumbnail, null);
  },
  addItemResource: async (stage) => {
    const id = await stage.item();
    const done = await rest.addItemResource({
      id,
      name: 'note.json',
      prefix: 'notes',
      content: '{"a":1}',
      private: true,
      authentication: stage.ann,
    });
    assert.deepEqual(done, { success: true, itemId: id, owner: 'ann', folder: null });
    const again = rest.addItemResource({
      id,
      name: 'note.json',
      prefix: 'notes',
      content: '1',
      authentication: stage.ann,
    });
    await rejection(again);
    return multipart(
      () => rest.addItemResource({ id, resource: png(), name: 'dot.png', authentication: stage.ann }),
      async () => assert.equal((await rest.getItemResources(id, { authentication: stage.ann })).total, 2),
    );
  },
  getItemResources: async (stage) => {
    const id = await stage.item();
    const none = await rest.getItemResources(id, { authentication: stage.ann });
    assert.deepEqual(none, { total: 0, start: 1, num: 0, nextStart: -1, resources: [] });
    await rest.addItemResource({ id, name: 'a.txt', content: 'text', authentication: stage.ann });
    const { resources, ...page } = await rest.getItemResources(id, { authentication: stage.ann });
    assert.deepEqual(page, { total: 1, start: 1, num: 1, nextStart: -1 });
    assert.deepEqual(
      { ...resources?.[0], created: 0 },
      { resource: 'a.txt', created: 0, size: 4, access: 'inherit' },
    );
  },
  getItemResource: async (stage) => {
    const id = await stage.item();
    await rest.addItemResource({ id, name: 'a.txt', content: 'text', authentication: stage.ann });
    const text = await rest.getItemResource(id, {
      fileName: 'a.txt',
      readAs: 'text',
      authentication: stage.ann,
    });
    assert.equal(text, 'text');
    const missing = await rest.getItemResource(id, {
      fileName: 'b.txt',
      readAs: 'text',
      authentication: stage.ann,
    });
    assert.match(missing, /"error"/, 'the library takes a refusal for the file');
  },
  updateItemResource: async (stage) => {
    const id = await stage.item();
    await rest.addItemResource({ id, name: 'a.txt', content: 'text', authentication: stage.ann });
    return multipart(
      () =>
        rest.updateItemResource({
          id,
          name: 'a.txt',
          content: 'other',
          private: true,
          authentication: stage.ann,
        }),
      async (done) => {
        assert.equal(done.success, true);
        const [one] = (await rest.getItemResources(id, { authentication: stage.ann })).resources ?? [];
        assert.deepEqual([one?.size, one?.access], [5, 'private']);
      },
    );
  },
  removeItemResource: async (stage) => {
    const id = await stage.item();
    for (const name of ['a.txt', 'b.txt', 'c.txt']) {
      await rest.addItemResource({ id, name, content: 'text', authentication: stage.ann });
    }
    assert.deepEqual(await rest.removeItemResource({ id, resource: 'a.txt', authentication: stage.ann }), {
      success: true,
    });
    assert.equal((await rest.getItemResources(id, { authentication: stage.ann })).total, 2);
    await rest.removeItemResource({ id, deleteAll: true, authentication: stage.ann });
    assert.equal((await rest.getItemResources(id, { authentication: stage.ann })).total, 0);
  },
  addItemPart: async (stage) => {
    const id = await partial(stage);
    const error = await rejection(
      rest.addItemPart({ id, file: csv(), partNum: 0, authentication: stage.ann }),
    );
    assert.match(error.message, /part number/);
    return multipart(
      () => rest.addItemPart({ id, file: csv(), partNum: 1, authentication: stage.ann }),
      (done) => assert.deepEqual(done, { success: true, id }),
    );
  },
  getItemParts: async (stage) => {
    const id = await partial(stage);
    assert.deepEqual(await rest.getItemParts({ id, authentication: stage.ann }), { parts: [] });
    return multipart(
      () => rest.addItemPart({ id, file: csv(), partNum: 3, authentication: stage.ann }),
      async () =>
        assert.deepEqual(await rest.getItemParts({ id, authentication: stage.ann }), { parts: [3] }),
    );
  },
  commitItemUpload: async (stage) => {
    const id = await partial(stage);
    return multipart(
      () => rest.addItemPart({ id, file: csv(), partNum: 1, authentication: stage.ann }),
      async () => {
        const done = await rest.commitItemUpload({
          id,
          item: { title: 'Committed', type: 'CSV' },
          authentication: stage.ann,
        });
        assert.deepEqual(done, { success: true, id });
        const item = await rest.getItem(id, { authentication: stage.ann });
        assert.deepEqual([item.title, item.size], ['Committed', csv().size]);
      },
    );
  },
  cancelItemUpload: async (stage) => {
    const id = await partial(stage);
    assert.equal((await rest.cancelItemUpload({ id, authentication: stage.ann })).success, true);
    await rejection(rest.getItem(id, { authentication: stage.ann }));
  },
  getItemStatus: async (stage) => {
    const id = await partial(stage);
    const status = await rest.getItemStatus({ id, authentication: stage.ann });
    assert.deepEqual([status.status, status.itemId], ['partial', id]);
    const done = await rest.getItemStatus({ id: await stage.item(), authentication: stage.ann });
    assert.equal(done.status, 'completed');
  },
};
