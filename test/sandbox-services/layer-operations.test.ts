import assert from 'node:assert/strict';
import { at, field, inspections, related, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;
type Features = { attributes: Json; geometry: Json }[];

describe('a layer of a service', () => {
  let portal: ServicesUnderTest;
  let url: string;

  beforeEach(async () => {
    portal = await startServices('online');
    url = await portal.make('Trees', related());
    await portal.post(`${url}/0/addFeatures`, {
      features: [
        at(1, 1, { name: 'oak', height: 10, planted: 1000 }),
        at(2, 2, { name: 'elm', height: 20, planted: 2000 }),
        at(3, 3, { name: 'oak', height: 30, planted: 3000 }),
        at(4, 4, { name: 'oak', height: 40 }),
      ],
    });
  });
  afterEach(() => portal.close());

  const query = (params: Json) => portal.post(`${url}/0/query`, { where: '1=1', outFields: '*', ...params });
  const ids = async (params: Json) => (await query({ returnIdsOnly: 'true', ...params })).objectIds;

  it('gives one row by its number', async () => {
    const { feature } = await portal.post(`${url}/0/2`);
    assert.deepEqual(
      [(feature as Features[0]).attributes.name, (feature as Features[0]).geometry],
      ['elm', { x: 2, y: 2 }],
    );
    assert.equal(((await portal.post(`${url}/0/99`)).error as Json).code, 404);
    assert.equal(((await portal.post(`${url}/0/nothing`)).error as Json).code, 400);
  });

  it('calculates values and expressions of the rows that a clause finds', async () => {
    const answer = await portal.post(`${url}/0/calculate`, {
      where: "name = 'oak'",
      calcExpression: [
        { field: 'height', sqlExpression: 'height * 2 + 1' },
        { field: 'name', value: 'Oak' },
      ],
    });
    assert.deepEqual(answer, { success: true, updatedFeatureCount: 3 });
    const { features } = await query({});
    assert.deepEqual(
      (features as Features).map(({ attributes }) => [attributes.name, attributes.height]),
      [
        ['Oak', 21],
        ['elm', 20],
        ['Oak', 61],
        ['Oak', 81],
      ],
    );
    for (const wrong of [
      { field: 'OBJECTID', value: 1 },
      { field: 'nothing', value: 1 },
      { field: 'height', sqlExpression: 'nothing + 1' },
    ])
      assert.ok((await portal.post(`${url}/0/calculate`, { where: '1=1', calcExpression: [wrong] })).error);
    const begun = await portal.post(`${url}/0/calculate`, {
      where: '1=1',
      calcExpression: { field: 'count', value: 1 },
      async: 'true',
    });
    assert.deepEqual(
      [(await portal.finished(begun)).status, (await portal.finished(begun)).recordCount],
      ['Completed', 4],
    );
    assert.ok(
      (
        await portal.post(
          `${url}/0/calculate`,
          { where: '1=1', calcExpression: { field: 'count', value: 1 } },
          'reader',
        )
      ).error === undefined,
    );
  });

  it('says whether SQL is right', async () => {
    const validate = (sql: string, sqlType = 'where') =>
      portal.post(`${url}/0/validateSQL`, { sql, sqlType });
    assert.deepEqual(await validate("name LIKE 'o%'"), { isValidSQL: true });
    assert.deepEqual(await validate('height * 2', 'expression'), { isValidSQL: true });
    for (const [sql, type] of [
      ['nothing = 1', 'where'],
      ['height >', 'where'],
      ['height', 'where'],
    ] as const) {
      const { isValidSQL, validationErrors } = await validate(sql, type);
      assert.equal(isValidSQL, false);
      assert.equal((validationErrors as Json[]).length, 1);
    }
  });

  it('gives percentiles, and the first rows of each group', async () => {
    const statistic = (statisticType: string, value: number, orderBy = 'ASC') => [
      {
        statisticType,
        onStatisticField: 'height',
        outStatisticFieldName: 'p',
        statisticParameters: { value, orderBy },
      },
    ];
    const percentile = async (type: string, value: number, order?: string) =>
      ((await query({ outStatistics: statistic(type, value, order) })).features as Features)[0]?.attributes.p;
    assert.equal(await percentile('PERCENTILE_CONT', 0.5), 25);
    assert.equal(await percentile('PERCENTILE_DISC', 0.5), 20);
    assert.equal(await percentile('PERCENTILE_DISC', 0.25, 'DESC'), 40);
    const { features } = await portal.post(`${url}/0/queryTopFeatures`, {
      where: '1=1',
      outFields: 'name,height',
      topFilter: { groupByFields: 'name', topCount: 1, orderByFields: 'height DESC' },
    });
    assert.deepEqual(
      (features as Features).map(({ attributes }) => [attributes.name, attributes.height]),
      [
        ['elm', 20],
        ['oak', 40],
      ],
    );
  });

  it('filters by time where it has one', async () => {
    assert.deepEqual(await ids({ time: '2000,3000' }), [1, 2, 3, 4]);
    await portal.post(`${portal.adminUrl('Trees')}/0/updateDefinition`, {
      updateDefinition: { timeInfo: { startTimeField: 'planted', endTimeField: null } },
    });
    assert.deepEqual(await ids({ time: '2000,3000' }), [2, 3]);
    assert.deepEqual(await ids({ time: '2000' }), [2]);
    assert.deepEqual(await ids({ time: 'null,1500' }), [1]);
    assert.ok((await query({ time: 'yesterday' })).error);
  });

  it('finds by the shape itself, by its relation and by distance', async () => {
    const triangle = {
      rings: [
        [
          [0, 0],
          [0, 4],
          [4, 0],
          [0, 0],
        ],
      ],
    };
    assert.deepEqual(await ids({ geometry: triangle, geometryType: 'esriGeometryPolygon' }), [1, 2]);
    assert.deepEqual(await ids({ geometry: triangle, spatialRel: 'esriSpatialRelContains' }), [1, 2]);
    assert.deepEqual(await ids({ geometry: triangle, spatialRel: 'esriSpatialRelDisjoint' }), [3, 4]);
    assert.deepEqual(
      await ids({ geometry: triangle, spatialRel: 'esriSpatialRelEnvelopeIntersects' }),
      [1, 2, 3, 4],
    );
    assert.deepEqual(await ids({ geometry: '1,1', distance: '1.5', units: 'esriSRUnit_Meter' }), [1, 2]);
    assert.ok((await query({ geometry: triangle, spatialRel: 'esriSpatialRelNear' })).error);
  });

  it('gives coordinates in UTM, and takes them', async () => {
    // 9° E 50° N is the middle meridian of zone 32.
    await portal.post(`${url}/0/addFeatures`, {
      features: [{ geometry: { x: 9, y: 50, spatialReference: { wkid: 4326 } } }],
    });
    const { features, spatialReference } = await query({ objectIds: '5', outSR: '25832' });
    const [{ x, y } = { x: 0, y: 0 }] = (features as Features).map(
      ({ geometry }) => geometry as { x: number; y: number },
    );
    assert.deepEqual([Math.round(x), Math.round(y)], [500000, 5538631]);
    assert.deepEqual(spatialReference, { wkid: 25832, latestWkid: 25832 });
    assert.deepEqual(await ids({ geometry: `${x - 1},${y - 1},${x + 1},${y + 1}`, inSR: '25832' }), [5]);
    assert.deepEqual(
      ((await query({ objectIds: '5', defaultSR: '4326' })).spatialReference as Json).wkid,
      4326,
    );
  });

  it('puts coordinates on a grid, leaves out what is near a line, and adds the middle of polygons', async () => {
    const areas = await portal.make('Areas', {
      layers: [
        { id: 0, name: 'Areas', type: 'Feature Layer', geometryType: 'esriGeometryPolygon', fields: [] },
      ],
    });
    const rings = [
      [
        [0, 0],
        [0, 10],
        [5, 10.1],
        [10, 10],
        [10, 0],
        [0, 0],
      ],
    ];
    await portal.post(`${areas}/0/addFeatures`, { features: [{ geometry: { rings } }] });
    const all = async (more: Json) => {
      const answer = await portal.post(`${areas}/0/query`, { where: '1=1', ...more });
      return { ...answer, first: (answer.features as Features)[0] as Json } as Json & { first: Json };
    };
    const thin = await all({ maxAllowableOffset: '0.5' });
    assert.equal(((thin.first.geometry as { rings: unknown[][] }).rings[0] ?? []).length, 5);
    const grid = {
      mode: 'view',
      originPosition: 'upperLeft',
      tolerance: 1,
      extent: { xmin: 0, ymin: 0, xmax: 10, ymax: 10 },
    };
    const quantized = await all({ quantizationParameters: grid });
    assert.deepEqual(quantized.transform, { originPosition: 'upperLeft', scale: [1, 1], translate: [0, 10] });
    assert.deepEqual((quantized.first.geometry as { rings: unknown[][] }).rings[0]?.slice(0, 2), [
      [0, 10],
      [0, -10],
    ]);
    const { centroid } = (await all({ returnCentroid: 'true' })).first as {
      centroid: { x: number; y: number };
    };
    assert.deepEqual([Math.round(centroid.x), Math.round(centroid.y)], [5, 5]);
  });

  it('answers in PBF where its version knows it', async () => {
    const ask = (service: string) => fetch(`${service}/0/query?where=1%3D1&f=pbf&outFields=*&token=owner`);
    const answer = await ask(url);
    assert.match(answer.headers.get('content-type') ?? '', /x-protobuf/);
    const count = Buffer.from(
      await (await fetch(`${url}/0/query?where=1%3D1&f=pbf&returnCountOnly=true&token=owner`)).arrayBuffer(),
    );
    assert.deepEqual([...count.subarray(-2)], [0x08, 4]);
    const old = await startServices('enterprise', undefined, false, 'enterprise-10.7.1');
    try {
      const service = await old.make('Trees', { layers: [trees()] });
      assert.equal((await old.post(`${service}/0`)).supportedQueryFormats, 'JSON, geoJSON');
      assert.ok(((await (await ask(service)).json()) as Json).error);
    } finally {
      await old.close();
    }
  });

  it('ends pages early where the portal gives no more bytes at once, and says so', async () => {
    portal.switches.pageBytes = 300;
    const { features, exceededTransferLimit } = await query({ resultRecordCount: '4' });
    assert.ok((features as Features).length < 4);
    assert.equal(exceededTransferLimit, true);
  });

  it('tells its domains, its estimates, and rows of several layers at once', async () => {
    const domain = { type: 'codedValue', name: 'Kind', codedValues: [{ code: 1, name: 'one' }] };
    await portal.post(`${portal.adminUrl('Trees')}/0/updateDefinition`, {
      updateDefinition: { fields: [{ name: 'count', domain }] },
    });
    assert.deepEqual((await portal.post(`${url}/queryDomains`, { layers: '[0]' })).domains, [domain]);
    assert.equal((await portal.post(`${url}/0/getEstimates`)).count, 4);
    const { layers } = await portal.post(`${url}/query`, { layerDefs: { 0: "name = 'elm'", 1: '' } });
    assert.deepEqual(
      (layers as { id: number; features: unknown[] }[]).map(({ id, features }) => [id, features.length]),
      [
        [0, 1],
        [1, 0],
      ],
    );
  });

  it('has metadata, which its owner replaces as a job', async () => {
    const read = async () => (await fetch(`${url}/0/metadata?token=owner&f=json`)).text();
    assert.match(await read(), /<resTitle>Trees<\/resTitle>/);
    const begun = await portal.post(`${url}/0/metadata/update`, {
      metadata: '<metadata>own</metadata>',
      metadataUploadFormat: 'xml',
    });
    assert.equal((await portal.finished(begun)).status, 'Completed');
    assert.equal(await read(), '<metadata>own</metadata>');
    assert.ok((await portal.post(`${url}/0/metadata/update`, { metadata: '<a/>' }, 'reader')).error);
  });

  it('is emptied only where nothing depends on its rows, and begins to count anew', async () => {
    const truncate = (name: string, more: Json = {}) =>
      portal.post(`${portal.adminUrl(name)}/0/truncate`, more);
    const viewLayerDefinition = { sourceServiceName: 'Trees', sourceLayerId: 0 };
    await portal.make(
      'View',
      { layers: [{ name: 'v', adminLayerInfo: { viewLayerDefinition } }] },
      { isView: true },
    );
    for (const name of ['View', 'Trees']) {
      assert.equal((await portal.post(`${portal.url(name)}/0`)).supportsTruncate, false);
      assert.ok((await truncate(name)).error);
    }
    portal.services.delete('item-View');
    await portal.post(`${portal.adminUrl('Trees')}/updateDefinition`, {
      updateDefinition: { capabilities: 'Query,Sync' },
    });
    assert.ok((await truncate('Trees')).error);
    await portal.post(`${portal.adminUrl('Trees')}/updateDefinition`, {
      updateDefinition: { capabilities: 'Query' },
    });
    const begun = await truncate('Trees', { async: 'true' });
    // The Python client asks below the address.
    assert.equal(
      (await portal.finished({ statusURL: `${String(begun.statusURL)}/status` })).status,
      'Completed',
    );
    const { addResults } = await portal.post(`${url}/0/addFeatures`, { features: [at(1, 1)] });
    assert.equal((addResults as Json[])[0]?.objectId, 1);
  });
});

describe('relationships', () => {
  it('go through a table where many have many', async () => {
    const portal = await startServices('online');
    try {
      const many = {
        id: 0,
        name: 'cares for',
        cardinality: 'esriRelCardinalityManyToMany',
        composite: false,
        relationshipTableId: 2,
      };
      const url = await portal.make('Care', {
        layers: [
          trees({
            relationships: [
              {
                ...many,
                relatedTableId: 1,
                role: 'esriRelRoleOrigin',
                keyField: 'GlobalID',
                keyFieldInRelationshipTable: 'tree',
              },
            ],
          }),
        ],
        tables: [
          inspections({
            name: 'People',
            relationships: [
              {
                ...many,
                relatedTableId: 0,
                role: 'esriRelRoleDestination',
                keyField: 'GlobalID',
                keyFieldInRelationshipTable: 'person',
              },
            ],
          }),
          {
            id: 2,
            name: 'Care',
            type: 'Table',
            fields: [
              field('OBJECTID', 'OID'),
              field('tree', 'GUID'),
              field('person', 'GUID'),
              field('since', 'Integer'),
            ],
          },
        ],
      });
      const keys = async (layer: number, features: Json[]) =>
        ((await portal.post(`${url}/${layer}/addFeatures`, { features })).addResults as Json[]).map(
          (one) => one.globalId,
        );
      const [oak, elm] = await keys(0, [at(1, 1), at(2, 2)]);
      const [ann, ben] = await keys(1, [{ attributes: { note: 'ann' } }, { attributes: { note: 'ben' } }]);
      await portal.post(`${url}/2/addFeatures`, {
        features: [
          [oak, ann],
          [oak, ben],
          [elm, ann],
        ].map(([tree, person]) => ({ attributes: { tree, person } })),
      });
      const groups = async (layer: number, more: Json = {}) => {
        const answer = await portal.post(`${url}/${layer}/queryRelatedRecords`, {
          relationshipId: 0,
          objectIds: '1,2',
          outFields: '*',
          ...more,
        });
        return {
          ...answer,
          list: answer.relatedRecordGroups as { objectId: number; relatedRecords: Features; count: number }[],
        } as Json & { list: { objectId: number; relatedRecords: Features; count: number }[] };
      };
      assert.deepEqual(
        (await groups(0)).list.map(({ objectId, relatedRecords }) => [
          objectId,
          relatedRecords.map(({ attributes }) => attributes.note),
        ]),
        [
          [1, ['ann', 'ben']],
          [2, ['ann']],
        ],
      );
      assert.deepEqual(
        (await groups(1, { returnCountOnly: 'true' })).list.map(({ count }) => count),
        [2, 1],
      );
      const page = await groups(0, { resultRecordCount: '2' });
      assert.deepEqual([page.exceededTransferLimit, page.list.length], [true, 1]);
      const rest = await groups(0, { resultRecordCount: '2', resultOffset: '2' });
      assert.deepEqual([rest.exceededTransferLimit, rest.list[0]?.objectId], [undefined, 2]);
    } finally {
      await portal.close();
    }
  });

  it('of one to one give one row, in either direction', async () => {
    const portal = await startServices('enterprise');
    try {
      const one = { id: 4, name: 'has', cardinality: 'esriRelCardinalityOneToOne', composite: false };
      const url = await portal.make('Pairs', {
        layers: [
          trees({
            relationships: [{ ...one, relatedTableId: 1, role: 'esriRelRoleOrigin', keyField: 'GlobalID' }],
          }),
        ],
        tables: [
          inspections({
            relationships: [{ ...one, relatedTableId: 0, role: 'esriRelRoleDestination', keyField: 'tree' }],
          }),
        ],
      });
      const { addResults } = await portal.post(`${url}/0/addFeatures`, {
        features: [at(1, 1, { name: 'oak' })],
      });
      const tree = (addResults as Json[])[0]?.globalId;
      await portal.post(`${url}/1/addFeatures`, { features: [{ attributes: { note: 'its', tree } }] });
      for (const [layer, name, value] of [
        [0, 'note', 'its'],
        [1, 'name', 'oak'],
      ] as const) {
        const answer = await portal.post(`${url}/${layer}/queryRelatedRecords`, {
          relationshipId: 4,
          objectIds: '1',
          outFields: name,
        });
        const [group] = answer.relatedRecordGroups as { relatedRecords: Features }[];
        assert.deepEqual(
          group?.relatedRecords.map(({ attributes }) => attributes[name]),
          [value],
        );
      }
    } finally {
      await portal.close();
    }
  });

  it('that are composite take the rows of all levels along when the first is deleted', async () => {
    const portal = await startServices('online');
    try {
      const part = (id: number) => ({
        id,
        name: `part ${id}`,
        cardinality: 'esriRelCardinalityOneToMany',
        composite: true,
      });
      const origin = (id: number, relatedTableId: number) => ({
        ...part(id),
        relatedTableId,
        role: 'esriRelRoleOrigin',
        keyField: 'GlobalID',
      });
      const destination = (id: number, relatedTableId: number) => ({
        ...part(id),
        relatedTableId,
        role: 'esriRelRoleDestination',
        keyField: 'tree',
      });
      const url = await portal.make('Nested', {
        layers: [trees({ relationships: [origin(0, 1)] })],
        tables: [
          inspections({ relationships: [destination(0, 0), origin(1, 2)] }),
          inspections({ id: 2, name: 'Findings', relationships: [destination(1, 1)] }),
        ],
      });
      const add = async (layer: number, feature: Json) =>
        ((await portal.post(`${url}/${layer}/addFeatures`, { features: [feature] })).addResults as Json[])[0]
          ?.globalId;
      const tree = await add(0, at(1, 1));
      const inspection = await add(1, { attributes: { note: 'i', tree } });
      await add(2, { attributes: { note: 'f', tree: inspection } });
      await add(2, { attributes: { note: 'of nobody' } });
      await portal.post(`${url}/0/deleteFeatures`, { objectIds: '1' });
      const notes = async (layer: number) =>
        (
          (await portal.post(`${url}/${layer}/query`, { where: '1=1', outFields: 'note' }))
            .features as Features
        ).map(({ attributes }) => attributes.note);
      assert.deepEqual([await notes(1), await notes(2)], [[], ['of nobody']]);
    } finally {
      await portal.close();
    }
  });
});
