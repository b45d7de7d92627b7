import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TestPortal } from '../sandbox/test-portal.js';
import { readZip } from '../town/read-zip.js';
import { at, inspections, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;

describe('a shapefile', function () {
  this.timeout(60_000);
  let portal: ServicesUnderTest;
  let url: string;

  before(async () => {
    portal = await startServices('online');
    url = await portal.make('Trees', { layers: [trees()], tables: [inspections()] });
    await portal.post(`${url}/0/addFeatures`, {
      features: [
        at(1000, 2000, { name: 'Grün', height: 1.5, planted: Date.UTC(2020, 1, 3, 4, 5) }),
        at(-5, 7, { name: null }),
      ],
    });
    await portal.post(`${url}/1/addFeatures`, { features: [{ attributes: { note: 'a note' } }] });
  });
  after(() => portal.close());

  const exported = async (format: string, parameters: Json = {}) => {
    const to = path.join(portal.dir, `${format}.out`);
    await portal.services.export({ itemId: 'item-Trees', format, parameters, username: 'owner', to });
    return to;
  };

  it('is written with a file for each layer, and published again with the same values', async () => {
    const file = await exported('Shapefile');
    const names = [...(await readZip(readFileSync(file))).keys()].map((name) => name.split('/').pop());
    for (const name of ['Trees.shp', 'Trees.dbf', 'Trees.prj', 'Inspections.dbf'])
      assert.ok(names.includes(name), `${name} in ${names}`);
    portal.services.create({ name: 'taken' }, 'taken', false);
    await portal.services.publish({
      itemId: 'item-Again',
      name: 'Again',
      fileType: 'shapefile',
      file,
      fileName: 'trees.zip',
      publishParameters: {},
    });
    const again = portal.url('Again');
    const layer = await portal.post(`${again}/0`);
    assert.deepEqual(
      [layer.name, layer.geometryType, layer.objectIdField],
      ['Trees', 'esriGeometryPoint', 'FID'],
    );
    const { features, spatialReference } = await portal.post(`${again}/0/query`, {
      where: '1=1',
      outFields: '*',
    });
    assert.equal((spatialReference as Json).latestWkid, 3857);
    const [first, second] = features as { attributes: Json; geometry: { x: number; y: number } }[];
    assert.deepEqual(
      [first?.attributes.name, first?.attributes.height, first?.attributes.planted],
      ['Grün', 1.5, Date.UTC(2020, 1, 3)],
    );
    assert.ok(
      Math.abs((first?.geometry.x ?? 0) - 1000) < 1e-6 && Math.abs((second?.geometry.y ?? 0) - 7) < 1e-6,
    );
  });

  it('becomes a feature collection, which is kept nowhere', async () => {
    const file = await exported('Shapefile');
    const sharing = await TestPortal.start({ kind: 'online' });
    try {
      const answer = await sharing.post('/content/features/generate', {
        filetype: 'shapefile',
        publishParameters: JSON.stringify({ name: 'trees', targetSR: { wkid: 102100 } }),
        file: new File([readFileSync(file)], 'trees.zip'),
        token: await sharing.token('ann'),
      });
      const { layers } = answer.featureCollection as {
        layers: { featureSet: { features: { attributes: Json }[] } }[];
      };
      const names = layers.map(({ featureSet }) =>
        featureSet.features.map(({ attributes }) => attributes.name),
      );
      assert.ok(
        names.some((list) => list[0] === 'Grün'),
        JSON.stringify(names),
      );
    } finally {
      await sharing.stop();
    }
  });

  it('is refused where the zip holds none', async () => {
    const file = path.join(portal.dir, 'csv.zip');
    writeFileSync(file, 'no zip');
    const request = {
      itemId: 'item-No',
      name: 'No',
      fileType: 'shapefile',
      file,
      fileName: 'csv.zip',
      publishParameters: {},
    };
    await assert.rejects(portal.services.publish(request), /Unable to publish item/);
    assert.equal(portal.services.nameTaken('No'), false);
  });

  it('is a zip of files where several layers are written as CSV', async () => {
    assert.equal(portal.services.exportEnding('item-Trees', 'CSV', {}), 'zip');
    const names = [...(await readZip(readFileSync(await exported('CSV')))).keys()];
    assert.deepEqual(names, ['Inspections.csv', 'Trees.csv']);
    assert.equal(portal.services.exportEnding('item-Trees', 'CSV', { layers: [{ id: 0 }] }), 'csv');
  });
});
