import assert from 'node:assert/strict';
import { seeRows } from './support/seen-rows.js';
import { STRANGE_FILES } from './support/strange-files.js';
import type { Service, StrangeLayer } from './support/strange-layer.js';
import { STRANGE_SERVICES } from './support/strange-services.js';
import { STRANGE_SHAPES } from './support/strange-shapes.js';
import { STRANGE_VALUES } from './support/strange-values.js';
import {
  copyBy,
  DIRECTIONS,
  explain,
  startTwoPortals,
  type TwoPortals,
  WAYS,
  type WayName,
} from './support/two-ways.js';

for (const [from, to] of DIRECTIONS) {
  describe(`A hosted layer ${from} to ${to}`, function () {
    this.timeout(60_000);
    let two: TwoPortals;

    before(async () => {
      two = await startTwoPortals(from, to);
    });
    after(() => two?.close());

    for (const strange of [...STRANGE_VALUES, ...STRANGE_SHAPES, ...STRANGE_FILES, ...STRANGE_SERVICES]) {
      it(`${strange.name}, is the same in the copy, and after it was edited`, async () => {
        const { pair } = two.portals;
        const before = [{ ...pair.source.switches }, { ...pair.target.switches }] as const;
        Object.assign(pair.source.switches, strange.switches);
        Object.assign(pair.target.switches, strange.switches, strange.targetSwitches);
        try {
          const service = await strange.make(two.editor);
          for (const way of WAYS) await demandCopy(service, way, strange, 'created');
          for (const edit of strange.edits ?? []) {
            await edit(two.editor, service.url);
            for (const way of WAYS) await demandCopy(service, way, strange, 'updated');
          }
        } finally {
          Object.assign(pair.source.switches, before[0]);
          Object.assign(pair.target.switches, before[1]);
        }
      });
    }

    async function demandCopy(
      service: Service,
      way: WayName,
      { renumbered, settings }: StrangeLayer,
      outcome: string,
    ): Promise<void> {
      const { portals } = two;
      const copied = await copyBy(portals, way, service.itemId, settings);
      assert.equal(copied.result.outcome, outcome, explain(copied));
      const expected = await seeRows(portals.from, service.url);
      const actual = await seeRows(portals.to, String(copied.result.target?.url));
      if (renumbered && way !== 'clone-item')
        for (const name of Object.keys(actual)) Object.assign(actual[name] ?? {}, { id: expected[name]?.id });
      assert.deepEqual(actual, expected, way);
    }
  });
}
