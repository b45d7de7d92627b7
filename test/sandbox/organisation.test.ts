import assert from 'node:assert/strict';
import { errorOf, type Json, TestPortal } from './test-portal.js';

describe('The organisation of the sandbox', () => {
  let portal: TestPortal;
  let [ann, admin] = ['', ''];
  before(async () => {
    portal = await TestPortal.start({ kind: 'online' });
    [ann, admin] = await Promise.all([portal.token('ann'), portal.token('admin')]);
  });
  after(() => portal.stop());

  it('has settings that its administrator changes, and what matters in it stays', async () => {
    const { orgId } = portal.portal;
    const update = (token: string) =>
      portal.post('/portals/self/update', {
        name: 'Renamed',
        id: 'x',
        isPortal: 'true',
        canSharePublic: 'false',
        token,
      });
    assert.equal(errorOf(await update(ann)).code, 403);
    assert.deepEqual(await update(admin), { success: true });
    const self = await portal.get('/portals/self', { token: ann });
    assert.deepEqual(
      [self.name, self.id, self.isPortal, self.canSharePublic],
      ['Renamed', orgId, false, false],
    );
    const id = await portal.add('ann', {});
    const shared = await portal.post(`/content/users/ann/items/${id}/share`, {
      everyone: 'true',
      account: 'true',
      token: ann,
    });
    assert.equal(errorOf(shared).code, 403, 'nobody but administrators shares with everybody');
    await portal.post('/portals/self/update', { canSharePublic: 'true', token: admin });
  });

  it('has documents of settings, languages, regions, user types and empty lists', async () => {
    await portal.post('/portals/self/setUserDefaultSettings', {
      role: 'org_user',
      groups: '["a"]',
      token: admin,
    });
    const settings = await portal.get('/portals/self/userDefaultSettings', { token: ann });
    assert.deepEqual([settings.role, settings.groups], ['org_user', ['a']]);
    await portal.post('/portals/self/userDefaultSettings/delete', { token: admin });
    assert.equal((await portal.get('/portals/self/userDefaultSettings', { token: ann })).role, null);
    const { userLicenseTypes } = await portal.get('/portals/self/userLicenseTypes', { token: ann });
    assert.ok((userLicenseTypes as Json[]).some((one) => one.id === 'creatorUT'));
    assert.deepEqual(await portal.get('/portals/self/collaborations', { token: ann }), {
      collaborations: [],
    });
    const languages = (await portal.get('/portals/languages')) as unknown as Json[];
    assert.ok(languages.some((one) => one.culture === 'nl'));
  });

  it('has files of its own', async () => {
    const add = (token: string) =>
      portal.post('/portals/self/addResource', { key: 'home/a.json', text: '{}', token });
    assert.equal(errorOf(await add(ann)).code, 403);
    assert.deepEqual(await add(admin), { success: true, key: 'home/a.json' });
    const { resources } = await portal.get('/portals/self/resources', { token: ann });
    assert.deepEqual([(resources as Json[])[0]?.key, (resources as Json[])[0]?.size], ['home/a.json', 2]);
    assert.deepEqual(await portal.get('/portals/self/resources/home/a.json', { token: ann }), {});
    await portal.post('/portals/self/removeResource', { key: 'home/a.json', token: admin });
    assert.equal((await portal.get('/portals/self/resources', { token: ann })).total, 0);
  });

  it('assigns its categories to many items at once', async () => {
    const categorySchema = { categorySchema: [{ title: 'Categories', categories: [{ title: 'Water' }] }] };
    await portal.post('/portals/self/assignCategorySchema', {
      categorySchema: JSON.stringify(categorySchema),
      token: admin,
    });
    const [one, two] = [await portal.add('ann', {}), await portal.add('ann', {})];
    const items = [
      { [one]: { categories: ['/Categories/Water'] } },
      { [two]: { categories: ['/Categories/Fire'] } },
    ];
    const { results } = await portal.post('/content/updateItems', {
      items: JSON.stringify(items),
      token: ann,
    });
    assert.deepEqual(
      (results as Json[]).map((result) => result.success),
      [true, false],
    );
    const found = await portal.get('/search', { categories: '/Categories/Water', token: ann });
    assert.equal(found.total, 1);
    await portal.post('/portals/self/deleteCategorySchema', { token: admin });
    assert.deepEqual((await portal.get('/portals/self/categorySchema', { token: ann })).categorySchema, []);
  });

  it('registers applications, whose secret only their owner sees', async () => {
    const itemId = await portal.add('ann', { type: 'Application', title: 'App' });
    const info = (token: string) =>
      portal.post(`/content/users/ann/items/${itemId}/registeredAppInfo`, { token });
    assert.equal(errorOf(await info(ann)).messageCode, 'CONT_0001');
    const app = await portal.post('/oauth2/registerApp', {
      itemId,
      appType: 'server',
      redirect_uris: '["http://127.0.0.1:9/app"]',
      token: ann,
    });
    assert.deepEqual(
      [app.itemId, app.appType, app.redirect_uris],
      [itemId, 'server', ['http://127.0.0.1:9/app']],
    );
    assert.equal((await info(ann)).client_secret, app.client_secret);
    const ben = await portal.token('ben');
    assert.ok(errorOf(await portal.get(`/oauth2/apps/${app.client_id}`, { token: ben })));
    const signIn = (secret: unknown) =>
      portal.post('/oauth2/token', {
        client_id: String(app.client_id),
        client_secret: String(secret),
        grant_type: 'client_credentials',
      });
    const { access_token: token, expires_in } = await signIn(app.client_secret);
    assert.ok(Number(expires_in) > 7000);
    assert.ok(errorOf(await signIn('wrong')));
    assert.equal(
      errorOf(await portal.get(`/content/items/${itemId}`, { token: String(token) })).messageCode,
      'CONT_0001',
    );
    const made = await portal.post('/community/createGroup', { title: 'By an app', token: String(token) });
    assert.equal(errorOf(made).code, 403);
    await portal.post(`/oauth2/apps/${app.client_id}/unregister`, { token: ann });
    assert.equal(errorOf(await portal.get('/search', { q: 'a', token: String(token) })).code, 498);
  });

  it('says yes to every service name where the switch says so, and fails all the same', async () => {
    const create = () =>
      portal.post('/content/users/ann/createService', {
        createParameters: JSON.stringify({ name: 'taken', spatialReference: { wkid: 102100 } }),
        outputType: 'featureService',
        token: ann,
      });
    await create();
    const available = async () =>
      (
        await portal.get('/portals/self/isServiceNameAvailable', {
          name: 'taken',
          type: 'Feature Service',
          token: ann,
        })
      ).available;
    assert.equal(await available(), false);
    portal.portal.switches.serviceNamesLookFree = true;
    assert.equal(await available(), true);
    portal.portal.switches.serviceNamesLookFree = false;
    assert.match(errorOf(await create()).message, /already exists/);
  });
});
