import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { getAttachments } from '@esri/arcgis-rest-feature-service';
import { at, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;

const GUID = '{AAAAAAAA-1111-4222-8333-444444444444}';
const BYTES = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 7) % 256));

describe('attachments', () => {
  let portal: ServicesUnderTest;
  let layer: string;

  beforeEach(async () => {
    portal = await startServices();
    layer = `${await portal.make('Trees', { layers: [trees()] })}/0`;
    await portal.post(`${layer}/applyEdits`, {
      useGlobalIds: 'true',
      adds: [at(1, 1, { GlobalID: GUID }), at(2, 2, { GlobalID: GUID.replace('A', 'B') })],
    });
  });
  afterEach(() => portal.close());

  const send = async (
    operation: string,
    name: string,
    bytes: Buffer,
    fields: Record<string, string> = {},
  ) => {
    const body = new FormData();
    for (const [key, value] of Object.entries({ f: 'json', token: 'owner', ...fields })) body.set(key, value);
    body.set('attachment', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), name);
    return (await (await fetch(`${layer}/1/${operation}`, { method: 'POST', body })).json()) as Json;
  };
  const files = () =>
    readdirSync(path.join(portal.dir, 'attachments'), { recursive: true, withFileTypes: true }).filter(
      (one) => one.isFile(),
    );

  it('are added, listed, read byte by byte, replaced and deleted', async () => {
    const added = (await send('addAttachment', 'ä b.jpg', BYTES, { keywords: 'photo' }))
      .addAttachmentResult as Json;
    assert.equal(added.success, true);
    const { attachmentInfos } = await getAttachments({ url: layer, featureId: 1 });
    const [info] = attachmentInfos as unknown as Json[];
    assert.deepEqual(
      [info?.name, info?.contentType, info?.size, info?.keywords, info?.id],
      ['ä b.jpg', 'image/jpeg', BYTES.length, 'photo', added.objectId],
    );
    const read = async (id: unknown) =>
      Buffer.from(await (await fetch(`${layer}/1/attachments/${id}`)).arrayBuffer());
    assert.deepEqual(hash(await read(added.objectId)), hash(BYTES));
    const replaced = await send('updateAttachment', 'new.jpg', BYTES.subarray(0, 10), {
      attachmentId: String(added.objectId),
    });
    assert.equal((replaced.updateAttachmentResult as Json).success, true);
    assert.equal((await read(added.objectId)).length, 10);
    const gone = await portal.post(`${layer}/1/deleteAttachments`, { attachmentIds: String(added.objectId) });
    assert.equal((gone.deleteAttachmentResults as Json[])[0]?.success, true);
    assert.deepEqual((await portal.post(`${layer}/1/attachments`)).attachmentInfos, []);
    assert.equal(files().length, 0);
  });

  it('come with edits by GlobalID, and are found by queryAttachments', async () => {
    const attachment = {
      globalId: GUID.replace('1111', '9999'),
      parentGlobalId: GUID,
      name: 'a.txt',
      contentType: 'text/plain',
      keywords: 'k',
      data: BYTES.toString('base64'),
    };
    const answer = await portal.post(`${layer}/applyEdits`, {
      useGlobalIds: 'true',
      attachments: { adds: [attachment] },
    });
    assert.deepEqual(
      (answer.attachments as { addResults: Json[] }).addResults[0]?.globalId,
      attachment.globalId,
    );
    const found = await portal.post(`${layer}/queryAttachments`, {
      definitionExpression: '1=1',
      returnUrl: 'true',
    });
    const [group] = found.attachmentGroups as {
      parentObjectId: number;
      parentGlobalId: string;
      attachmentInfos: Json[];
    }[];
    assert.deepEqual(
      [group?.parentObjectId, group?.parentGlobalId, group?.attachmentInfos.length],
      [1, GUID, 1],
    );
    const bytes = Buffer.from(await (await fetch(String(group?.attachmentInfos[0]?.url))).arrayBuffer());
    assert.deepEqual(hash(bytes), hash(BYTES));
    const counted = await portal.post(`${layer}/queryAttachments`, {
      objectIds: '1',
      returnCountOnly: 'true',
    });
    assert.deepEqual(counted.attachmentGroups, [{ parentObjectId: 1, parentGlobalId: GUID, count: 1 }]);
    await portal.post(`${layer}/applyEdits`, { deletes: '1' });
    assert.equal(files().length, 0);
  });

  it('stay as they are when the row of an edit is refused on purpose', async () => {
    const add = () => send('addAttachment', 'a.jpg', BYTES);
    const id = ((await add()).addAttachmentResult as Json).objectId;
    portal.faults.push({ kind: 'refused-row', message: 'Not this one.' });
    const refused = { code: 1000, description: 'Not this one.' };
    assert.deepEqual(((await add()).addAttachmentResult as Json).error, refused);
    const gone = await portal.post(`${layer}/1/deleteAttachments`, { attachmentIds: String(id) });
    assert.deepEqual((gone.deleteAttachmentResults as Json[])[0]?.error, refused);
    portal.faults.length = 0;
    const { attachmentInfos } = await portal.post(`${layer}/1/attachments`);
    assert.deepEqual(
      (attachmentInfos as Json[]).map((one) => one.id),
      [id],
    );
    assert.equal(files().length, 1);
  });

  it('leave no file when the edit is taken back', async () => {
    const attachment = { parentGlobalId: GUID, name: 'a', data: 'AAAA' };
    const orphan = { parentGlobalId: GUID.replace('A', 'C'), name: 'b', data: 'AAAA' };
    const answer = await portal.post(`${layer}/applyEdits`, {
      useGlobalIds: 'true',
      attachments: { adds: [attachment, orphan] },
    });
    assert.deepEqual(
      (answer.attachments as { addResults: Json[] }).addResults.map((one) => one.success),
      [false, false],
    );
    assert.equal(files().length, 0);
  });

  it('are refused by a layer without them', async () => {
    await portal.post(`${portal.adminUrl('Trees')}/0/updateDefinition`, {
      updateDefinition: { hasAttachments: false },
    });
    assert.ok((await send('addAttachment', 'a.jpg', BYTES)).error);
  });

  it('are uploaded first and named later', async () => {
    const body = new FormData();
    body.set('f', 'json');
    body.set('token', 'owner');
    body.set('file', new Blob([BYTES]), 'up.bin');
    const upload = (await (
      await fetch(`${portal.url('Trees')}/uploads/upload`, { method: 'POST', body })
    ).json()) as { item: { itemID: string } };
    const { addAttachmentResult } = await portal.post(`${layer}/1/addAttachment`, {
      uploadId: upload.item.itemID,
    });
    assert.equal((addAttachmentResult as Json).success, true);
    const { attachmentInfos } = await portal.post(`${layer}/1/attachments`);
    assert.deepEqual(
      [(attachmentInfos as Json[])[0]?.name, (attachmentInfos as Json[])[0]?.size],
      ['up.bin', BYTES.length],
    );
  });
});

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
