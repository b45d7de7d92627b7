import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeZip } from '../../lib/items/zip.js';
import { webMap } from '../copy/support/content.js';
import { addResource, readResource } from '../items/support/resources.js';
import { remapNode, Stage } from './support/stage.js';

const DRAFT = 'config/config.json';

describe('remap-webmap, of an item with a draft,', function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open('online', 'enterprise');
  });
  after(() => stage?.close());

  const experience = (map: string, label: string): string =>
    `{ "label": "${label}",  "pages": {}, "widgets": {}, "dataSources": { "dataSource_1": { "itemId": "${map}" } } }`;

  it('re-points what is published and the draft, and puts both back byte for byte', async () => {
    const { target, portals } = stage;
    const old = await target.document('Web Map', 'Old', webMap([]));
    const next = await target.document('Web Map', 'Next', webMap([]));
    const app = await target.document('Web Experience', 'App', {});
    await target.update(app, { text: experience(old, 'published') });
    await addResource(portals.target, target.username, app, DRAFT, experience(old, 'draft'));
    const settings = { keep: stage.kept, what: 'ids', ids: app, idsType: 'str', table: `${old},${next}` };
    const bench = await stage.load([remapNode([['out'], [], ['changed']], settings)]);
    bench.send('remap', { payload: 'now' });
    const changed = await bench.message('changed');
    const published = JSON.parse(await stage.data(app)) as unknown;
    assert.deepEqual(published, JSON.parse(experience(next, 'published')));
    const draft = await readResource(portals.target, app, DRAFT);
    assert.deepEqual(JSON.parse(draft), JSON.parse(experience(next, 'draft')));

    const { run } = changed.arcgis as { run: { id: string } };
    bench.send('remap', { putBack: run.id });
    await bench.message('out');
    assert.equal(await stage.data(app), experience(old, 'published'));
    assert.equal(await readResource(portals.target, app, DRAFT), experience(old, 'draft'));
  });

  it('re-points a draft alone', async () => {
    const { target, portals } = stage;
    const old = await target.document('Web Map', 'Old', webMap([]));
    const next = await target.document('Web Map', 'Next', webMap([]));
    const app = await target.document('Web Experience', 'New app', { __not_publish: true });
    await addResource(portals.target, target.username, app, DRAFT, experience(old, 'draft'));
    const settings = { keep: stage.kept, what: 'ids', ids: app, idsType: 'str', table: `${old},${next}` };
    const bench = await stage.load([remapNode([[], [], ['changed']], settings)]);
    bench.send('remap', { payload: 'now' });
    await bench.message('changed');
    assert.equal(
      await readResource(portals.target, app, DRAFT),
      JSON.stringify(JSON.parse(experience(next, 'draft'))),
    );
  });

  it('re-points the portal that another tool left beside an item of the target', async () => {
    const { source, target, portals } = stage;
    const next = await target.document('Web Map', 'Next', webMap([]));
    const chosen = await source.document('Web Map', 'Chosen', webMap([]));
    const half = (portalUrl: string): object => ({
      pages: {},
      widgets: {},
      dataSources: { dataSource_1: { itemId: next, portalUrl } },
    });
    const app = await target.document('Web Experience', 'Half done', half(portals.source.url));
    await stage.run([chosen], { remap: { what: 'ids', ids: app, idsType: 'str' } });
    assert.deepEqual(JSON.parse(await stage.data(app)), half(portals.target.url));
  });

  it('leaves packages as they are, byte for byte', async () => {
    const { target, portals } = stage;
    const old = await target.document('Web Map', 'Old', webMap([]));
    const next = await target.document('Web Map', 'Next', webMap([]));
    const form = await target.document('Form', 'Survey', '', { description: `See ${old}` });
    const bytes = writeZip([
      { name: 'esriinfo/form.json', content: Buffer.from(JSON.stringify({ itemId: old })), stamp: 0 },
    ]);
    const dir = await mkdtemp(join(tmpdir(), 'packages-test-'));
    const path = join(dir, 'form.zip');
    await writeFile(path, bytes);
    const file = { path, name: 'survey.zip', contentType: 'application/zip' };
    await portals.target.write(
      `/content/users/${target.username}/items/${form}/update`,
      {},
      { files: { file } },
    );
    await rm(dir, { recursive: true });
    const settings = { keep: stage.kept, what: 'ids', ids: form, idsType: 'str', table: `${old},${next}` };
    const bench = await stage.load([remapNode([[], [], ['changed']], settings)]);
    bench.send('remap', { payload: 'now' });
    await bench.message('changed');
    const { body } = await portals.target.stream(`/content/items/${form}/data`);
    const pieces: Buffer[] = [];
    for await (const piece of body) pieces.push(piece as Buffer);
    assert.ok(Buffer.concat(pieces).equals(bytes));
    const { description } = await portals.target.read<{ description: string }>(`/content/items/${form}`);
    assert.equal(description, `See ${next}`);
  });
});
