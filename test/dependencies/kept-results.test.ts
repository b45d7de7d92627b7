import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openedPair } from '../../lib/copy/pair.js';
import { readPairs } from '../../lib/copy/pairs/read-pairs.js';
import type { Run } from '../../lib/copy/run/run.js';
import type { Check } from '../../lib/items/findings.js';
import { Content, webMap } from '../copy/support/content.js';
import { Portals } from '../copy/support/portals.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Lets everything go that nobody holds on to, what the last turn left included. */
async function letGo(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
}

describe('what a run keeps of copies that are done', function () {
  this.timeout(60_000);
  let portals: Portals;
  let run: Run;
  let layer: { id: string; url: string };
  let map: string;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    const content = new Content(portals.source, portals.pair.source.admin.username);
    layer = await content.layer('Wells', 3);
    map = await content.document('Web Map', 'Wells', webMap([{ ...layer, title: 'Wells' }]));
  });
  beforeEach(async () => {
    run = await portals.run([layer.id, map]);
  });
  afterEach(() => run.cancel('the test is over'));
  after(() => portals.close());

  /** Copies the map as a node does; gives what can be told of its result without holding on to it. */
  async function copyMap(): Promise<Record<'result' | 'target' | 'check', WeakRef<object>>> {
    const result = await portals.copy(run, map);
    const { outcome, checks, warnings, residue } = result;
    run.record(map, { node: 'n', outcome, started: 0, ms: 0, checks, warnings, residue });
    return {
      result: new WeakRef(result),
      target: new WeakRef(result.target as object),
      check: new WeakRef(checks[0] as object),
    };
  }

  it('is neither the result, nor the item as it is in the target, nor what was compared', async () => {
    const kept = await copyMap();
    await letGo();
    for (const [what, one] of Object.entries(kept)) assert.equal(one.deref(), undefined, what);
  });

  it('gives the same result to whoever asks again, without a request', async () => {
    const { requests: _made, ms: _took, rewritten: _then, ...first } = await portals.copy(run, map);
    portals.pair.target.requests.clear();
    const again = await portals.copy(run, map);
    assert.deepEqual(again, { ...first, requests: 0, ms: 0, rewritten: 0 });
    assert.deepEqual(portals.pair.target.requests.all(), []);
  });

  it('is the table of pairs once, which every result has in its map all the same', async () => {
    const other = await new Content(portals.target, portals.pair.target.admin.username).document(
      'Web Map',
      'Other',
      webMap([]),
    );
    const gone = 'ab'.repeat(16);
    const table = `${gone},${other},reference`;
    const pairs = readPairs(table, 'copy');
    assert.equal(readPairs(table, 'copy'), pairs, 'every message of a node shares it');
    for (const time of ['first', 'again']) {
      const { map: known } = await portals.copy(run, map, { pairs });
      assert.equal(known.items[gone], other, time);
      assert.ok(known.items[map], time);
    }
    const pair = await openedPair(run, portals.target);
    const kept = await pair?.copyings.get(map)?.result;
    assert.equal(kept?.map.items[gone], undefined);
    assert.ok(kept?.map.items[map]);
  });

  it('is of passed checks only how many there were', async () => {
    const check = (expected: unknown, ok: boolean): Check => ({ check: 'data', expected, actual: 'a', ok });
    const step = (...checks: Check[]) => ({ started: 0, ms: 0, checks, warnings: [], residue: [] });
    run.record(map, { node: 'one', ...step(check('a', true), check('b', true)) });
    // A second branch has the same copy, and one more thing was compared there.
    run.record(map, { node: 'two', ...step(check('b', true), check('c', true)) });
    assert.deepEqual(run.row(map)?.checks, { passed: 3, failed: 0 });
    run.record(map, { node: 'three', ...step(check('d', false)) });
    assert.deepEqual(run.row(map)?.checks, { passed: 3, failed: 1 });
    assert.deepEqual(run.row(map)?.failedChecks, [check('d', false)]);
  });
});
