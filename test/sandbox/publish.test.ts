import assert from 'node:assert/strict';
import { errorOf, type Json, TestPortal } from './test-portal.js';

const PARAMETERS = { locationType: 'none' };

for (const kind of ['enterprise', 'online'] as const) {
  describe(`publishing in a sandbox portal (${kind})`, () => {
    let test: TestPortal;
    let token: string;
    let file: string;

    before(async () => {
      test = await TestPortal.start({ kind });
      token = await test.token();
      file = await test.add('ann', {
        type: 'CSV',
        title: 'Codes',
        file: new File(['code,name\n1,a\n2,b\n'], 'codes.csv'),
      });
    });
    after(() => test.stop());

    const publish = async (name: string, params: Record<string, string> = {}): Promise<Json> => {
      const { services } = await test.post('/content/users/ann/publish', {
        itemid: file,
        fileType: 'csv',
        publishParameters: JSON.stringify({ name, ...PARAMETERS }),
        token,
        ...params,
      });
      return (services as Json[])[0] ?? {};
    };
    const ended = async (made: Json, id: unknown = made.serviceItemId): Promise<Json> => {
      for (;;) {
        const job = { jobId: String(made.jobId), jobType: 'publish', token };
        const answer = await test.post(`/content/users/ann/items/${id}/status`, job);
        if (answer.status !== 'processing') return answer;
      }
    };
    const remove = (id: unknown, permanentDelete = 'true') =>
      test.post(`/content/users/ann/items/${id}/delete`, { permanentDelete, token });

    it('tells how the job goes by the service and by the file', async () => {
      const made = await publish('Codes');
      assert.equal((await ended(made)).status, 'completed');
      assert.equal((await ended(made, file)).status, 'completed');
      assert.equal((await test.json(`${made.serviceurl}?f=json&token=${token}`)).capabilities, 'Query');
    });

    it('refuses a name that is taken inside the services of its answer', async () => {
      const refused = await publish('cODES');
      assert.equal(refused.success, false);
      assert.match((refused.error as Json).message as string, /already exist/);
    });

    it('refuses inside the services of its answer, with or without a reason, and makes no item', async () => {
      const before = await test.get('/content/users/ann', { token });
      assert.deepEqual(await publish('Odd', { fileType: 'parchment' }), { success: false });
      const tiles = await publish('Odd', { outputType: 'Tiles' });
      assert.match(String((tiles.error as Json).message), /Tiles/);
      const definition = await publish('Odd', { fileType: 'serviceDefinition', publishParameters: '' });
      assert.match(String((definition.error as Json).message), /Service definitions/);
      test.portal.switches.publishRefused = 'without-reason';
      assert.deepEqual(await publish('Odd'), { success: false });
      test.portal.switches.publishRefused = 'with-reason';
      assert.match(String(((await publish('Odd')).error as Json).message), /Failed to create/);
      test.portal.switches.publishRefused = 'no';
      assert.equal((await test.get('/content/users/ann', { token })).total, before.total);
    });

    it('keeps the name of a deleted service for a while, where that is switched on', async () => {
      const made = await publish('Short_lived');
      await ended(made);
      await remove(made.serviceItemId);
      test.portal.switches.nameReservedMs = 60_000;
      assert.equal((await publish('Short_lived')).success, false);
      const available = await test.get('/portals/self/isServiceNameAvailable', {
        name: 'Short_lived',
        type: 'Feature Service',
        token,
      });
      assert.equal(available.available, false);
      test.portal.switches.nameReservedMs = 0;
      const again = await publish('Short_lived');
      assert.equal((await ended(again)).status, 'completed');
    });

    it('fails late where that is switched on, and leaves the item', async () => {
      test.portal.switches.failJobs = ['publish'];
      const made = await publish('Failing');
      const { status, statusMessage } = await ended(made);
      test.portal.switches.failJobs = [];
      assert.equal(status, 'failed');
      const message = kind === 'online' ? JSON.parse(String(statusMessage)).message : statusMessage;
      assert.match(message, kind === 'online' ? /error/ : /ERROR 001369/);
      assert.equal(
        (await test.get(`/content/items/${made.serviceItemId}`, { token })).type,
        'Feature Service',
      );
      assert.equal((await publish('Failing')).success, false);
      assert.equal((await remove(made.serviceItemId)).success, true);
      assert.equal((await ended(await publish('Failing'))).status, 'completed');
    });

    it('overwrites a service of the same file and takes its sharing away', async () => {
      const made = await publish('Overwritten');
      await ended(made);
      const item = `/content/users/ann/items/${made.serviceItemId}`;
      await test.post(`${item}/share`, { everyone: 'true', org: 'true', account: 'true', token });
      await test.post(`${item}/update`, { text: '{"layers":[]}', token });
      const again = await publish('Overwritten', { overwrite: 'true' });
      assert.equal(again.serviceItemId, made.serviceItemId);
      assert.equal((await ended(again)).status, 'completed');
      const after = await test.get(`/content/items/${made.serviceItemId}`, { token });
      assert.equal(after.access, 'private');
      const data = await fetch(`${test.rest}/content/items/${made.serviceItemId}/data?token=${token}`);
      assert.equal(await data.text(), '');
      const table = await test.json(
        `${made.serviceurl}/0/query?where=1%3D1&returnCountOnly=true&f=json&token=${token}`,
      );
      assert.equal(table.count, 2);
    });

    it('takes the id of the new item from the client in Enterprise only', async () => {
      const itemIdToCreate = 'abcdef0123456789abcdef0123456789';
      const made = await publish('With_id', { itemIdToCreate });
      assert.equal(made.serviceItemId === itemIdToCreate, kind === 'enterprise');
      await ended(made);
    });

    if (kind === 'online') {
      it('keeps file and service names of what is in the recycle bin, which lists and restores it', async () => {
        const made = await publish('Binned');
        await ended(made);
        await remove(made.serviceItemId, 'false');
        assert.equal((await publish('Binned')).success, false);
        await remove(file, 'false');
        const again = await test.post('/content/users/ann/addItem', {
          type: 'CSV',
          title: 'Codes',
          file: new File(['x'], 'codes.csv'),
          token,
        });
        assert.equal(errorOf(again).messageCode, 'CONT_0027');
        assert.ok(errorOf(again).message.includes(file));
        assert.equal(errorOf(await test.get(`/content/items/${file}`, { token })).messageCode, 'CONT_0001');
        const list = async (params: Record<string, string>) =>
          ((await test.get('/content/users/ann', { num: '100', token, ...params })).items as Json[]).map(
            ({ id }) => id,
          );
        assert.deepEqual((await list({ inRecycleBin: 'true' })).sort(), [file, made.serviceItemId].sort());
        assert.ok(!(await list({})).includes(file));
        const restored = await test.post(`/content/users/ann/items/${file}/restore`, { token });
        assert.equal(restored.success, true);
        assert.ok((await list({})).includes(file));
        const { results } = await test.post('/content/users/ann/deleteItems', {
          items: String(made.serviceItemId),
          permanentDelete: 'true',
          token,
        });
        assert.equal((results as Json[])[0]?.success, true);
        assert.equal((await ended(await publish('Binned'))).status, 'completed');
      });
    }

    it('says whether an item could be deleted', async () => {
      const id = await test.add('ann', {});
      const path = `/content/users/ann/items/${id}`;
      assert.deepEqual(await test.get(`${path}/canDelete`, { token }), { itemId: id, success: true });
      await test.post(`${path}/protect`, { token });
      assert.match(errorOf(await test.get(`${path}/canDelete`, { token })).message, /protection/);
      if (kind === 'online') {
        const answer = await test.get(`${path}/canRecycle`, { token });
        assert.deepEqual(
          [answer.itemId, answer.success, errorOf(answer).messageCode],
          [id, false, 'CONT_0298'],
        );
      }
    });

    it('knows what depends on an item, in Online', async () => {
      const layer = await test.add('ann', { type: 'Feature Collection', title: 'Layer' });
      const map = await test.add('ann', { text: JSON.stringify({ operationalLayers: [{ itemId: layer }] }) });
      const answer = await test.get(`/content/items/${layer}/dependencies/listDependentsTo`, { token });
      if (kind === 'enterprise') return assert.equal(errorOf(answer).code, 400);
      assert.deepEqual([answer.total, answer.list], [1, [{ dependencyType: 'id', id: map }]]);
      const forward = await test.get(`/content/items/${map}/dependencies`, { token });
      assert.deepEqual(forward.list, [{ dependencyType: 'id', id: layer }]);
    });
  });
}
