import assert from 'node:assert/strict';
import { emptyMap } from '../../lib/copy/run/merge-map.js';
import { sweepTarget } from '../../lib/copy/sweep/sweep-target.js';
import { webMap } from '../copy/support/content.js';
import { outcomeOf, Stage } from './support/stage.js';

describe('a sweep in a dry run', function () {
  this.timeout(60_000);

  it('counts what would be re-pointed to copies that are not made yet, and writes nothing', async () => {
    const stage = await Stage.open();
    try {
      const { source, target, portals } = stage;
      const layer = await source.layer('Planned', 1);
      const map = await target.document('Web Map', 'Would change', webMap([{ ...layer, title: 'x' }]));
      const run = await portals.run([layer.id], { dryRun: true });
      await portals.copy(run, layer.id);
      portals.pair.target.requests.clear();
      const table = { map: emptyMap(), rules: [] };
      const scope = { kind: 'ids' as const, ids: [map] };
      const request = { run, node: 'sweep', target: portals.target, scope, table, folder: stage.kept };
      const { changed } = await sweepTarget({ ...request, signal: run.signal });
      assert.equal(changed, 1);
      assert.equal(outcomeOf(run.report(), map), 'planned');
      assert.deepEqual(
        portals.pair.target.requests.all().filter(({ write }) => write),
        [],
      );
      run.cancel('the test is over');
    } finally {
      await stage.close();
    }
  });
});
