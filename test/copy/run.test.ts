import assert from 'node:assert/strict';
import type { ItemSummary, Step } from '../../lib/copy/run/message.js';
import type { RunReport } from '../../lib/copy/run/report.js';
import { reportCsv } from '../../lib/copy/run/report-csv.js';
import type { Run } from '../../lib/copy/run/run.js';
import { RunRegistry } from '../../lib/copy/run/runs.js';
import { ManualClock } from './support/manual-clock.js';

const CLONE = { id: 'n1', name: 'clone-item' };
const REPORT = 'n9';
const QUIET = 5_000;

function item(id: string): ItemSummary {
  return { id, type: 'Web Map', title: `Map ${id}`, owner: 'anna', folder: null, url: null, modified: 1 };
}

function step(outcome: Step['outcome'], more: Partial<Step> = {}): Step {
  return {
    node: CLONE.id,
    ...(outcome && { outcome }),
    started: 0,
    ms: 10,
    requests: 3,
    checks: [{ check: 'data', expected: 'a', actual: 'a', ok: true }],
    warnings: [],
    residue: [],
    ...more,
  };
}

describe('a run', () => {
  let clock: ManualClock;
  let registry: RunRegistry;
  let run: Run;

  beforeEach(() => {
    clock = new ManualClock();
    registry = new RunRegistry(clock);
  });

  function open(...ids: string[]): Run {
    return registry.open({ pipeline: '', dryRun: false, portal: 'https://source.example' }, ids.map(item));
  }

  /** What the guarded handler of a copying node tells, from message in to message out. */
  function copy(id: string, outcome: Step['outcome'] = 'created'): void {
    run.entered(id, CLONE);
    run.record(id, step(outcome), { portal: 'https://target.example', item: item(`t${id}`) });
    run.left(id, CLONE, true);
  }

  /** The report, if it is there; the clock does not move. */
  async function reportNow(pending: Promise<RunReport>): Promise<RunReport | null> {
    await clock.rest();
    return Promise.race([pending, Promise.resolve(null)]);
  }

  function outcomes(report: RunReport): Record<string, string> {
    return Object.fromEntries(report.rows.map((row) => [row.source.id, row.outcome]));
  }

  it('is reported soon after every announced item has arrived', async () => {
    run = open('a', 'b');
    const report = run.collect(REPORT, { quietMs: QUIET });
    copy('a');
    copy('b', 'updated');
    run.arrived(REPORT, 'a');
    await clock.pass(1_000);
    assert.equal(await reportNow(report), null);
    run.arrived(REPORT, 'b');
    await clock.pass(250);
    assert.deepEqual(outcomes(await report), { a: 'created', b: 'updated' });
    assert.equal((await report).checks.passed, 2);
    assert.equal((await report).requests, 6);
    assert.equal((await report).target?.portal, 'https://target.example');
    assert.equal(registry.active(''), undefined);
  });

  it('counts an item that a Switch dropped as skipped, and names the last node', async () => {
    run = open('a', 'b');
    const report = run.collect(REPORT, { quietMs: QUIET });
    copy('a');
    run.arrived(REPORT, 'a');
    run.entered('b', { id: 'n0', name: 'Only maps' });
    run.left('b', { id: 'n0', name: 'Only maps' }, true);
    await clock.pass(QUIET - 1);
    assert.equal(await reportNow(report), null);
    await clock.pass(1);
    const lost = (await report).rows[1];
    assert.equal(lost?.outcome, 'skipped');
    assert.match(lost?.warnings[0]?.message ?? '', /"Only maps"/);
  });

  it('does not wait for an item that failed, whether anybody catches it or not', async () => {
    run = open('a');
    const report = run.collect(REPORT, { quietMs: QUIET });
    run.entered('a', CLONE);
    run.failed('a', CLONE, { code: 'ARCGIS_FORBIDDEN', message: 'No.' });
    await clock.pass(250);
    assert.deepEqual(outcomes(await report), { a: 'failed' });
    assert.equal((await report).rows[0]?.error?.code, 'ARCGIS_FORBIDDEN');
  });

  it('forgets a failure that a second try made good', async () => {
    run = open('a');
    run.entered('a', CLONE);
    run.record('a', step('failed', { error: { code: 'ARCGIS_NETWORK', message: 'Gone.' } }));
    run.failed('a', CLONE, { code: 'ARCGIS_NETWORK', message: 'Gone.' });
    assert.deepEqual(outcomes(run.report()), { a: 'failed' });
    copy('a');
    assert.deepEqual(outcomes(run.report()), { a: 'created' });
  });

  it('with nothing found is reported as well', async () => {
    run = open();
    const report = run.collect(REPORT, { quietMs: QUIET });
    await clock.pass(250);
    assert.equal((await report).found, 0);
    assert.deepEqual((await report).rows, []);
  });

  it('waits for open work however quiet it is', async () => {
    run = open('a');
    const report = run.collect(REPORT, { quietMs: QUIET });
    run.entered('a', CLONE);
    await clock.pass(10 * QUIET);
    assert.equal(await reportNow(report), null);
    run.left('a', CLONE, true);
    run.arrived(REPORT, 'a');
    await clock.pass(250);
    assert.equal((await report).rows.length, 1);
  });

  it('waits for the second of two branches, and tells a message that comes after the report', async () => {
    run = open('a');
    const report = run.collect(REPORT, { quietMs: QUIET });
    run.entered('a', CLONE);
    run.entered('a', { id: 'n2', name: 'other branch' });
    run.left('a', CLONE, true);
    assert.equal(run.arrived(REPORT, 'a'), true);
    await clock.pass(10 * QUIET);
    assert.equal(await reportNow(report), null);
    run.left('a', { id: 'n2', name: 'other branch' }, true);
    await clock.pass(250);
    assert.ok(await report);
    assert.equal(run.arrived(REPORT, 'a'), false);
  });

  it('gives one report per collecting node and ends after the last', async () => {
    run = open('a');
    const one = run.collect('one', { quietMs: QUIET });
    assert.equal(run.collect('one', { quietMs: QUIET }), one);
    const two = run.collect('two', { quietMs: QUIET });
    copy('a');
    run.arrived('one', 'a');
    await clock.pass(250);
    await one;
    assert.equal(run.ended, false);
    await clock.pass(QUIET);
    assert.match((await two).rows[0]?.warnings[0]?.code ?? '', /LEFT_FLOW/);
    assert.equal(run.ended, true);
  });

  it('without any collector ends when nothing moves any more', async () => {
    const ended: string[] = [];
    registry.on('end', (over) => ended.push(over.info.id));
    run = open('a');
    copy('a');
    assert.equal(registry.active(''), run);
    await clock.pass(60_000);
    assert.deepEqual(ended, [run.info.id]);
  });

  it('that was cancelled reports what there is', async () => {
    run = open('a', 'b');
    const report = run.collect(REPORT, { quietMs: QUIET });
    copy('a');
    run.arrived(REPORT, 'a');
    run.cancel('the flow was changed');
    await clock.pass(250);
    assert.deepEqual(outcomes(await report), { a: 'created', b: 'skipped' });
    assert.match((await report).rows[1]?.warnings[0]?.message ?? '', /the flow was changed/);
  });

  it('shares work in flight, and lets failed work be tried again', async () => {
    run = open('a');
    let done = 0;
    const work = async () => {
      done += 1;
      if (done === 1) throw new Error('first');
      return done;
    };
    const [one, two] = await Promise.allSettled([run.once('k', work), run.once('k', work)]);
    assert.equal(one.status, 'rejected');
    assert.equal(two.status, 'rejected');
    assert.equal(done, 1);
    assert.equal(await run.once('k', work), 2);
    assert.equal(await run.once('k', work), 2);
  });

  it('that came in a message from elsewhere is opened from it', () => {
    run = open('a');
    const elsewhere = new RunRegistry(clock);
    const message = {
      run: run.info,
      source: { portal: 'https://source.example', item: item('a') },
      map: { items: { x: 'y' }, services: {}, groups: {}, users: {} },
      replaced: [],
      dependencies: [],
      steps: [],
    };
    const joined = elsewhere.join(message);
    assert.equal(elsewhere.join({ ...message, source: { ...message.source, item: item('b') } }), joined);
    assert.deepEqual(
      joined.announced.map(({ id }) => id),
      ['a', 'b'],
    );
    assert.equal(joined.map.items.x, 'y');
  });

  it('has a row for what was copied on behalf of an item, once', () => {
    run = open('a', 'b');
    run.recordOnBehalf(item('layer'), step('created'), 'a', {
      portal: 'https://target.example',
      item: item('tl'),
    });
    run.recordOnBehalf(item('layer'), step('created'), 'b', {
      portal: 'https://target.example',
      item: item('tl'),
    });
    const rows = run.report().rows.filter((row) => row.source.id === 'layer');
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.onBehalfOf, 'a');
    assert.equal(rows[0]?.target?.id, 'tl');
  });

  it('counts the effort for what another item needed, and its own message then only passed on', () => {
    run = open('a', 'layer');
    run.recordOnBehalf(item('layer'), step('created'), 'a', null);
    run.record('layer', step('created', { requests: 0, ms: 0 }));
    const row = run.report().rows.find(({ source }) => source.id === 'layer');
    assert.equal(row?.requests, 3);
    assert.equal(row?.checks.passed, 1);
    assert.equal(row?.onBehalfOf, undefined);
  });

  it('counts what two branches found once', () => {
    run = open('a');
    run.record('a', step('created'));
    run.record('a', step('created', { node: 'n2' }));
    assert.equal(run.report().checks.passed, 1);
  });

  it('as CSV has a line per row and runs no formula of a title', () => {
    run = open('a');
    run.record('a', step('created'), { portal: 'https://target.example', item: item('ta') });
    const formula = { ...item('b'), title: '=HYPERLINK("x")' };
    run.recordOnBehalf(
      formula,
      step('failed', { error: { code: 'ARCGIS_QUOTA', message: 'Full, "really"' } }),
      'a',
      null,
    );
    const [head, first, second] = reportCsv(run.report()).replace('\uFEFF', '').split('\r\n');
    assert.match(head ?? '', /^old id,new id,old URL,new URL,type,title,outcome,/);
    assert.match(head ?? '', /,checks failed,references replaced,residue,/);
    assert.match(first ?? '', /^a,ta,,,Web Map,Map a,created,1,0,/);
    assert.match(second ?? '', /,"'=HYPERLINK\(""x""\)",failed,/);
    assert.match(second ?? '', /"ARCGIS_QUOTA: Full, ""really"""/);
  });
});
