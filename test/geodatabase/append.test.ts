import assert from 'node:assert/strict';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import type { Fault } from '../../sandbox/index.js';
import { addRows, field, guid, hostedService, layer, type TestRow } from '../features/town-services.js';
import { compareServices } from '../support/compare-portals.js';
import { GeodatabasePortals, type Way } from './support/geodatabase-portals.js';

const DIRECTIONS = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const;

/** Enough for the rows to be appended instead of published. */
const ROWS = 10_500;

for (const [from, to] of DIRECTIONS) {
  describe(`a layer with many rows, appended from its File Geodatabase, ${from} to ${to}`, function () {
    this.timeout(120_000);
    let portals: GeodatabasePortals;
    let writer: WritablePortal;
    let town: { itemId: string; url: string };

    before(async () => {
      portals = await GeodatabasePortals.start(from, to);
      const { url, admin } = portals.pair.source;
      writer = openPortal({ url, credentials: { kind: 'password', ...admin } });
      const domain = { type: 'codedValue', name: 'Kind', codedValues: [{ name: 'Eiche', code: 'Oak' }] };
      town = await hostedService(writer, 'Many_trees', [
        layer(3, 'Street trees', 'Point', [
          field('Kind', 'String', { length: 30, domain }),
          field('Height', 'Double'),
          field('Planted', 'Date'),
        ]),
        layer(7, 'Notes', null, [field('Text', 'String', { length: 30 })]),
      ]);
      const trees = Array.from({ length: ROWS }, (_, n): TestRow => {
        const attributes = { GlobalID: guid(), Kind: n % 3 ? 'Oak' : null, Height: n / 8, Planted: n * 1000 };
        return { attributes, geometry: { x: -7.9e6 + (n % 100), y: 4.5e6 + Math.floor(n / 100) } };
      });
      await addRows(writer, `${town.url}/3`, trees);
      await addRows(writer, `${town.url}/7`, [{ attributes: { GlobalID: guid(), Text: 'one' } }]);
    });
    beforeEach(() => {
      for (const portal of [portals.pair.source, portals.pair.target]) portal.requests.clear();
    });
    afterEach(async () => {
      portals.pair.target.switches.fault = undefined;
      assert.deepEqual(await portals.left(), [], 'nothing temporary is left');
    });
    after(async () => {
      await writer.close();
      await portals.close();
    });

    const calls = (operation: string): number => portals.calls(portals.pair.target, operation);
    const explain = ({ result }: Way): string =>
      JSON.stringify([result.error, result.checks.filter(({ ok }) => !ok), result.warnings]);

    async function assertSame(way: Way): Promise<void> {
      assert.ok(way.exported.file);
      assert.equal(way.result.outcome, 'created', explain(way));
      const copy = String(way.result.target?.url);
      const rows = await compareServices(portals.from, portals.to, town.url, copy, { digits: 13 });
      assert.equal(rows, ROWS + 1);
      assert.deepEqual(way.result.map.services[town.url]?.layers, { 3: '3', 7: '7' }, 'the ids stay');
    }

    it('keeps layer ids, GlobalIDs and values, and is sent in no other way', async () => {
      const way = await portals.copy(town.itemId, { settings: { whenExists: 'new' } });
      await assertSame(way);
      assert.deepEqual([calls('append'), calls('publish'), calls('applyEdits')], [2, 0, 0]);
      assert.ok(!way.result.warnings.some(({ code }) => /MENDED|NOT_APPENDED/.test(code)), explain(way));
    });

    it('leaves nothing of its file in the target when its service cannot be built', async () => {
      portals.pair.target.switches.fault = ({ path }) =>
        path.endsWith('/createService')
          ? { kind: 'error', code: 400, message: 'Unable to create the service.' }
          : undefined;
      const { result } = await portals.copy(town.itemId, { settings: { whenExists: 'new' } });
      assert.equal(result.outcome, 'failed');
      assert.match(String(result.error?.message), /Unable to create the service/);
      assert.ok(calls('addItem') > 0, 'it was uploaded while the service was to be built');
    });

    for (const classNames of [{}, { prefix: '_', letters: 'ascii', length: 64 }] as const) {
      it(`finds each layer in the file, whatever its name has become there: ${JSON.stringify(classNames)}`, async () => {
        const names = ['16.2.2e. Asmenų', 'Select', `Übersicht der ${'Straßenbäume '.repeat(5)}`.trim()];
        const title = `Odd_names_${JSON.stringify(classNames).replace(/\W/g, '')}`;
        const odd = await hostedService(writer, title, [
          ...names.map((name, id) => layer(id, name, 'Point', [field('Number', 'Integer')])),
          layer(5, '2 notes', null, [field('Number', 'Integer')]),
        ]);
        const rows = Array.from({ length: ROWS }, (_, n): TestRow => {
          return { attributes: { GlobalID: guid(), Number: n }, geometry: { x: n, y: n } };
        });
        await addRows(writer, `${odd.url}/0`, rows);
        for (const id of [1, 2, 5]) {
          const own = {
            attributes: { GlobalID: guid(), Number: id },
            ...(id < 5 && { geometry: { x: id, y: 0 } }),
          };
          await addRows(writer, `${odd.url}/${id}`, [own]);
        }
        portals.pair.source.switches.classNames = classNames;
        try {
          const way = await portals.copy(odd.itemId, { settings: { whenExists: 'new' } });
          assert.equal(way.result.outcome, 'created', explain(way));
          const copy = String(way.result.target?.url);
          assert.equal(
            await compareServices(portals.from, portals.to, odd.url, copy, { digits: 13 }),
            ROWS + 3,
          );
          assert.deepEqual([calls('append'), calls('publish')], [4, 0]);
          assert.ok(!way.result.warnings.some(({ code }) => /MENDED|NOT_APPENDED/.test(code)), explain(way));
        } finally {
          portals.pair.source.switches.classNames = {};
        }
      });
    }

    for (const [what, fault, times] of [
      ['the answer is lost', { kind: 'lost-reply' }, 1],
      ['the portal refuses it', { kind: 'error', code: 400, message: 'Unable to append.' }, 9],
    ] as [string, Fault, number][]) {
      it(`is complete, with no row twice, although ${what}`, async () => {
        let left = times;
        portals.pair.target.switches.fault = ({ path }) => {
          if (left === 0 || !path.endsWith('/append')) return undefined;
          left -= 1;
          return fault;
        };
        await assertSame(await portals.copy(town.itemId, { settings: { whenExists: 'new' } }));
      });
    }
  });
}
