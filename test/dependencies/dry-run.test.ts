import assert from 'node:assert/strict';
import type { CopyResult, CopySettings } from '../../lib/copy/copy-settings.js';
import type { RunReport } from '../../lib/copy/run/report.js';
import { Content, dashboard, webMap } from '../copy/support/content.js';
import { Portals } from '../copy/support/portals.js';

describe('a dry run', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;
  let layer: { id: string; url: string };
  let view: { id: string; url: string };
  let map: string;
  let board: string;
  let file: string;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    source = new Content(portals.source, portals.pair.source.admin.username);
    layer = await source.layer('Planned', 3);
    view = await source.view('Planned_open', layer);
    map = await source.document('Web Map', 'Plan', webMap([{ ...view, title: 'Planned' }]));
    board = await source.document('Dashboard', 'Plan board', dashboard(map));
    file = await source.file('Plan_file', 'a,b');
  });
  after(() => portals.close());

  async function plan(
    ids: string[],
    settings: Partial<CopySettings> = {},
  ): Promise<{ results: CopyResult[]; report: RunReport }> {
    const { source: from, target: into } = portals.pair;
    from.requests.clear();
    into.requests.clear();
    const run = await portals.run(ids, { dryRun: true });
    const results = await Promise.all(ids.map((id) => portals.copy(run, id, settings)));
    for (const result of results) {
      run.record(result.source.id, { ...result, node: 'copying', started: 0 });
    }
    const report = run.report();
    run.cancel('the test is over');
    for (const portal of [from, into]) {
      const written = portal.requests.query({ write: true }).map(({ path }) => path);
      assert.deepEqual(
        written.filter((path) => !path.endsWith('/generateToken')),
        [],
      );
    }
    assert.ok(results.every(({ outcome, target }) => outcome === 'planned' && target === null));
    return { results, report };
  }

  const planned = ({ rows }: RunReport): Record<string, string | undefined> =>
    Object.fromEntries(
      rows.map(({ source: { title }, outcome, planned: what }) => [
        title,
        outcome === 'planned' ? what : outcome,
      ]),
    );

  it('says what would be created, with everything that the item needs', async () => {
    const { results, report } = await plan([board, file]);
    assert.deepEqual(planned(report), {
      'Plan board': 'created',
      Plan_file: 'created',
      Plan: 'created',
      Planned_open: 'created',
      Planned: 'created',
    });
    assert.deepEqual(
      results[0]?.dependencies.map(({ source: { title }, outcome, planned: what }) => [title, outcome, what]),
      [['Plan', 'planned', 'created']],
    );
    assert.match(results[0]?.warnings.map(({ message }) => message).join() ?? '', /would be created/);
  });

  it('says what would stay unchanged, be updated, and be reused', async () => {
    await portals.copyAll([board, file]);
    const { report } = await plan([board, file]);
    assert.deepEqual(planned(report), {
      'Plan board': 'unchanged',
      Plan_file: 'unchanged',
      Plan: 'unchanged',
      Planned_open: 'unchanged',
    });

    await source.update(map, { snippet: 'changed' });
    await source.addRows(layer.url, 2, 20);
    const changed = await plan([board, layer.id, view.id]);
    assert.deepEqual(planned(changed.report), {
      'Plan board': 'unchanged',
      Plan: 'updated',
      Planned: 'updated',
      Planned_open: 'unchanged',
    });
  });

  it('says that a copy would be updated because something that it refers to would be created', async () => {
    const other = await source.layer('Later', 1);
    const showing = await source.document('Web Map', 'Alone', webMap([{ ...other, title: 'Later' }]));
    await portals.copyAll([showing], { dependencies: 'existing' });
    assert.deepEqual(planned((await plan([showing])).report), { Alone: 'updated', Later: 'created' });
    const alone = await plan([showing], { dependencies: 'existing' });
    assert.deepEqual(planned(alone.report), { Alone: 'unchanged' });
  });

  it('says that an item would be skipped, and why', async () => {
    const solution = await source.document('Solution', 'A solution', {});
    const { results } = await plan([solution]);
    assert.equal(results[0]?.planned, 'skipped');
    assert.ok(results[0]?.warnings.some(({ code }) => code === 'NOT_COPIED'));
    const kept = await plan([file], { whenExists: 'skip' });
    assert.equal(kept.results[0]?.planned, 'skipped');
  });

  it('fails where the copy would fail', async () => {
    const other = await source.layer('Not_wanted', 1);
    const showing = await source.document('Web Map', 'Refused', webMap([{ ...other, title: 'x' }]));
    const run = await portals.run([showing], { dryRun: true });
    const result = await portals.copy(run, showing, { dependencies: 'fail' });
    run.cancel('the test is over');
    assert.equal(result.outcome, 'failed');
  });
});
