import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyRows } from '../../lib/features/copy-rows.js';
import { createServiceCopy } from '../../lib/features/create-service-copy.js';
import { type LayerService, readLayerService } from '../../lib/features/layer-service.js';
import { updateRows } from '../../lib/features/update-rows.js';
import { verifyService } from '../../lib/features/verify-service.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { faulty } from './faulty-portal.js';
import {
  addRows,
  asTargetId,
  attach,
  copyRequest,
  field,
  guid,
  hostedService,
  type Json,
  layer,
  startTestPortal,
  type TestPortal,
} from './town-services.js';

describe('An interrupted copy', () => {
  let source: TestPortal;
  let target: TestPortal;
  let from: LayerService;

  before(async () => {
    [source, target] = await Promise.all([startTestPortal('enterprise'), startTestPortal('online')]);
    const fields = [field('Kind', 'String', { length: 30 })];
    const town = await hostedService(source.portal, 'Parks', [
      layer(0, 'Parks', 'Point', fields, { hasAttachments: true }),
      layer(1, 'Notes', null, fields),
    ]);
    const rows = Array.from({ length: 3000 }, () => ({ attributes: { GlobalID: guid(), Kind: 'Park' } }));
    const [first] = await addRows(source.portal, `${town.url}/0`, rows);
    await addRows(source.portal, `${town.url}/1`, rows);
    for (const name of ['same.jpg', 'same.jpg', 'other.jpg']) {
      await attach(source.portal, `${town.url}/0/${first}`, {
        name,
        contentType: 'image/jpeg',
        text: 'picture',
      });
    }
    from = await readLayerService(source.portal, town.url);
  });
  after(async () => {
    await Promise.all([source?.close(), target?.close()]);
  });

  const services = async () => {
    const self = await target.portal.self();
    const { items } = await target.portal.read<{ items: { title: string; type: string }[] }>(
      `/content/users/${self.user?.username}`,
      { num: 100 },
    );
    return items.filter((item) => item.type === 'Feature Service').length;
  };
  const proven = async (to: { url: string; mapping: { url: string; layers: Record<string, string> } }) => {
    const checks = await verifyService(source.portal, target.portal, { from, to, rows: 'full' });
    assert.deepEqual(
      checks.filter(({ ok }) => !ok),
      [],
    );
  };

  it('has one service, one of each layer and one of each file although every first answer was lost', async () => {
    const before = await services();
    const way = faulty(target.portal, [
      { operation: 'createService', call: 1, answerLost: true },
      { operation: 'addToDefinition', call: 1, answerLost: true },
      { operation: 'applyEdits', call: 1, answerLost: true },
      { operation: 'addAttachment', call: 2, answerLost: true },
      { operation: 'addAttachment', call: 3, answerLost: true },
    ]);
    const to = await createServiceCopy(way, { source: from, ...(await copyRequest(target.portal, 'Parks')) });
    const { rows, attachments } = await copyRows(source.portal, way, { from, to });
    assert.deepEqual(rows, { 0: 3000, 1: 3000 });
    assert.deepEqual(attachments, { 0: 3 });
    assert.equal(await services(), before + 1);
    await proven(to);
  });

  it('takes the next free name when the wanted one is taken', async () => {
    await hostedService(target.portal, 'Taken', [layer(0, 'Other', null, [])]);
    const to = await createServiceCopy(target.portal, {
      source: from,
      ...(await copyRequest(target.portal, 'Taken')),
    });
    assert.match(to.url, /\/Taken_2\/FeatureServer$/);
    const item = await target.portal.read<Json>(`/content/items/${to.itemId}`);
    assert.equal(item.title, 'Taken');
  });

  it('is completed in its own service by the next run', async () => {
    const request = { source: from, ...(await copyRequest(target.portal, 'Half')) };
    const half = { ...from, layers: from.layers.slice(0, 1) };
    const started = await createServiceCopy(target.portal, { ...request, source: half });
    const stop = new AbortController();
    const cancelled = copyRows(
      source.portal,
      target.portal,
      { from, to: started },
      {
        signal: stop.signal,
        progress: () => stop.abort(new ArcGISError('ARCGIS_CANCELLED', 'The run was cancelled.')),
      },
    );
    await assert.rejects(cancelled);
    const before = await services();
    const to = await createServiceCopy(target.portal, {
      ...request,
      resume: { itemId: asTargetId(started.itemId), url: started.url },
    });
    assert.equal(to.url, started.url);
    assert.equal(await services(), before);
    await updateRows(source.portal, target.portal, { from, to });
    await proven(to);
  });

  it('leaves no temporary files, also when a file is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'features-tmp-'));
    const variable = process.platform === 'win32' ? 'TEMP' : 'TMPDIR';
    const usual = process.env[variable];
    process.env[variable] = folder;
    try {
      const to = await createServiceCopy(target.portal, {
        source: from,
        ...(await copyRequest(target.portal, 'Files')),
      });
      const refusing = faulty(target.portal, [
        { operation: 'addAttachment', call: 2, refused: 'File type not allowed.' },
      ]);
      await assert.rejects(
        copyRows(source.portal, refusing, { from, to }),
        /Of layer 0 Parks 1 attachments were not copied .*"same.jpg" of row 1: File type not allowed\. /,
      );
      assert.deepEqual(await readdir(folder), []);
      await updateRows(source.portal, target.portal, { from, to });
      await proven(to);
      assert.deepEqual(await readdir(folder), []);
    } finally {
      if (usual === undefined) delete process.env[variable];
      else process.env[variable] = usual;
      await rm(folder, { recursive: true });
    }
  });

  it("fails with the portal's words when the definition is refused", async () => {
    const broken = {
      ...from,
      layers: from.layers.map((one) => ({
        ...one,
        fields: [...one.fields, { name: '1 bad name', type: 'esriFieldTypeString' }],
      })),
    };
    const attempt = createServiceCopy(target.portal as WritablePortal, {
      source: broken,
      ...(await copyRequest(target.portal, 'Broken')),
    });
    await assert.rejects(attempt, /definition of layer 0 Parks, 1 Notes could not be added.*1 bad name/s);
  });
});
