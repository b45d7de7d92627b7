import assert from 'node:assert/strict';
import { createFeatureService, queryFeatures } from '@esri/arcgis-rest-feature-service';
import { getItem, getItemStatus, getRelatedItems, removeItem } from '@esri/arcgis-rest-portal';
import type { ArcGISIdentityManager } from '@esri/arcgis-rest-request';
import { errorOf, type Json, TestPortal } from './test-portal.js';

const GEOJSON = JSON.stringify({
  type: 'FeatureCollection',
  features: [1, 2, 3].map((n) => ({
    type: 'Feature',
    properties: { n, name: `Point ${n}` },
    geometry: { type: 'Point', coordinates: [5 + n, 52] },
  })),
});

for (const kind of ['enterprise', 'online'] as const) {
  describe(`services of items in a portal with ${kind} manners`, () => {
    let test: TestPortal;
    let authentication: ArcGISIdentityManager;
    let token: string;
    before(async () => {
      test = await TestPortal.start({ kind });
      authentication = await test.signIn('ann');
      token = await test.token();
    });
    after(() => test.stop());

    const publish = (itemId: string, name: string, more: Record<string, string> = {}) =>
      test.post('/content/users/ann/publish', {
        itemid: itemId,
        filetype: 'geojson',
        publishParameters: JSON.stringify({ name }),
        token,
        ...more,
      });
    const settled = async (id: string) => {
      for (;;) {
        const status = await getItemStatus({ authentication, id }).catch((error) => error.response as Json);
        if (status.status !== 'processing') return status as Json;
      }
    };

    it('makes a service with an item, once per name', async () => {
      const make = () =>
        createFeatureService({
          authentication,
          item: { name: 'Wells', spatialReference: { wkid: 102100 } } as never,
        });
      const made = await make();
      const folder = kind === 'enterprise' ? 'Hosted/' : '';
      assert.equal(made.serviceurl, `${test.portal.serverUrl}/rest/services/${folder}Wells/FeatureServer`);
      const item = await getItem(made.itemId, { authentication });
      assert.deepEqual(
        [item.type, item.url, item.name, item.size],
        ['Feature Service', made.serviceurl, 'Wells', -1],
      );
      assert.ok(item.typeKeywords?.includes('Hosted Service'));
      await assert.rejects(make(), /already exists/);
      const free = async (name: string) =>
        (await test.get('/portals/self/isServiceNameAvailable', { name, type: 'featureService', token }))
          .available;
      assert.deepEqual([await free('wells'), await free('Wells2')], [false, true]);
      const params = { createParameters: JSON.stringify({ name: 'Wells' }), token };
      const refused = await test.post('/content/users/ann/createService', params);
      assert.equal(refused.success, false);
      assert.equal(errorOf(refused).code, undefined);
    });

    it('publishes a file as a job, and relates the service to it', async () => {
      const file = new File([GEOJSON], 'points.geojson');
      const source = await test.add('ann', { type: 'GeoJson', title: 'Points', file });
      const [service] = (await publish(source, 'points')).services as Json[];
      const id = String(service?.serviceItemId);
      assert.match(String(service?.jobId), kind === 'online' ? /^[0-9a-f-]{36}$/ : /^j[0-9a-f]{32}$/);
      assert.equal((await settled(id)).status, 'completed');
      const rows = await queryFeatures({
        url: `${service?.serviceurl}/0`,
        authentication,
        orderByFields: 'n',
      });
      assert.deepEqual(
        (rows as { features: { attributes: Json }[] }).features.map((row) => row.attributes.n),
        [1, 2, 3],
      );
      const related = await getRelatedItems({ authentication, id, relationshipType: 'Service2Data' });
      assert.deepEqual(
        related.relatedItems.map((item) => item.id),
        [source],
      );
      const [again] = (await publish(source, 'points')).services as Json[];
      assert.equal(again?.success, false);
      assert.match(errorOf(again ?? {}).message, /already exist with the name \("points"\)/);
    });

    it('says inside services[] or in the status what cannot be published', async () => {
      const file = new File(['this is no JSON'], 'broken.geojson');
      const source = await test.add('ann', { type: 'GeoJson', title: 'Broken', file });
      assert.deepEqual(await publish(source, 'x', { filetype: '' }), { services: [{ success: false }] });
      const none = await test.post('/content/users/ann/publish', {
        itemid: source,
        filetype: 'geojson',
        token,
      });
      assert.deepEqual(errorOf(none).details, ["'publishParameters' must be specified."]);
      const [service] = (await publish(source, 'broken')).services as Json[];
      const status = await settled(String(service?.serviceItemId));
      assert.equal(status.status, 'failed');
      assert.notEqual(status.statusMessage, 'completed');
    });

    it('lets no one without the privilege publish', async () => {
      const params = { createParameters: '{"name":"forbidden"}', token: await test.token('vic') };
      assert.equal(
        errorOf(await test.post('/content/users/vic/createService', params)).messageCode,
        'GWM_0003',
      );
    });

    it('keeps private layers private, and deletes the service with its item', async () => {
      const made = await createFeatureService({
        authentication,
        item: { name: 'Secret', spatialReference: { wkid: 102100 } } as never,
      });
      assert.ok(errorOf(await test.json(`${made.serviceurl}?f=json`)));
      assert.ok(errorOf(await test.json(`${made.serviceurl}?f=json&token=${await test.token('ben')}`)));
      assert.equal((await test.json(`${made.serviceurl}?f=json&token=${token}`)).serviceItemId, made.itemId);
      await removeItem({ authentication, id: made.itemId, params: { permanentDelete: true } });
      assert.ok(errorOf(await test.json(`${made.serviceurl}?f=json&token=${token}`)));
      const available = await test.get('/portals/self/isServiceNameAvailable', {
        name: 'Secret',
        type: 'x',
        token,
      });
      assert.equal(available.available, true);
    });

    it('does not delete a layer that a view shows', async () => {
      const made = await createFeatureService({
        authentication,
        item: { name: 'Parent', spatialReference: { wkid: 102100 } } as never,
      });
      const admin = (url: string) => url.replace('/rest/services', '/rest/admin/services');
      const layer = {
        id: 0,
        name: 'Things',
        type: 'Feature Layer',
        geometryType: 'esriGeometryPoint',
        objectIdField: 'OBJECTID',
        fields: [{ name: 'OBJECTID', type: 'esriFieldTypeOID', alias: 'OBJECTID' }],
      };
      const define = (url: string, layers: unknown[]) =>
        test.json(`${admin(url)}/addToDefinition`, {
          method: 'POST',
          body: new URLSearchParams({ f: 'json', token, addToDefinition: JSON.stringify({ layers }) }),
        });
      assert.equal((await define(made.serviceurl, [layer])).success, true);
      const createParameters = JSON.stringify({ name: 'ParentView', isView: true });
      const view = await test.post('/content/users/ann/createService', {
        createParameters,
        isView: 'true',
        token,
      });
      const adminLayerInfo = {
        viewLayerDefinition: { sourceServiceName: 'Parent', sourceLayerId: 0, sourceLayerFields: '*' },
      };
      assert.equal(
        (await define(String(view.serviceurl), [{ id: 0, name: 'Things', adminLayerInfo }])).success,
        true,
      );
      const related = await getRelatedItems({
        authentication,
        id: String(view.itemId),
        relationshipType: 'Service2Data',
      });
      assert.deepEqual(
        related.relatedItems.map((item) => item.id),
        [made.itemId],
      );
      assert.ok(
        (await getItem(String(view.itemId), { authentication })).typeKeywords?.includes('View Service'),
      );
      const keywords = { typeKeywords: 'source-1', token };
      await test.post(`/content/users/ann/items/${view.itemId}/update`, keywords);
      const kept = (await getItem(String(view.itemId), { authentication })).typeKeywords ?? [];
      assert.deepEqual(
        [kept[0], kept.includes('View Service'), kept.includes('Hosted Service')],
        ['source-1', true, true],
      );
      await assert.rejects(removeItem({ authentication, id: made.itemId }), /related Service item/);
    });
  });
}
