import assert from 'node:assert/strict';
import { copyRows } from '../../lib/features/copy-rows.js';
import { createServiceCopy } from '../../lib/features/create-service-copy.js';
import { readLayerService } from '../../lib/features/layer-service.js';
import { updateRows } from '../../lib/features/update-rows.js';
import { verifyService } from '../../lib/features/verify-service.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
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
} from './town-services.js';

const rowsOfTown = 5000;

describe('Rows on an unreliable way', () => {
  let source: TestPortal;
  let target: TestPortal;
  let withIds: { url: string };
  let withoutIds: { url: string };

  before(async () => {
    [source, target] = await Promise.all([startTestPortal('enterprise'), startTestPortal('online')]);
    const trees = layer(0, 'Trees', 'Point', [field('Kind', 'String', { length: 30 })]);
    withIds = await hostedService(source.portal, 'Trees', [trees]);
    const { globalIdField: _, ...bare } = trees;
    withoutIds = await hostedService(source.portal, 'Bare_Trees', [
      { ...bare, fields: (trees.fields as { name: string }[]).filter(({ name }) => name !== 'GlobalID') },
    ]);
    const rows = Array.from({ length: rowsOfTown }, (_, index) => ({
      attributes: { GlobalID: guid(), Kind: `Oak ${index % 7}` },
      geometry: { x: -7.9e6 + (index % 50), y: 4.5e6 },
    }));
    await addRows(source.portal, `${withIds.url}/0`, rows);
    await addRows(source.portal, `${withoutIds.url}/0`, rows, false);
  });
  after(async () => {
    await Promise.all([source?.close(), target?.close()]);
  });

  const copyOf = async (url: string, name: string) => {
    const from = await readLayerService(source.portal, url);
    const to = await createServiceCopy(target.portal, {
      source: from,
      ...(await copyRequest(target.portal, name)),
    });
    return { from, to };
  };

  it('are written once each although the answer to a batch was lost, with GlobalIDs', async () => {
    const { from, to } = await copyOf(withIds.url, 'Lost_1');
    const way = faulty(target.portal, [{ operation: 'applyEdits', call: 2, answerLost: true }]);
    const { rows } = await copyRows(source.portal, way, { from, to });
    assert.equal(rows[0], rowsOfTown);
    const checks = await verifyService(source.portal, target.portal, { from, to, rows: 'full' });
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
    );
  });

  it('are written once each although the answer to a batch was lost, without GlobalIDs and with equal rows', async () => {
    const { from, to } = await copyOf(withoutIds.url, 'Lost_2');
    const way = faulty(target.portal, [{ operation: 'applyEdits', call: 2, answerLost: true }]);
    const { rows, notKept } = await copyRows(source.portal, way, { from, to });
    assert.equal(rows[0], rowsOfTown);
    const checks = await verifyService(source.portal, target.portal, { from, to, rows: 'full', notKept });
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
    );
  });

  it('are written once each although several batches were on their way and each met with another fate', async () => {
    const { from, to } = await copyOf(withoutIds.url, 'Lost_3');
    const half = (params: Record<string, unknown>) => {
      const adds = JSON.parse(String(params.adds)) as unknown[];
      return { ...params, adds: JSON.stringify(adds.slice(500)) };
    };
    const way = faulty(target.portal, [
      { operation: 'applyEdits', call: 1, answerLost: true },
      { operation: 'applyEdits', call: 2, before: half, answerLost: true },
      { operation: 'applyEdits', call: 3, refused: 'Unable to perform edits.' },
      { operation: 'applyEdits', call: 4, answerLost: true },
    ]);
    const { rows, notKept } = await copyRows(source.portal, way, { from, to });
    assert.equal(rows[0], rowsOfTown);
    const checks = await verifyService(source.portal, target.portal, { from, to, rows: 'full', notKept });
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
    );
  });

  it('are completed when only a part of a batch arrived and the answer was lost', async () => {
    for (const [url, name] of [
      [withIds.url, 'Part_1'],
      [withoutIds.url, 'Part_2'],
    ] as const) {
      const { from, to } = await copyOf(url, name);
      const half = (params: Record<string, unknown>) => {
        const adds = JSON.parse(String(params.adds)) as unknown[];
        return { ...params, adds: JSON.stringify(adds.slice(0, 300)) };
      };
      const way = faulty(target.portal, [
        { operation: 'applyEdits', call: 2, before: half, answerLost: true },
      ]);
      const { rows, notKept } = await copyRows(source.portal, way, { from, to });
      assert.equal(rows[0], rowsOfTown);
      const checks = await verifyService(source.portal, target.portal, { from, to, rows: 'full', notKept });
      assert.deepEqual(
        checks.filter(({ ok }) => !ok),
        [],
      );
    }
  });

  it('that the portal refuses are named, and the others are all there; the next run sends what is missing', async () => {
    const { from, to } = await copyOf(withIds.url, 'Refused');
    const spoil = (params: Record<string, unknown>) => {
      const adds = JSON.parse(String(params.adds)) as { attributes: { Kind: string } }[];
      if (adds[4]) adds[4].attributes.Kind = 'x'.repeat(50);
      return { ...params, adds: JSON.stringify(adds) };
    };
    const way = faulty(target.portal, [{ operation: 'applyEdits', call: 1, before: spoil }]);
    await assert.rejects(copyRows(source.portal, way, { from, to }), (error: unknown) => {
      assert.ok(error instanceof ArcGISError);
      assert.equal(error.code, 'ARCGIS_PARTIAL');
      assert.match(error.message, /^1 of 5000 rows of layer 0 Trees were refused .* row 5: .*30 characters/s);
      return true;
    });
    assert.equal((await allRows(target.portal, `${to.url}/0`)).length, rowsOfTown - 1);
    const update = await updateRows(source.portal, target.portal, { from, to });
    assert.deepEqual(update.changes[0], { added: 1, updated: 0, deleted: 0 });
    const checks = await verifyService(source.portal, target.portal, { from, to, rows: 'full' });
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
    );
  });

  it('that differ, are missing or too many are named by the check', async () => {
    const { from, to } = await copyOf(withIds.url, 'Differing');
    await copyRows(source.portal, target.portal, { from, to });
    const [, second] = await allRows(target.portal, `${to.url}/0`);
    await target.portal.write(`${to.url}/0/applyEdits`, {
      updates: JSON.stringify([{ attributes: { OBJECTID: second?.attributes.OBJECTID, Kind: 'Birch' } }]),
    });
    const checks = await verifyService(source.portal, target.portal, { from, to, rows: 'full' });
    const wrong = checks.filter(({ ok }) => !ok);
    assert.deepEqual(
      wrong.map(({ check }) => check),
      ['values of layer 0 Trees'],
    );
    const { differing } = (wrong[0]?.actual ?? {}) as { differing: string[] };
    assert.match(differing[0] ?? '', /^source row OBJECTID \d+ \(.*\): Kind is "Birch" instead of "Oak \d"$/);
    assert.equal(differing.length, 1);
  });

  it('keep an old copy untouched when a layer without GlobalIDs cannot be replaced as a whole', async () => {
    const { from, to } = await copyOf(withoutIds.url, 'Replaced');
    await copyRows(source.portal, target.portal, { from, to });
    const before = await allRows(target.portal, `${to.url}/0`);
    await addRows(
      source.portal,
      `${withoutIds.url}/0`,
      [{ attributes: { Kind: 'Elm' }, geometry: { x: -7.9e6, y: 4.5e6 } }],
      false,
    );
    const spoil = (params: Record<string, unknown>) => ({
      ...params,
      adds: String(params.adds).replace('"Oak 1"', `"${'x'.repeat(50)}"`),
    });
    const way = faulty(target.portal, [{ operation: 'applyEdits', call: 2, before: spoil }]);
    await assert.rejects(updateRows(source.portal, way, { from, to }), /1 of 5001 rows/);
    assert.deepEqual(await allRows(target.portal, `${to.url}/0`), before);

    const update = await updateRows(source.portal, target.portal, { from, to });
    assert.deepEqual(update.changes[0], { added: rowsOfTown + 1, updated: 0, deleted: rowsOfTown });
    const checks = await verifyService(source.portal, target.portal, { from, to, rows: 'full' });
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
    );
    const again = await updateRows(source.portal, target.portal, { from, to });
    assert.deepEqual(again.changes[0], { added: 0, updated: 0, deleted: 0 });
  });
});
