import assert from 'node:assert/strict';
import { errorOf, type Json, TestPortal } from './test-portal.js';

/** What ArcGIS API for Python asks of a portal beyond the documentation, learned from its requests. */
for (const kind of ['enterprise', 'online'] as const) {
  describe(`a portal with ${kind} manners, as ArcGIS API for Python uses it`, () => {
    let test: TestPortal;
    let token: string;
    let admin: string;
    before(async () => {
      test = await TestPortal.start({ kind });
      token = await test.token();
      admin = await test.token('admin');
    });
    after(() => test.stop());

    it('narrows searches for items, users and groups by accountid', async () => {
      const id = await test.add('ann', { title: 'Benches' });
      await test.post('/community/createGroup', { title: 'Benches', tags: 'bench', access: 'org', token });
      const found = async (path: string, q: string): Promise<unknown> =>
        (await test.post(path, { q: `${q} accountid:${test.portal.orgId}`, token })).results;
      assert.deepEqual(
        ((await found('/search', 'title:Benches')) as Json[]).map((item) => item.id),
        [id],
      );
      assert.equal(((await found('/community/users', 'ann')) as Json[]).length, 1);
      assert.equal(((await found('/community/groups', 'title:Benches')) as Json[]).length, 1);
      const { total } = await test.post('/search', { q: 'title:Benches accountid:another', token });
      assert.equal(total, 0);
    });

    it('knows users by their id as well as by their name', async () => {
      const { id } = await test.get('/community/users/ann', { token });
      assert.equal((await test.get(`/community/users/${id}`, { token })).username, 'ann');
      assert.equal((await test.get(`/content/users/${id}`, { token })).username, 'ann');
    });

    it('reads repeated slashes of a path as one', async () => {
      const address = `${test.rest.replace('/sharing', '//sharing')}//community/self?f=json&token=${token}`;
      assert.equal((await test.json(address)).username, 'ann');
    });

    it('takes categories as a JSON array', async () => {
      const categories = JSON.stringify(['/Categories/Water', '/Categories/Roads, paths']);
      const id = await test.add('ann', { title: 'Sorted', categories });
      const item = await test.get(`/content/items/${id}`, { token });
      assert.deepEqual(item.categories, ['/Categories/Water', '/Categories/Roads, paths']);
    });

    it('sets the content status by GET', async () => {
      const id = await test.add('ann', { title: 'Official' });
      const path = `/content/items/${id}/setContentStatus`;
      const set = (status: string, clearEmptyFields: string) =>
        test.get(path, { status, clearEmptyFields, token: admin });
      assert.equal((await set('deprecated', 'false')).success, true);
      assert.equal((await test.get(`/content/items/${id}`, { token })).contentStatus, 'deprecated');
      await set('', 'true');
      assert.ok(!(await test.get(`/content/items/${id}`, { token })).contentStatus);
    });

    it('renames a folder to its newTitle', async () => {
      const made = await test.post('/content/users/ann/createFolder', { title: 'Old', token });
      const { id } = made.folder as Json;
      await test.post(`/content/users/ann/${id}/updateFolder`, { newTitle: 'New', token });
      const { folders } = await test.get('/content/users/ann', { token });
      assert.deepEqual(
        (folders as Json[]).map(({ title }) => title),
        ['New'],
      );
    });

    it('exports the resources of an item below its owner, too', async () => {
      const id = await test.add('ann', { title: 'With a resource', type: 'Web Mapping Application' });
      const resource = { fileName: 'config.json', text: '{}', token, file: new File(['{}'], 'config.json') };
      await test.post(`/content/users/ann/items/${id}/addResources`, resource);
      const answer = await fetch(
        `${test.rest}/content/users/ann/items/${id}/resources/export?f=zip&token=${token}`,
      );
      const bytes = Buffer.from(await answer.arrayBuffer());
      assert.equal(bytes.subarray(0, 2).toString(), 'PK');
    });

    it('tells the address of a service inside the organisation', async () => {
      const serviceUrl = `${test.portal.serverUrl}/rest/services/Places/FeatureServer`;
      const path = '/portals/self/servers/computePrivateServiceUrl';
      const answer = await test.post(path, { serviceUrl, token });
      assert.equal(answer.serviceUrl, serviceUrl);
      assert.equal(answer.privateServiceUrl, kind === 'online' ? undefined : serviceUrl);
    });

    it('names the format of dashboards that its application reads', async () => {
      const { version } = await test.json(`${test.portal.url}/apps/dashboards/build.json`);
      assert.equal(version, test.portal.switches.dashboardsVersion);
    });

    it('describes the organisation as clients put its address together', async () => {
      const self = await test.get('/portals/self', { token });
      const address = `http://${self.urlKey}.${self.customBaseUrl}`;
      if (kind === 'online') assert.equal(address, new URL(test.portal.url).origin);
      else assert.deepEqual([self.urlKey, self.customBaseUrl], [undefined, undefined]);
      assert.equal(self.recycleBinEnabled, kind === 'online' ? true : undefined);
      const { group } = await test.post('/community/createGroup', { title: 'G', tags: 'g', token });
      assert.equal((group as Json).groupDesignations, null);
    });

    it('gives ids that are random UUIDs without their dashes', async () => {
      const id = await test.add('ann', { title: 'Anything' });
      assert.match(id, /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    });

    it('keeps what a layer was published with, to publish it again over itself', async () => {
      const itemid = await test.add('ann', {
        type: 'CSV',
        title: 'Stops',
        file: new File(['name,x,y\nOne,1,2\n'], 'stops.csv', { type: 'text/csv' }),
      });
      const publishParameters = {
        name: 'Stops',
        type: 'csv',
        locationType: 'coordinates',
        latitudeFieldName: 'y',
        longitudeFieldName: 'x',
        layerInfo: {
          fields: ['name', 'x', 'y'].map((name, index) => ({
            name,
            type: index === 0 ? 'esriFieldTypeString' : 'esriFieldTypeDouble',
          })),
        },
      };
      const { services } = await test.post('/content/users/ann/publish', {
        itemid,
        fileType: 'csv',
        publishParameters: JSON.stringify(publishParameters),
        token,
      });
      const [{ serviceItemId = '' } = {}] = services as { serviceItemId?: string }[];
      for (let status: unknown; status !== 'completed'; ) {
        ({ status } = await test.get(`/content/users/ann/items/${serviceItemId}/status`, { token }));
        assert.notEqual(status, 'failed');
      }
      const kept = await test.get(`/content/items/${serviceItemId}/info/publishParameters.json`, { token });
      assert.deepEqual(kept, publishParameters);
    });
  });
}

describe('the administration of an Enterprise portal', () => {
  let test: TestPortal;
  before(async () => {
    test = await TestPortal.start();
  });
  after(() => test.stop());

  const ask = (path: string, params: Record<string, string> = {}) =>
    test.json(`${test.portal.url}/portaladmin${path}`, {
      method: 'POST',
      body: new URLSearchParams({ f: 'json', ...params }),
    });

  it('is for administrators, and refuses in words of its own', async () => {
    assert.deepEqual(await ask('/security'), { status: 'error', messages: ['Token Required.'], code: 499 });
    assert.equal((await ask('/security', { token: await test.token() })).code, 403);
    assert.equal((await ask('', { token: await test.token('admin') })).version, '11.5');
  });

  it('adds a member once', async () => {
    const token = await test.token('admin');
    const member = { username: 'new.member', password: 'long-secret-1', firstname: 'New', role: 'org_user' };
    assert.deepEqual(await ask('/security/users/createUser', { ...member, token }), { status: 'success' });
    assert.equal((await test.get('/community/users/new.member', { token })).role, 'org_user');
    assert.equal((await ask('/security/users/createUser', { ...member, token })).code, 400);
  });

  it('does not exist in ArcGIS Online', async () => {
    const online = await TestPortal.start({ kind: 'online' });
    const answer = await online.json(`${online.portal.url}/portaladmin?f=json`);
    assert.equal(errorOf(answer).code, 400);
    await online.stop();
  });
});
