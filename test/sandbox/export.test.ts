import assert from 'node:assert/strict';
import { errorOf, type Json, TestPortal } from './test-portal.js';

const LAYERS = {
  layers: [
    {
      id: 0,
      name: 'Stops & Signs',
      type: 'Feature Layer',
      geometryType: 'esriGeometryPoint',
      fields: [
        { name: 'OBJECTID', type: 'esriFieldTypeOID', alias: 'OBJECTID' },
        { name: 'date', type: 'esriFieldTypeDate', alias: 'Seen' },
        { name: 'name', type: 'esriFieldTypeString', alias: 'Name', length: 40 },
      ],
    },
  ],
};

for (const kind of ['enterprise', 'online'] as const) {
  describe(`exporting items of a sandbox portal (${kind})`, () => {
    let test: TestPortal;
    let token: string;
    let service: Json;

    before(async () => {
      test = await TestPortal.start({ kind });
      token = await test.token();
      service = await test.post('/content/users/ann/createService', {
        createParameters: JSON.stringify({
          name: 'Stops',
          capabilities: 'Query',
          spatialReference: { wkid: 4326 },
        }),
        token,
      });
      const send = (url: string, params: Record<string, string>) =>
        test.json(url, { method: 'POST', body: new URLSearchParams({ f: 'json', token, ...params }) });
      await send(`${adminUrl()}/addToDefinition`, { addToDefinition: JSON.stringify(LAYERS) });
      await send(`${service.serviceurl}/0/addFeatures`, {
        features: JSON.stringify([
          { attributes: { name: 'a', date: 1_700_000_000_123 }, geometry: { x: 9.1, y: 48.2 } },
          { attributes: { name: 'b, "c"' }, geometry: { x: 9.2, y: 48.3 } },
        ]),
      });
    });
    after(() => test.stop());
    afterEach(() => {
      Object.assign(test.portal.switches, { stuckJobs: [], failJobs: [], storageLimit: 0, jobMs: 0 });
    });

    const adminUrl = () => String(service.serviceurl).replace('/rest/services', '/rest/admin/services');
    const start = (params: Record<string, string>, user = 'ann', as = token) =>
      test.post(`/content/users/${user}/export`, {
        itemId: String(service.itemId),
        exportFormat: 'CSV',
        token: as,
        ...params,
      });
    const statusOf = (id: unknown, params: Record<string, string>) =>
      test.post(`/content/users/ann/items/${id}/status`, { token, ...params });
    const ended = async (id: unknown, params: Record<string, string> = {}): Promise<Json> => {
      for (;;) {
        const answer = await statusOf(id, params);
        if (answer.status !== 'processing') return answer;
      }
    };
    const dataOf = async (id: unknown) =>
      Buffer.from(
        await (await fetch(`${test.rest}/content/items/${id}/data?token=${token}`)).arrayBuffer(),
      ).toString('utf8');
    const remove = (id: unknown) =>
      test.post(`/content/users/ann/items/${id}/delete`, { permanentDelete: 'true', token });

    it('makes an item in the root of the caller, whose job is known by both items', async () => {
      test.portal.switches.jobMs = 200;
      const made = await start({ title: 'Stops now', tags: 'one,two', typeKeywords: 'mine' });
      const { jobId, exportItemId } = made as { jobId: string; exportItemId: string };
      assert.deepEqual(
        [made.type, made.exportFormat, made.serviceItemId, typeof made.size],
        ['CSV', 'CSV', service.itemId, 'number'],
      );
      const job = { jobId, jobType: 'export' };
      assert.equal((await statusOf(exportItemId, job)).status, 'processing');
      assert.equal((await statusOf(service.itemId, job)).status, 'processing');
      assert.equal((await statusOf(service.itemId, {})).status, 'completed');
      assert.equal((await ended(service.itemId, job)).status, 'completed');
      const item = await test.get(`/content/items/${exportItemId}`, { token });
      assert.deepEqual(
        [item.type, item.title, item.tags, item.ownerFolder],
        ['CSV', 'Stops now', ['one', 'two'], null],
      );
      assert.ok((item.typeKeywords as string[]).includes('mine'));
      const text = await dataOf(exportItemId);
      assert.equal(Buffer.byteLength(text), item.size);
      assert.deepEqual(text.trim().split('\r\n'), [
        'OBJECTID,Seen,Name,x,y',
        '1,11/14/2023 10:13:20 PM,a,9.1,48.2',
        '2,,"b, ""c""",9.2,48.3',
      ]);
      assert.equal(errorOf(await start({ title: 'Stops now' })).messageCode, 'CONT_0027');
      await remove(exportItemId);
      assert.match(errorOf(await statusOf(service.itemId, job)).message, /Job does not exist/);
    });

    it('calls several layers as CSV a CSV Collection', async () => {
      const layers = [{ id: 7, name: 'Visits', type: 'Table', fields: [] }];
      const added = await test.json(`${adminUrl()}/addToDefinition`, {
        method: 'POST',
        body: new URLSearchParams({ f: 'json', token, addToDefinition: JSON.stringify({ tables: layers }) }),
      });
      assert.equal(added.success, true);
      const made = await start({ title: 'Both' });
      assert.deepEqual([made.type, made.exportFormat], ['CSV Collection', 'CSV']);
      await ended(made.exportItemId);
      await remove(made.exportItemId);
      await test.json(`${adminUrl()}/deleteFromDefinition`, {
        method: 'POST',
        body: new URLSearchParams({ f: 'json', token, deleteFromDefinition: '{"tables":[{"id":7}]}' }),
      });
    });

    it('takes the layers and rows that were asked for', async () => {
      const chosen = (layers: Json[]) => ({ exportParameters: JSON.stringify({ layers }) });
      const made = await start({
        exportFormat: 'GeoJson',
        title: 'One',
        ...chosen([{ id: 0, where: "name = 'a'" }]),
      });
      assert.equal((await ended(made.exportItemId)).status, 'completed');
      const { features } = JSON.parse(await dataOf(made.exportItemId)) as { features: Json[] };
      assert.deepEqual(
        features.map((one) => one.geometry),
        [{ type: 'Point', coordinates: [9.1, 48.2] }],
      );
      await remove(made.exportItemId);
      const wrong = await start({ title: 'Wrong', ...chosen([{ id: 0, where: 'nothing = 1' }]) });
      assert.equal((await ended(wrong.exportItemId)).status, 'failed');
      await remove(wrong.exportItemId);
    });

    it('is refused to others unless the service has the capability Extract', async () => {
      const ben = await test.token('ben');
      const everyone = { org: 'true', account: 'true', token };
      await test.post(`/content/users/ann/items/${service.itemId}/share`, everyone);
      assert.equal(errorOf(await start({ title: 'B' }, 'ben', ben)).code, 403);
      assert.equal(errorOf(await start({ title: 'B' }, 'ann', ben)).code, 403);
      const body = new URLSearchParams({
        f: 'json',
        token,
        updateDefinition: '{"capabilities":"Query,Extract"}',
      });
      await test.json(`${adminUrl()}/updateDefinition`, { method: 'POST', body });
      const made = await start({ title: 'B' }, 'ben', ben);
      const job = { jobId: String(made.jobId), jobType: 'export', token: ben };
      for (const id of [made.exportItemId, service.itemId]) {
        const answer = await test.post(`/content/users/ben/items/${id}/status`, job);
        assert.ok(['processing', 'completed'].includes(String(answer.status)), JSON.stringify(answer));
      }
      assert.equal((await test.get(`/content/items/${made.exportItemId}`, { token: ben })).owner, 'ben');
    });

    it('gets stuck, fails or finds no room where that is switched on', async () => {
      test.portal.switches.stuckJobs = ['export'];
      const stuck = await start({ title: 'Stuck' });
      test.portal.switches.stuckJobs = [];
      test.portal.switches.failJobs = ['export'];
      const failing = await start({ title: 'Failing' });
      assert.equal((await ended(failing.exportItemId)).status, 'failed');
      test.portal.switches.failJobs = [];
      test.portal.switches.storageLimit = 1;
      const full = await start({ title: 'Full' });
      assert.match(String((await ended(full.exportItemId)).statusMessage), /quota|space/);
      assert.equal((await statusOf(stuck.exportItemId, {})).status, 'processing');
    });

    it('refuses formats and items that cannot be exported', async () => {
      assert.equal(errorOf(await start({ exportFormat: 'Papyrus' })).code, 400);
      const map = await test.add('ann', {});
      assert.equal(errorOf(await start({ itemId: map })).code, 400);
      assert.equal(errorOf(await start({ itemId: '0'.repeat(32) })).messageCode, 'CONT_0001');
    });
  });
}
