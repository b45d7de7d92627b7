import assert from 'node:assert/strict';
import type { CopySettings } from '../../lib/copy/copy-settings.js';
import type { RunReport } from '../../lib/copy/run/report.js';
import type { Item } from '../../lib/items/item.js';
import { app, Content, webMap } from '../copy/support/content.js';
import { Portals } from '../copy/support/portals.js';
import { wholeRun } from '../copy/support/whole-run.js';

const LAYERS = 12;
const BROKEN = ['Layer_3', 'Layer_8'];

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`a run that takes back what it made when something failed, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let layers: { id: string; url: string; title: string }[];
    let maps: string[];
    let apps: string[];

    beforeEach(async () => {
      portals = await Portals.start(from, to);
      const source = new Content(portals.source, portals.pair.source.admin.username);
      layers = [];
      for (let n = 1; n <= LAYERS; n += 1) {
        const title = `Layer_${n}`;
        layers.push({ ...(await source.layer(title, 2)), title });
      }
      maps = [];
      for (let n = 0; n < 3; n += 1) {
        const shown = layers.filter((_, at) => at % 3 === n);
        maps.push(await source.document('Web Map', `Map ${n}`, webMap(shown)));
      }
      apps = [];
      for (const [n, map] of maps.entries()) {
        const more = { typeKeywords: 'Configurable' };
        apps.push(await source.document('Web Mapping Application', `App ${n}`, app(map), more));
      }
    });
    afterEach(() => portals.close());

    /** One is refused by the target, and of one no row arrives: half a copy is there. */
    function breakLayers(): void {
      portals.pair.target.switches.fault = ({ path, params }) => {
        if (path.endsWith('/createService') && params.createParameters?.includes('"Layer_3"'))
          return { kind: 'error', code: 500, message: 'The data store of the test is out of order.' };
        return path.includes('/Layer_8/') && path.endsWith('/applyEdits') ? { kind: 'reset' } : undefined;
      };
    }

    const mend = (): void => {
      portals.pair.target.switches.fault = undefined;
    };

    async function inTarget(): Promise<Item[]> {
      const { items } = await portals.target.read<{ items: Item[] }>(
        `/content/users/${portals.pair.target.admin.username}`,
        { num: 100 },
      );
      return items;
    }

    const titles = (items: { title: string }[]): string[] => items.map(({ title }) => title).sort();

    const run = (ids: string[], settings: Partial<CopySettings> = {}): Promise<RunReport> =>
      wholeRun(portals, ids, { whenFailed: 'take-back', ...settings });

    const rowOf = (report: RunReport, title: string) => {
      const row = report.rows.find(({ source }) => source.title === title);
      assert.ok(row, title);
      return row;
    };

    const everything = (): string[] => [...layers.map(({ id }) => id), ...maps, ...apps];

    it('AC-16: deletes only what it made, half-made copies too, apps before maps and maps before layers', async () => {
      const [first] = layers;
      await wholeRun(portals, [String(first?.id)]);
      const [before] = await inTarget();
      breakLayers();
      portals.pair.target.requests.clear();
      const report = await run(everything());
      assert.deepEqual(titles(await inTarget()), ['Layer_1'], 'only what was there before is left');
      assert.equal((await inTarget())[0]?.id, before?.id);

      for (const { source, outcome, target, warnings, error } of report.rows) {
        if (source.title === 'Layer_1') {
          assert.equal(outcome, 'unchanged');
          continue;
        }
        const isBroken = BROKEN.includes(source.title);
        assert.equal(outcome, isBroken ? 'failed' : 'deleted', source.title);
        assert.equal(target, null, `${source.title} has no copy any more`);
        assert.equal(error !== undefined, isBroken);
        if (source.title === 'Layer_3') continue;
        const said = warnings.find(({ code }) => code === 'TAKEN_BACK')?.message ?? '';
        assert.match(
          said,
          /deleted again, as chosen, because the Feature Service "Layer_3" \(\w+\), .*"Layer_8" .* failed/,
        );
      }

      const deleted = portals.pair.target.requests
        .all()
        .flatMap(({ path }) => /\/items\/(\w+)\/delete$/.exec(path)?.[1] ?? []);
      const types = deleted.flatMap((id) => {
        const row = report.rows.find(({ warnings }) =>
          warnings.some(({ message }) => message.includes(`(${id})`)),
        );
        return row?.source.type ?? [];
      });
      assert.deepEqual(types, [
        ...apps.map(() => 'Web Mapping Application'),
        ...maps.map(() => 'Web Map'),
        // Nothing was made of the layer that was refused, and one was there before.
        ...layers.slice(2).map(() => 'Feature Service'),
      ]);

      mend();
      const again = await run(everything());
      assert.equal(again.outcomes.failed, 0);
      assert.equal(again.outcomes.created, everything().length - 1);
      assert.equal((await inTarget()).length, everything().length);
    });

    it('AC-16: keeps what something needs that was there before, and says so', async () => {
      await wholeRun(portals, [String(maps[0])], { dependencies: 'source' });
      breakLayers();
      const report = await run(everything());
      const shown = layers.filter((_, at) => at % 3 === 0).map(({ title }) => title);
      assert.deepEqual(titles(await inTarget()), ['Map 0', ...shown].sort());
      for (const title of shown) {
        const { outcome, warnings } = rowOf(report, title);
        assert.equal(outcome, 'created', title);
        const said = warnings.find(({ code }) => code === 'NOT_TAKEN_BACK')?.message ?? '';
        assert.match(said, /but stays: it is used by Web Map "Map 0"/, title);
      }
      assert.equal(rowOf(report, 'Map 0').outcome, 'updated');
    });

    it('AC-16: keeps what a copy shows that cannot be deleted, although no search finds that copy yet', async () => {
      portals.pair.target.switches.indexLagMs = 3_600_000;
      let isRefused = false;
      portals.pair.target.switches.fault = ({ path, params }) => {
        if (path.endsWith('/createService') && params.createParameters?.includes('"Layer_3"'))
          return { kind: 'error', code: 500, message: 'The data store of the test is out of order.' };
        // The first one that is deleted is the map.
        if (isRefused || !path.endsWith('/delete')) return undefined;
        isRefused = true;
        return { kind: 'error', code: 400, message: 'Not now.' };
      };
      const shown = layers.filter((_, at) => at % 3 === 0);
      const others = layers.slice(1, 5).filter((layer) => !shown.includes(layer));
      const ids = [...shown, ...others].map(({ id }) => id);
      const report = await run([...ids, String(maps[0])]);
      assert.ok(isRefused);
      assert.deepEqual(titles(await inTarget()), ['Map 0', ...shown.map(({ title }) => title)].sort());
      const { outcome, warnings } = rowOf(report, 'Map 0');
      assert.equal(outcome, 'failed');
      assert.match(warnings.at(-1)?.message ?? '', /was to be taken back .* but stays: .*Not now\./);
      assert.match(
        rowOf(report, 'Layer_1').warnings.at(-1)?.message ?? '',
        /stays: it is used by Web Map "Map 0"/,
      );
    });

    it('AC-16: leaves half a copy that an earlier run began, and copies that are updated', async () => {
      breakLayers();
      const [eighth, ninth] = [layers[7], layers[8]].map((one) => String(one?.id));
      await wholeRun(portals, [String(eighth)]);
      const before = titles(await inTarget());
      assert.deepEqual(before, ['Layer_8']);
      const report = await run([String(eighth), String(ninth)]);
      assert.deepEqual(titles(await inTarget()), before);
      assert.equal(rowOf(report, 'Layer_9').outcome, 'deleted');
    });

    it('AC-16: lets a replaced copy stand for the source again', async () => {
      const [map] = maps;
      await wholeRun(portals, [String(map)], { dependencies: 'source' });
      const [before] = await inTarget();
      breakLayers();
      const third = String(layers[2]?.id);
      await run([String(map), third], { whenExists: 'replace', dependencies: 'source' });
      const [after, ...others] = await inTarget();
      assert.deepEqual(others, []);
      assert.equal(after?.id, before?.id);
      assert.deepEqual(after?.typeKeywords.sort(), before?.typeKeywords.sort());
    });

    it('AC-16: takes nothing back when nothing failed, or nobody asked for it', async () => {
      const [first, , third] = layers.map(({ id }) => id);
      const fine = await run([String(first)]);
      assert.equal(fine.outcomes.created, 1);
      breakLayers();
      const kept = await wholeRun(portals, [String(third), String(layers[4]?.id)]);
      assert.deepEqual([kept.outcomes.failed, kept.outcomes.created], [1, 1]);
      assert.deepEqual(titles(await inTarget()), ['Layer_1', 'Layer_5']);
    });
  });
}
