import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { CopyResult, CopySettings } from '../../lib/copy/copy-settings.js';
import type { SourceId } from '../../lib/items/item.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { Content } from '../copy/support/content.js';
import { Portals, SETTINGS } from '../copy/support/portals.js';

const DIRECTIONS = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const;

for (const [from, to] of DIRECTIONS) {
  describe(`The update of a copy, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let source: Content;

    before(async () => {
      portals = await Portals.start(from, to);
      source = new Content(portals.source, portals.pair.source.admin.username);
    });
    after(() => portals.close());

    async function copy(
      id: string,
      settings: Partial<CopySettings> = {},
      to: WritablePortal = portals.target,
      from: WritablePortal = portals.source,
    ): Promise<CopyResult> {
      const run = await portals.run([id]);
      const context = {
        run,
        source: from,
        target: to,
        settings: { ...SETTINGS, ...settings },
        signal: run.signal,
      };
      const result = await copyItem(context, id as SourceId);
      run.cancel('the test is over');
      return result;
    }

    async function count({ target }: CopyResult): Promise<number> {
      const params = { where: '1=1', returnCountOnly: true };
      return (await portals.target.read<{ count: number }>(`${target?.url}/0/query`, params)).count;
    }

    function remove(url: string, where: string): Promise<unknown> {
      return portals.source.write(`${url}/0/deleteFeatures`, { where });
    }

    it('is stopped before anything is written if the source lost more than a fifth of its rows', async () => {
      const layer = await source.layer('Shrunk', 10);
      const first = await copy(layer.id);
      await remove(layer.url, "STATUS = 'open'");
      portals.pair.target.requests.clear();
      const stopped = await copy(layer.id);
      assert.equal(stopped.outcome, 'failed');
      assert.equal(stopped.error?.code, 'ARCGIS_PROTECTED');
      assert.match(
        stopped.error?.message ?? '',
        /layer 0 Shrunk has 5 of 10 rows left.* than 20 % in the node/,
      );
      const written = portals.pair.target.requests.all().filter(({ write, path }) => {
        return write && !path.endsWith('/generateToken');
      });
      assert.deepEqual(written, []);
      assert.equal(await count(first), 10);

      const allowed = await copy(layer.id, { maxDrop: 0.5 });
      assert.equal(allowed.outcome, 'updated', allowed.error?.message);
      assert.equal(await count(first), 5);
    });

    it('goes on if no more than the chosen share is missing, counted from the last copy', async () => {
      const layer = await source.layer('Thinned', 10);
      const first = await copy(layer.id);
      await remove(layer.url, "NAME IN ('Row 1', 'Row 2')");
      assert.equal((await copy(layer.id)).outcome, 'updated');
      await remove(layer.url, "NAME IN ('Row 3', 'Row 4')");
      assert.equal((await copy(layer.id)).error?.code, 'ARCGIS_PROTECTED', '2 of 8 are a quarter');
      assert.equal((await copy(layer.id, { maxDrop: 1 })).outcome, 'updated');
      assert.equal(await count(first), 6);
    });

    it('sends what differs by a key field, or loads an emptied layer, as the node is set', async () => {
      const layer = await source.layer('Nightly', 6);
      const first = await copy(layer.id);
      await remove(layer.url, '1=1');
      await source.addRows(layer.url, 5);
      portals.pair.target.requests.clear();
      const keyed = await copy(layer.id, { rowKeys: ['NAME'], maxDrop: 0.2 });
      assert.equal(
        keyed.outcome,
        'updated',
        JSON.stringify([keyed.error, keyed.checks.filter(({ ok }) => !ok)]),
      );
      const calls = (operation: string) =>
        portals.pair.target.requests.all().filter(({ path }) => path.endsWith(`/${operation}`)).length;
      assert.deepEqual(
        [calls('applyEdits'), calls('deleteFeatures')],
        [0, 1],
        'one row is gone, the others are equal',
      );

      await source.addRows(layer.url, 1, 9);
      const reloaded = await copy(layer.id, { rowUpdate: 'reload' });
      assert.equal(reloaded.outcome, 'updated', reloaded.error?.message);
      assert.equal(reloaded.target?.id, first.target?.id);
      assert.equal(calls('truncate'), 1);
      assert.equal(await count(first), 6);
    });

    it('AC-41: says that the source was edited meanwhile, also after everything was compared', async () => {
      const layer = await source.layer('Late_edit', 10);
      let edited = false;
      const watched = new Proxy(portals.source, {
        get(real, name) {
          if (name !== 'read') {
            const value: unknown = Reflect.get(real, name, real);
            return typeof value === 'function' ? value.bind(real) : value;
          }
          return async (path: string, ...rest: [Record<string, unknown>?, object?]) => {
            const isCompared = await compared();
            if (isCompared && !edited && path.endsWith('/layers')) {
              edited = true;
              await source.addRows(layer.url, 10, 900);
            }
            return real.read(path, ...rest);
          };
        },
      });
      const compared = async (): Promise<boolean> =>
        portals.pair.target.requests.all().some(({ params }) => params.returnExtentOnly === 'true');
      portals.pair.target.requests.clear();
      const result = await copy(layer.id, {}, portals.target, watched);
      assert.ok(edited);
      assert.equal(result.outcome, 'created', JSON.stringify([result.error]));
      const { message } = result.warnings.find(({ code }) => code === 'SOURCE_EDITED') ?? {};
      assert.match(message ?? '', /run again, and only what differs is sent/);
      const again = await copy(layer.id);
      assert.equal(again.outcome, 'updated');
      assert.equal(await count(again), 20);
    });

    it('AC-41: is no failure although the source is edited all the time', async () => {
      const layer = await source.layer('Restless', 10);
      let edits = 0;
      const restless = new Proxy(portals.source, {
        get(real, name) {
          const value: unknown = Reflect.get(real, name, real);
          if (name !== 'read') return typeof value === 'function' ? value.bind(real) : value;
          return async (path: string, ...rest: [Record<string, unknown>?, object?]) => {
            // Whenever the rows are counted there is one more than were read before.
            if (rest[0]?.returnCountOnly === true) {
              edits += 1;
              await source.addRows(layer.url, 1, 100 + edits);
            }
            return real.read(path, ...rest);
          };
        },
      });
      const result = await copy(layer.id, { verify: 'counts' }, portals.target, restless);
      assert.ok(edits >= 2, `${edits} edits`);
      assert.equal(
        result.outcome,
        'created',
        JSON.stringify([result.error, result.checks.filter(({ ok }) => !ok)]),
      );
      assert.ok(result.warnings.some(({ code }) => code === 'SOURCE_EDITED'));
      const quiet = await copy(layer.id);
      assert.equal(quiet.outcome, 'updated');
      assert.equal(await count(quiet), 10 + edits);
    });
  });
}
