import assert from 'node:assert/strict';
import type { ArcgisMessage } from '../../lib/copy/run/message.js';
import type { RunReport } from '../../lib/copy/run/report.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import type { SandboxPair } from '../../sandbox/index.js';
import { Content, webMap } from '../copy/support/content.js';
import { Bench, type Message } from '../nodes/bench.js';
import { emptyPair } from '../nodes/content.js';
import {
  catchNode,
  cloneNode,
  portals,
  reportNode,
  searchNode,
  shareNode,
  sinkNode,
  tab,
} from '../nodes/flows.js';

describe('the choices about what an item needs, in the nodes', () => {
  let pair: SandboxPair;
  let end: () => Promise<void>;
  let source: WritablePortal;
  let content: Content;
  let bench: Bench;

  before(async () => {
    ({ pair, end } = await emptyPair());
    source = openPortal({ url: pair.source.url, credentials: { kind: 'password', ...pair.source.admin } });
    content = new Content(source, pair.source.admin.username);
  });
  after(async () => {
    await source?.close();
    await end?.();
  });
  afterEach(() => bench?.unload());

  /** Copies one item by a flow with these choices. */
  async function press(
    id: string,
    choices: { search?: Record<string, unknown>; clone?: Record<string, unknown> },
  ): Promise<void> {
    const both = portals(pair);
    const search = { scope: 'ids', ids: 'ids', idsType: 'msg', ...choices.search };
    const nodes = [
      searchNode([['clone'], ['report']], search),
      cloneNode([['share']], choices.clone),
      shareNode([['report', 'out']]),
      reportNode([['reported']]),
      ...['out', 'caught', 'reported'].map(sinkNode),
      catchNode([['caught']]),
    ];
    bench = await Bench.load([tab, ...both.nodes, ...nodes], both.credentials);
    pair.target.requests.clear();
    bench.send('search', { ids: [id] });
  }

  const arcgisOf = (msg: Message): ArcgisMessage => msg.arcgis as ArcgisMessage;
  const written = (): string[] =>
    pair.target.requests
      .query({ write: true })
      .map(({ path }) => path)
      .filter((path) => !path.endsWith('/generateToken'));

  it('are followed: the item fails, with nothing written, if what it needs may not be copied', async () => {
    const layer = await content.layer('Not_copied', 1);
    const map = await content.document('Web Map', 'Failing', webMap([{ ...layer, title: 'x' }]));
    await press(map, { clone: { needsLayers: 'fail' } });
    const { error } = arcgisOf(await bench.message('caught'));
    assert.equal(error?.code, 'ARCGIS_NOT_FOUND');
    assert.match(error?.message ?? '', /"Not_copied".*which was not chosen/);
    assert.deepEqual(written(), []);
  });

  it('are the layers of views: without its layer a view fails', async () => {
    const layer = await content.layer('Stays_behind', 4);
    const view = await content.view('Shows_nothing', layer);
    await press(view.id, { clone: { needsLayers: 'existing' } });
    assert.match(arcgisOf(await bench.message('caught')).error?.message ?? '', /"Shows_nothing".*its own/);
    assert.deepEqual(written(), []);
  });

  it('are the layers of views: without its layer a view becomes a layer of its own, if that is chosen', async () => {
    const layer = await content.layer('Stays_behind_too', 4);
    const view = await content.view('Shows_it_alone', layer);
    await press(view.id, { clone: { needsLayers: 'existing', viewAlone: 'layer' } });
    const { target, steps } = arcgisOf(await bench.message('out'));
    assert.ok(target?.item.url);
    assert.ok(steps.some(({ warnings }) => warnings.some(({ code }) => code === 'VIEW_AS_LAYER')));
  });

  it('need not be made: a map brings its layers', async () => {
    const layer = await content.layer('Brought', 1);
    const map = await content.document('Web Map', 'Bringing', webMap([{ ...layer, title: 'x' }]));
    await press(map, {});
    const { dependencies, target } = arcgisOf(await bench.message('out'));
    assert.ok(target);
    assert.deepEqual(
      dependencies.map(({ source: { title }, outcome }) => [title, outcome]),
      [['Brought', 'created']],
    );
  });

  it('are planned in a dry run, by a flow that writes nothing', async () => {
    const layer = await content.layer('Only_planned', 1);
    const map = await content.document('Web Map', 'Planning', webMap([{ ...layer, title: 'x' }]));
    await press(map, { search: { dryRun: true } });
    const { dependencies, target, steps, run } = arcgisOf(await bench.message('out'));
    assert.equal(run.dryRun, true);
    assert.equal(target, undefined);
    assert.deepEqual(
      steps.map(({ outcome, planned }) => [outcome, planned]),
      [['planned', 'created']],
    );
    assert.deepEqual(
      dependencies.map(({ source: { title }, outcome, planned }) => [title, outcome, planned]),
      [['Only_planned', 'planned', 'created']],
    );
    const report = (await bench.message('reported')).payload as RunReport;
    assert.equal(report.outcomes.planned, 2);
    assert.deepEqual(
      report.rows.map(({ planned }) => planned),
      ['created', 'created'],
    );
    assert.deepEqual(written(), []);
  });
});
