import assert from 'node:assert/strict';
import { errorOf, type Json, TestPortal } from './test-portal.js';

describe('Analyze and generate of the sandbox', () => {
  let portal: TestPortal;
  let token = '';
  before(async () => {
    portal = await TestPortal.start();
    token = await portal.token('ann');
  });
  after(() => portal.stop());

  const csv = 'name;lat;lon;depth\nWell;52.1;5.2;12\nPump;52.2;5.3;30\n';

  it('find out how a CSV file is to be published, and publish takes what they say', async () => {
    const itemid = await portal.add('ann', {
      type: 'CSV',
      title: 'Wells',
      file: new File([csv], 'wells.csv'),
    });
    const found = await portal.post('/content/features/analyze', { itemid, filetype: 'csv', token });
    const parameters = found.publishParameters as Json;
    assert.deepEqual(
      [parameters.locationType, parameters.latitudeFieldName, parameters.columnDelimiter, parameters.name],
      ['coordinates', 'lat', ';', 'wells'],
    );
    const fields = (parameters.layerInfo as { fields: Json[] }).fields.map((field) => [
      field.name,
      field.type,
    ]);
    assert.deepEqual(fields.at(-1), ['depth', 'esriFieldTypeInteger']);
    assert.equal((found.records as unknown[]).length, 2);
    const published = await portal.post('/content/users/ann/publish', {
      itemid,
      filetype: 'csv',
      publishParameters: JSON.stringify(parameters),
      token,
    });
    const [service] = published.services as Json[];
    const status = () =>
      portal.get(`/content/users/ann/items/${service?.serviceItemId}/status`, {
        jobId: String(service?.jobId),
        token,
      });
    while ((await status()).status === 'processing') await new Promise((resolve) => setImmediate(resolve));
    const rows = await portal.json(
      `${service?.serviceurl}/0/query?f=json&where=1%3D1&returnCountOnly=true&token=${token}`,
    );
    assert.equal(rows.count, 2);
  });

  it('take text and files as well, up to a size', async () => {
    const text = await portal.post('/content/features/analyze', { text: csv, filetype: 'csv', token });
    assert.equal((text.publishParameters as Json).locationType, 'coordinates');
    const large = new File(['x'.repeat(2 * 1024 * 1024 + 1)], 'large.zip');
    const refused = await portal.post('/content/features/analyze', {
      file: large,
      filetype: 'shapefile',
      token,
    });
    assert.equal(errorOf(refused).code, 400);
    assert.ok(errorOf(await portal.post('/content/features/analyze', { text: csv, filetype: 'odd', token })));
    assert.equal(
      errorOf(await portal.post('/content/features/analyze', { text: csv, filetype: 'csv' })).code,
      499,
    );
  });

  it('make feature collections', async () => {
    const publishParameters = JSON.stringify({
      name: 'Wells',
      locationType: 'coordinates',
      latitudeFieldName: 'lat',
      longitudeFieldName: 'lon',
      columnDelimiter: ';',
      targetSR: { wkid: 4326 },
    });
    const { featureCollection } = await portal.post('/content/features/generate', {
      text: csv,
      filetype: 'csv',
      publishParameters,
      token,
    });
    const [layer] = (featureCollection as { layers: { featureSet: { features: Json[] } }[] }).layers;
    const [feature] = layer?.featureSet.features ?? [];
    assert.deepEqual(feature?.attributes, { OBJECTID: 1, name: 'Well', lat: 52.1, lon: 5.2, depth: 12 });
    assert.deepEqual(feature?.geometry, {
      x: 5.2,
      y: 52.1,
      spatialReference: { wkid: 4326, latestWkid: 4326 },
    });
  });
});
