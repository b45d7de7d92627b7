import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyMetadata } from '../../lib/items/copy-metadata.js';
import { copyResources } from '../../lib/items/copy-resources.js';
import { copyThumbnail } from '../../lib/items/copy-thumbnail.js';
import { Folders } from '../../lib/items/folders.js';
import type { Item, SourceId, TargetId } from '../../lib/items/item.js';
import type { ItemPair } from '../../lib/items/item-pair.js';
import { listContent } from '../../lib/items/list-content.js';
import { listResources } from '../../lib/items/list-resources.js';
import { readDataText } from '../../lib/items/read-data-text.js';
import { readItem } from '../../lib/items/read-item.js';
import { addItem, updateItem } from '../../lib/items/write-item.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { type OpenSandbox, openSandbox } from './support/portals.js';

/** Two pictures of one point that differ. */
const PICTURES = [
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
].map((text) => Buffer.from(text, 'base64'));

describe('items of a portal', () => {
  let source: OpenSandbox;
  let target: OpenSandbox;
  let folder: string;

  before(async () => {
    [source, target] = await Promise.all([openSandbox('enterprise'), openSandbox('online')]);
    folder = await mkdtemp(join(tmpdir(), 'items-test-files-'));
  });
  after(async () => {
    await Promise.all([source?.close(), target?.close()]);
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const file = async (name: string, content: string | Buffer) => {
    const path = join(folder, `${Date.now()}-${name}`);
    await writeFile(path, content);
    return { path, name };
  };
  const add = (at: OpenSandbox, title: string, params: object = {}): Promise<TargetId> =>
    addItem(at.portal, at.owner, null, { type: 'Web Map', title, ...params });

  describe('reading and writing', () => {
    it('keeps the line breaks of texts that are written together with a file', async () => {
      const description = '<p>One</p>\n<p>two</p>\r\n<p>three</p>';
      const data = { file: await file('a.csv', 'a,b') };
      const first = { type: 'CSV', title: 'Lines', description, snippet: 'short' };
      const id = await addItem(target.portal, target.owner, null, first, data);
      const added = await readItem(target.portal, id);
      assert.deepEqual([added.description, added.snippet], [description, 'short']);
      const next = { file: await file('a.csv', 'a,b,c') };
      await updateItem(target.portal, target.owner, id, { description: 'x\ny', snippet: '' }, next);
      const updated = await readItem(target.portal, id);
      assert.equal(updated.description, 'x\ny');
      assert.ok(!updated.snippet);
    });

    it('gives back what was written', async () => {
      const id = await add(target, 'Trees', {
        snippet: 's',
        tags: ['a', 'b'],
        typeKeywords: ['own'],
        text: '{"a": 1.0}',
        properties: { x: 1 },
        extent: [1, 2, 3, 4],
      });
      const item = await readItem(target.portal, id);
      assert.equal(item.title, 'Trees');
      assert.equal(item.access, 'private');
      assert.deepEqual(item.tags, ['a', 'b']);
      assert.ok(item.typeKeywords.includes('own'));
      assert.deepEqual(item.properties, { x: 1 });
      assert.deepEqual(item.extent, [
        [1, 2],
        [3, 4],
      ]);
      assert.equal(await readDataText(target.portal, id), '{"a": 1.0}');
    });

    it('clears what is updated to nothing', async () => {
      const id = await add(target, 'Trees', { snippet: 's', tags: ['a'] });
      await updateItem(target.portal, target.owner, id, { title: 'Streets', snippet: '' });
      const { title, snippet, tags } = await readItem(target.portal, id);
      assert.deepEqual({ title, snippet, tags }, { title: 'Streets', snippet: null, tags: ['a'] });
    });

    it('finds no data in an item that never got any', async () => {
      assert.equal(await readDataText(target.portal, await add(target, 'Empty')), '');
    });

    it('says that an item is not there', async () => {
      await assert.rejects(
        readItem(target.portal, 'f'.repeat(32)),
        (error) => error instanceof ArcGISError && error.code === 'ARCGIS_NOT_FOUND',
      );
      await assert.rejects(
        readItem(target.portal, '../self'),
        (error) => error instanceof ArcGISError && error.code === 'ARCGIS_INPUT',
      );
    });

    it('names the item that has the file name already', async () => {
      const first = { type: 'CSV', title: 'First table' };
      const id = await addItem(target.portal, target.owner, null, first, {
        file: await file('same.csv', 'a\n1\n'),
      });
      const second = async () =>
        addItem(
          target.portal,
          target.owner,
          null,
          { type: 'CSV', title: 'Second table' },
          { file: await file('same.csv', 'a\n2\n') },
        );
      await assert.rejects(second, (error) => {
        assert.ok(error instanceof ArcGISError);
        assert.equal(error.code, 'ARCGIS_EXISTS');
        for (const words of [
          'CSV "Second table"',
          '"same.csv"',
          'CSV "First table"',
          id,
          target.portal.url,
        ]) {
          assert.ok(error.message.includes(words), `${words} in: ${error.message}`);
        }
        return true;
      });
    });
  });

  describe('folders', () => {
    it('are made once, however many ask, and found by title', async () => {
      const folders = new Folders(target.portal);
      const ids = await Promise.all(
        ['Roads', 'roads', 'Roads '].map((title) => folders.idOf(target.owner, title)),
      );
      assert.equal(new Set(ids).size, 1);
      assert.equal(await new Folders(target.portal).idOf(target.owner, 'Roads'), ids[0]);
      const item = await readItem(
        target.portal,
        await addItem(target.portal, target.owner, ids[0] ?? '', { type: 'Web Map', title: 'In it' }),
      );
      assert.equal(item.ownerFolder, ids[0]);
    });

    it('that somebody else makes at the same moment are used', async () => {
      const [one, two] = [new Folders(target.portal), new Folders(target.portal)];
      await Promise.all([one.idOf(target.owner, 'First'), two.idOf(target.owner, 'First')]);
      const id = await one.idOf(target.owner, 'Raced');
      assert.equal(await two.idOf(target.owner, 'Raced'), id);
    });
  });

  describe('the content of a user', () => {
    it('is listed from root and folders, all pages, also what is too new for the search index', async () => {
      const at = source;
      const folders = new Folders(at.portal);
      const inFolder = await folders.idOf(at.owner, 'Many');
      const ids = await Promise.all([
        ...Array.from({ length: 103 }, (_, index) => add(at, `Map ${index}`)),
        addItem(at.portal, at.owner, inFolder, { type: 'Web Map', title: 'Deep' }),
      ]);
      const listed: Item[] = [];
      for await (const item of listContent(at.portal, at.owner)) listed.push(item);
      const byId = new Map(listed.map((item) => [item.id, item]));
      assert.equal(byId.size, listed.length);
      assert.ok(ids.every((id) => byId.has(id)));
      assert.equal(byId.get(ids.at(-1) ?? '')?.ownerFolder, inFolder);
    });
  });

  describe('parts of an item', () => {
    let pair: ItemPair;

    beforeEach(async () => {
      const sourceId = (await add(source, 'With parts')) as string as SourceId;
      const targetId = await add(target, 'With parts');
      pair = { source: source.portal, target: target.portal, sourceId, targetId, targetOwner: target.owner };
    });

    const writeAt = (at: OpenSandbox, id: string, operation: string, params: object, files = {}) =>
      at.portal.write(`/content/users/${at.owner}/items/${id}/${operation}`, { ...params }, { files });
    const thumbnails = async () => ({
      source: (await readItem(source.portal, pair.sourceId)).thumbnail,
      target: (await readItem(target.portal, pair.targetId)).thumbnail,
    });

    it('a thumbnail is copied, compared, and not written again', async () => {
      for (const [index, picture] of PICTURES.entries()) {
        await writeAt(
          source,
          pair.sourceId,
          'update',
          {},
          { thumbnail: await file(`t${index}.png`, picture) },
        );
        const first = await copyThumbnail(pair, await thumbnails());
        assert.equal(first.changed, true);
        assert.deepEqual(
          first.checks.map(({ check, ok }) => [check, ok]),
          [['thumbnail', true]],
        );
        const second = await copyThumbnail(pair, await thumbnails());
        assert.deepEqual([second.changed, second.checks[0]?.ok], [false, true]);
      }
    });

    it('a thumbnail that there is not is none', async () => {
      assert.deepEqual(await copyThumbnail(pair, { source: null, target: null }), {
        changed: false,
        checks: [],
      });
      const gone = { source: 'thumbnail/gone.png', target: null };
      assert.deepEqual(await copyThumbnail(pair, gone), { changed: false, checks: [] });
    });

    it('metadata is copied with its references rewritten, and none is none', async () => {
      const rewrite = (text: string): string => text.replaceAll('old', 'new');
      assert.deepEqual(await copyMetadata(pair, rewrite), { changed: false, checks: [] });
      const metadata = await file('metadata.xml', '<metadata><a>old é</a></metadata>');
      await writeAt(source, pair.sourceId, 'update', {}, { metadata });
      let inspected = '';
      const first = await copyMetadata(pair, rewrite, (text) => {
        inspected = text;
      });
      assert.deepEqual(
        [first.changed, first.checks[0]?.ok, inspected],
        [true, true, '<metadata><a>new é</a></metadata>'],
      );
      assert.equal((await copyMetadata(pair, rewrite)).changed, false);
    });

    it('resources are copied in their folders, rewritten where they are text, replaced, and removed', async () => {
      const put = async (
        at: OpenSandbox,
        id: string,
        name: string,
        prefix: string,
        content: string | Buffer,
        operation = 'addResources',
      ) =>
        writeAt(
          at,
          id,
          operation,
          { fileName: name, ...(prefix && { resourcesPrefix: prefix }) },
          { file: await file(name, content) },
        );
      await put(source, pair.sourceId, 'config.json', 'config/deep', '{"x":"old"}');
      await put(source, pair.sourceId, 'picture 1.png', '', PICTURES[0] ?? '');
      await put(target, pair.targetId, 'left over.txt', '', 'x');
      const rewrite = (text: string): string => text.replaceAll('old', 'new');
      const inspected: Record<string, string> = {};
      const first = await copyResources(pair, rewrite, (text, resource) => {
        inspected[resource] = text;
      });
      assert.equal(first.changed, true);
      assert.ok(
        first.checks.every(({ ok }) => ok),
        JSON.stringify(first.checks),
      );
      assert.deepEqual(inspected, { 'config/deep/config.json': '{"x":"new"}' });
      const names = async () =>
        (await listResources(target.portal, pair.targetId)).map(({ resource }) => resource).sort();
      assert.deepEqual(await names(), ['config/deep/config.json', 'picture 1.png']);
      assert.equal((await copyResources(pair, rewrite)).changed, false);

      await put(source, pair.sourceId, 'picture 1.png', '', PICTURES[1] ?? '', 'updateResources');
      const third = await copyResources(pair, rewrite);
      assert.deepEqual([third.changed, third.checks.every(({ ok }) => ok)], [true, true]);
    });
  });
});
