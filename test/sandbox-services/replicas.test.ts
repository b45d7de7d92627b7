import assert from 'node:assert/strict';
import { at, inspections, trees } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;

describe('replicas of a service', () => {
  let portal: ServicesUnderTest;
  let url: string;

  beforeEach(async () => {
    portal = await startServices('online');
    url = await portal.make(
      'Trees',
      { layers: [trees()], tables: [inspections()] },
      { capabilities: 'Query,Create,Update,Delete,Sync,Extract' },
    );
    await portal.post(`${url}/0/addFeatures`, {
      features: [at(1, 1, { name: 'a' }), at(50, 50, { name: 'b' })],
    });
  });
  afterEach(() => portal.close());

  const ROWS = { layers: '0', transportType: 'esriTransportTypeEmbedded', dataFormat: 'json' };

  it('hold the rows of an area, and are known until they are forgotten', async () => {
    const made = await portal.post(`${url}/createReplica`, {
      ...ROWS,
      replicaName: 'mine',
      syncModel: 'perLayer',
      geometry: { xmin: 0, ymin: 0, xmax: 10, ymax: 10, spatialReference: { wkid: 102100 } },
      geometryType: 'esriGeometryEnvelope',
    });
    const [layer] = made.layers as { id: number; features: { attributes: Json }[] }[];
    assert.deepEqual(
      layer?.features.map(({ attributes }) => attributes.name),
      ['a'],
    );
    assert.deepEqual(await portal.post(`${url}/replicas`), [
      { replicaName: 'mine', replicaID: made.replicaID },
    ]);
    const shown = await portal.post(`${url}/replicas/${String(made.replicaID)}`);
    assert.deepEqual([shown.replicaName, shown.replicaOwner, shown.syncModel], ['mine', 'owner', 'perLayer']);
    const forget = () => portal.post(`${url}/unRegisterReplica`, { replicaID: String(made.replicaID) });
    assert.deepEqual(await forget(), { success: true });
    assert.ok((await forget()).error);
  });

  it('come as a file when they are made in the background', async function () {
    this.timeout(60_000);
    for (const [dataFormat, start] of [
      ['json', '{'],
      ['filegdb', 'PK'],
      ['csv', '\uFEFFOBJECTID'],
      ['geojson', '{'],
    ] as const) {
      const begun = await portal.post(`${url}/createReplica`, {
        layers: '0',
        dataFormat,
        syncModel: 'none',
        async: 'true',
      });
      const status = await portal.finished(begun);
      assert.equal(status.status, 'Completed', JSON.stringify(status));
      const answer = await fetch(`${String(status.resultUrl)}?token=owner`);
      const bytes = Buffer.from(await answer.arrayBuffer());
      assert.ok(bytes.toString('utf8').startsWith(start), dataFormat);
    }
    assert.deepEqual(await portal.post(`${url}/replicas`), []);
  });

  it('need Sync to be kept, and Extract or ownership to be taken out', async () => {
    const plain = await portal.make('Plain', { layers: [trees()] }, { capabilities: 'Query' });
    assert.ok((await portal.post(`${plain}/createReplica`, { ...ROWS, syncModel: 'perReplica' })).error);
    assert.ok((await portal.post(`${plain}/createReplica`, { ...ROWS, syncModel: 'none' }, 'reader')).error);
    assert.ok((await portal.post(`${plain}/createReplica`, { ...ROWS, syncModel: 'none' })).layers);
    assert.ok((await portal.post(`${url}/createReplica`, { ...ROWS, syncModel: 'none' }, 'reader')).layers);
    assert.ok((await portal.post(`${url}/createReplica`, { ...ROWS, dataFormat: 'sqlite' })).error);
    const service = await portal.post(url);
    assert.equal(service.syncEnabled, true);
    assert.equal((service.syncCapabilities as Json).supportsPerReplicaSync, true);
  });

  it('give layers GlobalIDs when they are made possible later', async () => {
    const { globalIdField: _, ...plain } = trees();
    const fields = (plain.fields as Json[]).filter((field) => field.name !== 'GlobalID');
    const later = await portal.make('Later', { layers: [{ ...plain, fields }] }, { capabilities: 'Query' });
    assert.equal((await portal.post(`${later}/0`)).globalIdField, '');
    await portal.post(`${portal.adminUrl('Later')}/updateDefinition`, {
      updateDefinition: { capabilities: 'Query,Sync' },
    });
    assert.equal((await portal.post(`${later}/0`)).globalIdField, 'GlobalID');
  });
});

describe('changes of a service', () => {
  let portal: ServicesUnderTest;
  let url: string;

  beforeEach(async () => {
    portal = await startServices('online');
    url = await portal.make(
      'Trees',
      { layers: [trees()] },
      { capabilities: 'Query,Create,Update,Delete,ChangeTracking' },
    );
  });
  afterEach(() => portal.close());

  const changes = async (params: Json) => {
    const status = await portal.finished(
      await portal.post(`${url}/extractChanges`, { layers: [0], ...params }),
    );
    assert.equal(status.responseType, 'esriDataChangesResponseTypeEdits');
    return portal.post(String(status.resultUrl));
  };

  it('are what has happened to the rows since the client looked', async () => {
    await portal.post(`${url}/0/addFeatures`, {
      features: [at(1, 1, { name: 'a' }), at(2, 2, { name: 'b' }), at(3, 3, { name: 'c' })],
    });
    const first = await changes({ serverGens: 0 });
    const { layerServerGens } = first as { layerServerGens: { id: number; serverGen: number }[] };
    const edits = (answer: Json) =>
      (answer.edits as { objectIds: Json; features: Record<string, { attributes: Json }[]> }[])[0];
    assert.equal(edits(first)?.features.adds?.length, 3);
    const { globalId } = (
      (await portal.post(`${url}/0/deleteFeatures`, { objectIds: '2' })).deleteResults as Json[]
    )[0] as Json;
    await portal.post(`${url}/0/applyEdits`, {
      updates: [{ attributes: { OBJECTID: 1, name: 'A' } }],
      adds: [at(4, 4, { name: 'd' })],
    });
    await portal.post(`${url}/0/deleteFeatures`, { objectIds: '4' });
    const second = await changes({ layerServerGens });
    assert.deepEqual(edits(second)?.features.adds, []);
    assert.deepEqual(
      edits(second)?.features.updates?.map(({ attributes }) => attributes.name),
      ['A'],
    );
    assert.deepEqual(edits(second)?.features.deletes, [globalId]);
    const ids = await changes({ layerServerGens, returnIdsOnly: 'true', returnDeletes: 'false' });
    assert.deepEqual(edits(ids)?.objectIds, { adds: [], updates: [1], deletes: [] });
    const info = (await portal.post(url)).changeTrackingInfo as { layerServerGens: { serverGen: number }[] };
    assert.ok((info.layerServerGens[0]?.serverGen ?? 0) > (layerServerGens[0]?.serverGen ?? 0));
  });

  it('are followed only where the service says so', async () => {
    await portal.make('Plain', { layers: [trees()] });
    assert.ok((await portal.post(`${portal.url('Plain')}/extractChanges`, { serverGens: 0 })).error);
    await portal.post(`${portal.adminUrl('Plain')}/updateDefinition`, {
      updateDefinition: { capabilities: 'Query,Create,ChangeTracking' },
    });
    await portal.post(`${portal.url('Plain')}/0/addFeatures`, { features: [at(1, 1)] });
    assert.ok((await portal.post(`${portal.url('Plain')}/extractChanges`, { serverGens: 0 })).statusUrl);
  });
});

describe('applyEdits in the background', () => {
  it('takes edits from an upload and gives its results by the job', async () => {
    const portal = await startServices('online');
    try {
      const url = await portal.make('Trees', { layers: [trees()] });
      const edits = [{ id: 0, adds: [at(1, 1, { name: 'up' })] }];
      const file = new File([JSON.stringify(edits)], 'edits.json', { type: 'application/json' });
      const { item } = await portal.upload(`${url}/uploads/upload`, 'file', file);
      const editsUploadId = String((item as Json).itemID);
      const begun = await portal.post(`${url}/applyEdits`, {
        editsUploadId,
        editsUploadFormat: 'JSON',
        async: 'true',
      });
      const status = await portal.finished(begun);
      assert.equal(status.status, 'Completed');
      const results = (await portal.post(String(status.resultUrl))) as unknown as {
        id: number;
        addResults: Json[];
      }[];
      assert.deepEqual([results[0]?.id, results[0]?.addResults[0]?.success], [0, true]);
      assert.deepEqual(
        await portal.post(`${url}/0/applyEdits`, { adds: [at(2, 2)], returnEditResults: 'false' }),
        {},
      );
    } finally {
      await portal.close();
    }
  });
});
