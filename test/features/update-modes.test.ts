import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { copyRows } from '../../lib/features/copy-rows.js';
import { createServiceCopy } from '../../lib/features/create-service-copy.js';
import { readLayerService } from '../../lib/features/layer-service.js';
import type { RowsUpdateOptions } from '../../lib/features/rows-request.js';
import { updateRows } from '../../lib/features/update-rows.js';
import { type VerifyRequest, verifyService } from '../../lib/features/verify-service.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { faulty } from './faulty-portal.js';
import {
  addRows,
  allRows,
  copyRequest,
  field,
  guid,
  hostedService,
  layer,
  startTestPortal,
  type TestPortal,
  type TestRow,
} from './town-services.js';

const parcels = (more: Record<string, unknown> = {}) =>
  layer(
    0,
    'Parcels',
    'Point',
    [field('Parcel_ID', 'String', { length: 20 }), field('Use', 'String', { length: 30 })],
    more,
  );
const owners = layer(1, 'Owners', null, [
  field('ParcelGUID', 'GUID', { length: 38 }),
  field('Name', 'String', { length: 30 }),
]);
const end = (relatedTableId: number, role: 'Origin' | 'Destination', keyField: string) => ({
  id: 0,
  name: 'Owners',
  relatedTableId,
  cardinality: 'esriRelCardinalityOneToMany',
  role: `esriRelRole${role}`,
  keyField,
  composite: false,
});
const relationships = {
  layers: [{ id: 0, relationships: [end(1, 'Origin', 'GlobalID')] }],
  tables: [{ id: 1, relationships: [end(0, 'Destination', 'ParcelGUID')] }],
};

const DIRECTIONS = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const;

for (const [from, to] of DIRECTIONS) {
  describe(`The rows of a copy, ${from} to ${to}`, function () {
    this.timeout(30_000);
    let source: TestPortal;
    let target: TestPortal;
    let number = 0;

    before(async () => {
      [source, target] = await Promise.all([startTestPortal(from), startTestPortal(to)]);
    });
    after(async () => {
      await Promise.all([source?.close(), target?.close()]);
    });

    const parcel = (number: number, use = 'Garden'): TestRow => ({
      attributes: { GlobalID: guid(), Parcel_ID: `P-${number}`, Use: use },
      geometry: { x: -7.9e6 + number, y: 4.5e6 },
    });

    async function copyOf(layers: Record<string, unknown>[], rows: TestRow[], more = {}) {
      number += 1;
      const name = `Parcels_${number}`;
      const town = await hostedService(source.portal, name, layers, more);
      await addRows(source.portal, `${town.url}/0`, rows);
      const service = await readLayerService(source.portal, town.url);
      const request = await copyRequest(target.portal, name);
      const copy = await createServiceCopy(target.portal, { source: service, ...request });
      await copyRows(source.portal, target.portal, { from: service, to: copy });
      return { url: town.url, from: service, to: copy };
    }

    type Copy = Awaited<ReturnType<typeof copyOf>>;

    function update({ from, to }: Copy, options: RowsUpdateOptions, into: WritablePortal = target.portal) {
      return updateRows(source.portal, into, { from, to }, options);
    }

    async function wrong({ from, to }: Copy, notKept: Record<string, string[]>, rows: VerifyRequest['rows']) {
      const checks = await verifyService(source.portal, target.portal, { from, to, rows, notKept });
      return checks.filter(({ ok }) => !ok);
    }

    /** As a nightly job does it: all rows anew, with new ObjectIDs and GlobalIDs. */
    async function reloadSource(url: string, rows: TestRow[]): Promise<void> {
      await source.portal.write(`${url}/0/deleteFeatures`, { where: '1=1' });
      await addRows(source.portal, `${url}/0`, rows);
    }

    const writes = (operation: string): number =>
      target.sandbox.requests.all().filter(({ path }) => path.endsWith(`/${operation}`)).length;

    it('are recognised by a chosen key when the source was loaded anew: only what differs is sent', async () => {
      const copy = await copyOf([parcels()], [parcel(1), parcel(2), parcel(3), parcel(4)]);
      const before = await allRows(target.portal, `${copy.to.url}/0`);
      await reloadSource(copy.url, [parcel(4), parcel(2, 'House'), parcel(1), parcel(5)]);
      const { changes, notKept } = await update(copy, { keys: ['OTHER', 'parcel_id'] });
      assert.deepEqual(changes[0], { added: 1, updated: 1, deleted: 1 });
      assert.deepEqual(await wrong(copy, notKept, 'full'), []);
      assert.deepEqual(await wrong(copy, notKept, 'sample'), []);
      const after = await allRows(target.portal, `${copy.to.url}/0`);
      const [oid] = Object.keys(before[0]?.attributes ?? {}).filter((name) => /^objectid$/i.test(name));
      assert.deepEqual(
        after.slice(0, 3).map(({ attributes }) => attributes[oid ?? '']),
        [0, 1, 3].map((index) => before[index]?.attributes[oid ?? '']),
        'rows stay the same rows',
      );
    });

    it('keep their related rows when they are recognised by a key', async () => {
      const [one, two] = [parcel(1), parcel(2)];
      const copy = await copyOf([parcels(), owners], [one, two], { relationships });
      const owned = (of: TestRow, Name: string): TestRow => ({
        attributes: { GlobalID: guid(), ParcelGUID: of.attributes.GlobalID, Name },
      });
      const again = [parcel(2), parcel(1), parcel(3)];
      await reloadSource(copy.url, again);
      await addRows(
        source.portal,
        `${copy.url}/1`,
        again.map((row) => owned(row, `Owner of ${row.attributes.Parcel_ID}`)),
      );
      const { notKept } = await update(copy, { keys: ['Parcel_ID'] });
      assert.deepEqual(await wrong(copy, notKept, 'full'), []);
      const lower = (row: TestRow) =>
        Object.fromEntries(
          Object.entries(row.attributes).map(([name, value]) => [name.toLowerCase(), value]),
        );
      const found = (await allRows(target.portal, `${copy.to.url}/0`)).map(lower);
      const names = (await allRows(target.portal, `${copy.to.url}/1`)).map(lower).map((owner) => {
        const parent = found.find(({ globalid }) => plain(globalid) === plain(owner.parcelguid));
        return `${owner.name}: ${parent?.parcel_id}`;
      });
      assert.deepEqual(names.sort(), ['Owner of P-1: P-1', 'Owner of P-2: P-2', 'Owner of P-3: P-3']);
    });

    it('are brought in line without a key that two of them share, with a warning', async () => {
      const copy = await copyOf([parcels()], [parcel(1), parcel(2)]);
      await addRows(source.portal, `${copy.url}/0`, [parcel(2, 'House')]);
      const { changes, warnings, notKept } = await update(copy, { keys: ['Parcel_ID'] });
      assert.deepEqual(changes[0], { added: 1, updated: 0, deleted: 0 });
      const { message } = warnings.find(({ code }) => code === 'KEY_UNUSABLE') ?? {};
      assert.match(message ?? '', /layer 0 Parcels .* by Parcel_ID: row 3 is not the first one with "P-2"/);
      assert.deepEqual(await wrong(copy, notKept, 'full'), []);
    });

    it('are loaded anew into the emptied layer if that is chosen', async () => {
      const copy = await copyOf([parcels()], [parcel(1), parcel(2), parcel(3)]);
      await reloadSource(copy.url, [parcel(7), parcel(8)]);
      target.sandbox.requests.clear();
      const { changes, warnings, notKept } = await update(copy, { mode: 'reload' });
      assert.deepEqual(changes[0], { added: 2, updated: 0, deleted: 3 });
      assert.deepEqual(warnings, []);
      assert.deepEqual(await wrong(copy, notKept, 'full'), []);
      assert.deepEqual([writes('truncate'), writes('deleteFeatures')], [1, 0]);
    });

    it('come back as they were when the loading fails', async () => {
      const copy = await copyOf([parcels()], [parcel(1), parcel(2), parcel(3)]);
      const withoutIds = async () =>
        (await allRows(target.portal, `${copy.to.url}/0`)).map(({ attributes, geometry }) => {
          const own = Object.entries(attributes).filter(([name]) => !/^objectid$/i.test(name));
          return { attributes: Object.fromEntries(own), geometry };
        });
      const before = await withoutIds();
      await reloadSource(copy.url, [parcel(7), parcel(8)]);
      const folders = await leftFolders();
      const failing = faulty(target.portal, [
        { operation: 'applyEdits', call: 1, before: (params) => ({ ...params, adds: spoiled(params.adds) }) },
      ]);
      await assert.rejects(
        update(copy, { mode: 'reload' }, failing),
        /1 of 2 rows of layer 0 Parcels were refused .* was left as it was before/s,
      );
      assert.deepEqual(await withoutIds(), before);
      assert.deepEqual(await leftFolders(), folders, 'nothing is left on disk');

      const { notKept } = await update(copy, { mode: 'reload' });
      assert.deepEqual(await wrong(copy, notKept, 'full'), []);
    });

    it('stay on disk when they could not come back, and later runs say where they are', async () => {
      const copy = await copyOf([parcels()], [parcel(1), parcel(2), parcel(3)]);
      await reloadSource(copy.url, [parcel(7), parcel(8)]);
      const failing = faulty(target.portal, [
        { operation: 'applyEdits', call: 1, before: (params) => ({ ...params, adds: spoiled(params.adds) }) },
        { operation: 'truncate', call: 2, refused: 'Truncate is not supported.' },
      ]);
      const folders = await leftFolders();
      await assert.rejects(update(copy, { mode: 'reload' }, failing), /3 former rows could not be put back/);
      const [left = '', ...others] = (await leftFolders()).filter((name) => !folders.includes(name));
      assert.deepEqual(others, []);
      const file = join(tmpdir(), left, 'rows.ndjson.gz');
      try {
        for (const mode of ['reload', 'changes'] as const) {
          const { warnings } = await update(copy, { mode });
          const [{ code, message } = { code: '', message: '' }] = warnings;
          assert.equal(code, 'FORMER_ROWS_LEFT');
          assert.ok(message.includes('put 3 former rows') && message.includes(file), message);
        }
        const rows = gunzipSync(await readFile(file))
          .toString()
          .trim()
          .split('\n');
        assert.deepEqual(
          rows.map((row) => /"P-(\d)"/.exec(row)?.[1]),
          ['1', '2', '3'],
        );
        const other = await copyOf([parcels()], [parcel(1)]);
        assert.deepEqual((await update(other, {})).warnings, [], 'of another layer');
      } finally {
        await rm(join(tmpdir(), left), { recursive: true });
      }
    });

    it('are not emptied together with their attachments, or by a portal that does not do that', async () => {
      const pictured = await copyOf([parcels({ hasAttachments: true })], [parcel(1), parcel(2)]);
      const plainCopy = await copyOf([parcels()], [parcel(1), parcel(2)]);
      const refusing = faulty(target.portal, [
        { operation: 'truncate', call: 1, refused: 'Truncate is not supported.' },
      ]);
      for (const [copy, why] of [
        [pictured, 'its attachments would go with its rows'],
        [plainCopy, 'the portal does not do that'],
      ] as const) {
        await addRows(source.portal, `${copy.url}/0`, [parcel(3)]);
        const { changes, warnings, notKept } = await update(copy, { mode: 'reload' }, refusing);
        assert.deepEqual(changes[0], { added: 1, updated: 0, deleted: 0 });
        assert.deepEqual(
          warnings.map(({ code, message }) => [code, message.includes(why)]),
          [['NOT_EMPTIED', true]],
        );
        assert.deepEqual(await wrong(copy, notKept, 'full'), []);
      }
    });

    it('are compared by a sample that sees a changed row, with and without GlobalIDs', async () => {
      for (const globalIdField of ['GlobalID', undefined]) {
        const { fields, ...rest } = parcels();
        const kept = (fields as { name: string }[]).filter(
          ({ name }) => globalIdField || name !== 'GlobalID',
        );
        const definition = { ...rest, fields: kept, globalIdField: globalIdField ?? '' };
        number += 1;
        const town = await hostedService(source.portal, `Sampled_${number}`, [definition]);
        const rows = Array.from({ length: 60 }, (_, index) => parcel(index + 1, `it's ${index % 3}`));
        if (!globalIdField) for (const { attributes } of rows) delete attributes.GlobalID;
        await addRows(source.portal, `${town.url}/0`, rows, globalIdField !== undefined);
        const service = await readLayerService(source.portal, town.url);
        const request = await copyRequest(target.portal, `Sampled_${number}`);
        const to = await createServiceCopy(target.portal, { source: service, ...request });
        const { notKept } = await copyRows(source.portal, target.portal, { from: service, to });
        const copy = { url: town.url, from: service, to };
        assert.deepEqual(await wrong(copy, notKept, 'sample'), []);

        const [first] = await allRows(target.portal, `${to.url}/0`);
        const [[oid = '', id] = []] = Object.entries(first?.attributes ?? {}).filter(([name]) =>
          /^objectid$/i.test(name),
        );
        const [use = ''] = Object.keys(first?.attributes ?? {}).filter((name) => /^use_*$/i.test(name));
        await target.portal.write(`${to.url}/0/applyEdits`, {
          updates: JSON.stringify([{ attributes: { [oid]: id, [use]: 'changed' } }]),
        });
        const found = await wrong(copy, notKept, 'sample');
        assert.deepEqual(
          found.map(({ check, expected }) => [check, expected]),
          [['values of 60 rows of layer 0 Parcels', 60]],
        );
        assert.deepEqual(await wrong(copy, notKept, 'counts'), []);
      }
    });

    const spoiled = (adds: unknown): string => String(adds).replace('"P-8"', `"${'x'.repeat(50)}"`);
    const plain = (id: unknown): string => String(id).replace(/[{}]/g, '').toLowerCase();
    const leftFolders = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('portal-copy-rows-'));
  });
}
