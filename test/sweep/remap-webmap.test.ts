import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Proposal } from '../../lib/copy/sweep/propose-pairs.js';
import type { PutBackItem } from '../../lib/copy/sweep/put-back.js';
import { webMap } from '../copy/support/content.js';
import { outcomeOf, remapNode, Stage, saidOf } from './support/stage.js';

interface Layer {
  url: string;
  itemId?: string;
}

describe('remap-webmap', function () {
  this.timeout(60_000);
  let stage: Stage;
  let count = 0;

  before(async () => {
    stage = await Stage.open('online', 'enterprise');
  });
  after(() => stage?.close());
  afterEach(() => {
    stage.portals.pair.target.switches.fault = undefined;
  });

  const layersOf = async (id: string): Promise<Layer[]> => JSON.parse(await stage.data(id)).operationalLayers;

  /** A source layer that was published by hand in the target as well, under another name. */
  async function republished(): Promise<{
    source: { id: string; url: string };
    byHand: { id: string; url: string };
  }> {
    count += 1;
    const source = await stage.source.layer(`Source_${count}`, 1);
    return { source, byHand: await stage.target.layer(`Hand_${count}`, 1) };
  }

  it('re-points the copy of each message to services published by hand, and the next run leaves it alone', async () => {
    const { source, byHand } = await republished();
    const map = await stage.source.document('Web Map', 'Moved', webMap([{ ...source, title: 'x' }]));
    const remap = { scope: 'own', pairs: 'pairs', pairsType: 'msg' };
    const msg = { pairs: [[source.url, byHand.url], { from: source.id, to: byHand.id }] };
    const { report, bench } = await stage.run([map], { remap }, msg);
    const copy = report.rows[0]?.target?.id ?? '';
    assert.deepEqual(
      bench.messages('caught').map(({ error }) => error),
      [],
    );
    assert.equal(outcomeOf(report, map), 'created');
    assert.deepEqual(report.residue, { listed: 0, unlisted: 0 });
    const [layer] = await layersOf(copy);
    assert.deepEqual([layer?.url, layer?.itemId], [`${byHand.url}/0`, byHand.id]);

    const again = await stage.run([map], { remap }, msg);
    assert.equal(outcomeOf(again.report, map), 'unchanged');
    assert.doesNotMatch(saidOf(again.report, map), /TARGET_EDITED/);
    assert.equal((await layersOf(copy))[0]?.url, `${byHand.url}/0`);
  });

  it('follows a pair of ids to the service, and a pair of services to the item, wherever a document has both', async () => {
    const { source, byHand } = await republished();
    const map = await stage.target.document('Web Map', 'Both', webMap([{ ...source, title: 'x' }]));
    for (const table of [`${source.id},${byHand.id}`, `${source.url}\t${byHand.url}`]) {
      await stage.target.update(map, { text: JSON.stringify(webMap([{ ...source, title: 'x' }])) });
      const bench = await stage.load([
        remapNode([[], [], ['changed']], { keep: stage.kept, what: 'ids', ids: map, idsType: 'str', table }),
      ]);
      bench.send('remap', { payload: 'now' });
      await bench.message('changed');
      const [layer] = await layersOf(map);
      assert.deepEqual([layer?.url, layer?.itemId], [`${byHand.url}/0`, byHand.id], table);
    }
  });

  it('follows a pair of layers to another number, and address rules only where the new service is there', async () => {
    const { source, byHand } = await republished();
    const gone = 'https://gis.old.example/server/rest/services';
    const server = byHand.url.slice(0, byHand.url.indexOf('/Hosted/'));
    const map = await stage.target.document('Web Map', 'Rules', {
      operationalLayers: [
        { id: 'a', url: `${gone}${byHand.url.slice(server.length)}/0` },
        { id: 'b', url: `${gone}/Hosted/NotThere/FeatureServer/0` },
        { id: 'c', url: `${source.url}/7`, itemId: source.id },
        { id: 'd', url: 'https://services.arcgisonline.com/arcgis/rest/services/World/MapServer' },
        { id: 'e', link: 'https://gis.old.example/server/rest/services.html' },
      ],
    });
    const table = `# a comment\n${gone},${server}\n${source.url}/7,${byHand.url}/0\n`;
    const bench = await stage.load([
      remapNode([[], ['proposals'], ['changed']], {
        keep: stage.kept,
        what: 'ids',
        ids: map,
        idsType: 'str',
        table,
      }),
    ]);
    bench.send('remap', { payload: 'now' });
    await bench.message('changed');
    const layers = await layersOf(map);
    assert.deepEqual(
      layers.map(({ url }) => url),
      [
        `${byHand.url}/0`,
        `${gone}/Hosted/NotThere/FeatureServer/0`,
        `${byHand.url}/0`,
        'https://services.arcgisonline.com/arcgis/rest/services/World/MapServer',
        undefined,
      ],
    );
    assert.equal(layers[2]?.itemId, byHand.id);
    const [open] = (await bench.message('proposals')).payload as Proposal[];
    assert.equal(open?.from, `${gone}/Hosted/NotThere/FeatureServer`);
    assert.deepEqual(open?.candidates, []);
  });

  it('changes nothing if the table names what the target does not have, and says which line it is', async () => {
    const { source, byHand } = await republished();
    const map = await stage.target.document('Web Map', 'Stays', webMap([{ ...source, title: 'x' }]));
    const before = await stage.data(map);
    const missing = 'f'.repeat(32);
    const tables: [string, string, RegExp][] = [
      [`${source.url},${byHand.url.replace('/Hosted/Hand', '/Hosted/Nobody')}`, 'ARCGIS_NOT_FOUND', /Nobody/],
      [`${source.url}/0,${byHand.url}/9`, 'ARCGIS_NOT_FOUND', /FeatureServer\/9/],
      [`${source.id},${missing}`, 'ARCGIS_NOT_FOUND', new RegExp(missing)],
      [`${byHand.id},${source.id}`, 'ARCGIS_NOT_FOUND', /swapped/],
      [`${byHand.id},${byHand.id}`, 'ARCGIS_CONFIG', /both sides/],
      [`${source.id},${byHand.url}`, 'ARCGIS_CONFIG', /pair/],
      ['only one column', 'ARCGIS_CONFIG', /Line 1/],
      [`https://a.example/x,https://a.example/x/y`, 'ARCGIS_CONFIG', /begins with/],
    ];
    for (const [table, code, words] of tables) {
      const bench = await stage.load([
        remapNode([[], [], []], { keep: stage.kept, what: 'ids', ids: map, idsType: 'str', table }),
      ]);
      stage.portals.pair.target.requests.clear();
      bench.send('remap', { payload: 'now' });
      const { error } = await bench.completion('remap');
      assert.equal(error?.code, code, table);
      assert.match(error?.message ?? '', words);
      const written = stage.portals.pair.target.requests.all().filter(({ write }) => write);
      assert.deepEqual(
        written.filter(({ path }) => !path.endsWith('/generateToken')),
        [],
      );
    }
    assert.equal(await stage.data(map), before);
  });

  it('proposes services of the same name, changes nothing by that, and takes the proposal as a table', async () => {
    count += 1;
    const source = await stage.source.layer(`Street_Lights_${count}`, 1);
    const twin = await stage.target.layer(`Street_Lights_${count}`, 1);
    const { id } = await stage.source.layer(`Other_${count}`, 1);
    const map = await stage.target.document('Web Map', 'Uncovered', webMap([{ ...source, title: 'x' }]));
    const before = await stage.data(map);
    const settings = { what: 'ids', ids: map, idsType: 'str' };
    const { report, bench } = await stage.run([id], { remap: settings });
    assert.equal(await stage.data(map), before);
    const proposals = await bench.message('proposals');
    const [proposal] = proposals.payload as Proposal[];
    assert.equal(proposal?.from, source.url);
    assert.deepEqual(
      proposal?.candidates.map(({ url, item }) => [url, item.id]),
      [[twin.url, twin.id]],
    );
    assert.deepEqual(
      proposal?.usedBy.map((user) => user.id),
      [map],
    );
    assert.ok(report);

    const confirmed = await stage.run([id], { remap: { ...settings, table: String(proposals.table) } });
    assert.equal(outcomeOf(confirmed.report, map), 'updated');
    const [layer] = await layersOf(map);
    assert.deepEqual([layer?.url, layer?.itemId], [`${twin.url}/0`, twin.id]);
    assert.equal(confirmed.bench.messages('proposals').length, 0);
  });

  it('leaves an item as it is whose layer the new service does not have, and fails only that', async () => {
    const { source, byHand } = await republished();
    const wrong = await stage.target.document('Web Map', 'Layer 5', {
      operationalLayers: [{ id: 'a', url: `${source.url}/5` }],
    });
    const right = await stage.target.document('Web Map', 'Layer 0', {
      operationalLayers: [{ id: 'a', url: `${source.url}/0` }],
    });
    const before = await stage.data(wrong);
    count += 1;
    const { id } = await stage.source.layer(`More_${count}`, 1);
    const remap = {
      what: 'ids',
      ids: `${wrong},${right}`,
      idsType: 'str',
      table: `${source.url},${byHand.url}`,
    };
    const { report } = await stage.run([id], { remap });
    assert.equal(outcomeOf(report, wrong), 'failed');
    assert.match(saidOf(report, wrong), /LAYER_MISSING/);
    assert.equal(outcomeOf(report, right), 'updated');
    assert.equal(await stage.data(wrong), before);
  });

  it('saves before it writes: an item whose former document cannot be saved is not changed', async () => {
    const { source, byHand } = await republished();
    const map = await stage.target.document('Web Map', 'Not saved', webMap([{ ...source, title: 'x' }]));
    const before = await stage.data(map);
    count += 1;
    const { id } = await stage.source.layer(`Extra_${count}`, 1);
    const keep = join(stage.kept, 'a-file');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(keep, '');
    const { report } = await stage.run([id], {
      remap: { keep, what: 'ids', ids: map, idsType: 'str', table: `${source.url},${byHand.url}` },
    });
    assert.equal(outcomeOf(report, map), 'failed');
    assert.equal(await stage.data(map), before);
  });

  it('does not put back over what somebody edited since, unless that is chosen', async () => {
    const { source, byHand } = await republished();
    const text = JSON.stringify(webMap([{ ...source, title: 'x' }]), null, '\t');
    const map = await stage.target.document('Web Map', 'Edited since', {}, { text });
    const settings = {
      keep: stage.kept,
      what: 'ids',
      ids: map,
      idsType: 'str',
      table: `${source.url},${byHand.url}`,
    };
    const bench = await stage.load([remapNode([['out'], [], ['changed']], settings)]);
    bench.send('remap', { payload: 'now' });
    const { arcgis } = await bench.message('changed');
    const run = (arcgis as { run: { id: string } }).run.id;
    assert.deepEqual(await readdir(join(stage.kept, run)), [`${map}.json`]);
    await stage.target.update(map, { text: '{"operationalLayers":[],"mine":true}' });
    for (const [overwrite, outcome] of [
      [false, 'skipped'],
      [true, 'updated'],
    ] as const) {
      const back = await stage.load([
        remapNode([['out'], [], []], { keep: stage.kept, scope: 'back', run, runType: 'str', overwrite }),
      ]);
      back.send('remap', {});
      const [item] = (await back.message('out')).payload as PutBackItem[];
      assert.equal(item?.outcome, outcome);
    }
    assert.equal(await stage.data(map), text);
  });

  it('says so if there is nothing to put back', async () => {
    const bench = await stage.load([remapNode([['out'], [], []], { keep: stage.kept })]);
    for (const [putBack, code] of [
      ['no-such-run', 'ARCGIS_NOT_FOUND'],
      ['../../etc', 'ARCGIS_INPUT'],
    ]) {
      bench.send('remap', { putBack });
      const at = bench.completionsOf('remap').length;
      await bench.until(() => bench.completionsOf('remap').length > at);
      assert.equal(bench.completionsOf('remap').at(-1)?.error?.code, code);
    }
  });

  it('sweeps once, after everything was copied or failed, and its own failure is reported without failing items', async () => {
    count += 1;
    const layers = await Promise.all([1, 2, 3].map((n) => stage.source.layer(`Once_${count}_${n}`, 1)));
    const map = await stage.target.document(
      'Web Map',
      'Three layers',
      webMap(layers.map((layer) => ({ ...layer, title: 'x' }))),
    );
    const ids = layers.map(({ id }) => id);
    const { report, bench } = await stage.run(ids, { remap: { what: 'ids', ids: map, idsType: 'str' } });
    assert.equal(outcomeOf(report, map), 'updated');
    assert.equal(bench.messages('changed').length, 1);
    const targets = report.rows
      .filter(({ source: { id } }) => ids.includes(id))
      .map(({ target }) => `${target?.url}/0`);
    assert.deepEqual((await layersOf(map)).map(({ url }) => url).sort(), targets.sort());

    const failing = await stage.run(ids, {
      remap: { what: 'group', group: 'No such group', groupType: 'str' },
    });
    assert.equal(failing.report.errors?.[0]?.code, 'ARCGIS_NOT_FOUND');
    for (const id of ids) assert.equal(outcomeOf(failing.report, id), 'unchanged');
    assert.equal((failing.bench.messages('caught')[0]?.error as { code?: string })?.code, 'ARCGIS_NOT_FOUND');
  });
});
