import assert from 'node:assert/strict';
import type { ArcgisMessage } from '../../lib/copy/run/message.js';
import type { Run } from '../../lib/copy/run/run.js';
import { runs } from '../../lib/copy/run/runs.js';
import type { SandboxPair } from '../../sandbox/index.js';
import { Bench, type BenchNode } from './bench.js';
import { addFile, administrator, emptyPair } from './content.js';
import { catchNode, portals, reportNode, searchNode, sinkNode, tab } from './flows.js';

describe('search-items', () => {
  let pair: SandboxPair;
  let end: () => Promise<void>;
  let bench: Bench;
  let ids: string[];
  const opened: Run[] = [];
  const note = (run: Run): void => {
    opened.push(run);
  };

  const load = async (more: Record<string, unknown> = {}, extra: BenchNode[] = []): Promise<void> => {
    const { nodes, credentials } = portals(pair);
    const flow = [
      tab,
      ...nodes,
      searchNode([['items'], ['counts']], more),
      sinkNode('items'),
      sinkNode('counts'),
    ];
    bench = await Bench.load([...flow, catchNode([['caught']]), sinkNode('caught'), ...extra], credentials);
  };

  before(async () => {
    runs.on('open', note);
    ({ pair, end } = await emptyPair());
    const rest = await administrator(pair);
    ids = [await addFile(rest, 'Trees'), await addFile(rest, 'Benches'), await addFile(rest, 'Lamps')];
  });

  after(async () => {
    runs.off('open', note);
    await end?.();
  });

  afterEach(async () => {
    for (const run of opened.splice(0)) run.cancel('the test is over');
    await bench.unload();
  });

  it('sends a message per item, with the run, the source and its place in the sequence', async () => {
    await load();
    bench.send('search', { payload: 'go', topic: 'kept', parts: { id: 'outer', index: 0 } });
    await bench.until(() => bench.messages('items').length === 3);
    const first = await bench.message('items');
    const { run, source, map, steps } = first.arcgis as ArcgisMessage;
    assert.deepEqual(first.parts, {
      id: run.id,
      index: 0,
      count: 3,
      type: 'array',
      parts: { id: 'outer', index: 0 },
    });
    assert.equal(first.topic, 'kept');
    assert.equal((first.payload as { title: string }).title, 'Trees');
    assert.equal(source.portal, pair.source.url);
    assert.equal(source.item.id, ids[0]);
    assert.deepEqual(map, { items: {}, services: {}, groups: {}, users: {} });
    assert.deepEqual(steps, []);
    assert.deepEqual(JSON.parse(JSON.stringify(first.arcgis)), first.arcgis);
    assert.equal(bench.completionsOf('search').length, 1);
  });

  it('sends the counts once on the second output', async () => {
    await load();
    bench.send('search', { payload: 'go' });
    const counts = await bench.message('counts');
    await bench.completion('search');
    assert.deepEqual(counts.payload, { found: 3, types: { CSV: 3 }, leftOut: 0 });
    assert.equal(bench.messages('counts').length, 1);
    assert.equal(counts.parts, undefined);
  });

  it('says first which items cannot be copied, why, and what to do instead', async () => {
    const rest = await administrator(pair);
    const item = { type: 'Real Time Analytic', title: 'Snow ploughs' };
    const { id } = await rest.post<{ id: string }>('/content/users/admin/addItem', item);
    try {
      await load();
      bench.send('search', { payload: 'go' });
      const counts = await bench.message('counts');
      await bench.completion('search');
      const { notCopied } = counts.payload as {
        notCopied: { type: string; titles: string[]; reason: string }[];
      };
      assert.deepEqual(
        notCopied.map(({ type, titles }) => [type, titles]),
        [['Real Time Analytic', ['Snow ploughs']]],
      );
      assert.match(notCopied[0]?.reason ?? '', /ArcGIS Velocity/);
    } finally {
      await rest.post(`/content/users/admin/items/${id}/delete`, { permanentDelete: true });
    }
  });

  it('says that nothing was found: counts, a warning and a yellow status', async () => {
    await load({ query: 'title:"No such thing"' });
    bench.send('search', { payload: 'go' });
    const counts = await bench.message('counts');
    assert.equal((counts.payload as { found: number }).found, 0);
    await bench.until(() => bench.statusesOf('search').some(({ text }) => text === 'status.nothing'));
    assert.match(bench.warningsOf('search')[0] ?? '', /Nothing was found/);
    assert.deepEqual(bench.messages('items'), []);
  });

  it('takes its fields from the message, the flow or the environment', async () => {
    await load({
      scope: 'ids',
      ids: 'wanted.ids',
      idsType: 'msg',
      pipeline: 'BENCH_PIPELINE',
      pipelineType: 'env',
    });
    process.env.BENCH_PIPELINE = 'water';
    try {
      bench.send('search', { wanted: { ids: [ids[1]] } });
      const item = await bench.message('items');
      assert.equal((item.payload as { id: string }).id, ids[1]);
      assert.equal((item.arcgis as { run: { pipeline: string } }).run.pipeline, 'water');
    } finally {
      delete process.env.BENCH_PIPELINE;
    }
  });

  it('takes a JSONata expression', async () => {
    await load({ query: '"title:\\"" & $uppercase(wanted) & "\\""', queryType: 'jsonata' });
    bench.send('search', { wanted: 'lamps' });
    const item = await bench.message('items');
    assert.equal((item.payload as { title: string }).title, 'Lamps');
  });

  it('says what is wrong with an expression', async () => {
    await load({ query: '$nonsense(', queryType: 'jsonata' });
    bench.send('search', {});
    const caught = await bench.message('caught');
    assert.equal((caught.error as { code: string }).code, 'ARCGIS_INPUT');
  });

  it('takes ids between commas, blanks or lines', async () => {
    await load({ scope: 'ids', ids: `${ids[0]}, ${ids[1]}\n${ids[2]}` });
    bench.send('search', {});
    await bench.until(() => bench.messages('items').length === 3);
  });

  it('fails when a field names a place that holds nothing, instead of copying everything', async () => {
    await load({ scope: 'organisation', query: 'department', queryType: 'msg' });
    bench.send('search', { payload: 'go' });
    const caught = await bench.message('caught');
    assert.equal((caught.error as { code: string }).code, 'ARCGIS_INPUT');
    assert.match((caught.error as { message: string }).message, /"query".*msg\.department/);
    assert.deepEqual(bench.messages('items'), []);
  });

  it('refuses a second run while the first one is going, with a warning and a status', async () => {
    await load();
    bench.send('search', { payload: 1 });
    bench.send('search', { payload: 2 });
    await bench.until(() => bench.completionsOf('search').length === 2);
    bench.send('search', { payload: 3 });
    await bench.until(() => bench.completionsOf('search').length === 3);
    await bench.message('counts');
    assert.equal(bench.messages('counts').length, 1);
    assert.equal(bench.warningsOf('search').length, 2);
    assert.ok(bench.completionsOf('search').every(({ error }) => error === null));
  });

  it('starts a queued run when the first one has ended, and refuses what comes on top', async () => {
    await load({ overlap: 'queue' }, [reportNode([['report-out']]), sinkNode('report-out')]);
    await bench.deploy(
      [
        tab,
        ...portals(pair).nodes,
        searchNode([['report'], ['report', 'counts']], { overlap: 'queue' }),
        reportNode([['reports']]),
        sinkNode('reports'),
        sinkNode('counts'),
      ],
      'full',
      portals(pair).credentials,
    );
    for (const payload of [1, 2, 3]) bench.send('search', { payload });
    await bench.until(() => bench.messages('reports').length === 2);
    const seen = bench.messages('reports').map(({ arcgis }) => (arcgis as { run: { id: string } }).run.id);
    assert.equal(new Set(seen).size, 2);
    assert.equal(bench.warningsOf('search').length, 1);
  });

  it('adds what it finds to the run that is going, if asked to', async () => {
    await load({ overlap: 'join', scope: 'ids', ids: 'ids', idsType: 'msg' });
    bench.send('search', { ids: [ids[0]] });
    await bench.message('items');
    bench.send('search', { ids: [ids[1]] });
    await bench.until(() => bench.messages('items').length === 2);
    const found = bench.messages('items').map(({ arcgis }) => (arcgis as { run: { id: string } }).run.id);
    assert.equal(found[0], found[1]);
  });

  for (const [overlap, expected, warnings] of [
    ['refuse', 1, 1],
    ['join', 1, 0],
    ['queue', 2, 0],
  ] as const) {
    it(`opens ${expected} of 2 runs that two nodes of one pipeline search for at once (${overlap})`, async () => {
      const { nodes, credentials } = portals(pair);
      const more = { overlap, pipeline: `two-${overlap}`, scope: 'ids', ids: 'ids', idsType: 'msg' };
      const wires = overlap === 'queue' ? [['report'], ['report', 'counts']] : [['items'], ['counts']];
      const flow = [
        tab,
        ...nodes,
        searchNode(wires, more),
        searchNode(wires, { ...more, id: 'search-2' }),
        reportNode([['reports']]),
        ...['items', 'counts', 'reports'].map(sinkNode),
      ];
      bench = await Bench.load(flow, credentials);
      bench.send('search', { ids: [ids[0]] });
      bench.send('search-2', { ids: [ids[1]] });
      await bench.until(
        () => bench.completionsOf('search').length + bench.completionsOf('search-2').length === 2,
      );
      await bench.until(() => bench.messages('counts').length === 2 - warnings);
      const found = bench.messages('counts').map(({ arcgis }) => (arcgis as ArcgisMessage).run.id);
      assert.equal(new Set(found).size, expected);
      assert.equal([...bench.warningsOf('search'), ...bench.warningsOf('search-2')].length, warnings);
    });
  }

  it('lets runs of different pipelines be searched for at once', async () => {
    await load({ pipeline: 'key', pipelineType: 'msg' });
    for (const key of ['lamps', 'trees']) bench.send('search', { key });
    await bench.until(() => bench.completionsOf('search').length === 2);
    await bench.until(() => bench.messages('counts').length === 2);
    assert.deepEqual(bench.warningsOf('search'), []);
  });

  it('cancels its run when a message with reset comes', async () => {
    await load();
    bench.send('search', { payload: 'go' });
    const { arcgis } = await bench.message('items');
    bench.send('search', { reset: true });
    await bench.until(() => bench.completionsOf('search').length === 2);
    assert.equal(runs.join(arcgis as Parameters<typeof runs.join>[0]).signal.aborted, true);
    assert.deepEqual(bench.statusesOf('search').at(-1) && bench.completionsOf('search').at(-1)?.error, null);
  });

  it('says in words that the password is wrong, without it, and shows it', async () => {
    const { nodes } = portals(pair);
    bench = await Bench.load(
      [
        tab,
        ...nodes,
        searchNode([['items'], []]),
        sinkNode('items'),
        catchNode([['caught']]),
        sinkNode('caught'),
      ],
      { source: { username: 'admin', password: 'wrong-password-2' } },
    );
    bench.send('search', { payload: 'go' });
    const caught = await bench.message('caught');
    assert.equal((caught.error as { code: string }).code, 'ARCGIS_AUTH');
    assert.doesNotMatch(JSON.stringify(caught), /wrong-password-2/);
    await bench.until(() => bench.statusesOf('search').some(({ text }) => text === 'status.auth'));
  });
});
