import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import type { SourceId } from '../../lib/items/item.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { Content, dashboard, webMap } from '../copy/support/content.js';
import { Portals, SETTINGS } from '../copy/support/portals.js';

/** The portal, in which writes to what `isSlow` says take until the gate is opened. */
function slowPortal(
  portal: WritablePortal,
  isSlow: (target: string) => boolean,
): { portal: WritablePortal; waiting: () => number; open: () => void } {
  let open: () => void = () => undefined;
  let waiting = 0;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const slow = new Proxy(portal, {
    get(real, name) {
      if (name === 'write') {
        return async (target: string, ...rest: [Record<string, unknown>?, object?]) => {
          if (isSlow(target)) {
            waiting += 1;
            await gate;
          }
          return real.write(target, ...rest);
        };
      }
      const value: unknown = Reflect.get(real, name);
      return typeof value === 'function' ? value.bind(real) : value;
    },
  });
  return { portal: slow, waiting: () => waiting, open };
}

describe('independent branches', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;

  before(async () => {
    portals = await Portals.start('online', 'enterprise');
    source = new Content(portals.source, portals.pair.source.admin.username);
  });
  after(() => portals.close());

  it('are copied while others are slow, which hold up only what needs them', async () => {
    const slow: { id: string; url: string }[] = [];
    // More than are loaded at once.
    for (let n = 0; n < 12; n += 1) slow.push(await source.layer(`Slow_${n}`, 1));
    const needing = await source.document(
      'Web Map',
      'Needing',
      webMap(slow.map((layer) => ({ ...layer, title: 'slow' }))),
    );
    const free: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const map = await source.document('Web Map', `Free ${n}`, webMap([]));
      free.push(map, await source.document('Dashboard', `Free board ${n}`, dashboard(map)));
    }
    const gated = slowPortal(portals.target, (target) =>
      /\/Slow_\d+\/.*(addFeatures|applyEdits)$/.test(target),
    );
    const all = [...slow.map(({ id }) => id), needing, ...free];
    const run = await portals.run(all);
    const context = {
      run,
      source: portals.source,
      target: gated.portal,
      settings: SETTINGS,
      signal: run.signal,
    };
    const ended = new Map<string, CopyResult>();
    const copies = all.map(async (id) => {
      const result = await copyItem(context, id as SourceId);
      ended.set(id, result);
      return result;
    });
    await Promise.all(free.map((id) => copies[all.indexOf(id)]));
    assert.ok(gated.waiting() > 0);
    assert.deepEqual([...ended.keys()].sort(), [...free].sort());
    gated.open();
    for (const result of await Promise.all(copies)) {
      assert.equal(result.error, undefined);
      assert.equal(result.outcome, 'created');
    }
    run.cancel('the test is over');
  });

  it('are no more than memory can hold, and still come to an end if each needs the next', async () => {
    // More documents than are under way at once.
    const maps: string[] = [];
    for (let n = 0; n < 140; n += 1) {
      const next = maps[0] ? { note: `${portals.source.url}/home/item.html?id=${maps[0]}` } : {};
      maps.unshift(await source.document('Web Map', `Chained ${n}`, webMap([], next)));
    }
    const results = await portals.copyAll(maps);
    for (const { outcome, residue } of results.values()) {
      assert.equal(outcome, 'created');
      assert.deepEqual(residue, []);
    }
  });

  it('are not even read while they wait for their turn, which two messages of one item share', async () => {
    const maps: string[] = [];
    for (let n = 0; n < 200; n += 1) maps.push(await source.document('Web Map', `Waiting ${n}`, webMap([])));
    const gated = slowPortal(portals.target, (target) => target.endsWith('/addItem'));
    const run = await portals.run(maps);
    portals.pair.source.requests.clear();
    const context = {
      run,
      source: portals.source,
      target: gated.portal,
      settings: SETTINGS,
      signal: run.signal,
    };
    // Two branches of a flow bring each item.
    const copies = [...maps, ...maps].map((id) => copyItem(context, id as SourceId));
    while (gated.waiting() === 0) await new Promise((resolve) => setImmediate(resolve));
    const read = (): number => {
      const paths = portals.pair.source.requests.all().map(({ path }) => path);
      return paths.filter((path) => /\/items\/\w{32}$/.test(path)).length;
    };
    assert.ok(read() <= 128, `${read()} were read`);
    gated.open();
    const results = await Promise.all(copies);
    assert.deepEqual([...new Set(results.map(({ outcome }) => outcome))], ['created']);
    assert.equal(new Set(results.map(({ target }) => target?.id)).size, maps.length);
    assert.equal(read(), maps.length);
    run.cancel('the test is over');
  });

  it('are begun as their own node has it, if another item needs them before their turn', async () => {
    const maps: string[] = [];
    for (let n = 0; n < 140; n += 1) maps.push(await source.document('Web Map', `Queued ${n}`, webMap([])));
    const last = String(maps.at(-1));
    const board = await source.document('Dashboard', 'Needs the last', dashboard(last));
    const gated = slowPortal(portals.target, (target) => target.endsWith('/addItem'));
    const run = await portals.run([board, ...maps]);
    const copyInto = (id: string, title: string): Promise<CopyResult> => {
      const settings = { ...SETTINGS, folder: { kind: 'named', title } } as const;
      const context = { run, source: portals.source, target: gated.portal, settings, signal: run.signal };
      return copyItem(context, id as SourceId);
    };
    const copies = [copyInto(board, 'Boards'), ...maps.map((id) => copyInto(id, 'Maps'))];
    while (gated.waiting() === 0) await new Promise((resolve) => setImmediate(resolve));
    gated.open();
    const results = await Promise.all(copies);
    assert.equal(results[0]?.target?.folderTitle, 'Boards');
    assert.equal(results.at(-1)?.target?.folderTitle, 'Maps');
    assert.ok(Number(results.at(-1)?.requests) > 0, 'its own message counts the effort');
    assert.equal(run.row(last)?.requests, 0, 'it was not copied on behalf of the other');
    run.cancel('the test is over');
  });

  it('that need the same thing share one copy of it, however many there are', async () => {
    const layers: { id: string; url: string }[] = [];
    for (let n = 0; n < 5; n += 1) layers.push(await source.layer(`Shared_${n}`, 1));
    const maps: string[] = [];
    for (let n = 0; n < 25; n += 1) {
      const shown = [0, 1, 2].flatMap((at) => layers[(n + at) % layers.length] ?? []);
      maps.push(
        await source.document(
          'Web Map',
          `Sharing ${n}`,
          webMap(shown.map((one) => ({ ...one, title: 'x' }))),
        ),
      );
    }
    portals.pair.target.requests.clear();
    const results = await portals.copyAll(maps);
    for (const { outcome, residue } of results.values()) {
      assert.equal(outcome, 'created');
      assert.deepEqual(residue, []);
    }
    assert.equal(portals.pair.target.requests.query({ path: '**/createService' }).length, layers.length);
  });
});
