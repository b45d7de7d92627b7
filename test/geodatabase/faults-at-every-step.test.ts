import assert from 'node:assert/strict';
import { copyFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import type { LayerExport } from '../../lib/copy/geodatabases/export-layer-geodatabase.js';
import { removeGeodatabase } from '../../lib/copy/geodatabases/geodatabase-folders.js';
import type { Item } from '../../lib/items/item.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import type { FaultRule } from '../../sandbox/faults/fault-rule.js';
import type { SandboxPortal } from '../../sandbox/index.js';
import {
  type Mishap,
  type Moment,
  moments,
  ruleFor,
  type Step,
  stepsOf,
  WORDS,
} from '../chaos/support/steps.js';
import { Content } from '../copy/support/content.js';
import type { Rest } from '../support/rest.js';
import { asFailed, type Ended } from './support/as-failed.js';
import { GeodatabasePortals } from './support/geodatabase-portals.js';
import { hastyClock } from './support/hasty-clock.js';

const DIRECTIONS = [
  { source: 'enterprise', target: 'online' },
  { source: 'online', target: 'enterprise' },
] as const;

const ROWS = 5;
/** More than goes up in one piece. */
const PADDING = 21 * 1024 * 1024;
/** Calls that are refused, of each portal; all with CHAOS=all. */
const TRIED = 5;

/** Calls that must not be made twice: when nothing of them is found in the portal, the item fails. */
const ONE_CALL = ['**/export', '**/publish'];
/** Calls on the way from the layer to its file, and from the file to the proven copy. */
const EXPORT_STEPS = ['**/export', '**/status', '**/items/*/data', '**/items/*/delete'];
const PUBLISH_STEPS = [
  '**/addItem',
  '**/addPart',
  '**/commit',
  '**/status',
  '**/publish',
  '**/updateDefinition',
  '**/items/*/update',
  '**/0/query',
  '**/items/*/delete',
];

const ONCE: Omit<FaultRule, 'path'>[] = [
  { kind: 'reset' },
  { kind: 'status', status: 504 },
  { kind: 'lost-reply' },
  { kind: 'truncated', bytes: 20 },
  { kind: 'expired-token' },
];

/** A call that is done, or asked again of itself, comes to its end; one that was not done and cannot be repeated does not. */
function oncePerStep(steps: string[], fault: Omit<FaultRule, 'path'>): FaultRule[] {
  const isUndone = fault.kind === 'reset' || fault.kind === 'status';
  const met = steps.filter((path) => !isUndone || !ONE_CALL.includes(path));
  return met.map((path) => ({ path, times: 1, ...fault }));
}

for (const { source, target } of DIRECTIONS) {
  describe(`faults at every step of the File Geodatabase way, ${source} to ${target}`, function () {
    this.timeout(900_000);
    let portals: GeodatabasePortals;
    let content: Content;
    let layer: { id: string; url: string };
    let kept: NonNullable<LayerExport['file']>;

    before(async () => {
      portals = await GeodatabasePortals.start(source, target);
      const { url, admin } = portals.pair.source;
      content = new Content(openPortal({ url, credentials: { kind: 'password', ...admin } }), admin.username);
      layer = await content.layer('Faulty', ROWS);
      portals.pair.source.switches.exportPadding = PADDING;
      const run = await portals.run([layer.id]);
      const { file } = await portals.export(run, layer.id);
      run.cancel('the test has its file');
      assert.ok(file);
      kept = { ...file, path: join(portals.dir, 'kept.gdb.zip') };
      await copyFile(file.path, kept.path);
      await removeGeodatabase(file.path);
      portals.pair.source.switches.exportPadding = 0;
    });
    afterEach(async () => {
      for (const portal of [portals.pair.source, portals.pair.target]) portal.faults.clear();
      assert.deepEqual(await portals.left(), [], 'nothing temporary is left');
      const items = await clearTarget();
      assert.ok(items.length <= 1, 'one copy at most');
    });

    async function inTarget(): Promise<{ id: string }[]> {
      const { username } = portals.pair.target.admin;
      return (await portals.to.json<{ items: { id: string }[] }>(`/content/users/${username}`)).items;
    }

    /** Empties the target; gives what was there. */
    async function clearTarget(): Promise<{ id: string }[]> {
      const items = await inTarget();
      const { username } = portals.pair.target.admin;
      for (const { id } of items)
        await portals.to.json(`/content/users/${username}/items/${id}/delete`, { permanentDelete: true });
      return items;
    }

    after(async () => {
      await content.portal.close();
      await portals.close();
    });

    function hasty({ url, admin }: SandboxPortal, readOnly: boolean): WritablePortal {
      const credentials = { kind: 'password', ...admin } as const;
      return openPortal({ url, credentials, readOnly, clock: hastyClock() });
    }

    /** What the last export warned of. */
    let warned = '';

    /** The file, or the words of the failure. */
    async function exporting(portal?: WritablePortal, rules?: FaultRule[]): Promise<string | null> {
      const run = await portals.run([layer.id]);
      if (rules) portals.pair.source.faults.set(rules);
      try {
        const { file, warnings } = await portals.export(run, layer.id, portal ? { source: portal } : {});
        assert.ok(file);
        warned = warnings.map(({ code, message }) => `${code} ${message}`).join(' ');
        const files = await readdir(portals.files, { recursive: true });
        assert.deepEqual(
          files.filter((name) => /\.(zip|part)$/.test(name)),
          [relative(portals.files, file.path)],
        );
        await removeGeodatabase(file.path);
        return null;
      } catch (error) {
        assert.ok(error instanceof ArcGISError, String(error));
        return error.message;
      } finally {
        run.cancel('the test is over');
        await portal?.close();
      }
    }

    async function publishing(portal?: WritablePortal): Promise<CopyResult> {
      const run = await portals.run([layer.id]);
      const exported = { file: kept, warnings: [], requests: 0 };
      try {
        return await portals.publish(run, layer.id, exported, portal ? { target: portal } : {});
      } finally {
        run.cancel('the test is over');
        await portal?.close();
      }
    }

    async function isComplete(result: Ended): Promise<void> {
      assert.equal(result.error, undefined, result.error?.message);
      assert.deepEqual(
        result.checks.filter(({ ok }) => !ok),
        [],
      );
      const { count } = await portals.to.json<{ count: number }>(`${result.target?.url}/0/query`, {
        where: '1=1',
        returnCountOnly: true,
      });
      assert.equal(count, ROWS);
    }

    for (const fault of ONCE) {
      it(`exports although each call meets "${fault.kind}" once`, async () => {
        portals.pair.source.faults.set(oncePerStep(EXPORT_STEPS, fault));
        assert.equal(await exporting(), null);
      });

      it(`uploads, publishes and restores although each call meets "${fault.kind}" once`, async () => {
        portals.pair.target.faults.set(oncePerStep(PUBLISH_STEPS, fault));
        await isComplete(await publishing());
      });
    }

    it('publishes although no call that adds an item is ever answered', async () => {
      portals.pair.target.faults.set([{ path: '**/addItem', kind: 'lost-reply' }]);
      await isComplete(await publishing());
    });

    for (const fault of ONCE.slice(0, 2)) {
      it(`fails, and leaves nothing, if "${fault.kind}" stops a call that must not be made twice`, async () => {
        const rules = ONE_CALL.map((path) => ({ path, ...fault }));
        portals.pair.source.faults.set(rules);
        assert.match(String(await exporting()), /Writing .*\/export .* failed/);
        portals.pair.target.faults.set(rules);
        const { outcome, error } = await publishing();
        assert.equal(outcome, 'failed');
        assert.match(String(error?.message), /Writing .*\/publish .* failed/);
      });
    }
    const refused: Mishap = {
      name: 'is refused',
      fault: { kind: 'error', code: 500, message: WORDS },
      lasting: true,
      meets: () => true,
      words: WORDS,
    };

    /** What must not be removed stays, and is named; a run that comes hours later tries again. */
    const isRemoval = ({ path }: Step): boolean => path.endsWith('/delete');

    async function removeLeft(rest: Rest, { admin: { username } }: SandboxPortal): Promise<void> {
      const { items } = await rest.json<{ items: Item[] }>(`/content/users/${username}`);
      for (const { id } of items.filter(({ title }) => title.includes('temporary')))
        await rest.json(`/content/users/${username}/items/${id}/delete`, { permanentDelete: true });
    }

    /** The calls that a calm run makes, found by watching it; a part of them unless everything is to be tried. */
    async function found(portal: SandboxPortal, run: () => Promise<unknown>): Promise<Moment[]> {
      portal.requests.clear();
      await run();
      const own = portal === portals.pair.source ? 'source' : 'target';
      return moments(stepsOf(own, portal.requests.all()), refused, TRIED, source === 'online' ? 0 : 1);
    }

    it('tells what the source says when it refuses any call of the export from then on', async () => {
      for (const { step, nth } of await found(portals.pair.source, () => exporting())) {
        const said = await exporting(undefined, [ruleFor(step, refused, nth)]);
        portals.pair.source.faults.clear();
        assert.ok(said === null || said.includes(WORDS), `${step.path}: ${said}`);
        if (isRemoval(step)) {
          assert.match(warned, /TEMPORARY_LEFT .*said no/);
          await removeLeft(portals.from, portals.pair.source);
        }
        assert.deepEqual(await portals.left(), [], step.path);
      }
    });

    it('tells what the target says when it refuses any call from then on, and is completed by the next run', async () => {
      for (const { step, nth } of await found(portals.pair.target, () => publishing())) {
        const where = `${step.method} ${step.path} (call ${nth})`;
        await clearTarget();
        portals.pair.target.faults.set([ruleFor(step, refused, nth)]);
        const result = await publishing().catch(asFailed);
        portals.pair.target.faults.clear();
        const told = [result.error, ...result.warnings].map((one) => one?.message).join(' ');
        if (result.error) assert.ok(told.includes(WORDS), `${where}: ${told}`);
        else await isComplete(result);
        if (isRemoval(step)) {
          assert.ok(result.warnings.some(({ code }) => code === 'TEMPORARY_LEFT'));
          await removeLeft(portals.to, portals.pair.target);
        }
        await isComplete(await publishing());
        assert.deepEqual(await portals.left(), [], where);
        assert.equal((await inTarget()).length, 1, where);
      }
    });

    for (const kind of ['failed-job', 'stuck-job'] as const) {
      const words = kind === 'failed-job' ? /failed: \S.*/s : /did not end in time/;

      it(`tells of a "${kind}" of the export`, async () => {
        portals.pair.source.faults.set([{ path: '**/export', kind }]);
        assert.match(String(await exporting(hasty(portals.pair.source, true))), words);
      });

      for (const path of ['**/commit', '**/publish']) {
        it(`tells of a "${kind}" of ${path}`, async () => {
          portals.pair.target.faults.set([{ path, kind }]);
          const { outcome, error } = await publishing(hasty(portals.pair.target, false));
          assert.equal(outcome, 'failed');
          assert.match(String(error?.message), words);
        });
      }
    }
  });
}
