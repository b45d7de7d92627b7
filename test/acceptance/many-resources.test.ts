import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { SourceId } from '../../lib/items/item.js';
import { listResources, resourcePath } from '../../lib/items/list-resources.js';
import { readZip, writeZip } from '../../lib/items/zip.js';
import type { FilePart, WritablePortal } from '../../lib/portal/portal.js';
import { digestStream } from '../../lib/transfer/digest-stream.js';
import { Content } from '../copy/support/content.js';
import { Portals, SETTINGS } from '../copy/support/portals.js';
import { readResource } from '../items/support/resources.js';

type Json = Record<string, unknown>;

const MB = 1024 * 1024;
const SMALL = 117;
const LARGE = 3;
/** What ArcGIS Online takes in one call. */
const MOST_FILES = 40;
const MOST_BYTES = 50 * MB;
const LOST = 'images/3/picture_13.svg';

/** Bytes that no compression makes smaller, always the same for the same seed. */
function bytesOf(seed: number, length: number): Buffer {
  const key = Buffer.alloc(16, seed + 1);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

/** What a target was sent of resources. */
interface Sent {
  /** Files of each call, and bytes of its body. */
  calls: { files: number; bytes: number }[];
  lost: number;
}

/** A target that says success of every archive, and loses a file of the first one that has it. */
function watched(real: WritablePortal, sent: Sent): WritablePortal {
  return new Proxy(real, {
    get(portal, key) {
      const value: unknown = Reflect.get(portal, key);
      if (key !== 'write') return typeof value === 'function' ? value.bind(portal) : value;
      return async (path: string, params: Json = {}, options: { files?: Record<string, FilePart> } = {}) => {
        const file = options.files?.file;
        if (file && /Resources$/.test(path)) {
          const bytes = await readFile(file.path);
          const members = params.archive ? (readZip(bytes) ?? []) : [];
          sent.calls.push({ files: params.archive ? members.length : 1, bytes: bytes.length });
          const kept = members.filter(({ name }) => name !== LOST);
          if (kept.length < members.length && sent.lost === 0) {
            sent.lost += 1;
            await writeFile(file.path, writeZip(kept));
          }
        }
        return portal.write(path, params, options);
      };
    },
  });
}

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`AC-14: an experience with 120 resources, three of them of 20 MB, from ${from} to ${to}`, function () {
    this.timeout(180_000);
    let portals: Portals;
    let content: Content;

    before(async () => {
      portals = await Portals.start(from, to);
      content = new Content(portals.source, portals.pair.source.admin.username);
    });
    after(() => portals.close());

    /** Small ones in archives, as a builder of apps sends them. */
    async function addResources(id: string): Promise<void> {
      const small: [string, string][] = [['config/config.json', JSON.stringify({ self: id, pages: {} })]];
      for (let at = 1; at < SMALL; at += 1) {
        small.push([`images/${at % 5}/picture_${at}.svg`, `<svg id="${at}"><a href="?id=${id}"/></svg>`]);
      }
      const dir = await mkdtemp(join(tmpdir(), 'many-resources-'));
      const path = join(dir, 'file');
      const add = async (bytes: Buffer, name: string, params: Json) => {
        await writeFile(path, bytes);
        const file = { path, name, contentType: 'application/octet-stream' };
        const items = `/content/users/${content.username}/items/${id}`;
        await portals.source.write(`${items}/addResources`, params, { files: { file } });
      };
      for (let at = 0; at < small.length; at += 40) {
        const members = small.slice(at, at + 40).map(([name, text]) => ({
          name,
          content: Buffer.from(text),
          stamp: 0x00210000,
        }));
        await add(writeZip(members), 'some.zip', { archive: true });
      }
      for (let seed = 0; seed < LARGE; seed += 1) {
        await add(bytesOf(seed, 20 * MB), `film_${seed}.mp4`, {
          resourcesPrefix: 'media',
          fileName: `film_${seed}.mp4`,
        });
      }
      await rm(dir, { recursive: true });
    }

    const listed = async (portal: WritablePortal, id: string): Promise<string[]> =>
      (await listResources(portal, id)).map(({ resource, size }) => `${resource} ${size}`).sort();
    const digest = async (portal: WritablePortal, id: string, resource: string) =>
      (await digestStream((await portal.stream(resourcePath(id, resource))).body)).sha256;

    it('has them all in the copy, byte by byte and with its own id, sent in few calls that portals take; a lost one is sent again', async () => {
      const app = await content.document('Web Experience', 'Many films', {
        pages: {},
        widgets: {},
        dataSources: {},
      });
      await addResources(app);
      assert.equal((await listed(portals.source, app)).length, SMALL + LARGE);
      const run = await portals.run([app]);
      const sent: Sent = { calls: [], lost: 0 };
      const { source } = portals;
      const target = watched(portals.target, sent);
      const context = { run, source, target, settings: SETTINGS, signal: run.signal };
      const result = await copyItem(context, app as SourceId);
      run.cancel('the test is over');
      assert.deepEqual([result.outcome, result.error, result.residue], ['created', undefined, []]);

      const id = String(result.target?.id);
      assert.deepEqual(await listed(portals.target, id), await listed(source, app));
      for (let seed = 0; seed < LARGE; seed += 1) {
        const resource = `media/film_${seed}.mp4`;
        assert.equal(await digest(portals.target, id, resource), await digest(source, app, resource));
      }
      const config = await readResource(portals.target, id, 'config/config.json');
      assert.deepEqual(JSON.parse(config), { self: id, pages: {} });
      assert.match(await readResource(portals.target, id, LOST), new RegExp(`id=${id}"`));
      const { calls, lost } = sent;
      assert.equal(lost, 1);
      assert.ok(calls.every(({ files, bytes }) => files <= MOST_FILES && bytes < MOST_BYTES));
      const archives = Math.ceil(SMALL / MOST_FILES);
      assert.equal(calls.length, archives + LARGE + 1, 'archives, the large ones, and the lost one');
    });
  });
}
