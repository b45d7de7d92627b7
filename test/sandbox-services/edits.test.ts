import assert from 'node:assert/strict';
import { addFeatures, applyEdits, deleteFeatures, updateFeatures } from '@esri/arcgis-rest-feature-service';
import { at, field, related, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;
interface Result {
  objectId: number;
  globalId: string | null;
  success: boolean;
  error?: { code: number; description: string };
}
type Results = Record<'addResults' | 'updateResults' | 'deleteResults', Result[]>;

const GUID = '{AAAAAAAA-1111-4222-8333-444444444444}';

describe('editing a feature layer', () => {
  let portal: ServicesUnderTest;
  let layer: string;

  beforeEach(async () => {
    portal = await startServices();
    layer = `${await portal.make('Trees', { layers: [trees()] })}/0`;
  });
  afterEach(() => portal.close());

  const edit = async (params: Json, as = 'owner') =>
    (await portal.post(`${layer}/applyEdits`, params, as)) as unknown as Results;
  const all = async (more: Json = {}) => {
    const answer = await portal.post(`${layer}/query`, { where: '1=1', outFields: '*', ...more });
    return answer.features as { attributes: Json; geometry: Json | null }[];
  };
  const oneRow = async () => (await all())[0]?.attributes ?? {};

  it('gives ObjectIDs and GlobalIDs of its own, and defaults where nothing was sent', async () => {
    const { addResults } = await edit({ adds: [at(1, 2, { OBJECTID: 99, GlobalID: GUID, NAME: 'Oak' })] });
    assert.equal(addResults[0]?.objectId, 1);
    assert.notEqual(addResults[0]?.globalId, GUID);
    assert.match(String(addResults[0]?.globalId), /^\{[0-9A-F-]{36}\}$/);
    assert.deepEqual(await all(), [
      {
        attributes: {
          OBJECTID: 1,
          GlobalID: addResults[0]?.globalId,
          name: 'Oak',
          height: null,
          count: 7,
          planted: null,
          owner: null,
        },
        geometry: { x: 1, y: 2 },
      },
    ]);
  });

  it('keeps the GlobalIDs that come with useGlobalIds, and finds rows by them', async () => {
    const bare = GUID.slice(1, -1).toLowerCase();
    const { addResults } = await edit({
      useGlobalIds: 'true',
      adds: [at(1, 2, { GlobalID: bare, name: 'Oak' })],
    });
    assert.deepEqual([addResults[0]?.success, addResults[0]?.globalId], [true, GUID]);
    const twice = await edit({ useGlobalIds: 'true', adds: [at(1, 2, { GlobalID: GUID }), at(1, 2, {})] });
    assert.deepEqual(
      twice.addResults.map((one) => one.error?.code),
      [1000, 1000],
    );
    await edit({ useGlobalIds: 'true', updates: [{ attributes: { GlobalID: GUID, name: 'Elm' } }] });
    assert.equal((await oneRow()).name, 'Elm');
    const { deleteResults } = await edit({ useGlobalIds: 'true', deletes: [GUID] });
    assert.equal(deleteResults[0]?.success, true);
    assert.equal((await all()).length, 0);
  });

  it('refuses the first row of a request, and takes the others, where that is asked for', async () => {
    portal.faults.push({ kind: 'refused-row', message: 'Not this one.' });
    const adds = [at(1, 1, { name: 'a' }), at(2, 2, { name: 'b' }), at(3, 3, { name: 'c' })];
    const { addResults } = await edit({ adds, rollbackOnFailure: 'false' });
    assert.deepEqual(
      addResults.map(({ success, error }) => [success, error?.description]),
      [
        [false, 'Not this one.'],
        [true, undefined],
        [true, undefined],
      ],
    );
    portal.faults.length = 0;
    assert.deepEqual(
      (await all()).map(({ attributes }) => attributes.name),
      ['b', 'c'],
    );
  });

  it('refuses useGlobalIds where the layer does not take it', async () => {
    portal.switches.applyEditsWithGlobalIds = false;
    const answer = (await edit({ useGlobalIds: 'true', adds: [at(1, 2)] })) as unknown as { error: Json };
    assert.equal(answer.error.message, "'useGlobalIds' parameter is invalid");
    assert.equal((await portal.post(layer)).supportsApplyEditsWithGlobalIds, false);
  });

  it('tells a failing row in the row, and takes everything back unless told not to', async () => {
    const adds = [
      at(1, 1, { name: 'fits' }),
      at(2, 2, { name: 'longer than twenty characters' }),
      at(3, 3, { height: 'tall' }),
    ];
    const together = await edit({ adds });
    assert.deepEqual(
      together.addResults.map((one) => [one.success, one.error?.code]),
      [
        [false, 1003],
        [false, 1000],
        [false, 1000],
      ],
    );
    assert.equal((await all()).length, 0);
    const apart = await edit({ adds, rollbackOnFailure: 'false' });
    assert.deepEqual(
      apart.addResults.map((one) => one.success),
      [true, false, false],
    );
    assert.equal((await all()).length, 1);
  });

  it('refuses null where a field has neither nulls nor a default, and rows that do not exist', async () => {
    await portal.post(`${portal.adminUrl('Trees')}/0/addToDefinition`, {
      addToDefinition: {
        fields: [field('kind', 'String', { nullable: false, defaultValue: 'tree', length: 10 })],
      },
    });
    await edit({ adds: [at(1, 1, { kind: null })] });
    assert.equal((await oneRow()).kind, 'tree');
    const { updateResults, deleteResults } = await edit({
      updates: [{ attributes: { OBJECTID: 5, name: 'x' } }],
      deletes: '7',
    });
    assert.deepEqual([updateResults[0]?.success, updateResults[0]?.objectId], [false, 5]);
    assert.equal(deleteResults[0]?.success, false);
  });

  it('keeps every double and every date exactly', async () => {
    const heights = [0.1, 0.1 + 0.2, -1e-310, 1.7976931348623157e308, 123456789.12345679, 5];
    await edit({
      adds: heights.map((height, i) => ({
        attributes: { height, planted: i === 0 ? -1 : 1709251199123 },
        geometry: { x: height, y: -9537426.408699999 },
      })),
    });
    const rows = await all();
    assert.deepEqual(
      rows.map((row) => row.attributes.height),
      heights,
    );
    assert.deepEqual(
      rows.map((row) => row.geometry?.x),
      heights,
    );
    assert.deepEqual(rows.map((row) => row.attributes.planted).slice(0, 2), [-1, 1709251199123]);
  });

  it('brings geometries to its own spatial reference', async () => {
    await edit({
      adds: [
        { attributes: {}, geometry: { x: 9, y: 48, spatialReference: { wkid: 4326 } } },
        { attributes: {}, geometry: null },
      ],
    });
    const [first, second] = await all();
    assert.ok(Math.abs(Number(first?.geometry?.x) - 1001875.4171394621) < 1e-9);
    assert.equal(second?.geometry, null);
  });

  it('moves lastEditDate forward with every edit, and tells the item', async () => {
    const edited = async () =>
      ((await portal.post(layer)).editingInfo as { lastEditDate: number }).lastEditDate;
    const before = await edited();
    await edit({ adds: [at(1, 1)] });
    const after = await edited();
    assert.ok(after > before);
    await edit({ updates: [{ attributes: { OBJECTID: 1, name: 'x' } }] });
    assert.ok((await edited()) > after);
    assert.ok(portal.touched.includes('item-Trees'));
  });

  it('serves the calls of rest-js', async () => {
    const params = { token: 'owner' };
    const added = await addFeatures({ url: layer, features: [at(1, 1, { name: 'a' }) as never], params });
    const objectId = added.addResults[0]?.objectId ?? 0;
    await updateFeatures({
      url: layer,
      features: [{ attributes: { OBJECTID: objectId, name: 'b' } }],
      params,
    });
    assert.equal((await oneRow()).name, 'b');
    await applyEdits({ url: layer, adds: [at(2, 2) as never], params });
    const deleted = await deleteFeatures({ url: layer, objectIds: [objectId], params });
    assert.equal(deleted.deleteResults?.[0]?.success, true);
    assert.equal((await all()).length, 1);
  });

  it('leaves fields alone that may not be edited, where the portal locks them', async () => {
    const updateDefinition = { fields: [{ name: 'name', editable: false }] };
    await portal.post(`${portal.adminUrl('Trees')}/0/updateDefinition`, { updateDefinition });
    await edit({ adds: [at(1, 1, { name: 'open' })] });
    portal.switches.lockReadOnlyFields = true;
    await edit({ updates: [{ attributes: { OBJECTID: 1, name: 'locked', height: 2 } }] });
    const { name, height } = await oneRow();
    assert.deepEqual([name, height], ['open', 2]);
  });

  it('computes length and area of shapes itself', async () => {
    const service = await portal.make('Areas', { layers: [trees({ geometryType: 'esriGeometryPolygon' })] });
    const outer = [
      [0, 0],
      [0, 10],
      [10, 10],
      [10, 0],
      [0, 0],
    ];
    const hole = [
      [2, 2],
      [4, 2],
      [4, 4],
      [2, 4],
      [2, 2],
    ];
    const attributes = { Shape__Area: 1, name: 'a' };
    await portal.post(`${service}/0/applyEdits`, {
      adds: [{ attributes, geometry: { rings: [outer, hole] } }],
    });
    const ask = async () => {
      const answer = await portal.post(`${service}/0/query`, {
        where: '1=1',
        outFields: 'Shape__Area,Shape__Length',
      });
      return (answer.features as { attributes: Json }[])[0]?.attributes;
    };
    assert.deepEqual(await ask(), { Shape__Area: 96, Shape__Length: 48 });
    await portal.post(`${service}/0/applyEdits`, {
      updates: [{ attributes: { OBJECTID: 1 }, geometry: { rings: [hole] } }],
    });
    assert.deepEqual(await ask(), { Shape__Area: 4, Shape__Length: 8 });
    assert.deepEqual((await portal.post(`${service}/0`)).geometryProperties, {
      shapeAreaFieldName: 'Shape__Area',
      shapeLengthFieldName: 'Shape__Length',
      units: 'esriMeters',
    });
  });

  it('deletes by clause', async () => {
    await edit({ adds: [at(1, 1, { count: 1 }), at(2, 2, { count: 2 })] });
    assert.deepEqual(await portal.post(`${layer}/deleteFeatures`, { where: 'count > 1' }), { success: true });
    assert.equal((await all()).length, 1);
  });

  it('lets others do only what the capabilities say', async () => {
    await portal.post(`${portal.adminUrl('Trees')}/updateDefinition`, {
      updateDefinition: { capabilities: 'Query,Create' },
    });
    const { addResults } = await edit({ adds: [at(1, 1)] }, 'reader');
    assert.equal(addResults[0]?.success, true);
    const refused = (await edit({ deletes: '1' }, 'reader')) as unknown as { error: Json };
    assert.equal(refused.error.message, 'This operation is not supported.');
    assert.equal((await edit({ deletes: '1' })).deleteResults[0]?.success, true);
  });

  it('edits several layers at once, all or nothing', async () => {
    const service = await portal.make('Both', related());
    const edits = [
      { id: 0, adds: [at(1, 1, { GlobalID: GUID, name: 'Oak' })] },
      { id: 1, adds: [{ attributes: { GlobalID: GUID, tree: GUID, note: 'fine' } }] },
    ];
    const broken = [edits[0], { id: 1, adds: [{ attributes: { GlobalID: GUID, tree: 'no guid' } }] }];
    const failed = (await portal.post(`${service}/applyEdits`, {
      edits: broken,
      useGlobalIds: 'true',
    })) as unknown as Results[];
    assert.deepEqual(
      failed.map((one) => one.addResults[0]?.success),
      [false, false],
    );
    const done = (await portal.post(`${service}/applyEdits`, {
      edits,
      useGlobalIds: 'true',
    })) as unknown as (Results & { id: number })[];
    assert.deepEqual(
      done.map((one) => [one.id, one.addResults[0]?.success]),
      [
        [0, true],
        [1, true],
      ],
    );
    const answer = await portal.post(`${service}/0/queryRelatedRecords`, {
      objectIds: '1',
      relationshipId: 0,
      outFields: 'note',
    });
    assert.deepEqual(answer.relatedRecordGroups, [
      { objectId: 1, relatedRecords: [{ attributes: { note: 'fine' } }] },
    ]);
  });

  describe('with editor tracking', () => {
    const tracking = (info: Json) =>
      portal.post(`${portal.adminUrl('Trees')}/updateDefinition`, {
        updateDefinition: { editorTrackingInfo: { enableEditorTracking: true, ...info } },
      });

    it('adds the fields of the portal and fills them with who and when, whatever is sent', async () => {
      await tracking({});
      assert.deepEqual((await portal.post(layer)).editFieldsInfo, {
        creationDateField: 'created_date',
        creatorField: 'created_user',
        editDateField: 'last_edited_date',
        editorField: 'last_edited_user',
      });
      await edit({ adds: [at(1, 1, { created_user: 'somebody', created_date: 5 })] });
      const made = await oneRow();
      assert.deepEqual([made.created_user, made.last_edited_user], ['owner', 'owner']);
      assert.ok(Number(made.created_date) > 1e12);
      await edit({ updates: [{ attributes: { OBJECTID: 1, created_user: 'somebody' } }] }, 'reader');
      const changed = await oneRow();
      assert.deepEqual([changed.created_user, changed.last_edited_user], ['owner', 'reader']);
    });

    it('keeps what the owner sends if it preserves users and times', async () => {
      await tracking({ preserveEditUsersAndTimestamps: true });
      await edit({
        adds: [
          at(1, 1, {
            created_user: 'somebody',
            created_date: 5,
            last_edited_user: 'other',
            last_edited_date: 6,
          }),
        ],
      });
      const { created_user, created_date, last_edited_user, last_edited_date } = await oneRow();
      assert.deepEqual(
        [created_user, created_date, last_edited_user, last_edited_date],
        ['somebody', 5, 'other', 6],
      );
    });
  });
});
