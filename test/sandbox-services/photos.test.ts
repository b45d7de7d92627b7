import assert from 'node:assert/strict';
import { at, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;

/** A JPEG that is nothing but its metadata: made by "Maker", to be turned by 90 degrees, in either order of bytes. */
function photo(little: boolean): Buffer {
  const text = Buffer.from('Maker\0');
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4 + text.length);
  const short = (value: number, at: number) =>
    little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const long = (value: number, at: number) =>
    little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  tiff.write(little ? 'II' : 'MM', 0, 'latin1');
  short(42, 2);
  long(8, 4);
  short(2, 8);
  short(0x010f, 10);
  short(2, 12);
  long(text.length, 14);
  long(38, 18);
  short(0x0112, 22);
  short(3, 24);
  long(1, 26);
  short(6, 30);
  text.copy(tiff, 38);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, tiff.length + 8]);
  return Buffer.concat([head, Buffer.from('Exif\0\0'), tiff, Buffer.from([0xff, 0xda, 0, 2])]);
}

describe('attachments that are photos', () => {
  let portal: ServicesUnderTest;
  let url: string;

  beforeEach(async () => {
    portal = await startServices('online');
    url = `${await portal.make('Trees', { layers: [trees()] })}/0`;
    await portal.post(`${url}/addFeatures`, { features: [at(1, 1)] });
  });
  afterEach(() => portal.close());

  const add = async (name: string, bytes: Uint8Array, type = 'image/jpeg', more: Json = {}) =>
    (
      await portal.upload(
        `${url}/1/addAttachment`,
        'attachment',
        new File([Buffer.from(bytes)], name, { type }),
        more,
      )
    ).addAttachmentResult as Json & { error?: { description: string } };

  it('tell their metadata on request', async () => {
    for (const little of [true, false]) {
      const { objectId } = await add(`${little}.jpg`, photo(little));
      const { attachmentInfos } = await portal.post(`${url}/1/attachments`, { returnMetadata: 'true' });
      const info = (attachmentInfos as Json[]).find((one) => one.id === objectId);
      assert.deepEqual(info?.exifInfo, [
        {
          name: 'Exif IFD0',
          tags: [
            { name: 'Make', description: 'Maker', value: 'Maker' },
            { name: 'Orientation', description: '6', value: 6 },
          ],
        },
      ]);
      assert.deepEqual(info?.orientationInfo, { id: 6, rotation: 90, mirrored: false });
    }
    await add('broken.jpg', photo(true).subarray(0, 30));
    const { attachmentGroups } = await portal.post(`${url}/queryAttachments`, {
      objectIds: '1',
      returnMetadata: 'true',
    });
    const { attachmentInfos } = (attachmentGroups as { attachmentInfos: Json[] }[])[0] ?? {
      attachmentInfos: [],
    };
    assert.deepEqual(
      attachmentInfos.map((one) => Array.isArray(one.exifInfo)),
      [true, true, false],
    );
    const { attachmentInfos: plain } = await portal.post(`${url}/1/attachments`);
    assert.equal((plain as Json[])[0]?.exifInfo, null);
  });

  it('are refused where they are too large, or of a kind that is not taken', async () => {
    portal.switches.attachmentBytes = 10;
    const large = await add('large.jpg', Buffer.alloc(11));
    assert.equal(large.success, false);
    assert.match(large.error?.description ?? '', /maximum allowed size of 10 bytes/);
    assert.equal((await add('fits.jpg', Buffer.alloc(10))).success, true);
    assert.equal((await add('run.exe', Buffer.alloc(1))).success, false);
    portal.switches.attachmentsRefused = [];
    assert.equal((await add('run.exe', Buffer.alloc(1))).success, true);
    const updated = await portal.upload(
      `${url}/1/updateAttachment`,
      'attachment',
      new File([Buffer.alloc(11)], 'fits.jpg', { type: 'image/jpeg' }),
      { attachmentId: 1 },
    );
    assert.equal((updated.updateAttachmentResult as Json).success, false);
    const bytes = await fetch(`${url}/1/attachments/1?token=owner`);
    assert.equal((await bytes.arrayBuffer()).byteLength, 10);
  });
});
