import assert from 'node:assert/strict';
import type { RunReport } from '../../lib/copy/run/report.js';
import { failures } from '../support/reports.js';
import { compareCopies } from './support/compare-copies.js';
import { readExample } from './support/example.js';
import { type Stage, startStage } from './support/stage.js';

describe('the example "Copy services"', function () {
  this.timeout(300_000);

  let stage: Stage;

  const run = async (): Promise<RunReport> => {
    const report = stage.nextReport();
    await stage.nodeRed.press('services-copy-button');
    return report;
  };
  const exports = (): number =>
    stage.pair.source.requests.all().filter(({ path }) => /\/export$/.test(path)).length;

  before(async () => {
    stage = await startStage();
    const example = await readExample('2 - Copy services');
    example.tap('services-report', 'report', stage.nodeRed.collector);
    await stage.nodeRed.deploy(example.nodes);
  });

  after(async () => {
    await stage?.close();
  });

  it('copies all hosted layers by way of exports, equal row by row, and leaves nothing temporary', async () => {
    const report = await run();
    assert.equal(failures(report), '');
    assert.equal(report.outcomes.created, report.rows.length);
    assert.ok(report.found >= 8, `${report.found} layers`);
    assert.ok(exports() > 0);
    const { rows } = await compareCopies(stage, report);
    assert.ok(rows > 10_000, `${rows} rows compared`);
    for (const portal of [stage.source, stage.target]) {
      const { results } = await portal.json<{ results: { title: string }[] }>('/search', {
        q: 'type:"File Geodatabase"',
      });
      assert.deepEqual(
        results.map(({ title }) => title),
        [],
      );
    }
  });

  it('exports nothing in a second run', async () => {
    stage.pair.source.requests.clear();
    const report = await run();
    assert.equal(failures(report), '');
    assert.equal(report.outcomes.unchanged, report.rows.length);
    assert.equal(exports(), 0);
  });
});
