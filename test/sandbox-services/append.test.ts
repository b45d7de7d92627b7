import assert from 'node:assert/strict';
import path from 'node:path';
import { at, field, inspections, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;

const collection = (features: Json[], more: Json = {}): Json => ({
  layers: [
    {
      layerDefinition: { name: 'sent', geometryType: 'esriGeometryPoint', objectIdField: 'OBJECTID' },
      featureSet: {
        geometryType: 'esriGeometryPoint',
        spatialReference: { wkid: 102100 },
        features,
        ...more,
      },
    },
  ],
});

describe('appending rows to a layer', () => {
  let portal: ServicesUnderTest;
  let url: string;

  beforeEach(async () => {
    portal = await startServices('online');
    url = await portal.make('Trees', { layers: [trees()], tables: [inspections()] });
  });
  afterEach(() => portal.close());

  const append = async (params: Json) => portal.finished(await portal.post(`${url}/0/append`, params));
  const names = async () => {
    const { features } = await portal.post(`${url}/0/query`, { where: '1=1', outFields: '*' });
    return (features as { attributes: Json }[]).map(({ attributes }) => attributes.name);
  };

  it('takes a feature collection that comes along, as a job', async () => {
    const answer = await portal.post(`${url}/0/append`, {
      edits: collection([at(1, 1, { name: 'a' }), at(2, 2, { name: 'b' })]),
    });
    assert.match(String(answer.statusUrl), /\/FeatureServer\/jobs\//);
    const status = await portal.finished(answer);
    assert.deepEqual([status.status, status.layerName, status.recordCount], ['Completed', 'Trees', 2]);
    assert.deepEqual(await names(), ['a', 'b']);
  });

  it('maps the fields of the source, and takes no others than those that were asked for', async () => {
    await append({
      edits: collection([at(1, 1, { label: 'mapped', height: 5 })]),
      fieldMappings: [
        { name: 'name', sourceName: 'label' },
        { name: 'height', source: 'height' },
      ],
      appendFields: ['name'],
    });
    const { features } = await portal.post(`${url}/0/query`, { where: '1=1', outFields: 'name,height' });
    assert.deepEqual((features as { attributes: Json }[])[0]?.attributes, { name: 'mapped', height: null });
  });

  it('changes the rows that it knows, and adds the others', async () => {
    await portal.post(`${portal.adminUrl('Trees')}/0/addToDefinition`, {
      addToDefinition: { indexes: [{ name: 'u', fields: 'name', isUnique: true }] },
    });
    await append({
      edits: collection([at(1, 1, { name: 'a', height: 1 }), at(2, 2, { name: 'b', height: 2 })]),
    });
    const sent = collection([at(9, 9, { name: 'b', height: 20 }), at(3, 3, { name: 'c', height: 30 })]);
    const status = await append({ edits: sent, upsert: 'true', upsertMatchingField: 'name' });
    assert.equal(status.recordCount, 2);
    const { features } = await portal.post(`${url}/0/query`, { where: '1=1', outFields: 'OBJECTID,height' });
    assert.deepEqual(
      (features as { attributes: Json; geometry: Json }[]).map(({ attributes, geometry }) => [
        attributes.OBJECTID,
        attributes.height,
        geometry.x,
      ]),
      [
        [1, 1, 1],
        [2, 20, 9],
        [3, 30, 3],
      ],
    );
    const skipped = await append({
      edits: sent,
      upsert: 'true',
      upsertMatchingField: 'name',
      skipUpdates: 'true',
    });
    assert.equal(skipped.recordCount, 0);
    const wrong = await append({ edits: sent, upsert: 'true', upsertMatchingField: 'height' });
    assert.equal(wrong.status, 'Failed');
    assert.match(JSON.stringify(wrong.error), /unique index/);
  });

  it('takes everything back when a row does not fit, unless it may leave it out', async () => {
    const edits = collection([
      at(1, 1, { name: 'fits' }),
      at(1, 1, { name: 'much too long for a field of twenty characters' }),
    ]);
    assert.equal((await append({ edits })).status, 'Failed');
    assert.deepEqual(await names(), []);
    assert.equal((await append({ edits, rollbackOnFailure: 'false' })).recordCount, 1);
    assert.deepEqual(await names(), ['fits']);
  });

  it('reads an uploaded CSV, GeoJSON, and the file of an item', async () => {
    const csv = new File(['name,lat,lon\nfirst,0,0\nsecond,1,1\n'], 'rows.csv', { type: 'text/csv' });
    const { item } = await portal.upload(`${url}/uploads/upload`, 'file', csv);
    await append({ appendUploadId: (item as Json).itemID as string, appendUploadFormat: 'csv' });
    const geojson = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: { name: 'third' }, geometry: { type: 'Point', coordinates: [0, 0] } },
      ],
    });
    const other = await portal.upload(`${url}/uploads/upload`, 'file', new File([geojson], 'x.geojson'));
    await append({ appendUploadId: (other.item as Json).itemID as string, appendUploadFormat: 'geojson' });
    assert.deepEqual(await names(), ['first', 'second', 'third']);
    const again = await portal.post(`${url}/0/append`, {
      appendUploadId: (item as Json).itemID as string,
      appendUploadFormat: 'csv',
    });
    assert.ok(again.error);
    assert.ok(
      (await portal.post(`${url}/0/append`, { appendItemId: 'nothing', appendUploadFormat: 'filegdb' }))
        .error,
    );
  });

  it('reads a File Geodatabase of an item, table by table, and the rows of another service', async function () {
    this.timeout(60_000);
    await append({ edits: collection([at(1, 1, { name: 'a' }), at(2, 2, { name: 'b' })]) });
    await portal.post(`${url}/1/addFeatures`, { features: [{ attributes: { note: 'n' } }] });
    const file = path.join(portal.dir, 'out.zip');
    await portal.services.export({
      itemId: 'item-Trees',
      format: 'File Geodatabase',
      parameters: {},
      username: 'owner',
      to: file,
    });
    portal.itemFiles.set('geodatabase', { path: file, name: 'out.zip' });
    const other = await portal.make('Other', { layers: [trees()], tables: [inspections()] });
    const status = await portal.finished(
      await portal.post(`${other}/append`, {
        appendItemId: 'geodatabase',
        appendUploadFormat: 'filegdb',
        layerMappings: [
          { id: 0, sourceTableName: 'Trees' },
          { id: 1, sourceTableName: 'Inspections' },
        ],
      }),
    );
    assert.equal(status.recordCount, 3);
    const count = async (layer: number) =>
      (await portal.post(`${other}/${layer}/query`, { where: '1=1', returnCountOnly: 'true' })).count;
    assert.deepEqual([await count(0), await count(1)], [2, 1]);
    const wrong = await portal.finished(
      await portal.post(`${other}/0/append`, {
        appendItemId: 'geodatabase',
        appendUploadFormat: 'filegdb',
        sourceTableName: 'No',
      }),
    );
    assert.match(JSON.stringify(wrong.error), /no table 'No'/);
    const rows = {
      appendItemId: 'item-Trees',
      appendUploadFormat: 'featureService',
      sourceTableName: 'Trees',
      sourceFilter: "name = 'b'",
    };
    assert.equal((await portal.finished(await portal.post(`${other}/0/append`, rows))).recordCount, 1);
  });

  it('keeps who edited the rows of the source, and their GlobalIDs on request', async () => {
    const updateDefinition = { editorTrackingInfo: { enableEditorTracking: true } };
    await portal.post(`${portal.adminUrl('Trees')}/updateDefinition`, { updateDefinition });
    const globalId = '0f8fad5b-d9cb-469f-a165-70867728950e';
    await append({
      edits: collection([at(1, 1, { name: 'old', Creator: 'ann', CreationDate: 1000, GlobalID: globalId })]),
      useGlobalIds: 'true',
    });
    const { features } = await portal.post(`${url}/0/query`, { where: '1=1', outFields: '*' });
    const { attributes } = (features as { attributes: Json }[])[0] ?? { attributes: {} };
    assert.deepEqual(
      [attributes.Creator, attributes.CreationDate, attributes.GlobalID],
      ['ann', 1000, globalId],
    );
  });

  it('gets stuck or fails where that is asked for', async () => {
    const sent = { edits: collection([at(1, 1, { name: 'a' })]) };
    portal.faults.push({ kind: 'failed-job' });
    const failing = await portal.post(`${url}/0/append`, sent);
    portal.faults[0] = { kind: 'stuck-job' };
    const stuck = await portal.post(`${url}/0/append`, sent);
    portal.faults.length = 0;
    assert.equal((await portal.finished(failing)).status, 'Failed');
    assert.equal((await portal.post(String(stuck.statusUrl))).status, 'Pending');
    assert.deepEqual(await names(), []);
  });

  it('is for the owner and for those whom the capabilities let, in versions that have it', async () => {
    const sent = { edits: collection([at(1, 1, { name: 'a' })]) };
    assert.ok((await portal.post(`${url}/0/append`, sent, 'reader')).error);
    const open = await portal.make('Open', { layers: [trees()] }, { capabilities: 'Query,Create,Append' });
    assert.ok((await portal.post(`${open}/0/append`, sent, 'reader')).statusUrl);
    const old = await startServices('enterprise', undefined, false, 'enterprise-10.7.1');
    try {
      const layer = await old.make('Trees', { layers: [trees()] });
      assert.equal((await old.post(`${layer}/0`)).supportsAppend, false);
      assert.ok((await old.post(`${layer}/0/append`, sent)).error);
    } finally {
      await old.close();
    }
    const enterprise = await startServices('enterprise', undefined, false, 'enterprise-11.1');
    try {
      const layer = await enterprise.make('Trees', { layers: [trees()] });
      assert.equal((await enterprise.post(layer)).supportedAppendFormats, 'shapefile,featureCollection');
      assert.ok(
        (await enterprise.post(`${layer}/0/append`, { ...sent, appendUploadFormat: 'filegdb' })).error,
      );
    } finally {
      await enterprise.close();
    }
  });
});

describe('uploads of a service', () => {
  it('come in parts, in any order, and are put together', async () => {
    const portal = await startServices('enterprise');
    try {
      const url = await portal.make('Trees', {
        layers: [trees({ fields: [...(trees().fields as Json[]), field('x', 'String')] })],
      });
      const { item } = await portal.post(`${url}/uploads/register`, { itemName: 'photo.jpg' });
      const id = String((item as Json).itemID);
      assert.equal((item as Json).committed, false);
      for (const [part, text] of [
        ['2', 'world'],
        ['1', 'hello '],
      ] as const)
        await portal.upload(`${url}/uploads/${id}/uploadPart`, 'file', new File([text], 'p'), {
          partId: part,
        });
      assert.deepEqual((await portal.post(`${url}/uploads/${id}/parts`)).parts, ['1', '2']);
      const committed = await portal.post(`${url}/uploads/${id}/commit`, { parts: '1,2' });
      assert.equal((committed.item as Json).committed, true);
      await portal.post(`${url}/0/addFeatures`, { features: [at(1, 1)] });
      const { addAttachmentResult } = await portal.post(`${url}/0/1/addAttachment`, { uploadId: id });
      assert.equal((addAttachmentResult as Json).success, true);
      const bytes = await fetch(`${url}/0/1/attachments/1?token=owner`);
      assert.equal(await bytes.text(), 'hello world');
      assert.ok((await portal.post(`${url}/uploads/${id}`)).error);
    } finally {
      await portal.close();
    }
  });
});
