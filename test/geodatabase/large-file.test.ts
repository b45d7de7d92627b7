import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPortal } from '../../lib/portal/open-portal.js';
import { Content } from '../copy/support/content.js';
import { GeodatabasePortals } from './support/geodatabase-portals.js';

type Json = Record<string, unknown>;

const DIRECTIONS = [
  { source: 'enterprise', target: 'online' },
  { source: 'online', target: 'enterprise' },
] as const;

const PHOTOS = 12;
const PHOTO_BYTES = 1_000_000;
/** Files above this size go in parts. */
const ONE_PIECE = 10 * 1024 * 1024;

for (const { source, target } of DIRECTIONS) {
  describe(`a layer whose File Geodatabase is larger than one upload, ${source} to ${target}`, function () {
    this.timeout(120_000);
    let portals: GeodatabasePortals;
    let content: Content;
    let layer: { id: string; url: string };
    const digests = new Map<string, string>();

    before(async () => {
      portals = await GeodatabasePortals.start(source, target);
      const { url, admin } = portals.pair.source;
      content = new Content(openPortal({ url, credentials: { kind: 'password', ...admin } }), admin.username);
      layer = await content.layer('Photographed', PHOTOS);
      await content.portal.write(
        `${layer.url.replace('/rest/services/', '/rest/admin/services/')}/0/updateDefinition`,
        { updateDefinition: JSON.stringify({ hasAttachments: true }) },
      );
      for (let row = 1; row <= PHOTOS; row += 1) await photograph(row);
    });
    after(async () => {
      await content.portal.close();
      await portals.close();
    });

    /** Bytes that no zip makes smaller. */
    async function photograph(row: number): Promise<void> {
      const bytes = randomBytes(PHOTO_BYTES + row);
      const name = `photo ${row} ü.jpg`;
      const path = join(portals.dir, 'photo.jpg');
      await writeFile(path, bytes);
      await content.portal.write(
        `${layer.url}/0/${row}/addAttachment`,
        { keywords: `question ${row}` },
        { files: { attachment: { path, name, contentType: 'image/jpeg' } } },
      );
      await rm(path);
      digests.set(name, createHash('sha256').update(bytes).digest('hex'));
    }

    it('AC-08, AC-17: is exported, downloaded, uploaded in parts, published and proven', async () => {
      for (const portal of [portals.pair.source, portals.pair.target]) portal.requests.clear();
      const { exported, result } = await portals.copy(layer.id);
      assert.ok(exported.file && exported.file.bytes > ONE_PIECE, `${exported.file?.bytes} bytes`);
      assert.deepEqual(
        [result.outcome, result.checks.filter(({ ok }) => !ok)],
        ['created', []],
        JSON.stringify([result.error, result.warnings]),
      );
      assert.ok(!result.warnings.some(({ code }) => code === 'ROWS_MENDED'), JSON.stringify(result.warnings));

      const parts = portals.calls(portals.pair.target, 'addPart');
      assert.ok(parts >= Math.ceil(exported.file.bytes / ONE_PIECE), `${parts} parts`);
      assert.equal(portals.calls(portals.pair.target, 'commit'), 1);
      assert.equal(portals.calls(portals.pair.target, 'publish'), 1);
      assert.equal(portals.calls(portals.pair.target, 'addAttachment'), 0, 'the file brought the photos');

      const url = `${result.target?.url}/0`;
      const rows = await portals.to.json<{ objectIds: number[] }>(`${url}/query`, {
        where: '1=1',
        returnIdsOnly: true,
      });
      assert.equal(rows.objectIds.length, PHOTOS);
      const found = new Map<string, string>();
      for (const row of rows.objectIds) {
        const { attachmentInfos } = await portals.to.json<{ attachmentInfos: Json[] }>(
          `${url}/${row}/attachments`,
        );
        assert.equal(attachmentInfos.length, 1);
        for (const { id, name } of attachmentInfos) {
          const bytes = await portals.to.bytes(`${url}/${row}/attachments/${id}`);
          found.set(String(name), createHash('sha256').update(bytes).digest('hex'));
        }
      }
      assert.deepEqual(new Map([...found].sort()), new Map([...digests].sort()));
      assert.deepEqual(await portals.left(), []);
    });
  });
}
