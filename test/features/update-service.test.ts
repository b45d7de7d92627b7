import assert from 'node:assert/strict';
import { copyRows } from '../../lib/features/copy-rows.js';
import { createServiceCopy } from '../../lib/features/create-service-copy.js';
import { readLayerService } from '../../lib/features/layer-service.js';
import { updateServiceDefinition } from '../../lib/features/update-definition.js';
import { updateRows } from '../../lib/features/update-rows.js';
import { verifyService } from '../../lib/features/verify-service.js';
import {
  addRows,
  addToDefinition,
  allRows,
  attach,
  copyRequest,
  field,
  guid,
  hostedService,
  type Json,
  layer,
  startTestPortal,
  type TestPortal,
  updateDefinition,
} from './town-services.js';

const trees = layer(0, 'Trees', 'Point', [
  field('Kind', 'String', { length: 30 }),
  field('Height', 'Double'),
]);
const tracking = { enableEditorTracking: true, enableOwnershipAccessControl: false };

describe('The update of a copied layer', () => {
  let source: TestPortal;
  let target: TestPortal;

  before(async () => {
    [source, target] = await Promise.all([startTestPortal('online'), startTestPortal('enterprise')]);
  });
  after(async () => {
    await Promise.all([source?.close(), target?.close()]);
  });

  it('sends only rows that were added, changed or deleted, and keeps the item, its editors and dates', async () => {
    const town = await hostedService(source.portal, 'Trees', [trees]);
    const ids = Array.from({ length: 10 }, guid);
    await addRows(
      source.portal,
      `${town.url}/0`,
      ids.map((GlobalID, index) => ({
        attributes: { GlobalID, Kind: 'Oak', Height: index },
        geometry: { x: index, y: 1 },
      })),
    );
    await updateDefinition(source.portal, town.url, { editorTrackingInfo: tracking });
    const from = await readLayerService(source.portal, town.url);
    const to = await createServiceCopy(target.portal, {
      source: from,
      ...(await copyRequest(target.portal, 'Trees')),
    });
    const first = await copyRows(source.portal, target.portal, { from, to });
    assert.deepEqual(await failures(to, first.notKept), []);

    const rows = await allRows(source.portal, `${town.url}/0`);
    await source.portal.write(`${town.url}/0/applyEdits`, {
      adds: JSON.stringify([{ attributes: { GlobalID: guid(), Kind: 'Elm' }, geometry: { x: 5, y: 5 } }]),
      updates: JSON.stringify([
        { attributes: { OBJECTID: rows[3]?.attributes.OBJECTID, Kind: null } },
        { attributes: { OBJECTID: rows[4]?.attributes.OBJECTID }, geometry: { x: 99, y: 99 } },
      ]),
      deletes: String(rows[7]?.attributes.OBJECTID),
    });
    const { mapping } = await updateServiceDefinition(target.portal, { source: from, url: to.url });
    const update = await updateRows(source.portal, target.portal, { from, to: { url: to.url, mapping } });
    assert.deepEqual(update.changes[0], { added: 1, updated: 2, deleted: 1 });
    assert.deepEqual(await failures(to, update.notKept), []);
    const service = await target.portal.read<Json>(to.url);
    assert.equal((service.editorTrackingInfo as Json).enableEditorTracking, true);

    async function failures(copy: typeof to, notKept: Record<string, string[]>) {
      const checks = await verifyService(source.portal, target.portal, {
        from: await readLayerService(source.portal, town.url),
        to: copy,
        rows: 'full',
        notKept,
      });
      return checks.filter(({ ok }) => !ok);
    }
  });

  it('adds new fields and layers, changes domains and drawing, and tells what only the copy has', async () => {
    const town = await hostedService(source.portal, 'Changing', [trees]);
    const from = await readLayerService(source.portal, town.url);
    const to = await createServiceCopy(target.portal, {
      source: from,
      ...(await copyRequest(target.portal, 'Changing')),
    });
    await copyRows(source.portal, target.portal, { from, to });
    await addToDefinition(target.portal, `${to.url}/0`, { fields: [field('Own', 'String', { length: 5 })] });

    const domain = { type: 'codedValue', name: 'Kind', codedValues: [{ name: 'Eiche', code: 'Oak' }] };
    const drawingInfo = {
      renderer: {
        type: 'simple',
        symbol: { type: 'esriSMS', style: 'esriSMSSquare', color: [1, 2, 3, 255], size: 9 },
      },
    };
    await addToDefinition(source.portal, `${town.url}/0`, { fields: [field('Planted', 'Date')] });
    await updateDefinition(source.portal, `${town.url}/0`, {
      drawingInfo,
      fields: [{ name: 'Kind', alias: 'Art', domain }],
    });
    await addToDefinition(source.portal, town.url, {
      tables: [layer(1, 'Notes', null, [field('Text', 'String', { length: 9 })])],
    });

    const now = await readLayerService(source.portal, town.url);
    const { mapping, warnings } = await updateServiceDefinition(target.portal, { source: now, url: to.url });
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['FIELD_ONLY_IN_COPY'],
    );
    assert.deepEqual(mapping.layers, { 0: '0', 1: '1' });
    const { notKept } = await updateRows(source.portal, target.portal, {
      from: now,
      to: { url: to.url, mapping },
    });
    const checks = await verifyService(source.portal, target.portal, {
      from: now,
      to: { url: to.url, mapping },
      rows: 'full',
      notKept,
    });
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
    );
  });

  it('brings attachments in line', async () => {
    const town = await hostedService(source.portal, 'Photos', [{ ...trees, hasAttachments: true }]);
    const [row = 0] = await addRows(source.portal, `${town.url}/0`, [
      { attributes: { GlobalID: guid(), Kind: 'Oak' } },
    ]);
    await attach(source.portal, `${town.url}/0/${row}`, { name: 'one.txt', text: 'one' });
    const from = await readLayerService(source.portal, town.url);
    const to = await createServiceCopy(target.portal, {
      source: from,
      ...(await copyRequest(target.portal, 'Photos')),
    });
    await copyRows(source.portal, target.portal, { from, to });
    await attach(source.portal, `${town.url}/0/${row}`, { name: 'two.txt', text: 'two!' });
    const [copied] = await allRows(target.portal, `${to.url}/0`);
    await attach(target.portal, `${to.url}/0/${copied?.attributes.OBJECTID}`, {
      name: 'stray.txt',
      text: 'stray',
    });
    const update = await updateRows(source.portal, target.portal, { from, to });
    assert.equal(update.attachments[0], 1);
    const checks = await verifyService(source.portal, target.portal, { from, to, rows: 'full' });
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
    );
  });
});
