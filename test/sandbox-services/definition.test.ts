import assert from 'node:assert/strict';
import { at, field, inspections, related, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;

describe('the definition of a hosted service', () => {
  let portal: ServicesUnderTest;

  beforeEach(async () => {
    portal = await startServices();
  });
  afterEach(() => portal.close());

  const create = (name: string, parameters: Json = {}) =>
    portal.services.create({ name, ...parameters }, `item-${name}`, parameters.isView === true);
  const change = (service: string, operation: string, sent: Json, layer = '', as = 'owner') =>
    portal.post(`${portal.adminUrl(service)}${layer}/${operation}`, { [operation]: sent }, as);
  const add = (service: string, sent: Json) => change(service, 'addToDefinition', sent);

  it('is created empty, under a name that no other service has', async () => {
    assert.deepEqual(create('Trees'), { name: 'Trees', path: 'Hosted/Trees/FeatureServer' });
    assert.equal(portal.services.nameTaken('TREES'), true);
    assert.throws(() => create('trees'), /Service name 'trees' already exists for 'Org'/);
    assert.throws(() => create('With space'), /not allowed/);
    assert.throws(
      () => create('Cauth', { adminServiceInfo: { name: 'X' } }),
      /does not exist or is a system table/,
    );
    const service = await portal.post(portal.url('Trees'));
    assert.deepEqual([service.layers, service.tables, service.serviceItemId], [[], [], 'item-Trees']);
    assert.equal(service.capabilities, 'Create,Delete,Query,Update,Editing');
  });

  it('takes layers and tables, and shows them with all that clients expect', async () => {
    create('Trees', { preserveLayerIds: true });
    const answer = await add('Trees', related());
    assert.deepEqual(answer, {
      success: true,
      layers: [{ name: 'Trees', id: 0 }],
      tables: [{ name: 'Inspections', id: 1 }],
    });
    const layer = await portal.post(`${portal.url('Trees')}/0`);
    assert.equal(layer.objectIdField, 'OBJECTID');
    assert.equal(layer.globalIdField, 'GlobalID');
    assert.equal(layer.supportsApplyEditsWithGlobalIds, true);
    assert.deepEqual((layer.fields as Json[])[0], {
      name: 'OBJECTID',
      type: 'esriFieldTypeOID',
      alias: 'OBJECTID',
      sqlType: 'sqlTypeOther',
      nullable: false,
      editable: false,
      domain: null,
      defaultValue: null,
    });
    assert.equal('adminLayerInfo' in layer, false);
    const admin = await portal.post(`${portal.adminUrl('Trees')}/0`);
    assert.equal((admin.adminLayerInfo as Json).tableName, 'trees_0');
  });

  it('keeps layer ids only where the service preserves them', async () => {
    create('Keeps', { preserveLayerIds: true });
    create('Counts');
    for (const name of ['Keeps', 'Counts'])
      await add(name, { layers: [trees({ id: 5 })], tables: [inspections({ id: 9 })] });
    const ids = async (name: string) => {
      const { layers, tables } = (await portal.post(portal.url(name))) as { layers: Json[]; tables: Json[] };
      return [...layers, ...tables].map((one) => one.id);
    };
    assert.deepEqual(await ids('Keeps'), [5, 9]);
    assert.deepEqual(await ids('Counts'), [0, 1]);
    assert.ok((await add('Keeps', { layers: [trees({ id: 5 })] })).error);
  });

  it('refuses definitions that contradict themselves, and then has changed nothing', async () => {
    create('Trees', { preserveLayerIds: true });
    const [origin] = related().layers as Json[];
    const broken: [string, Json][] = [
      ['a display field that is not there', { layers: [trees({ displayField: 'nofield' })] }],
      ['a GlobalID field that is not there', { layers: [trees({ globalIdField: 'gid' })] }],
      ['a GlobalID field of another type', { layers: [trees({ globalIdField: 'name' })] }],
      ['an editor field that is not there', { layers: [trees({ editFieldsInfo: { creatorField: 'who' } })] }],
      ['an index of an unknown field', { layers: [trees({ indexes: [{ name: 'i', fields: 'nofield' }] })] }],
      [
        'a template of an unknown field',
        { layers: [trees({ templates: [{ name: 't', prototype: { attributes: { nofield: 1 } } }] })] },
      ],
      [
        'a text as code of a number',
        {
          layers: [
            trees({
              fields: [
                ...(trees().fields as Json[]),
                field('n', 'Integer', {
                  domain: { type: 'codedValue', codedValues: [{ code: '1', name: 'x' }] },
                }),
              ],
            }),
          ],
        },
      ],
      [
        'two fields of a name',
        { layers: [trees({ fields: [...(trees().fields as Json[]), field('NAME', 'String')] })] },
      ],
      ['a relationship with one side', { layers: [origin ?? {}], tables: [inspections()] }],
      ['a relationship with nobody', { layers: [origin ?? {}] }],
      ['a geometry type that does not exist', { layers: [trees({ geometryType: 'esriGeometryBlob' })] }],
    ];
    for (const [what, sent] of broken) {
      const { error } = (await add('Trees', { layers: [trees({ id: 7 })], ...sent })) as { error?: Json };
      assert.equal(error?.code, 400, what);
      assert.equal(error?.message, 'Unable to add feature service definition.', what);
    }
    assert.deepEqual((await portal.post(portal.url('Trees'))).layers, []);
  });

  it('takes both sides of a relationship later', async () => {
    create('Trees', { preserveLayerIds: true });
    await add('Trees', { layers: [trees()], tables: [inspections()] });
    const { layers, tables } = related() as { layers: Json[]; tables: Json[] };
    const sides = {
      layers: [{ id: 0, relationships: layers[0]?.relationships }],
      tables: [{ id: 1, relationships: tables[0]?.relationships }],
    };
    assert.equal((await add('Trees', { layers: sides.layers })).success, undefined);
    assert.equal((await add('Trees', sides)).success, true);
    assert.equal(((await portal.post(`${portal.url('Trees')}/1`)).relationships as Json[]).length, 1);
  });

  it('is changed in the background on request, and the job says how it went', async () => {
    create('Trees');
    const outcome = async (definition: Json): Promise<Json> => {
      const { statusURL } = await portal.post(`${portal.adminUrl('Trees')}/addToDefinition`, {
        addToDefinition: definition,
        async: 'true',
      });
      for (;;) {
        const job = await portal.post(String(statusURL));
        if (job.status !== 'Processing') return job;
      }
    };
    assert.equal((await outcome({ layers: [trees()] })).status, 'Completed');
    assert.equal((await outcome({ layers: [{}] })).status, 'Failed');
  });

  it('gets fields, changes them and loses them', async () => {
    const service = await portal.make('Trees', { layers: [trees()] });
    await portal.post(`${service}/0/applyEdits`, { adds: [at(1, 1, { name: 'Oak', height: 3 })] });
    await change(
      'Trees',
      'addToDefinition',
      { fields: [field('kind', 'String', { length: 10, defaultValue: 'tree' })] },
      '/0',
    );
    await change(
      'Trees',
      'updateDefinition',
      { fields: [{ name: 'kind', alias: 'Kind of tree' }], displayField: 'kind', minScale: 5000 },
      '/0',
    );
    await change('Trees', 'deleteFromDefinition', { fields: [{ name: 'height' }] }, '/0');
    const layer = await portal.post(`${service}/0`);
    const fields = layer.fields as Json[];
    assert.equal(
      fields.some((one) => one.name === 'height'),
      false,
    );
    assert.equal(fields.at(-1)?.alias, 'Kind of tree');
    assert.deepEqual([layer.displayField, layer.minScale], ['kind', 5000]);
    const { features } = (await portal.post(`${service}/0/query`, {
      where: "kind = 'tree'",
      outFields: 'name,kind',
    })) as { features: Json[] };
    assert.deepEqual(features[0]?.attributes, { name: 'Oak', kind: 'tree' });
    const failed = (await change(
      'Trees',
      'deleteFromDefinition',
      { fields: [{ name: 'GlobalID' }] },
      '/0',
    )) as { error: Json };
    assert.equal(failed.error.message, '');
  });

  it('gets GlobalIDs for the rows that it has', async () => {
    const plain = trees({
      globalIdField: '',
      fields: (trees().fields as Json[]).filter((one) => one.name !== 'GlobalID'),
    });
    const service = await portal.make('Trees', { layers: [plain] });
    await portal.post(`${service}/0/applyEdits`, { adds: [at(1, 1), at(2, 2)] });
    await change('Trees', 'addToDefinition', { fields: [field('GlobalID', 'GlobalID')] }, '/0');
    const { features } = (await portal.post(`${service}/0/query`, {
      where: '1=1',
      outFields: 'GlobalID',
    })) as { features: { attributes: Json }[] };
    assert.match(String(features[0]?.attributes.GlobalID), /^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/);
    assert.notEqual(features[0]?.attributes.GlobalID, features[1]?.attributes.GlobalID);
  });

  it('makes unique indexes that rows must obey', async () => {
    const service = await portal.make('Trees', {
      layers: [trees({ indexes: [{ name: 'u', fields: 'name', isUnique: true }] })],
    });
    const answer = await portal.post(`${service}/0/applyEdits`, {
      adds: [at(1, 1, { name: 'a' }), at(1, 1, { name: 'a' }), at(1, 1, { name: 'b' })],
      rollbackOnFailure: 'false',
    });
    assert.deepEqual(
      (answer.addResults as Json[]).map((one) => one.success),
      [true, false, true],
    );
  });

  it('is refreshed and truncated', async () => {
    const service = await portal.make('Trees', { layers: [trees()] });
    await portal.post(`${service}/0/applyEdits`, { adds: [at(1, 1), at(2, 2)] });
    assert.deepEqual(await portal.post(`${portal.adminUrl('Trees')}/refresh`), { success: true });
    assert.deepEqual(await portal.post(`${portal.adminUrl('Trees')}/0/truncate`), { success: true });
    assert.deepEqual(await portal.post(`${service}/0/query`, { where: '1=1', returnCountOnly: 'true' }), {
      count: 0,
    });
  });

  it('is closed to those who do not own it', async () => {
    const service = await portal.make('Trees', { layers: [trees()] });
    const refused = (await change('Trees', 'updateDefinition', { capabilities: 'Query' }, '', 'reader')) as {
      error: Json;
    };
    assert.equal(refused.error.code, 403);
    portal.privateItems.add('item-Trees');
    assert.deepEqual((await portal.post(service, {}, null)).error, {
      code: 499,
      message: 'Token Required',
      details: [],
    });
    assert.deepEqual((await portal.post(service, {}, 'reader')).error, {
      code: 403,
      message: "User does not have permissions to access 'hosted/trees.mapserver'.",
      details: [],
    });
    assert.deepEqual((await portal.post(portal.url('Nothing'))).error, {
      code: 404,
      message: 'Service Hosted/Nothing/MapServer not found ',
      details: [],
    });
    const { services } = (await portal.post(`${portal.root}/rest/services/Hosted`, {}, 'reader')) as {
      services: Json[];
    };
    assert.deepEqual(services, []);
  });

  it('gets lower-case field names where the portal has them so', async () => {
    portal.switches.lowerCaseFieldNames = true;
    const service = await portal.make('Trees', related());
    const layer = await portal.post(`${service}/0`);
    assert.deepEqual([layer.objectIdField, layer.globalIdField], ['objectid', 'globalid']);
    assert.equal((layer.relationships as Json[])[0]?.keyField, 'globalid');
    assert.equal((layer.fields as Json[])[0]?.alias, 'OBJECTID');
  });

  it('gets editor fields under the names of the portal, where it insists on them', async () => {
    portal.switches.ownEditorFields = true;
    const editorTrackingInfo = { enableEditorTracking: true };
    const editFieldsInfo = {
      creatorField: 'name',
      creationDateField: 'planted',
      editorField: 'name',
      editDateField: 'planted',
    };
    const service = await portal.make(
      'Trees',
      { layers: [trees({ editFieldsInfo })] },
      { editorTrackingInfo },
    );
    const layer = await portal.post(`${service}/0`);
    assert.equal((layer.editFieldsInfo as Json).creatorField, 'created_user');
  });

  it('refuses capabilities that Enterprise does not know', () => {
    assert.throws(() => create('Trees', { capabilities: 'Query,ChangeTracking' }), /ChangeTracking/);
  });

  it('is deleted with its rows', async () => {
    await portal.make('Trees', { layers: [trees()] });
    portal.services.delete('item-Trees');
    assert.equal(portal.services.nameTaken('Trees'), false);
    await portal.make('Trees', { layers: [trees()] });
  });
});
