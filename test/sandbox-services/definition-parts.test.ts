import assert from 'node:assert/strict';
import { at, field, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;

const change = (portal: ServicesUnderTest, operation: string, sent: Json, service = 'Trees') =>
  portal.post(`${portal.adminUrl(service)}/0/${operation}`, { [operation]: sent });

describe('the definition of a layer', () => {
  let portal: ServicesUnderTest;
  let url: string;

  beforeEach(async () => {
    portal = await startServices('online');
    url = await portal.make('Trees', {
      layers: [trees({ fields: [...(trees().fields as Json[]), field('kind', 'Integer')] })],
    });
  });
  afterEach(() => portal.close());

  it('takes subtypes in three steps, and shows them as types too', async () => {
    const subtypes = [
      {
        code: 1,
        name: 'Street tree',
        defaultValues: { height: 2 },
        domains: { name: { type: 'inherited' } },
      },
      { code: 2, name: 'Park tree', defaultValues: {}, domains: {} },
    ];
    assert.ok((await change(portal, 'addToDefinition', { subtypes })).error, 'without a subtypeField');
    assert.ok(
      (await change(portal, 'updateDefinition', { subtypeField: 'name' })).error,
      'not of whole numbers',
    );
    await change(portal, 'updateDefinition', { subtypeField: 'kind' });
    await change(portal, 'updateDefinition', { defaultSubtypeCode: 1 });
    assert.equal((await change(portal, 'addToDefinition', { subtypes })).success, true);
    const layer = await portal.post(`${url}/0`);
    assert.deepEqual([layer.subtypeField, layer.defaultSubtypeCode, layer.typeIdField], ['kind', 1, 'kind']);
    assert.deepEqual(layer.subtypes, subtypes);
    assert.deepEqual(
      (layer.types as Json[]).map(({ id, name }) => [id, name]),
      [
        [1, 'Street tree'],
        [2, 'Park tree'],
      ],
    );
    assert.ok((await change(portal, 'addToDefinition', { subtypes: [{ code: 2, name: 'again' }] })).error);
    await change(portal, 'deleteFromDefinition', { subtypes: [{ code: 2 }] });
    assert.equal(((await portal.post(`${url}/0`)).subtypes as Json[]).length, 1);
  });

  it('has contingent values, which views show as well', async () => {
    const group = {
      name: 'kind and height',
      restrictive: true,
      fields: [
        { id: 0, name: 'kind', fieldType: 'esriFieldTypeInteger' },
        { id: 1, name: 'height', fieldType: 'esriFieldTypeDouble' },
      ],
      domains: { kind: 'Kind' },
      contingentValues: [{ id: 1, types: [3, 4], values: [0, [0, 10]] }],
    };
    const stringDicts = [{ domain: 'Kind', entries: ['one'] }];
    assert.equal((await portal.post(`${url}/0`)).hasContingentValuesDefinition, false);
    const added = await change(portal, 'addToDefinition', {
      contingentValuesDefinition: { fieldGroups: [group], stringDicts },
    });
    assert.equal(added.success, true);
    const values = await portal.post(`${url}/0/contingentValues`);
    assert.deepEqual(values.typeCodes, ['Unknown', 'Any', 'Null', 'Code', 'Range']);
    assert.deepEqual(values.stringDicts, stringDicts);
    const { fieldGroups, ...rest } = values.contingentValuesDefinition as Json;
    assert.deepEqual(fieldGroups, [group]);
    assert.deepEqual(rest, {
      layerID: 0,
      layerName: 'Trees',
      geometryType: 'esriGeometryPoint',
      hasSubType: false,
    });
    assert.deepEqual(await portal.post(`${url}/0/fieldGroups`), {
      fieldGroups: [{ name: 'kind and height', restrictive: true, fields: ['kind', 'height'] }],
    });
    const viewLayerDefinition = { sourceServiceName: 'Trees', sourceLayerId: 0 };
    const view = await portal.make(
      'View',
      { layers: [{ name: 'v', adminLayerInfo: { viewLayerDefinition } }] },
      { isView: true },
    );
    assert.equal((await portal.post(`${view}/0`)).hasContingentValuesDefinition, true);
    const all = await portal.post(`${view}/queryContingentValues`, { layers: '[0]' });
    assert.equal((all.contingentValuesDefinitions as Json[]).length, 1);
    const wrong = { fieldGroups: [{ ...group, name: 'other', fields: ['nothing'] }] };
    assert.ok((await change(portal, 'addToDefinition', { contingentValuesDefinition: wrong })).error);
    await change(portal, 'deleteFromDefinition', {
      contingentValuesDefinition: { fieldGroups: [{ name: 'kind and height' }] },
    });
    assert.equal((await portal.post(`${url}/0`)).hasContingentValuesDefinition, false);
  });

  it('loses indexes, and with them their rule', async () => {
    const index = { name: 'only_once', fields: 'name', isUnique: true };
    await change(portal, 'addToDefinition', { indexes: [index] });
    const twice = async () =>
      (
        (
          await portal.post(`${url}/0/applyEdits`, {
            adds: [at(1, 1, { name: 'x' }), at(2, 2, { name: 'x' })],
          })
        ).addResults as Json[]
      ).every((one) => one.success);
    assert.equal(await twice(), false);
    assert.equal(
      (await change(portal, 'deleteFromDefinition', { indexes: [{ name: 'only_once' }] })).success,
      true,
    );
    assert.equal(await twice(), true);
    assert.ok((await change(portal, 'deleteFromDefinition', { indexes: [{ name: 'only_once' }] })).error);
    const { indexes } = (await portal.post(`${url}/0`)) as { indexes: Json[] };
    const key = indexes.find((one) => one.fields === 'OBJECTID')?.name;
    assert.ok((await change(portal, 'deleteFromDefinition', { indexes: [{ name: key }] })).error);
  });

  it('keeps the newer types of fields exactly, and compares them with literals', async () => {
    const fields = [
      field('day', 'DateOnly'),
      field('hour', 'TimeOnly'),
      field('moment', 'TimestampOffset'),
      field('big', 'BigInteger'),
    ];
    await change(portal, 'addToDefinition', { fields });
    const row = {
      day: '2024-02-29',
      hour: '23:59:59',
      moment: '2024-02-29T10:00:00.5000000+01:00',
      big: 9007199254740991,
    };
    await portal.post(`${url}/0/addFeatures`, {
      features: [at(1, 1, row), at(2, 2, { day: '2023-01-01', hour: '01:00:00' })],
    });
    const query = async (where: string) =>
      (
        (await portal.post(`${url}/0/query`, { where, outFields: 'day,hour,moment,big' })).features as {
          attributes: Json;
        }[]
      ).map(({ attributes }) => attributes);
    assert.deepEqual(await query("day > DATE '2024-01-01'"), [row]);
    assert.deepEqual((await query("hour < TIME '12:00:00'")).length, 1);
    assert.deepEqual(await query("day = '2024-02-29'"), [row]);
    for (const wrong of [
      { day: '29.2.2024' },
      { day: '2024-13-01' },
      { hour: '25:00:00' },
      { moment: '2024-02-29' },
    ]) {
      const { addResults } = await portal.post(`${url}/0/addFeatures`, { features: [at(1, 1, wrong)] });
      assert.equal((addResults as Json[])[0]?.success, false, JSON.stringify(wrong));
    }
  });
});

describe('versions of Enterprise', () => {
  const refused = async (
    profile: 'enterprise-11.5' | 'enterprise-11.1' | 'enterprise-10.8.1' | 'enterprise-10.5.1',
    layer: Json,
  ) => {
    const portal = await startServices('enterprise', undefined, false, profile);
    try {
      const answer = await portal.make('Trees', { layers: [layer] }).then(
        () => '',
        (error: Error) => error.message,
      );
      return answer;
    } finally {
      await portal.close();
    }
  };
  const withField = (more: Json) => trees({ fields: [...(trees().fields as Json[]), more] });

  it('know newer types of fields since 11.2', async () => {
    assert.match(
      await refused('enterprise-11.1', withField(field('big', 'BigInteger'))),
      /type esriFieldTypeBigInteger/,
    );
    assert.equal(await refused('enterprise-11.5', withField(field('big', 'BigInteger'))), '');
  });

  it('take longer names of fields since 11.5', async () => {
    const long = withField(field('a'.repeat(40), 'String'));
    assert.match(await refused('enterprise-11.1', long), /longer than 31 characters/);
    assert.equal(await refused('enterprise-11.5', long), '');
    assert.match(
      await refused('enterprise-11.5', withField(field('a'.repeat(64), 'String'))),
      /longer than 63/,
    );
  });

  it('say less of what they can do, the older they are', async () => {
    const said = async (profile: 'enterprise-11.5' | 'enterprise-10.5.1') => {
      const portal = await startServices('enterprise', undefined, false, profile);
      try {
        const url = await portal.make('Trees', { layers: [trees()] });
        const [service, layer] = [await portal.post(url), await portal.post(`${url}/0`)];
        const queries = layer.advancedQueryCapabilities as Json;
        const top = { where: '1=1', topFilter: { groupByFields: 'name', topCount: 1 } };
        const { error } = await portal.post(`${url}/0/queryTopFeatures`, top);
        assert.equal(error === undefined, queries.supportsTopFeaturesQuery);
        return [
          service.currentVersion,
          service.supportsAppend,
          service.supportsQueryContingentValues ?? false,
          layer.supportsCalculate,
          layer.supportsTruncate,
          queries.supportsPercentileStatistics,
          queries.supportsTopFeaturesQuery,
        ];
      } finally {
        await portal.close();
      }
    };
    assert.deepEqual(await said('enterprise-11.5'), [11.5, true, true, true, true, true, true]);
    assert.deepEqual(await said('enterprise-10.5.1'), [10.51, false, false, true, true, false, false]);
  });
});
