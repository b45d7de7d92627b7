import assert from 'node:assert/strict';
import { Portals } from '../copy/support/portals.js';
import { addRows, allRows, field, guid, hostedService, layer } from './town-services.js';

const DIRECTIONS = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
  ['online', 'online'],
  ['enterprise', 'enterprise'],
] as const;

const VALUES = [
  { Big: 9_007_199_254_740_991, Day: '2024-05-01', Clock: '13:45:10', Moment: '2024-05-01T13:45:10+02:00' },
  { Big: -5, Day: '1899-12-31', Clock: '00:00:00', Moment: '2024-12-31T23:59:59-05:00' },
  { Big: null, Day: null, Clock: null, Moment: null },
];

for (const [from, to] of DIRECTIONS) {
  it(`Whole numbers of 64 bits, dates, times and dates with a time zone are copied as such from ${from} to ${to}`, async function () {
    this.timeout(30_000);
    const portals = await Portals.start(from, to);
    try {
      const town = await hostedService(portals.source, 'Events', [
        layer(0, 'Events', null, [
          field('Big', 'BigInteger'),
          field('Day', 'DateOnly'),
          field('Clock', 'TimeOnly'),
          field('Moment', 'TimestampOffset'),
        ]),
      ]);
      const rows = VALUES.map((attributes) => ({ attributes: { GlobalID: guid(), ...attributes } }));
      await addRows(portals.source, `${town.url}/0`, rows);
      const [result] = (await portals.copyAll([town.itemId])).values();
      assert.equal(
        result?.outcome,
        'created',
        JSON.stringify([result?.error, result?.checks.filter(({ ok }) => !ok)]),
      );
      const read = async (portal: typeof portals.source, url: string) =>
        (await allRows(portal, `${url}/0`)).map(({ attributes }) => {
          const lower = Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value]);
          const { big, day, clock, moment } = Object.fromEntries(lower) as Record<string, unknown>;
          return [big, day, clock, moment];
        });
      const url = String(result.target?.url);
      assert.deepEqual(await read(portals.target, url), await read(portals.source, town.url));
      const { fields } = await portals.target.read<{ fields: { name: string; type: string }[] }>(`${url}/0`);
      const types = fields.map(({ type }) => type.replace('esriFieldType', ''));
      for (const type of ['BigInteger', 'DateOnly', 'TimeOnly', 'TimestampOffset']) {
        assert.ok(types.includes(type), `${type} in ${types.join()}`);
      }
    } finally {
      await portals.close();
    }
  });
}
