import assert from 'node:assert/strict';
import { copyRows } from '../../lib/features/copy-rows.js';
import { createServiceCopy } from '../../lib/features/create-service-copy.js';
import { createViewCopy } from '../../lib/features/create-view-copy.js';
import { readLayerService } from '../../lib/features/layer-service.js';
import { updateServiceDefinition } from '../../lib/features/update-definition.js';
import { verifyService } from '../../lib/features/verify-service.js';
import {
  addRows,
  addToDefinition,
  copyRequest,
  field,
  guid,
  hostedService,
  type Json,
  layer,
  startTestPortal,
  type TestPortal,
  updateDefinition,
  webMercator,
} from './town-services.js';

const requests = layer(2, 'Requests', 'Point', [
  field('Status', 'String', { length: 10 }),
  field('Phone', 'String', { length: 30 }),
  field('Text', 'String', { length: 100 }),
  field('Code', 'String', { length: 9, editable: false }),
]);

describe('The copy of a view', () => {
  for (const [from, to, lowerCaseFieldNames] of [
    ['enterprise', 'online', false],
    ['online', 'enterprise', true],
  ] as const) {
    it(`from ${from} to ${to} shows the same rows and fields of the copied layer, and has no rows of its own`, async () => {
      const [source, target] = await Promise.all([
        startTestPortal(from),
        startTestPortal(to, { lowerCaseFieldNames }),
      ]);
      try {
        const town = await hostedService(source.portal, 'Requests', [requests]);
        await addRows(
          source.portal,
          `${town.url}/2`,
          Array.from({ length: 12 }, (_, index) => ({
            attributes: {
              GlobalID: guid(),
              Status: index % 3 ? 'OPEN' : 'done',
              Phone: `0${index}`,
              Text: `Request ${index}`,
            },
            geometry: { x: index, y: index },
          })),
        );
        const view = await viewOn(source, 'Requests', town.url);
        const parentSource = await readLayerService(source.portal, town.url);
        const parent = await createServiceCopy(target.portal, {
          source: parentSource,
          ...(await copyRequest(target.portal, 'Requests')),
        });
        const viewSource = await readLayerService(source.portal, view);
        assert.equal(viewSource.isView, true);
        assert.equal(viewSource.sources?.[0]?.itemId, town.itemId);

        const copy = await createViewCopy(target.portal, {
          source: viewSource,
          parent: { source: parentSource, target: parent },
          ...(await copyRequest(target.portal, 'Open_requests')),
        });
        assert.deepEqual(copy.warnings, []);
        const { notKept } = await copyRows(source.portal, target.portal, { from: parentSource, to: parent });
        const all = await verifyService(source.portal, target.portal, {
          from: parentSource,
          to: parent,
          rows: 'full',
          notKept,
        });
        assert.deepEqual(
          all.filter(({ ok }) => !ok),
          [],
        );

        const checks = await verifyService(source.portal, target.portal, {
          from: viewSource,
          to: copy,
          rows: 'full',
        });
        assert.deepEqual(
          checks.filter(({ ok }) => !ok),
          [],
        );
        const rows = (
          await target.portal.read<{ features: { attributes: Json }[] }>(`${copy.url}/2/query`, {
            where: '1=1',
            outFields: '*',
          })
        ).features;
        assert.equal(rows.length, 8);
        assert.deepEqual(
          Object.keys(rows[0]?.attributes ?? {})
            .map((name) => name.toLowerCase())
            .sort(),
          ['code', 'globalid', 'objectid', 'status', 'text'],
        );
        assert.equal((await target.portal.read<Json>(copy.url)).isView, true);

        await updateDefinition(source.portal, `${view}/2`, { viewDefinitionQuery: "Status = 'done'" });
        const update = await updateServiceDefinition(target.portal, {
          source: await readLayerService(source.portal, view),
          url: copy.url,
          parents: [{ source: parentSource, target: parent }],
        });
        assert.deepEqual(update.warnings, []);
        const left = await target.portal.read<{ count: number }>(`${copy.url}/2/query`, {
          where: '1=1',
          returnCountOnly: true,
        });
        assert.equal(left.count, 4);
      } finally {
        await Promise.all([source.close(), target.close()]);
      }
    });
  }
});

async function viewOn({ portal }: TestPortal, sourceServiceName: string, _url: string): Promise<string> {
  const self = await portal.self();
  const made = await portal.write<Json>(`/content/users/${self.user?.username}/createService`, {
    createParameters: JSON.stringify({
      name: 'Open_requests',
      isView: true,
      preserveLayerIds: true,
      capabilities: 'Query',
      spatialReference: webMercator,
    }),
    outputType: 'featureService',
    isView: true,
  });
  const url = String(made.serviceurl);
  await addToDefinition(portal, url, {
    layers: [
      {
        id: 2,
        name: 'Open requests',
        type: 'Feature Layer',
        adminLayerInfo: {
          viewLayerDefinition: { sourceServiceName, sourceLayerId: 2, sourceLayerFields: '*' },
        },
      },
    ],
  });
  const drawingInfo = {
    renderer: {
      type: 'uniqueValue',
      field1: 'Status',
      uniqueValueInfos: [
        {
          value: 'OPEN',
          label: 'open',
          symbol: { type: 'esriSMS', style: 'esriSMSX', color: [255, 0, 0, 255], size: 7 },
        },
      ],
    },
  };
  await updateDefinition(portal, `${url}/2`, {
    viewDefinitionQuery: "Status = 'OPEN'",
    drawingInfo,
    fields: [{ name: 'Phone', visible: false }],
  });
  return url;
}
