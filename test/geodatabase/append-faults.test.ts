import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import type { LayerExport } from '../../lib/copy/geodatabases/export-layer-geodatabase.js';
import { removeGeodatabase } from '../../lib/copy/geodatabases/geodatabase-folders.js';
import type { Item } from '../../lib/items/item.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import {
  MISHAPS,
  type Mishap,
  type Moment,
  moments,
  ruleFor,
  type Step,
  stepsOf,
} from '../chaos/support/steps.js';
import { addRows, field, guid, hostedService, layer, type TestRow } from '../features/town-services.js';
import { compareServices } from '../support/compare-portals.js';
import { asFailed, type Ended } from './support/as-failed.js';
import { briskClock } from './support/brisk-clock.js';
import { GeodatabasePortals } from './support/geodatabase-portals.js';
import { hastyClock } from './support/hasty-clock.js';

/** Enough for the rows to be appended instead of published. */
const ROWS = 10_100;
/** Of all mishaps every so-manieth is tried, at one call; all with CHAOS=all. */
const STRIDE = 4;
const TRIED = 1;

for (const [at, [from, to]] of (
  [
    ['enterprise', 'online'],
    ['online', 'enterprise'],
  ] as const
).entries()) {
  describe(`rows that are appended from their File Geodatabase, ${from} to ${to}, when a call`, function () {
    this.timeout(1_800_000);
    let portals: GeodatabasePortals;
    let town: { itemId: string; url: string };
    let kept: NonNullable<LayerExport['file']>;
    let steps: Step[];

    before(async () => {
      portals = await GeodatabasePortals.start(from, to);
      const { url, admin } = portals.pair.source;
      const writer = openPortal({ url, credentials: { kind: 'password', ...admin } });
      town = await hostedService(writer, 'Many_trees', [
        layer(3, 'Street trees', 'Point', [field('Kind', 'String', { length: 30 })]),
        layer(7, 'Notes', null, [field('Text', 'String', { length: 30 })]),
      ]);
      const trees = Array.from(
        { length: ROWS },
        (_, n): TestRow => ({
          attributes: { GlobalID: guid(), Kind: n % 3 ? 'Oak' : null },
          geometry: { x: -7.9e6 + (n % 100), y: 4.5e6 + Math.floor(n / 100) },
        }),
      );
      await addRows(writer, `${town.url}/3`, trees);
      await addRows(writer, `${town.url}/7`, [{ attributes: { GlobalID: guid(), Text: 'one' } }]);
      await writer.close();
      const run = await portals.run([town.itemId]);
      const { file } = await portals.export(run, town.itemId);
      run.cancel('the test has its file');
      assert.ok(file);
      kept = { ...file, path: join(portals.dir, 'kept.gdb.zip') };
      await copyFile(file.path, kept.path);
      await removeGeodatabase(file.path);
      portals.pair.target.requests.clear();
      await assertWhole(await publish());
      steps = stepsOf('target', portals.pair.target.requests.all());
      assert.ok(steps.some(({ path }) => path.endsWith('/append')));
    });
    after(() => portals.close());

    async function publish(clock = briskClock): Promise<CopyResult> {
      const { url, admin } = portals.pair.target;
      const target = openPortal({ url, credentials: { kind: 'password', ...admin }, clock });
      const run = await portals.run([town.itemId]);
      // Published files are removed by who was given them.
      const own = { ...kept, path: join(portals.dir, 'own.gdb.zip') };
      await copyFile(kept.path, own.path);
      try {
        const exported = { file: own, warnings: [], requests: 0 };
        return await portals.publish(run, town.itemId, exported, { target, settings: { verify: 'counts' } });
      } finally {
        run.cancel('the test is over');
        await target.close();
      }
    }

    async function inTarget(): Promise<Item[]> {
      const { username } = portals.pair.target.admin;
      return (await portals.to.json<{ items: Item[] }>(`/content/users/${username}`)).items;
    }

    async function clear(): Promise<void> {
      const { username } = portals.pair.target.admin;
      for (const { id } of await inTarget())
        await portals.to.json(`/content/users/${username}/items/${id}/delete`, { permanentDelete: true });
    }

    /** Every row once, every value equal. */
    async function assertWhole({ error, target, checks }: Ended): Promise<void> {
      assert.equal(error, undefined, error?.message);
      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [],
      );
      const options = { digits: 13 };
      const rows = await compareServices(portals.from, portals.to, town.url, String(target?.url), options);
      assert.equal(rows, ROWS + 1);
      assert.equal((await inTarget()).length, 1);
      assert.deepEqual(await portals.left(), []);
    }

    async function assertNoRowTwice(): Promise<void> {
      for (const { type, url } of await inTarget()) {
        assert.equal(type, 'Feature Service');
        const { layers = [] } = await portals.to.json<{ layers?: { id: number }[] }>(String(url));
        if (!layers.some(({ id }) => id === 3)) continue;
        const { count } = await portals.to.json<{ count: number }>(`${url}/3/query`, {
          where: '1=1',
          returnCountOnly: true,
        });
        assert.ok(count <= ROWS, `${count} rows`);
      }
    }

    /** What must not be removed stays, and is named; a run that comes hours later tries again. */
    async function removeNamed({ warnings }: Ended): Promise<void> {
      const left = (await inTarget()).filter(({ type }) => type === 'File Geodatabase');
      if (left.length === 0) return;
      assert.ok(warnings.some(({ code }) => code === 'TEMPORARY_LEFT'));
      const { username } = portals.pair.target.admin;
      for (const { id } of left)
        await portals.to.json(`/content/users/${username}/items/${id}/delete`, { permanentDelete: true });
    }

    async function tryOut(mishap: Mishap, { step, nth }: Moment): Promise<string | null> {
      try {
        await clear();
        portals.pair.target.faults.set([ruleFor(step, mishap, nth)]);
        // Deadlines are waited for only where they come.
        const isStuck = mishap.fault.kind === 'stuck-job';
        const result = await publish(isStuck ? hastyClock() : briskClock).catch(asFailed);
        portals.pair.target.faults.clear();
        if (step.path.endsWith('/delete') && mishap.lasting) await removeNamed(result);
        if (result.error) {
          const told = [result.error, ...result.warnings].map(({ message }) => message).join(' ');
          assert.match(told, /https?:\/\//);
          if (mishap.words) assert.ok(told.includes(mishap.words), `not told why: ${told}`);
          await assertNoRowTwice();
        } else await assertWhole(result);
        await assertWhole(await publish());
        return null;
      } catch (error) {
        portals.pair.target.faults.clear();
        return `${step.method} ${step.path} (call ${nth} of ${step.calls}): ${(error as Error).message}`;
      }
    }

    it('cannot build the service: leaves no file behind, and the next run completes it', async () => {
      await clear();
      portals.pair.target.faults.set([
        { path: '**/addToDefinition', kind: 'error', code: 400, message: 'No layers today.' },
        { path: '**/addItem', kind: 'delay', ms: 300 },
      ]);
      const { error } = await publish().catch(asFailed);
      portals.pair.target.faults.clear();
      assert.match(error?.message ?? '', /No layers today/);
      assert.deepEqual(
        (await inTarget()).map(({ type }) => type),
        ['Feature Service'],
      );
      assert.deepEqual(
        portals.pair.target.requests.all().filter(({ status }) => status === 0),
        [],
        'nothing is on its way',
      );
      await assertWhole(await publish());
    });

    const isAll = process.env.CHAOS === 'all';
    for (const [turn, mishap] of MISHAPS.entries()) {
      // What is appended is refused as a whole.
      const isOfRows = mishap.fault.kind === 'refused-row';
      if (isOfRows || !(isAll || (turn + 2 * at) % STRIDE === 0)) continue;
      it(`${mishap.name}: fails and says why, or is complete; then the next run completes it`, async () => {
        const problems: string[] = [];
        for (const moment of moments(steps, mishap, TRIED, turn + at)) {
          const problem = await tryOut(mishap, moment);
          if (problem) problems.push(problem);
        }
        assert.ok(problems.length === 0, problems.join('\n'));
      });
    }
  });
}
