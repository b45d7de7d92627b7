import assert from 'node:assert/strict';
import { Folders } from '../../lib/items/folders.js';
import type { TargetId } from '../../lib/items/item.js';
import { readItem } from '../../lib/items/read-item.js';
import { addItem, updateItem } from '../../lib/items/write-item.js';
import { Openings } from '../portal/support/opened.js';

const ANONYMOUS = { credentials: { kind: 'anonymous' } } as const;

describe('items written with functions of rest-js', () => {
  const open = new Openings();
  afterEach(() => open.closeAll());

  it('go to owners whose names hold characters that a path cannot', async () => {
    const answer = { success: true, id: 'a'.repeat(32), folder: { id: 'f' } };
    const { server, portal } = await open.portal(
      ({ path }) => (path.endsWith('/createFolder') ? answer : { ...answer, folders: [] }),
      ANONYMOUS,
    );
    const owner = 'ann#1/é@town';
    await addItem(portal, owner, 'f1', { title: 'A', type: 'Web Map', tags: ['x', 'y'], text: '' });
    await updateItem(portal, owner, 'i1' as TargetId, { title: 'B', snippet: '', tags: [] });
    await new Folders(portal).idOf(owner, 'Maps');
    const user = '/portal/sharing/rest/content/users/ann%231%2F%C3%A9%40town';
    assert.deepEqual(server.paths(), [
      `${user}/f1/addItem`,
      `${user}/items/i1/update`,
      user,
      `${user}/createFolder`,
    ]);
    const sent = server.seen.map(({ form }) => Object.fromEntries(form));
    assert.deepEqual(sent[0], { f: 'json', title: 'A', type: 'Web Map', tags: 'x,y', folderId: 'f1' });
    assert.deepEqual(sent[1], {
      f: 'json',
      title: 'B',
      snippet: '',
      tags: '',
      clearEmptyFields: 'true',
      id: 'i1',
    });
  });

  it('are read without what rest-js adds', async () => {
    const id = 'b'.repeat(32);
    const { server, portal } = await open.portal(
      () => ({ id, access: 'private', thumbnail: 'thumbnail/a.png' }),
      ANONYMOUS,
    );
    const item = await readItem(portal, id);
    assert.equal(item.thumbnail, 'thumbnail/a.png');
    assert.equal('thumbnailUrl' in item, false);
    assert.equal(server.seen.length, 1);
  });
});
