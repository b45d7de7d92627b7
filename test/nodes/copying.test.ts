import assert from 'node:assert/strict';
import type { ArcgisMessage } from '../../lib/copy/run/message.js';
import type { SandboxPair } from '../../sandbox/index.js';
import type { Rest } from '../support/rest.js';
import { Bench, type BenchNode, type Message } from './bench.js';
import { addFile, administrator, emptyPair } from './content.js';
import {
  catchNode,
  cloneNode,
  portalNode,
  portals,
  reportNode,
  searchNode,
  shareNode,
  sinkNode,
  tab,
} from './flows.js';

const arcgisOf = (msg: Message | undefined): ArcgisMessage => msg?.arcgis as ArcgisMessage;

describe('clone-item and share-groups', () => {
  let pair: SandboxPair;
  let end: () => Promise<void>;
  let rest: Rest;
  let bench: Bench;

  const watchers = [sinkNode('out'), catchNode([['caught']]), sinkNode('caught')];

  const load = async (nodes: BenchNode[], target: Record<string, unknown> = {}): Promise<void> => {
    const both = portals(pair);
    const config = both.nodes.map((node) => (node.id === 'target' ? { ...node, ...target } : node));
    bench = await Bench.load([tab, ...config, ...nodes, ...watchers], both.credentials);
  };

  /** A search by ids, so that each test copies its own items. */
  const search = (wires: string[][]): BenchNode =>
    searchNode(wires, { scope: 'ids', ids: 'ids', idsType: 'msg' });

  before(async () => {
    ({ pair, end } = await emptyPair());
    rest = await administrator(pair);
  });

  after(() => end?.());

  afterEach(async () => {
    pair.target.switches.latency = 0;
    await bench?.unload();
  });

  it('send the copy on, with target, map and a step for each node', async () => {
    const id = await addFile(rest, 'Copied once', { access: 'org' });
    await load([search([['clone'], []]), cloneNode([['share']]), shareNode([['out']])]);
    bench.send('search', { ids: [id], mine: 'kept' });
    const msg = await bench.message('out');
    const arcgis = arcgisOf(msg);
    assert.equal(msg.mine, 'kept');
    assert.equal(arcgis.target?.portal, pair.target.url);
    assert.equal((msg.payload as { id: string }).id, arcgis.target?.item.id);
    assert.equal(arcgis.map.items[id], arcgis.target?.item.id);
    assert.deepEqual(
      arcgis.steps.map(({ node, outcome }) => [node, outcome]),
      [
        ['clone', 'created'],
        ['share', 'updated'],
      ],
    );
    assert.ok(arcgis.steps.every(({ checks }) => checks.length > 0 && checks.every(({ ok }) => ok)));
    assert.deepEqual(JSON.parse(JSON.stringify(arcgis)), arcgis, 'plain JSON');
    for (const node of ['search', 'clone', 'share']) assert.equal(bench.completionsOf(node).length, 1, node);
    await bench.until(() =>
      bench.statusesOf('clone').some(({ text, fill }) => text === '1 ✓' && fill === 'green'),
    );
  });

  it('write nothing to a target that is locked as read-only, and fail each item in words', async () => {
    const id = await addFile(rest, 'Not for a locked target');
    await load([search([['clone'], []]), cloneNode([['out']])], { readOnly: true });
    pair.target.requests.clear();
    bench.send('search', { ids: [id] });
    const caught = await bench.message('caught');
    assert.equal((caught.error as { code: string }).code, 'ARCGIS_FORBIDDEN');
    assert.match((caught.error as { message: string }).message, /read-only/);
    assert.equal(arcgisOf(caught).error?.code, 'ARCGIS_FORBIDDEN');
    assert.equal(arcgisOf(caught).source.item.id, id);
    assert.deepEqual(
      pair.target.requests.all().filter(({ write }) => write),
      [],
    );
  });

  it('refuse an item that was found in another portal than they take for the source', async () => {
    const id = await addFile(rest, 'Found elsewhere');
    await load([search([['clone'], []]), cloneNode([['out']], { source: 'target', target: 'source' })]);
    bench.send('search', { ids: [id] });
    const caught = await bench.message('caught');
    assert.equal((caught.error as { code: string }).code, 'ARCGIS_CONFIG');
    assert.match((caught.error as { message: string }).message, /found in .* but the source portal/);
  });

  it('refuse a message that is about no item', async () => {
    await load([cloneNode([['out']]), shareNode([['out']])]);
    for (const node of ['clone', 'share']) {
      bench.send(node, { payload: 'what is this' });
      const { error } = await bench.completion(node);
      assert.equal(error?.code, 'ARCGIS_INPUT');
    }
    assert.deepEqual(bench.messages('out'), []);
  });

  it('fail in words when the target cannot be reached', async () => {
    const id = await addFile(rest, 'No target');
    await load([search([['clone'], []]), cloneNode([['out']])], portalNode('target', 'http://127.0.0.1:9'));
    bench.send('search', { ids: [id] });
    const caught = await bench.message('caught');
    assert.equal((caught.error as { code: string }).code, 'ARCGIS_NETWORK');
    await bench.until(() => bench.statusesOf('clone').some(({ text }) => text === 'status.unreachable'));
  });

  it('cancel what is under way when a message with reset comes', async () => {
    const id = await addFile(rest, 'Cancelled');
    await load([search([['clone'], []]), cloneNode([['out']])]);
    pair.target.switches.latency = 60_000;
    bench.send('search', { ids: [id] });
    await bench.until(() => bench.statusesOf('clone').some(({ text }) => text === '0/1'));
    bench.send('clone', { reset: true });
    const caught = await bench.message('caught');
    assert.equal((caught.error as { code: string }).code, 'ARCGIS_CANCELLED');
    await bench.until(() => bench.completionsOf('clone').length === 2);
  });

  it('end without a word when the flow is deployed in the middle, and can run again', async () => {
    const id = await addFile(rest, 'Deployed in the middle');
    const nodes = [search([['clone'], []]), cloneNode([['out']])];
    await load(nodes);
    pair.target.switches.latency = 60_000;
    bench.send('search', { ids: [id] });
    await bench.until(() => bench.statusesOf('clone').some(({ text }) => text === '0/1'));
    const both = portals(pair);
    await bench.deploy(
      [{ ...tab, label: 'again' }, ...both.nodes, ...nodes, ...watchers],
      'full',
      both.credentials,
    );
    assert.deepEqual(bench.completionsOf('clone'), []);
    assert.deepEqual(bench.messages('caught'), []);
    pair.target.switches.latency = 0;
    bench.send('search', { ids: [id] });
    const msg = await bench.message('out');
    assert.equal(arcgisOf(msg).steps[0]?.outcome, 'created');
  });

  it('take owner and folder from the message', async () => {
    const id = await addFile(rest, 'In a folder');
    await load([
      search([['clone'], []]),
      cloneNode([['out']], { folder: 'named', folderName: 'department', folderNameType: 'msg' }),
    ]);
    bench.send('search', { ids: [id], department: 'Waterworks' });
    const msg = await bench.message('out');
    assert.ok((msg.payload as { ownerFolder: string | null }).ownerFolder);
  });

  it('let a message without a copy pass share-groups untouched', async () => {
    const id = await addFile(rest, 'Never copied');
    await load([search([['share'], []]), shareNode([['out']])]);
    bench.send('search', { ids: [id] });
    const msg = await bench.message('out');
    assert.equal(arcgisOf(msg).target, undefined);
    assert.deepEqual(arcgisOf(msg).steps, []);
  });

  it('never put a password or a token into a message', async () => {
    const id = await addFile(rest, 'Without secrets');
    await load([
      search([['clone', 'out'], ['out']]),
      cloneNode([['share', 'out']]),
      shareNode([['report', 'out']]),
      reportNode([['out']]),
    ]);
    bench.send('search', { ids: [id] });
    await bench.until(() => bench.messages('out').some(({ csv }) => csv !== undefined));
    const text = JSON.stringify(bench.messages('out'));
    assert.doesNotMatch(text, new RegExp(pair.source.admin.password));
    assert.doesNotMatch(text, /token=|"token"/);
  });
});

describe('copy-report', () => {
  let pair: SandboxPair;
  let end: () => Promise<void>;
  let rest: Rest;
  let bench: Bench;

  const load = async (nodes: BenchNode[]): Promise<void> => {
    const { nodes: config, credentials } = portals(pair);
    bench = await Bench.load([tab, ...config, ...nodes, sinkNode('out')], credentials);
  };

  const search = (wires: string[][]): BenchNode =>
    searchNode(wires, { scope: 'ids', ids: 'ids', idsType: 'msg' });

  before(async () => {
    ({ pair, end } = await emptyPair());
    rest = await administrator(pair);
  });

  after(() => end?.());
  afterEach(() => bench.unload());

  it('reports a run once, as JSON and as CSV, and ends each message in one done', async () => {
    const ids = [await addFile(rest, 'One'), await addFile(rest, 'Two')];
    await load([search([['clone'], ['report']]), cloneNode([['report']]), reportNode([['out']])]);
    bench.send('search', { ids, topic: 'kept' });
    const msg = await bench.message('out');
    await bench.until(() => bench.completionsOf('report').length === 3);
    const report = msg.payload as { found: number; outcomes: Record<string, number>; rows: unknown[] };
    assert.equal(report.found, 2);
    assert.equal(report.outcomes.created, 2);
    assert.equal(report.rows.length, 2);
    assert.equal(msg.topic, 'kept');
    assert.equal(msg.parts, undefined);
    assert.equal(String(msg.csv).trim().split('\r\n').length, 3);
    assert.equal(bench.messages('out').length, 1);
    assert.ok(bench.completions.every(({ error }) => error === null));
    await bench.until(() => bench.statusesOf('report').some(({ text }) => text === '2 ✓'));
  });

  it('reports what was taken back because another item failed, if clone-item is to do that', async () => {
    const ids = [await addFile(rest, 'Taken back'), await addFile(rest, 'Refused')];
    pair.target.switches.fault = ({ path, params }) =>
      path.endsWith('/addItem') && params.title === 'Refused'
        ? { kind: 'error', code: 400, message: 'The test says no.' }
        : undefined;
    await load([
      search([['clone'], ['report']]),
      cloneNode([['report']], { whenFailed: 'take-back' }),
      reportNode([['out']]),
    ]);
    bench.send('search', { ids });
    const { payload } = await bench.message('out');
    pair.target.switches.fault = undefined;
    const { rows } = payload as {
      rows: {
        source: { title: string };
        outcome: string;
        target: unknown;
        warnings: { message: string }[];
      }[];
    };
    const outcomes = Object.fromEntries(rows.map(({ source, outcome }) => [source.title, outcome]));
    assert.deepEqual(outcomes, { 'Taken back': 'deleted', Refused: 'failed' });
    const [row] = rows.filter(({ source }) => source.title === 'Taken back');
    assert.equal(row?.target, null);
    assert.match(row?.warnings[0]?.message ?? '', /was deleted again, as chosen, because the CSV "Refused"/);
  });

  it('reports a run that found nothing', async () => {
    const { nodes: config, credentials } = portals(pair);
    const nothing = searchNode([[], ['report']], { query: 'title:"No such thing"' });
    bench = await Bench.load([tab, ...config, nothing, reportNode([['out']]), sinkNode('out')], credentials);
    bench.send('search', {});
    const msg = await bench.message('out');
    assert.equal((msg.payload as { found: number }).found, 0);
  });

  it('reports a run that failed in everything, without a Catch node', async () => {
    const ids = [await addFile(rest, 'Fails')];
    await load([
      search([['clone'], ['report']]),
      cloneNode([['report']], { target: '' }),
      reportNode([['out']]),
    ]);
    bench.send('search', { ids });
    const msg = await bench.message('out');
    const { outcomes, rows } = msg.payload as {
      outcomes: { failed: number };
      rows: { error: { code: string } }[];
    };
    assert.equal(outcomes.failed, 1);
    assert.equal(rows[0]?.error.code, 'ARCGIS_CONFIG');
  });

  it('reports items that left the flow as skipped, with the name of their last node', async () => {
    const ids = [await addFile(rest, 'Dropped')];
    await load([
      search([['clone'], ['report']]),
      cloneNode([[]], { name: 'the last one' }),
      reportNode([['out']]),
    ]);
    bench.send('search', { ids });
    const msg = await bench.message('out');
    const [row] = (msg.payload as { rows: { warnings: { code: string; message: string }[] }[] }).rows;
    assert.equal(row?.warnings[0]?.code, 'LEFT_FLOW');
    assert.match(row?.warnings[0]?.message ?? '', /the last one/);
  });

  it('refuses a message of no run', async () => {
    await load([reportNode([['out']])]);
    bench.send('report', { payload: 1 });
    const { error } = await bench.completion('report');
    assert.equal(error?.code, 'ARCGIS_INPUT');
  });

  it('stops waiting when the flow is deployed', async () => {
    const ids = [await addFile(rest, 'Waited for')];
    await load([search([[], ['report']]), reportNode([['out']], { quiet: '600' })]);
    bench.send('search', { ids });
    await bench.until(() => bench.statusesOf('report').some(({ text }) => text === '0/1'));
    await bench.deploy([{ ...tab, label: 'again' }, sinkNode('out')], 'full');
    assert.deepEqual(bench.completionsOf('report'), []);
    assert.deepEqual(bench.messages('out'), []);
  });
});
