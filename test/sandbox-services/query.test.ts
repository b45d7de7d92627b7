import assert from 'node:assert/strict';
import { queryFeatures } from '@esri/arcgis-rest-feature-service';
import { at, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;
type Features = { attributes: Json; geometry?: { x: number; y: number } }[];

describe('querying a feature layer', () => {
  let portal: ServicesUnderTest;
  let layer: string;

  before(async () => {
    portal = await startServices();
    layer = `${await portal.make('Trees', { layers: [trees()] }, { maxRecordCount: 10 })}/0`;
    const adds = Array.from({ length: 25 }, (_, i) =>
      at(i * 1000, i * 10, {
        name: `Tree ${i}`,
        height: i / 4,
        count: i % 5,
        planted: Date.UTC(2020, 0, 1 + i),
        owner: i === 3 ? '11111111-2222-3333-4444-555555555555' : null,
      }),
    );
    await portal.post(`${layer}/applyEdits`, { adds });
  });
  after(() => portal.close());

  const query = (params: Json) => portal.post(`${layer}/query`, params);
  const count = async (where: string) => (await query({ where, returnCountOnly: 'true' })).count;

  it('gives the same as text that the database writes and as objects', async () => {
    const odd = ['"a" \\ and\ttab', "O'Brien", 'äöü \u{1F600} \u2028', '', null];
    const adds = odd.map((name, i) =>
      at(i / 7, -i * 1e-7, { name, height: [0.1 + 0.2, 5, -1e21, 1 / 3, null][i], count: null }),
    );
    const { addResults } = await portal.post(`${layer}/applyEdits`, { adds: [...adds, { attributes: {} }] });
    const objectIds = (addResults as { objectId: number }[]).map(({ objectId }) => objectId).join();
    const asked = [
      { objectIds, outFields: '*' },
      { objectIds, outFields: 'name,height', returnGeometry: 'false' },
      { where: '1=1', outFields: '*', resultRecordCount: 4 },
      { where: '1=1', outFields: '*', orderByFields: 'height DESC, name' },
      { where: 'count = 77' },
    ];
    for (const params of asked) {
      const text = await query({ f: 'json', ...params });
      assert.deepEqual(text, await query({ f: 'pjson', ...params }));
      assert.ok('features' in text);
    }
    await portal.post(`${layer}/deleteFeatures`, { objectIds });
  });

  it('understands the operators, functions and literals of standardised SQL', async () => {
    assert.equal(await count('1=1'), 25);
    assert.equal(await count("name = 'Tree 3'"), 1);
    assert.equal(await count("UPPER(NAME) LIKE 'TREE 1%'"), 11);
    assert.equal(await count('height BETWEEN 1 AND 2 AND NOT count = 0'), 4);
    assert.equal(await count('count IN (1, 2) OR (height > 5.5)'), 12);
    assert.equal(await count('owner IS NOT NULL'), 1);
    assert.equal(await count("owner = '{11111111-2222-3333-4444-555555555555}'"), 1);
    assert.equal(await count("planted >= DATE '2020-01-20'"), 6);
    assert.equal(await count("planted < TIMESTAMP '2020-01-02 00:00:00'"), 1);
    assert.equal(await count('EXTRACT(DAY FROM planted) = 2'), 1);
    assert.equal(await count('CHAR_LENGTH(name) = 6'), 10);
    assert.equal(await count("CAST(count AS VARCHAR(5)) = '4'"), 5);
    assert.equal(await count("planted < CURRENT_TIMESTAMP - INTERVAL '1' DAY"), 25);
    assert.equal(await count("name = 'O''Brien'"), 0);
  });

  it('refuses what is no clause on its fields, in the words of the portal', async () => {
    for (const where of [
      'nofield = 1',
      'name',
      '1',
      'name = ',
      "name = 'x'; DROP TABLE layer",
      '1=1 -- all',
      'OBJECTID IN (SELECT key FROM layer)',
      'load_extension(1) = 1',
      'planted > 5',
      '"!shape" IS NULL',
      "name = 'unclosed",
    ]) {
      assert.deepEqual(
        (await query({ where })).error,
        { code: 500, message: 'Syntax error [].', details: [] },
        where,
      );
    }
  });

  it('gives pages no larger than maxRecordCount and says when there is more', async () => {
    const first = await query({ where: '1=1', resultRecordCount: 1000, outFields: '*' });
    assert.equal((first.features as Features).length, 10);
    assert.equal(first.exceededTransferLimit, true);
    const last = await query({ where: '1=1', resultOffset: 20, outFields: 'name' });
    assert.deepEqual(
      (last.features as Features).map((feature) => feature.attributes.name),
      [20, 21, 22, 23, 24].map((i) => `Tree ${i}`),
    );
    assert.equal('exceededTransferLimit' in last, false);
  });

  it('orders, and gives all ids at once', async () => {
    const ordered = await query({
      where: '1=1',
      orderByFields: 'count DESC, height ASC',
      outFields: 'name',
      resultRecordCount: 2,
    });
    assert.deepEqual(
      (ordered.features as Features).map((feature) => feature.attributes.name),
      ['Tree 4', 'Tree 9'],
    );
    const ids = await query({ where: 'count = 1', returnIdsOnly: 'true' });
    assert.deepEqual(ids, { objectIdFieldName: 'OBJECTID', objectIds: [2, 7, 12, 17, 22] });
    assert.equal((await query({ where: '1=0', returnIdsOnly: 'true' })).objectIds, null);
  });

  it('gives the extent, and statistics by group', async () => {
    assert.deepEqual(await query({ where: 'height < 1', returnExtentOnly: 'true' }), {
      count: 4,
      extent: {
        xmin: 0,
        ymin: 0,
        xmax: 3000,
        ymax: 30,
        spatialReference: { wkid: 102100, latestWkid: 3857 },
      },
    });
    const statistics = await query({
      where: '1=1',
      groupByFieldsForStatistics: 'count',
      having: 'SUM(height) > 14',
      orderByFields: 'total DESC',
      outStatistics: [
        { statisticType: 'sum', onStatisticField: 'height', outStatisticFieldName: 'total' },
        { statisticType: 'stddev', onStatisticField: 'height', outStatisticFieldName: 'spread' },
        { statisticType: 'count', onStatisticField: 'OBJECTID', outStatisticFieldName: 'n' },
      ],
    });
    const [best, second, third] = (statistics.features as Features).map((feature) => feature.attributes);
    assert.deepEqual(best, { count: 4, total: 17.5, spread: best?.spread, n: 5 });
    assert.ok(Math.abs(Number(best?.spread) - 1.976423537605237) < 1e-12);
    assert.equal(second?.total, 16.25);
    assert.equal(third?.total, 15);
  });

  it('gives distinct values', async () => {
    const distinct = await query({
      where: '1=1',
      outFields: 'count',
      returnDistinctValues: 'true',
      returnGeometry: 'false',
    });
    assert.deepEqual(
      (distinct.features as Features).map((feature) => feature.attributes.count),
      [0, 1, 2, 3, 4],
    );
  });

  it('finds by envelope, and turns coordinates to degrees and back', async () => {
    const inside = await query({
      geometry: '1500,0,4000,1000',
      geometryType: 'esriGeometryEnvelope',
      returnCountOnly: 'true',
    });
    assert.equal(inside.count, 3);
    const degrees = await query({ objectIds: '11', outSR: 4326, outFields: '*' });
    const [feature] = degrees.features as Features;
    assert.ok(Math.abs((feature?.geometry?.x ?? 0) - 0.08983152841195215) < 1e-14);
    assert.deepEqual(degrees.spatialReference, { wkid: 4326, latestWkid: 4326 });
  });

  it('writes GeoJSON', async () => {
    const json = await query({ where: 'OBJECTID = 1', outFields: 'name', f: 'geojson' });
    assert.equal(json.type, 'FeatureCollection');
    const [feature] = json.features as Json[];
    assert.deepEqual(feature, {
      type: 'Feature',
      id: 1,
      geometry: { type: 'Point', coordinates: [0, 0] },
      properties: { name: 'Tree 0' },
    });
  });

  it('answers rest-js', async () => {
    const answer = (await queryFeatures({ url: layer, where: 'count = 2', outFields: ['name'] })) as {
      features: unknown[];
    };
    assert.equal(answer.features.length, 5);
  });

  it('says which fields it does not know', async () => {
    const { error } = (await query({ where: '1=1', outFields: 'nofield' })) as { error: Json };
    assert.deepEqual(error.details, ["'outFields' parameter is invalid"]);
  });

  it('gives Z and M where they are asked for, and holes inside their polygon as GeoJSON', async () => {
    const shape = (id: number, name: string, geometryType: string): Json => ({
      ...trees({ id, name, geometryType, hasZ: true, hasM: id === 0 }),
    });
    const service = await portal.make('Shapes', {
      layers: [shape(0, 'Lines', 'esriGeometryPolyline'), shape(1, 'Areas', 'esriGeometryPolygon')],
    });
    const path = [
      [0, 0, 5, 100],
      [1, 1, 6, null],
    ];
    await portal.post(`${service}/0/applyEdits`, {
      adds: [
        { geometry: { paths: [path] } },
        {
          geometry: {
            paths: [
              [
                [0, 0],
                [1, 1],
              ],
            ],
          },
        },
      ],
    });
    const ask = async (id: number, params: Json) => {
      const answer = await portal.post(`${service}/${id}/query`, { where: '1=1', ...params });
      return (answer.features as { geometry: Json }[]).map((feature) => feature.geometry);
    };
    assert.deepEqual(await ask(0, { returnZ: 'true', returnM: 'true' }), [
      { hasZ: true, hasM: true, paths: [path] },
      {
        hasZ: true,
        hasM: true,
        paths: [
          [
            [0, 0, 0, null],
            [1, 1, 0, null],
          ],
        ],
      },
    ]);
    assert.deepEqual((await ask(0, { returnM: 'true' }))[0], {
      hasM: true,
      paths: [
        [
          [0, 0, 100],
          [1, 1, null],
        ],
      ],
    });
    assert.deepEqual((await ask(0, {}))[0], {
      paths: [
        [
          [0, 0],
          [1, 1],
        ],
      ],
    });
    const outer = [
      [0, 0],
      [0, 9],
      [9, 9],
      [9, 0],
      [0, 0],
    ];
    const hole = [
      [2, 2],
      [4, 2],
      [4, 4],
      [2, 4],
      [2, 2],
    ];
    await portal.post(`${service}/1/applyEdits`, { adds: [{ geometry: { rings: [outer, hole] } }] });
    const [polygon] = await ask(1, { f: 'geojson', outSR: 102100, returnZ: 'false' });
    assert.deepEqual(polygon, { type: 'Polygon', coordinates: [[...outer].reverse(), [...hole].reverse()] });
  });
});
