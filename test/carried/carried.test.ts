import assert from 'node:assert/strict';
import { CARRIED_THINGS, type CarriedThing, type CarriedWay, WAY_NAMES } from './support/carried-things.js';
import { Copies } from './support/copies.js';

const DIRECTIONS = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
  ['online', 'online'],
  ['enterprise', 'enterprise'],
] as const;

const WAYS = Object.keys(WAY_NAMES) as CarriedWay[];

for (const [from, to] of DIRECTIONS) {
  describe(`what is carried, ${from} to ${to}`, function () {
    this.timeout(120_000);
    let copies: Copies;

    before(async () => {
      copies = await Copies.start(from, to);
    });
    after(() => copies?.close());

    it('goes the way that it is said to go, and the copy has no failed check', () => {
      for (const way of WAYS) {
        for (const title of copies.source.keys()) {
          assert.equal(copies.result(way, title).outcome, 'created', copies.explain(way, title));
        }
      }
      assert.ok(copies.way('file', 'Water').exported.file, copies.explain('file', 'Water'));
      assert.equal(copies.way('file', 'Events').exported.file, null);
    });

    for (const thing of CARRIED_THINGS.filter(({ onlyFrom = from }) => onlyFrom === from)) {
      for (const way of WAYS) {
        const limit = (thing.limitedTo ?? to) === to ? thing.limits?.[way] : undefined;
        it(`${thing.name}: ${limit ? 'named by a warning' : 'the same in the copy'}, by ${WAY_NAMES[way]}`, async () => {
          if (limit) demandWarning(way, thing, limit.warning);
          const expected = await copies.expected(way, thing);
          if (limit && !limit.arrives) {
            if (expected !== null) assert.notDeepEqual(await copies.actual(way, thing), expected);
            return;
          }
          assert.ok(!isEmpty(expected), 'the source has none of it');
          assert.deepEqual(await copies.actual(way, thing), expected);
        });
      }
    }

    function demandWarning(
      way: CarriedWay,
      { of }: CarriedThing,
      wanted: { code: string; says: RegExp },
    ): void {
      const { exported, result } = copies.way(way, of);
      const said = [...exported.warnings, ...result.warnings].filter(({ code }) => code === wanted.code);
      assert.ok(
        said.some(({ message }) => wanted.says.test(message)),
        copies.explain(way, of),
      );
    }
  });
}

/** Nothing but nulls and names of keys. */
function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isEmpty);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isEmpty);
  return value === null || value === '' || value === false;
}
