import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { CopyResult, CopySettings } from '../../lib/copy/copy-settings.js';
import type { Item, SourceId } from '../../lib/items/item.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { app, Content, dashboard, webMap } from './support/content.js';
import { failingPortal } from './support/failing-portal.js';
import { Portals, SETTINGS } from './support/portals.js';

type Json = Record<string, unknown>;

describe('what an item depends on', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    source = new Content(portals.source, portals.pair.source.admin.username);
  });
  after(() => portals.close());

  /** Copies these at the same time in one run that announced only them. */
  async function copy(
    ids: string[],
    settings: Partial<CopySettings> = {},
    target: WritablePortal = portals.target,
  ) {
    const run = await portals.run(ids);
    const context = {
      run,
      source: portals.source,
      target,
      settings: { ...SETTINGS, ...settings },
      signal: run.signal,
    };
    const results = await Promise.all(ids.map((id) => copyItem(context, id as SourceId)));
    const report = run.report();
    run.cancel('the test is over');
    return { results: results as [CopyResult, ...CopyResult[]], report };
  }

  async function copiesOf(id: string): Promise<Item[]> {
    const q = `typekeywords:"source-${id}"`;
    return (await portals.target.read<{ results: Item[] }>('/search', { q, num: 100 })).results;
  }

  it('is copied with it, and has a row of its own', async () => {
    const layer = await source.layer('Needed', 5);
    const map = await source.document('Web Map', 'Needing', webMap([{ ...layer, title: 'Needed' }]));
    const { results, report } = await copy([map]);
    assert.equal(results[0].error, undefined);
    assert.deepEqual(
      results[0].dependencies.map((dependency) => [dependency.source.id, dependency.outcome]),
      [[layer.id, 'created']],
    );
    const row = report.rows.find((other) => other.source.id === layer.id);
    assert.equal(row?.outcome, 'created');
    assert.equal(row?.onBehalfOf, map);
    assert.equal(row?.checks.failed, 0);
  });

  it('is copied once, however many need it at the same time', async () => {
    const layer = await source.layer('Shared', 5);
    const maps = await Promise.all(
      [1, 2, 3].map((n) =>
        source.document('Web Map', `Sharing ${n}`, webMap([{ ...layer, title: 'Shared' }])),
      ),
    );
    const { results } = await copy([...maps, layer.id]);
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['created', 'created', 'created', 'created'],
    );
    assert.equal((await copiesOf(layer.id)).length, 1);
    assert.equal(new Set(results.map(({ map }) => map.items[layer.id])).size, 1);
  });

  it('may be a circle: a map whose pop-up links the app that shows the map', async () => {
    const map = await source.document('Web Map', 'Circular', webMap([]));
    const application = await source.document('Web Mapping Application', 'Circle', app(map), {
      typeKeywords: 'Configurable',
    });
    const link = `${portals.source.url}/apps/View/index.html?appid=${application}`;
    await source.update(map, {
      text: JSON.stringify(webMap([], { popup: { description: `<a href="${link}">app</a>` } })),
    });
    for (const ids of [[map], [application, map]]) {
      const { results } = await copy(ids);
      const first = results[0];
      assert.equal(first.error, undefined);
      assert.deepEqual(first.residue, []);
      const data = await portals.target.readText(`/content/items/${first.map.items[map]}/data`);
      assert.ok(
        data.includes(`${portals.target.url}/apps/View/index.html?appid=${first.map.items[application]}`),
      );
    }
    assert.equal((await copiesOf(map)).length, 1);
    assert.equal((await copiesOf(application)).length, 1);
  });

  it('stays where it is if it is a service that is not hosted, and is listed', async () => {
    const url = `${portals.pair.source.serverUrl}/rest/services/Town/Base/MapServer`;
    const reference = await source.document('Map Service', 'Base', {}, { url });
    const map = await source.document('Web Map', 'On the base', {
      operationalLayers: [
        { id: 'b', title: 'Base', url, itemId: reference, layerType: 'ArcGISMapServiceLayer' },
      ],
      version: '2.30',
    });
    const { results } = await copy([map, reference]);
    for (const { error, outcome, residue } of results) {
      assert.equal(error, undefined);
      assert.equal(outcome, 'created');
      assert.ok(residue.length > 0);
      assert.ok(residue.every(({ reason }) => reason === 'not-hosted-service'));
    }
    const data = await portals.target.read<Json>(`/content/items/${results[0].target?.id}/data`);
    const [layer] = data.operationalLayers as Json[];
    assert.equal(layer?.url, url);
    assert.equal(layer?.itemId, results[1]?.target?.id);
    assert.equal(results[1]?.target?.url, url);
  });

  it('stays as it is if it is not to be copied, and is listed', async () => {
    const layer = await source.layer('Unwanted', 1);
    const map = await source.document('Web Map', 'Alone', webMap([{ ...layer, title: 'Unwanted' }]));
    const { results } = await copy([map], { dependencies: 'existing' });
    assert.equal(results[0].outcome, 'created');
    assert.deepEqual([...new Set(results[0].residue.map(({ reason }) => reason))], ['not-copied']);
    assert.equal((await copiesOf(layer.id)).length, 0);

    const copied = (await copy([layer.id])).results[0];
    const again = (await copy([map], { dependencies: 'existing' })).results[0];
    assert.equal(again.outcome, 'updated');
    assert.deepEqual(again.residue, []);
    assert.equal(again.map.items[layer.id], copied.target?.id);
  });

  it('that fails leaves the item copied, with a warning and the reason', async () => {
    const layer = await source.layer('Broken', 1);
    const map = await source.document('Web Map', 'Hopeful', webMap([{ ...layer, title: 'Broken' }]));
    const cut = failingPortal(portals.target, (target) => target.endsWith('/createService'));
    const { results, report } = await copy([map], {}, cut);
    assert.equal(results[0].outcome, 'created');
    assert.deepEqual([...new Set(results[0].residue.map(({ reason }) => reason))], ['dependency-failed']);
    assert.match(results[0].warnings[0]?.message ?? '', /Broken.*connection was cut/);
    assert.equal(report.rows.find((row) => row.source.id === layer.id)?.outcome, 'failed');
    const { results: mended } = await copy([map]);
    assert.equal(mended[0].outcome, 'updated');
    assert.deepEqual(mended[0].residue, []);
  });

  it('is re-pointed where it is only mentioned, in text and in URLs of other hosts', async () => {
    const file = await source.file('Mentioned', 'a,b');
    const map = await source.document('Web Map', 'Mentioning', webMap([], { note: `see ${file}` }), {
      description: `https://viewer.example/?id=${file}`,
    });
    const { results } = await copy([file, map]);
    const [copied, mentioning] = [results[0].target, results[1]?.target];
    assert.deepEqual(results[1]?.residue, []);
    assert.equal(mentioning?.description, `https://viewer.example/?id=${copied?.id}`);
    const data = await portals.target.readText(`/content/items/${mentioning?.id}/data`);
    assert.ok(data.includes(`see ${copied?.id}`));
  });

  it('is not made only because it is mentioned', async () => {
    const file = await source.file('Only_mentioned', 'a,b');
    const link = `${portals.source.url}/home/item.html?id=${file}`;
    const map = await source.document('Web Map', 'Telling', webMap([]), { description: link });
    const { results } = await copy([map]);
    assert.deepEqual(await copiesOf(file), []);
    assert.equal(results[0].outcome, 'created');
    assert.deepEqual([...new Set(results[0].residue.map(({ reason }) => reason))], ['not-copied']);
  });

  it('may be a group, for which the group of the same title stands', async () => {
    const groups: Record<string, string> = {};
    for (const [name, portal] of [
      ['source', portals.source],
      ['target', portals.target],
    ] as const) {
      const params = { title: 'Water crew', tags: 'x', access: 'org' };
      groups[name] = (
        await portal.write<{ group: { id: string } }>('/community/createGroup', params)
      ).group.id;
    }
    const gallery = { source: null, values: { group: groups.source } };
    const application = await source.document('Web Mapping Application', 'Gallery', gallery, {
      typeKeywords: 'Configurable',
    });
    const { results } = await copy([application]);
    assert.deepEqual(results[0].residue, []);
    const data = await portals.target.read<typeof gallery>(`/content/items/${results[0].target?.id}/data`);
    assert.equal(data.values.group, groups.target);
  });

  it('may be at another host, and stays there', async () => {
    const style =
      'https://www.arcgis.com/sharing/rest/content/items/0123456789abcdef0123456789abcdef/resources/s.json';
    const map = await source.document('Web Map', 'On a basemap', {
      ...webMap([]),
      baseMap: { baseMapLayers: [{ itemId: '0123456789abcdef0123456789abcdef', styleUrl: style }] },
    });
    const { results } = await copy([map]);
    assert.equal(results[0].error, undefined);
    assert.deepEqual(results[0].residue, []);
  });

  it('that does not exist any more, or that nobody may see, is listed', async () => {
    const map = await source.document('Web Map', 'Dangling', webMap([]));
    const board = await source.document('Dashboard', 'Board of nothing', dashboard(map));
    await portals.source.write(`/content/users/${source.username}/items/${map}/delete`, {});
    const { results } = await copy([board]);
    assert.equal(results[0].outcome, 'created');
    assert.deepEqual(
      results[0].residue.map(({ reason }) => reason),
      ['not-accessible'],
    );
  });
});

describe('a copy that was interrupted', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;

  before(async () => {
    portals = await Portals.start('online', 'enterprise');
    source = new Content(portals.source, portals.pair.source.admin.username);
  });
  after(() => portals.close());

  async function copy(id: string, target: WritablePortal = portals.target): Promise<CopyResult> {
    const run = await portals.run([id]);
    const result = await copyItem(
      { run, source: portals.source, target, settings: SETTINGS, signal: run.signal },
      id as SourceId,
    );
    run.cancel('the test is over');
    return result;
  }

  const places: [string, (target: string) => boolean][] = [
    ['before its definition', (target) => target.includes('/addToDefinition')],
    ['while its rows are written', (target) => /\/(applyEdits|addFeatures)$/.test(target)],
  ];
  for (const [n, [place, breaks]] of places.entries()) {
    it(`${place} is marked as unfinished, and completed by the next run`, async () => {
      const layer = await source.layer(`Cut_${n}`, 40);
      const first = await copy(layer.id, failingPortal(portals.target, breaks));
      assert.equal(first.outcome, 'failed');
      assert.match(first.error?.message ?? '', /connection was cut/);
      const { results } = await portals.target.read<{ results: Item[] }>('/search', {
        q: `typekeywords:"source-${layer.id}"`,
      });
      assert.equal(results.length, 1);
      assert.ok(results[0]?.typeKeywords.includes('copy-unfinished'));

      const second = await copy(layer.id);
      assert.equal(second.error, undefined);
      assert.equal(second.outcome, 'created');
      assert.equal(second.target?.id, results[0]?.id);
      assert.ok(!second.target?.typeKeywords.includes('copy-unfinished'));
      assert.equal((await copy(layer.id)).outcome, 'unchanged');
    });
  }

  it('half way through its rows has each row once in the end', async () => {
    const layer = await source.layer('Many', 2500);
    let written = 0;
    const first = await copy(
      layer.id,
      failingPortal(portals.target, (target) => /\/(applyEdits|addFeatures)$/.test(target) && ++written > 1),
    );
    assert.equal(first.outcome, 'failed');
    const second = await copy(layer.id);
    assert.equal(second.error, undefined);
    const { count } = await portals.target.read<{ count: number }>(`${second.target?.url}/0/query`, {
      where: '1=1',
      returnCountOnly: true,
    });
    assert.equal(count, 2500);
  });

  it('is tried again by the next message of the same run', async () => {
    const map = await source.document('Web Map', 'Twice', webMap([]));
    const run = await portals.run([map]);
    let cuts = 1;
    const target = failingPortal(portals.target, (path) => path.endsWith('/addItem') && cuts-- > 0);
    const context = { run, source: portals.source, target, settings: SETTINGS, signal: run.signal };
    assert.equal((await copyItem(context, map as SourceId)).outcome, 'failed');
    assert.equal((await copyItem(context, map as SourceId)).outcome, 'created');
    run.cancel('the test is over');
  });

  it('ends, and lets those end that wait for it while it waits for them', async () => {
    const file = await source.file('Stops in a circle', 'x,y\n1,2\n');
    const map = await source.document('Web Map', 'Map in a circle', {
      operationalLayers: [{ id: 'stops', title: 'Stops', layerType: 'CSV', itemId: file }],
    });
    await source.update(file, {
      description: `<a href="https://viewer.example/?webmap=${map}">seen here</a>`,
    });
    const run = await portals.run([file, map]);
    const target = failingPortal(
      portals.target,
      (path, { type }) => path.endsWith('/addItem') && type === 'Web Map',
    );
    const context = { run, source: portals.source, target, settings: SETTINGS, signal: run.signal };
    const ids = [file, map] as SourceId[];
    const results = await Promise.all(ids.map((id) => copyItem(context, id)));
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['created', 'failed'],
    );
    run.cancel('the test is over');
  });

  it('is cancelled with its run', async () => {
    const layer = await source.layer('Cancelled', 10);
    const run = await portals.run([layer.id]);
    const target = failingPortal(portals.target, (path) => {
      if (path.includes('/addToDefinition')) run.cancel('enough');
      return false;
    });
    const context = { run, source: portals.source, target, settings: SETTINGS, signal: run.signal };
    await assert.rejects(copyItem(context, layer.id as SourceId), /enough|cancelled/i);
  });
});
