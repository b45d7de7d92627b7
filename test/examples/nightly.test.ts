import assert from 'node:assert/strict';
import { failures } from '../support/reports.js';
import { compareCopies } from './support/compare-copies.js';
import { type Example, readExample } from './support/example.js';
import { type Stage, startStage } from './support/stage.js';

describe('the example "Nightly"', function () {
  this.timeout(120_000);

  let stage: Stage;
  let example: Example;

  before(async () => {
    stage = await startStage();
    example = await readExample('7 - Nightly');
    example.tap('nightly-report', 'report', stage.nodeRed.collector);
    // A short night, and few items.
    Object.assign(example.node('nightly-schedule'), { crontab: '', repeat: '0.1' });
    example.node('nightly-search').query = 'type:"GeoJson" OR type:"Shapefile"';
    await stage.nodeRed.deploy(example.nodes);
  });

  after(async () => {
    await stage?.close();
  });

  it('runs by itself, one run after the other, and refuses the ones that come while one is going', async () => {
    // Each request takes longer than it is from one start to the next.
    stage.pair.target.switches.latency = 150;
    const first = await stage.nextReport();
    const second = await stage.nextReport();
    stage.pair.target.switches.latency = 0;
    assert.equal(failures(first), '');
    assert.equal(failures(second), '');
    assert.equal(first.outcomes.created, first.rows.length);
    assert.equal(second.outcomes.unchanged, first.rows.length);
    assert.ok(second.run.started >= first.run.started + first.ms, 'the second began when the first was over');
    assert.match(stage.nodeRed.output(), /The last run is still going/);
    await compareCopies(stage, first);
    for (const { source } of first.rows) {
      const { results } = await stage.target.json<{ results: unknown[] }>('/search', {
        q: `typekeywords:"source-${source.id}"`,
      });
      assert.equal(results.length, 1, source.title);
    }
  });
});
