import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PortalError } from '../../sandbox/http/answers.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;
interface Layer {
  name: string;
  fields: {
    name: string;
    type: string;
    alias: string;
    length?: number;
    nullable: boolean;
    domain: unknown;
  }[];
  [key: string]: unknown;
}
interface Features {
  features: { attributes: Json; geometry: Json }[];
}

/** Real data lies beside the repository where it is developed; it is not part of it. */
const FIXTURES = path.resolve(process.cwd(), '..', 'shared', 'fixtures', 'data');

describe('publishing a file', () => {
  let portal: ServicesUnderTest;

  before(async () => {
    portal = await startServices('online');
  });
  after(() => portal.close());

  const publish = (name: string, fileType: string, file: string, publishParameters: Json = {}) =>
    portal.services.publish({
      itemId: `item-${name}`,
      name,
      fileType,
      file,
      fileName: path.basename(file),
      publishParameters,
    });
  const layer = async (name: string, id = 0) =>
    (await portal.post(`${portal.url(name)}/${id}`)) as unknown as Layer;
  const rows = async (name: string, id = 0, more: Json = {}) =>
    (await portal.post(`${portal.url(name)}/${id}/query`, {
      where: '1=1',
      outFields: '*',
      ...more,
    })) as unknown as Features;
  const file = (name: string, text: string): string => {
    const target = path.join(portal.dir, name);
    writeFileSync(target, text);
    return target;
  };

  it('makes points of a CSV, with the types of its columns, in Web Mercator', async () => {
    const csv = file(
      'wells.csv',
      '\uFEFFName,lat,lon,depth m,zip,dug,note\n"Well ""A""",48.5,9.25,12,01234,2020-01-02,"x,y"\nB,,,3.5,99999,2020-01-03 04:05:06,\n',
    );
    await publish('Wells', 'csv', csv, {
      locationType: 'coordinates',
      latitudeFieldName: 'lat',
      longitudeFieldName: 'lon',
    });
    const { fields, geometryType } = await layer('Wells');
    assert.equal(geometryType, 'esriGeometryPoint');
    assert.deepEqual(
      fields.map(({ name, type, alias }) => [name, type, alias]),
      [
        ['OBJECTID', 'esriFieldTypeOID', 'OBJECTID'],
        ['Name', 'esriFieldTypeString', 'Name'],
        ['lat', 'esriFieldTypeDouble', 'lat'],
        ['lon', 'esriFieldTypeDouble', 'lon'],
        ['depth_m', 'esriFieldTypeDouble', 'depth m'],
        ['zip', 'esriFieldTypeString', 'zip'],
        ['dug', 'esriFieldTypeDate', 'dug'],
        ['note', 'esriFieldTypeString', 'note'],
      ],
    );
    const { features } = await rows('Wells');
    assert.deepEqual(features[0]?.attributes, {
      OBJECTID: 1,
      Name: 'Well "A"',
      lat: 48.5,
      lon: 9.25,
      depth_m: 12,
      zip: '01234',
      dug: Date.UTC(2020, 0, 2),
      note: 'x,y',
    });
    assert.ok(Math.abs(Number(features[0]?.geometry.x) - 1_029_705.28983778) < 1e-6);
    assert.equal(features[1]?.geometry, null);
    assert.equal(features[1]?.attributes.dug, Date.UTC(2020, 0, 3, 4, 5, 6));
  });

  it('makes a table of a CSV without places', async () => {
    await publish('Codes', 'csv', file('codes.csv', 'code,name\n1,a\n2,b\n'), { locationType: 'none' });
    assert.equal((await layer('Codes')).type, 'Table');
    assert.equal((await rows('Codes')).features.length, 2);
  });

  it('makes a layer per kind of geometry of GeoJSON, coordinates exactly as written where the reference stays', async () => {
    const ring = [
      [0.1, 0.1],
      [0.1, 0.30000000000000004],
      [0.2, 0.2],
      [0.1, 0.1],
    ];
    const json = {
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          properties: { a: 1, b: 'x', list: [1, 2] },
          geometry: { type: 'Point', coordinates: [9.12345678901234, 48.1] },
        },
        { type: 'Feature', properties: { a: 2 }, geometry: { type: 'Polygon', coordinates: [ring] } },
      ],
    };
    await publish('Mixed', 'geojson', file('mixed.geojson', JSON.stringify(json)), {
      targetSR: { wkid: 4326 },
    });
    assert.deepEqual((await rows('Mixed', 0)).features, [
      {
        attributes: { OBJECTID: 1, a: 1, b: 'x', list: '[1,2]' },
        geometry: { x: 9.12345678901234, y: 48.1 },
      },
    ]);
    assert.deepEqual((await rows('Mixed', 1, { outFields: 'OBJECTID,a' })).features, [
      { attributes: { OBJECTID: 1, a: 2 }, geometry: { rings: [ring] } },
    ]);
    const back = await portal.post(`${portal.url('Mixed')}/1/query`, { where: '1=1', f: 'geojson' });
    assert.deepEqual((back.features as { geometry: { type: string } }[])[0]?.geometry.type, 'Polygon');
  });

  it('refuses what is no file of that type, and leaves nothing behind', async () => {
    const bad = file('bad.zip', 'no zip');
    await assert.rejects(
      publish('Bad', 'fileGeodatabase', bad),
      ({ message, details }: PortalError) =>
        /Unable to publish item/.test(message) && /zip/.test(details.join()),
    );
    await assert.rejects(publish('Bad', 'geojson', bad), /Unable to publish item/);
    await assert.rejects(publish('Bad', 'shapefile', bad), /Unable to publish item/);
    assert.equal(portal.services.nameTaken('Bad'), false);
    assert.deepEqual(readdirSync(path.join(portal.dir, 'publish')), []);
  });

  describe('a File Geodatabase', () => {
    before(function skipWithoutFixtures() {
      if (!existsSync(FIXTURES)) this.skip();
    });

    it('keeps fields, GlobalIDs, editor fields, Z and dates of a point class and a table', async () => {
      await publish('Related', 'fileGeodatabase', path.join(FIXTURES, 'DisplayRelated.gdb.zip'));
      const asset = await layer('Related', 0);
      assert.deepEqual(
        [asset.name, asset.geometryType, asset.hasZ, asset.globalIdField, asset.objectIdField],
        ['Asset', 'esriGeometryPoint', true, 'GlobalID', 'OBJECTID'],
      );
      assert.deepEqual(
        asset.fields.map(({ name, type }) => `${name}:${type.slice(13)}`),
        [
          'OBJECTID:OID',
          'AssetID:String',
          'OtherAtt:String',
          'created_user:String',
          'created_date:Date',
          'last_edited_user:String',
          'last_edited_date:Date',
          'GlobalID:GlobalID',
        ],
      );
      const assets = await rows('Related', 0, { returnZ: 'true' });
      assert.equal(assets.features.length, 5);
      assert.deepEqual(Object.keys(assets.features[0]?.geometry ?? {}), ['x', 'y', 'z']);
      const inspection = await layer('Related', 1);
      assert.equal(inspection.type, 'Table');
      assert.equal((await rows('Related', 1)).features.length, 3);
    });

    it('keeps every row of points and polygons', async () => {
      await publish('Fires', 'fileGeodatabase', path.join(FIXTURES, 'CA_Fires_Facilities.gdb.zip'));
      const [points, polygons] = [await rows('Fires', 0), await rows('Fires', 1)];
      assert.equal(points.features.length, 317);
      assert.equal(polygons.features.length, 5);
      const names = (await layer('Fires', 0)).fields.map((field) => field.name.toLowerCase());
      assert.equal(new Set(names).size, names.length);
      assert.ok(polygons.features.every(({ geometry }) => Array.isArray(geometry.rings)));
    });
  });
});
