import assert from 'node:assert/strict';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { Stage } from './support/stage.js';
import { countRequests, numbers, unleash } from './support/weather.js';

describe('A run that is interrupted', function () {
  this.timeout(600_000);

  let stage: Stage;
  let requests: Awaited<ReturnType<typeof countRequests>>;
  before(async () => {
    stage = await Stage.set('online', 'enterprise');
    requests = await countRequests(stage);
  });
  after(() => stage?.strike());

  for (const [portal, kind, step] of [
    ['target', 'write', 5],
    ['target', 'read', 40],
    ['source', 'read', 40],
  ] as const) {
    it(`is completed by the next one when it was cancelled at any ${kind} of the ${portal}`, async () => {
      for (const nth of numbers(requests[portal][kind], step)) {
        await stage.freshTarget();
        const aborter = new AbortController();
        const cancelled = new ArcGISError('ARCGIS_CANCELLED', 'The test cancelled it.');
        unleash(stage, { portal, kind, nth }, () => aborter.abort(cancelled));
        const end = await stage.run({ signal: aborter.signal });
        stage.calm();
        await stage.assertHonest(end);
        await stage.settled();
        await stage.assertWhole(await stage.run());
      }
    });
  }

  it('is completed by the next one when the target went down at any write and came back', async () => {
    for (const nth of numbers(requests.target.write, 6)) {
      await stage.freshTarget();
      let closed: Promise<void> | undefined;
      unleash(stage, { portal: 'target', kind: 'write', nth }, (portal) => {
        closed = portal.close();
      });
      const end = await stage.run();
      await closed;
      assert.ok(closed && end.rows.some(({ error }) => error), `write ${nth}`);
      await stage.assertHonest(end);
      await stage.startTarget();
      await stage.assertWhole(await stage.run());
    }
  });

  it('is completed by a second try of what failed in the same run', async () => {
    for (const nth of numbers(requests.target.write, 4)) {
      await stage.freshTarget();
      unleash(stage, { portal: 'target', kind: 'write', nth }, { kind: 'lost-reply' });
      const end = await stage.run({ again: true });
      stage.calm();
      await stage.assertHonest(end);
      await stage.assertWhole(await stage.run());
    }
  });

  it('is completed in the same services when it ended right after a service was created', async () => {
    for (const nth of [1, 2]) {
      await stage.freshTarget();
      let created = 0;
      stage.target.switches.fault = ({ path, write }) => {
        if (created >= nth) return write ? { kind: 'reset' } : undefined;
        if (path.endsWith('/createService')) created += 1;
        return undefined;
      };
      const end = await stage.run();
      stage.calm();
      await stage.assertHonest(end);
      assert.equal(created, nth);
      await stage.assertWhole(await stage.run());
    }
  });

  it('needs no second one when a server could not say at first whose it is', async () => {
    await stage.freshTarget();
    stage.target.switches.fault = ({ path }) =>
      path.endsWith('/rest/info') ? { kind: 'error', code: 500, message: 'Starting.' } : undefined;
    const end = await stage.run();
    stage.calm();
    await stage.assertWhole(end);
  });

  it('leaves complete copies complete when what they refer to cannot be updated', async () => {
    for (const nth of numbers(requests.source.read, 20)) {
      await stage.freshTarget();
      await stage.run();
      await stage.touchSource();
      unleash(
        stage,
        { portal: 'source', kind: 'read', nth, times: 4 },
        { kind: 'error', code: 500, message: 'Busy.' },
      );
      const end = await stage.run();
      stage.calm();
      await stage.assertHonest(end);
      assert.deepEqual(
        end.rows.flatMap(({ result }) => result?.residue ?? []),
        [],
        `read ${nth}`,
      );
      await stage.assertWhole(await stage.run());
    }
  });

  it('leaves no doubles when another one copies the same at the same time', async () => {
    await stage.freshTarget();
    const ends = await Promise.all([stage.run(), stage.run()]);
    for (const end of ends) await stage.assertHonest(end);
    await stage.assertWhole(await stage.run());

    // The same again over copies that are there, with something to update.
    await stage.freshTarget();
    await stage.run();
    await stage.touchSource();
    await Promise.all([stage.run(), stage.run()]);
    await stage.assertWhole(await stage.run());
  });
});
