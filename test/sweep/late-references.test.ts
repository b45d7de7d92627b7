import assert from 'node:assert/strict';
import { emptyMap } from '../../lib/copy/run/merge-map.js';
import type { ItemSummary } from '../../lib/copy/run/message.js';
import type { Run } from '../../lib/copy/run/run.js';
import { RunRegistry } from '../../lib/copy/run/runs.js';
import { LateReferences } from '../../lib/copy/sweep/late-references.js';
import { ManualClock } from '../copy/support/manual-clock.js';

const COPIES = 3_000;
const SERVICE = 'https://source.example/server/rest/services/Hosted/Wells/FeatureServer';

const item = (id: string): ItemSummary => ({
  id,
  type: 'Web Map',
  title: id,
  owner: 'anna',
  folder: null,
  url: null,
  modified: 1,
});

/** Names that a copy still has, which count how often they are looked through. */
class CountedNames extends Set<string> {
  static looks = 0;

  override [Symbol.iterator](): SetIterator<string> {
    CountedNames.looks += 1;
    return super[Symbol.iterator]();
  }
}

describe('copies that still name something', () => {
  let clock: ManualClock;
  let run: Run;
  let late: LateReferences;
  let failed: Set<string>;
  let renewed: string[];

  beforeEach(() => {
    clock = new ManualClock();
    run = new RunRegistry(clock).open({ pipeline: '', dryRun: false, portal: 'https://source.example' }, [
      item('last'),
    ]);
    failed = new Set();
    renewed = [];
    late = new LateReferences(run, (id) => failed.has(id));
    CountedNames.looks = 0;
  });

  function note(sourceId: string, ...left: string[]): void {
    const renew = async (): Promise<void> => {
      renewed.push(sourceId);
      note(sourceId, ...left);
    };
    late.note({ sourceId, left: new CountedNames(left), renew });
  }

  const learnItem = (id: string): void => run.learn({ ...emptyMap(), items: { [id]: `copy-of-${id}` } });

  const learnService = (url: string, item?: string): void =>
    run.learn({
      ...emptyMap(),
      services: { [url]: { url: 'https://target.example/rest/Wells', layers: {}, ...(item && { item }) } },
    });

  async function end(): Promise<void> {
    const { warnings, residue, checks } = { warnings: [], residue: [], checks: [] };
    run.record('last', { node: 'n', outcome: 'created', started: 0, ms: 0, warnings, residue, checks });
    await clock.pass(250);
    await clock.pass(250);
  }

  it('are looked through a few times each, however many there are of things that never get a copy', async () => {
    for (let n = 0; n < COPIES; n += 1) {
      note(`map-${n}`, `gone-${n}`, 'gone');
      learnItem(`map-${n}`);
      learnService(`${SERVICE}/${n}`);
    }
    note('first', 'last');
    learnItem('last');
    note('last');
    await end();
    assert.deepEqual(renewed, ['first']);
    assert.ok(CountedNames.looks < COPIES * 4, `${CountedNames.looks} looks at ${COPIES} copies`);
  });

  it('are written again when that has a copy, once', async () => {
    note('map', 'other', 'third');
    learnItem('other');
    note('other');
    await end();
    await clock.pass(250);
    assert.deepEqual(renewed, ['map']);
  });

  it('are written again when the service has moved, in whatever spelling they name it', async () => {
    note('map', 'source.example/server/rest/services/hosted/wells/featureserver');
    learnService(SERVICE.replace('https', 'http').toUpperCase().replace('HTTP', 'http'));
    note('layer');
    await end();
    assert.deepEqual(renewed, ['map']);
  });

  it('are not written again for what failed, unless a second try makes it good', async () => {
    note('map', 'other');
    note('view', 'source.example/server/rest/services/hosted/wells/featureserver');
    learnItem('other');
    learnService(SERVICE, 'other');
    failed.add('other');
    note('third');
    await end();
    assert.deepEqual(renewed, []);
    failed.delete('other');
    note('other');
    await end();
    assert.deepEqual(renewed.sort(), ['map', 'view']);
  });
});
