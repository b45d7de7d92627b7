import assert from 'node:assert/strict';
import { field } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;

describe('a map service that is not hosted', () => {
  let portal: ServicesUnderTest;
  let url: string;
  const definition = {
    path: 'Town/Base',
    description: 'Survey',
    layers: [
      {
        id: 0,
        name: 'Limit',
        geometryType: 'esriGeometryPolyline',
        fields: [field('OBJECTID', 'OID'), field('name', 'String')],
        features: [
          {
            attributes: { name: 'a' },
            geometry: {
              paths: [
                [
                  [0, 0],
                  [10, 20],
                ],
              ],
            },
          },
        ],
      },
      { id: 3, name: 'Codes', fields: [field('code', 'Integer')], features: [{ attributes: { code: 5 } }] },
    ],
  };

  before(async () => {
    portal = await startServices();
    assert.deepEqual(portal.services.addMapService(definition), { path: 'Town/Base/MapServer' });
    portal.services.addMapService(definition);
    url = `${portal.root}/rest/services/Town/Base/MapServer`;
  });
  after(() => portal.close());

  it('shows itself and its layers to everyone', async () => {
    const service = await portal.post(url, {}, null);
    assert.equal((service.layers as Json[])[0]?.name, 'Limit');
    assert.deepEqual(service.fullExtent, {
      xmin: 0,
      ymin: 0,
      xmax: 10,
      ymax: 20,
      spatialReference: { wkid: 102100, latestWkid: 3857 },
    });
    const layer = await portal.post(`${url}/0`, {}, null);
    assert.equal(layer.geometryType, 'esriGeometryPolyline');
    assert.equal('serviceItemId' in layer, false);
  });

  it('is queried, and never changed', async () => {
    assert.deepEqual(
      await portal.post(`${url}/3/query`, { where: 'code = 5', returnCountOnly: 'true' }, null),
      { count: 1 },
    );
    const answer = await fetch(`${url}/3/applyEdits`, {
      method: 'POST',
      body: new URLSearchParams({ f: 'json', deletes: '1' }),
    });
    assert.equal(answer.status, 404);
    const { services } = (await portal.post(`${portal.root}/rest/services/Town`, {}, null)) as {
      services: Json[];
    };
    assert.deepEqual(services, [{ name: 'Town/Base', type: 'MapServer' }]);
  });

  it('needs a path and layers', () => {
    assert.throws(() => portal.services.addMapService({ layers: [] }), /path/);
  });
});
