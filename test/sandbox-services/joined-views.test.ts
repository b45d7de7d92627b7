import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { at, field, inspections, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;
type Features = { attributes: Json; geometry?: Json }[];

const species = (): Json => ({
  id: 0,
  name: 'Species',
  type: 'Table',
  fields: [
    field('OBJECTID', 'OID'),
    field('code', 'String', { length: 10 }),
    field('latin', 'String', { length: 50 }),
  ],
});

describe('a joined view', () => {
  let portal: ServicesUnderTest;

  beforeEach(async () => {
    portal = await startServices('online');
    const url = await portal.make('Trees', {
      layers: [trees()],
      tables: [
        inspections({
          fields: [...(inspections().fields as Json[]), field('made', 'Date'), field('code', 'String')],
        }),
      ],
    });
    await portal.make('Species', { tables: [species()] });
    await portal.post(`${url}/0/applyEdits`, {
      adds: [
        at(1, 1, { name: 'oak', height: 1 }),
        at(2, 2, { name: 'elm', height: 2 }),
        at(3, 3, { name: 'ash', height: 3 }),
      ],
    });
    await portal.post(`${url}/1/applyEdits`, {
      adds: [
        { attributes: { note: 'old', code: 'oak', made: 1000 } },
        { attributes: { note: 'new', code: 'oak', made: 2000 } },
        { attributes: { note: 'only', code: 'elm', made: 1500 } },
      ],
    });
    await portal.post(`${portal.url('Species')}/0/addFeatures`, {
      features: [
        { attributes: { code: 'oak', latin: 'Quercus' } },
        { attributes: { code: 'elm', latin: 'Ulmus' } },
      ],
    });
  });
  afterEach(() => portal.close());

  const table = (more: Json = {}): Json => ({
    name: 'Trees_target',
    sourceServiceName: 'Trees',
    sourceLayerId: 0,
    sourceLayerFields: [
      { name: 'name', alias: 'Name', source: 'name' },
      { name: 'globalid', alias: 'globalid', source: 'GlobalID' },
    ],
    ...more,
  });
  const related = (more: Json = {}): Json => ({
    name: 'Species_join',
    sourceServiceName: 'Species',
    sourceLayerId: 0,
    sourceLayerFields: [{ name: 'latin', alias: 'Latin name', source: 'latin' }],
    type: 'INNER',
    parentKeyFields: ['name'],
    keyFields: ['code'],
    operator: 'EQUALS',
    ...more,
  });
  const layer = (definition: Json, more: Json = {}): Json => ({
    name: 'Joined',
    adminLayerInfo: {
      geometryField: { name: 'Trees_target.Shape' },
      viewLayerDefinition: { table: definition },
      ...more,
    },
  });
  const view = (entry: Json) =>
    portal.make('View', { layers: [entry] }, { isView: true, capabilities: 'Query,Update' });
  const rows = async (url: string, more: Json = {}) =>
    (await portal.post(`${url}/0/query`, { where: '1=1', outFields: '*', ...more })).features as Features;

  it('shows rows of two services side by side, numbered anew', async () => {
    const url = await view(layer(table({ relatedTables: [related()] })));
    const found = await rows(url, { orderByFields: 'name' });
    assert.deepEqual(
      found.map(({ attributes }) => [attributes.name, attributes.latin]),
      [
        ['elm', 'Ulmus'],
        ['oak', 'Quercus'],
      ],
    );
    assert.deepEqual(found.map(({ attributes }) => attributes.ObjectId).sort(), [1, 2]);
    assert.deepEqual(found[0]?.geometry, { x: 2, y: 2 });
    const json = await portal.post(`${url}/0`);
    assert.deepEqual([json.objectIdField, json.globalIdField, json.isView], ['ObjectId', '', true]);
    const types = Object.fromEntries((json.fields as Json[]).map((one) => [one.name, one.type]));
    assert.equal(types.globalid, 'esriFieldTypeGUID');
    assert.equal((json.fields as Json[]).find((one) => one.name === 'latin')?.alias, 'Latin name');
    const service = await portal.post(url);
    assert.equal(service.isMultiServicesView, true);
    assert.equal(service.isUpdatableView, false);
  });

  it('keeps rows without a partner where the join is a left one', async () => {
    const url = await view(layer(table({ relatedTables: [related({ type: 'LEFT' })] })));
    const found = await rows(url, { orderByFields: 'name' });
    assert.deepEqual(
      found.map(({ attributes }) => attributes.latin),
      [null, 'Ulmus', 'Quercus'],
    );
    const count = await portal.post(`${url}/0/query`, {
      where: "latin IS NULL AND name = 'ash'",
      returnCountOnly: 'true',
    });
    assert.equal(count.count, 1);
  });

  it('takes the last row of each group of the other layer', async () => {
    const last = related({
      sourceServiceName: 'Trees',
      sourceLayerId: 1,
      sourceLayerFields: [{ name: 'note', source: 'note' }],
      topFilter: { groupByFields: 'code', orderByFields: 'made DESC', topCount: 1 },
    });
    const url = await view(layer(table({ relatedTables: [last] })));
    const found = await rows(url, { orderByFields: 'name' });
    assert.deepEqual(
      found.map(({ attributes }) => attributes.note),
      ['only', 'new'],
    );
  });

  it('counts the rows of the other layer', async () => {
    const counted = related({
      sourceServiceName: 'Trees',
      sourceLayerId: 1,
      sourceLayerFields: [{ name: 'inspected', source: 'note', statisticType: 'COUNT' }],
    });
    const url = await view(layer(table({ relatedTables: [counted] })));
    const found = await rows(url, { orderByFields: 'name' });
    assert.deepEqual(
      found.map(({ attributes }) => attributes.inspected),
      [1, 2],
    );
  });

  it('is a table of the first rows of a layer, with their own ids, where it joins nothing', async () => {
    const entry = {
      ...layer(
        table({
          sourceLayerId: 1,
          sourceLayerFields: ['OBJECTID', 'GlobalID', 'note'].map((name) => ({ name, source: name })),
          topFilter: { groupByFields: 'code', orderByFields: 'made DESC', topCount: 1 },
        }),
        { geometryField: null },
      ),
      type: 'Table',
    };
    const url = await view(entry);
    const found = await rows(url);
    assert.deepEqual(
      found.map(({ attributes }) => [attributes.OBJECTID, attributes.note]),
      [
        [2, 'new'],
        [3, 'only'],
      ],
    );
    assert.equal((await portal.post(`${url}/0`)).globalIdField, 'GlobalID');
  });

  it('tells fields of the same name apart, and has no shapes unless one of its layers is named for them', async () => {
    const all = (names: string[]) => names.map((name) => ({ name, source: name }));
    const both = related({
      sourceServiceName: 'Trees',
      sourceLayerId: 1,
      sourceLayerFields: all(['OBJECTID', 'GlobalID', 'code']),
      keyFields: ['code'],
    });
    const definition = table({
      sourceLayerFields: all(['OBJECTID', 'GlobalID', 'name']),
      relatedTables: [both],
    });
    const url = await portal.make(
      'View',
      { layers: [{ name: 'v', adminLayerInfo: { viewLayerDefinition: { table: definition } } }] },
      { isView: true },
    );
    const json = await portal.post(`${url}/0`);
    assert.deepEqual(
      (json.fields as Json[]).map(({ name }) => name),
      ['GlobalID', 'name', 'OBJECTID_1', 'GlobalID_1', 'code', 'OBJECTID'],
    );
    assert.deepEqual([json.type, json.geometryType, json.objectIdField], ['Table', undefined, 'OBJECTID']);
    const ids = (await portal.post(`${url}/0/query`, { where: '1=1', returnIdsOnly: 'true' })).objectIds;
    assert.deepEqual(ids, [1, 2, 3]);
  });

  it('follows its sources, and cannot be edited', async () => {
    const url = await view(layer(table({ relatedTables: [related()] })));
    const before = (await portal.post(`${url}/0`)).editingInfo as Json;
    await portal.post(`${portal.url('Species')}/0/addFeatures`, {
      features: [{ attributes: { code: 'ash', latin: 'Fraxinus' } }],
    });
    assert.equal((await rows(url)).length, 3);
    const after = (await portal.post(`${url}/0`)).editingInfo as Json;
    assert.ok(Number(after.lastEditDate) > Number(before.lastEditDate));
    const edited = await portal.post(`${url}/0/applyEdits`, {
      updates: [{ attributes: { ObjectId: 1, name: 'x' } }],
    });
    assert.equal((edited.error as Json).code, 400);
  });

  it('tells its administrator the join, which makes the same view again', async () => {
    const definition = table({ relatedTables: [related()] });
    await view(layer(definition));
    const admin = (await portal.post(`${portal.adminUrl('View')}/0`)).adminLayerInfo as Json;
    assert.deepEqual((admin.viewLayerDefinition as Json).table, definition);
    await portal.make('Again', { layers: [{ name: 'Joined', adminLayerInfo: admin }] }, { isView: true });
    assert.equal((await rows(portal.url('Again'))).length, 2);
  });

  it('is exported as it is shown', async () => {
    await view(layer(table({ relatedTables: [related()] })));
    const to = path.join(portal.dir, 'joined.csv');
    await portal.services.export({
      itemId: 'item-View',
      format: 'CSV',
      parameters: {},
      username: 'owner',
      to,
    });
    const [header, ...lines] = readFileSync(to, 'utf8').replace('\uFEFF', '').trim().split('\r\n');
    assert.equal(header, 'ObjectId,Name,globalid,Latin name,x,y');
    assert.deepEqual(lines.map((line) => line.split(',')[3]).sort(), ['Quercus', 'Ulmus']);
  });

  it('protects every one of its sources, and goes when it is deleted', async () => {
    const url = await view(layer(table({ relatedTables: [related()] })));
    assert.deepEqual(portal.services.sourcesOf('item-View').sort(), ['item-Species', 'item-Trees']);
    for (const item of ['item-Trees', 'item-Species']) assert.throws(() => portal.services.delete(item));
    const { services } = (await portal.post(`${url}/sources`)) as { services: Json[] };
    assert.deepEqual(services.map((one) => one.name).sort(), ['Species', 'Trees']);
    portal.services.delete('item-View');
    portal.services.delete('item-Species');
    portal.services.delete('item-Trees');
  });

  it('needs keys and fields that exist', async () => {
    for (const wrong of [
      { keyFields: ['nothing'] },
      { keyFields: [] },
      { sourceLayerFields: [{ name: 'x', source: 'nothing' }] },
      { sourceServiceName: 'Nobody' },
    ]) {
      await assert.rejects(
        portal.make(
          'Wrong',
          { layers: [layer(table({ relatedTables: [related(wrong)] }))] },
          { isView: true },
        ),
      );
      portal.services.delete('item-Wrong', true);
    }
  });

  it('is made of services that its maker administers', async () => {
    portal.services.create({ name: 'Foreign' }, 'foreign', true);
    const answer = await portal.post(
      `${portal.adminUrl('Foreign')}/addToDefinition`,
      { addToDefinition: { layers: [layer(table({ relatedTables: [related()] }))] } },
      'maker',
    );
    assert.match(JSON.stringify(answer), /does not have permissions|do not have permissions/);
  });
});

describe('a view with an area of interest', () => {
  it('shows the rows that meet the area, whatever box is around it', async () => {
    const portal = await startServices('online');
    try {
      const url = await portal.make('Trees', { layers: [trees()] });
      await portal.post(`${url}/0/applyEdits`, { adds: [at(1, 1), at(9, 9), at(20, 20)] });
      const rings = [
        [
          [0, 0],
          [0, 10],
          [10, 0],
          [0, 0],
        ],
      ];
      const filter = {
        operator: 'esriSpatialRelIntersects',
        value: {
          geometryType: 'esriGeometryPolygon',
          geometry: { rings, spatialReference: { wkid: 102100 } },
        },
      };
      const viewLayerDefinition = {
        sourceServiceName: 'Trees',
        sourceLayerId: 0,
        sourceLayerFields: '*',
        filter,
      };
      const view = await portal.make(
        'View',
        { layers: [{ name: 'Area', adminLayerInfo: { viewLayerDefinition } }] },
        { isView: true },
      );
      const ids = async () =>
        (await portal.post(`${view}/0/query`, { where: '1=1', returnIdsOnly: 'true' })).objectIds;
      assert.deepEqual(await ids(), [1]);
      const admin = (await portal.post(`${portal.adminUrl('View')}/0`)).adminLayerInfo as Json;
      assert.deepEqual((admin.viewLayerDefinition as Json).filter, filter);
      const updateDefinition = { viewLayerDefinition: { filter: null } };
      await portal.post(`${portal.adminUrl('View')}/0/updateDefinition`, { updateDefinition });
      assert.deepEqual(await ids(), [1, 2, 3]);
    } finally {
      await portal.close();
    }
  });
});

describe('two views of one layer that are made at once', () => {
  const definition = {
    addToDefinition: {
      layers: [
        {
          name: 'v',
          adminLayerInfo: { viewLayerDefinition: { sourceServiceName: 'Trees', sourceLayerId: 0 } },
        },
      ],
    },
  };

  for (const [kind, refused] of [
    ['enterprise', 1],
    ['online', 0],
  ] as const) {
    it(`${refused ? 'lock their source' : 'do not disturb each other'} in ${kind}`, async () => {
      const portal = await startServices(kind);
      try {
        await portal.make('Trees', { layers: [trees()] });
        for (const name of ['A', 'B']) portal.services.create({ name }, `item-${name}`, true);
        const make = (name: string) => portal.post(`${portal.adminUrl(name)}/addToDefinition`, definition);
        const answers = await Promise.all([make('A'), make('B')]);
        const errors = answers.flatMap(
          (answer) => (answer.error as { details: string[] } | undefined)?.details ?? [],
        );
        assert.equal(errors.length, refused);
        if (refused) assert.match(errors[0] ?? '', /locked because it is modified by another thread/);
        const again = answers[0]?.error ? 'A' : 'B';
        if (refused) assert.equal((await make(again)).success, true);
      } finally {
        await portal.close();
      }
    });
  }
});

describe('a joined view that starts again', () => {
  it('shows what it showed, and knows its sources', async () => {
    const first = await startServices('online', undefined, true);
    await first.make('Trees', { layers: [trees()] });
    await first.make('Species', { tables: [species()] });
    const table = {
      name: 't',
      sourceServiceName: 'Trees',
      sourceLayerId: 0,
      sourceLayerFields: [{ name: 'name', source: 'name' }],
      relatedTables: [
        {
          name: 'j',
          sourceServiceName: 'Species',
          sourceLayerId: 0,
          sourceLayerFields: [{ name: 'latin', source: 'latin' }],
          type: 'LEFT',
          parentKeyFields: ['name'],
          keyFields: ['code'],
        },
      ],
    };
    await first.make(
      'View',
      { layers: [{ name: 'v', adminLayerInfo: { viewLayerDefinition: { table } } }] },
      { isView: true },
    );
    await first.post(`${first.url('Trees')}/0/addFeatures`, { features: [at(1, 1, { name: 'oak' })] });
    await first.close();
    const again = await startServices('online', first.dir);
    try {
      const { features } = await again.post(`${again.url('View')}/0/query`, { where: '1=1', outFields: '*' });
      assert.deepEqual((features as Features)[0]?.attributes, { name: 'oak', latin: null, ObjectId: 1 });
      assert.deepEqual(again.services.dependentViews('item-Species'), ['item-View']);
      again.services.delete('item-View');
      again.services.delete('item-Trees');
    } finally {
      await again.close();
    }
  });
});
