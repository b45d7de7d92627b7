import assert from 'node:assert/strict';
import type { Item } from '../../lib/items/item.js';
import { Content } from './support/content.js';
import { Portals } from './support/portals.js';

describe('a copy that the target has already', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;
  let target: Content;
  let count = 0;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    source = new Content(portals.source, portals.pair.source.admin.username);
    target = new Content(portals.target, portals.pair.target.admin.username);
  });
  after(() => portals.close());

  async function aMap(): Promise<string> {
    count += 1;
    return source.document('Web Map', `Map ${count}`, { operationalLayers: [], version: '2.30', count });
  }

  async function copyOnce(id: string, settings = {}, more = {}) {
    const run = await portals.run([id], more);
    const result = await portals.copy(run, id, settings);
    run.cancel('the test is over');
    return result;
  }

  async function copiesOf(id: string): Promise<Item[]> {
    const { results } = await portals.target.read<{ results: Item[] }>('/search', {
      q: `typekeywords:"source-${id}"`,
      num: 100,
    });
    return results;
  }

  it('is left alone on "skip", whatever changed', async () => {
    const id = await aMap();
    const first = await copyOnce(id);
    await source.update(id, { snippet: 'changed' });
    const second = await copyOnce(id, { whenExists: 'skip' });
    assert.equal(second.outcome, 'skipped');
    assert.equal(second.target?.id, first.target?.id);
    assert.equal(second.map.items[id], first.target?.id);
    assert.notEqual(second.target?.snippet, 'changed');
  });

  it('gets a second copy beside it on "new"', async () => {
    const id = await aMap();
    const first = await copyOnce(id);
    const second = await copyOnce(id, { whenExists: 'new' });
    assert.equal(second.outcome, 'created');
    assert.notEqual(second.target?.id, first.target?.id);
  });

  it('is an error that names both if there are two of them', async () => {
    const id = await aMap();
    const first = await copyOnce(id);
    const second = await copyOnce(id, { whenExists: 'new' });
    const third = await copyOnce(id);
    assert.equal(third.outcome, 'failed');
    assert.equal(third.error?.code, 'ARCGIS_EXISTS');
    assert.ok(third.error?.message.includes(first.target?.id ?? '?'));
    assert.ok(third.error?.message.includes(second.target?.id ?? '?'));
  });

  it('makes way for a new one on "replace", and is kept until nothing uses it', async () => {
    const id = await aMap();
    const first = await copyOnce(id);
    const second = await copyOnce(id, { whenExists: 'replace' });
    assert.equal(second.outcome, 'created');
    assert.deepEqual(second.replaced, [{ item: { id: first.target?.id, url: null }, by: second.target?.id }]);
    assert.equal(second.map.items[first.target?.id ?? '?'], second.target?.id);
    assert.deepEqual(
      (await copiesOf(id)).map((copy) => copy.id),
      [second.target?.id],
    );
    assert.equal((await copyOnce(id)).outcome, 'unchanged');
  });

  it('of a file is replaced under another file name', async () => {
    const id = await source.file('Replaced', 'a,b\n1,2\n');
    const first = await copyOnce(id);
    const second = await copyOnce(id, { whenExists: 'replace' });
    assert.equal(second.error, undefined);
    assert.notEqual(second.target?.id, first.target?.id);
    assert.match(second.target?.name ?? '', /^Replaced_\w{8}\.csv$/);
    assert.ok(second.warnings.some(({ code }) => code === 'FILE_RENAMED'));
  });

  it('of a file is made by each of two pipelines, with file names of their own, and kept apart', async () => {
    const id = await source.file('Shared', 'a,b\n1,2\n');
    const [water, roads] = [{ pipeline: 'water' }, { pipeline: 'roads' }];
    const first = await copyOnce(id, {}, water);
    const second = await copyOnce(id, {}, roads);
    const plain = await copyOnce(id);
    for (const { error, outcome } of [first, second, plain]) {
      assert.deepEqual([error, outcome], [undefined, 'created']);
    }
    assert.equal(new Set([first, second, plain].map(({ target }) => target?.id)).size, 3);
    assert.equal(first.target?.name, 'Shared.csv');
    assert.match(second.target?.name ?? '', /^Shared_\w{8}\.csv$/);
    assert.ok(second.warnings.some(({ code }) => code === 'FILE_RENAMED'));
    for (const [pipeline, made] of [
      [water, first],
      [roads, second],
      [{}, plain],
    ] as const) {
      const again = await copyOnce(id, {}, pipeline);
      assert.equal(again.outcome, 'unchanged');
      assert.equal(again.target?.id, made.target?.id);
    }
  });

  it('of a file keeps the file name that it was given when it is updated', async () => {
    const id = await source.file('Named', 'a,b\n1,2\n');
    await copyOnce(id, {}, { pipeline: 'water' });
    const made = await copyOnce(id, {}, { pipeline: 'roads' });
    await source.update(id, { snippet: 'changed' });
    const updated = await copyOnce(id, {}, { pipeline: 'roads' });
    assert.deepEqual([updated.error, updated.outcome], [undefined, 'updated']);
    assert.equal(updated.target?.id, made.target?.id);
    assert.equal(updated.target?.name, made.target?.name);
    assert.equal(updated.target?.snippet, 'changed');
  });

  it('is not mixed up with a stranger that has its file name', async () => {
    const id = await source.file('Taken', 'ours');
    const stranger = await target.file('Taken', 'theirs');
    const result = await copyOnce(id);
    assert.equal(result.error?.code, 'ARCGIS_EXISTS');
    assert.ok(result.error?.message.includes(stranger));
    assert.equal(await portals.target.readText(`/content/items/${stranger}/data`), 'theirs');
  });

  it('that is older than the finished one and unfinished is only warned about', async () => {
    const id = await aMap();
    const shell = await target.document(
      'Web Map',
      'half',
      {},
      { typeKeywords: `source-${id},copy-unfinished` },
    );
    const finished = await target.document('Web Map', 'whole', {}, { typeKeywords: `source-${id}` });
    const result = await copyOnce(id);
    assert.equal(result.target?.id, finished);
    assert.ok(result.warnings.find(({ code }) => code === 'UNFINISHED_LEFT')?.message.includes(shell));
  });

  it('whose making was interrupted is completed, not made twice', async () => {
    const id = await aMap();
    const shell = await target.document(
      'Web Map',
      'half',
      {},
      { typeKeywords: `source-${id},copy-unfinished` },
    );
    const result = await copyOnce(id);
    assert.equal(result.outcome, 'created');
    assert.equal(result.target?.id, shell);
    assert.ok(!result.target?.typeKeywords.includes('copy-unfinished'));
    assert.equal((await copiesOf(id)).length, 1);
  });

  it('is completed if a replacement was interrupted', async () => {
    const id = await aMap();
    const first = await copyOnce(id);
    const shell = await target.document(
      'Web Map',
      'half',
      {},
      { typeKeywords: `source-${id},copy-unfinished` },
    );
    const second = await copyOnce(id);
    assert.equal(second.target?.id, shell);
    assert.equal(second.replaced[0]?.item.id, first.target?.id);
  });

  it('of another type or pipeline is none', async () => {
    const id = await aMap();
    await target.document('Dashboard', 'other type', {}, { typeKeywords: `source-${id}` });
    const plain = await copyOnce(id);
    const water = await copyOnce(id, {}, { pipeline: 'water' });
    const roads = await copyOnce(id, {}, { pipeline: 'roads' });
    assert.deepEqual([plain.outcome, water.outcome, roads.outcome], ['created', 'created', 'created']);
    assert.ok(water.target?.typeKeywords.includes('copy-water'));
    assert.equal((await copyOnce(id, {}, { pipeline: 'water' })).outcome, 'unchanged');
    assert.equal((await copyOnce(id)).target?.id, plain.target?.id);
  });

  it('made by another tool is recognised and updated', async () => {
    const id = await aMap();
    const theirs = await target.document('Web Map', 'theirs', {}, { typeKeywords: `source-${id}` });
    const result = await copyOnce(id);
    assert.equal(result.outcome, 'updated');
    assert.equal(result.target?.id, theirs);
  });

  it('that somebody edited is kept with a warning, or overwritten if that is chosen', async () => {
    const id = await aMap();
    const first = await copyOnce(id);
    const copy = first.target?.id ?? '';
    const stamp = first.target?.properties?.portalCopy as Record<string, unknown>;
    // As if the copy had been finished an hour ago.
    const properties = { portalCopy: { ...stamp, copied: Number(stamp.copied) - 3_600_000 } };
    await target.update(copy, { properties: JSON.stringify(properties) });
    assert.deepEqual((await copyOnce(id)).warnings, []);

    await target.update(copy, { text: JSON.stringify({ edited: true }) });
    const unchanged = await copyOnce(id);
    assert.equal(unchanged.outcome, 'unchanged');
    assert.equal(unchanged.warnings[0]?.code, 'TARGET_EDITED');
    await source.update(id, { snippet: 'changed' });
    const kept = await copyOnce(id);
    assert.equal(kept.outcome, 'skipped');
    assert.deepEqual(await portals.target.read(`/content/items/${copy}/data`), { edited: true });
    const overwritten = await copyOnce(id, { whenEdited: 'overwrite' });
    assert.equal(overwritten.outcome, 'updated');
    assert.equal(overwritten.target?.id, copy);
  });

  it('is not touched by a dry run, nor is a new one made', async () => {
    const [known, fresh] = [await aMap(), await aMap()];
    await copyOnce(known);
    await source.update(known, { snippet: 'changed' });
    portals.pair.target.requests.clear();
    const run = await portals.run([known, fresh], { dryRun: true });
    const results = await Promise.all([portals.copy(run, known), portals.copy(run, fresh)]);
    run.cancel('the test is over');
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['planned', 'planned'],
    );
    assert.equal(results[1]?.map.items[fresh], `planned:${fresh}`);
    assert.ok(!portals.pair.target.requests.all().some(({ write }) => write));
  });
});
