import assert from 'node:assert/strict';
import { errorOf, type Json, TestPortal } from './test-portal.js';

describe('Members of the sandbox', () => {
  let portal: TestPortal;
  let [ann, ben, admin] = ['', '', ''];
  before(async () => {
    portal = await TestPortal.start();
    [ann, ben, admin] = await Promise.all([portal.token('ann'), portal.token('ben'), portal.token('admin')]);
  });
  after(() => portal.stop());

  const invite = (username: string, more: Json = {}) =>
    portal.post('/portals/self/invite', {
      invitationList: JSON.stringify({
        invitations: [{ username, password: `${username}-secret`, ...more }],
      }),
      token: admin,
    });

  it('have the privileges of a role that the organisation has made', async () => {
    const { id } = await portal.post('/portals/self/createRole', {
      name: 'Librarian',
      description: '',
      token: admin,
    });
    const privileges = ['portal:admin:viewItems', 'portal:admin:reassignItems', 'portal:user:createItem'];
    await portal.post(`/portals/self/roles/${id}/setPrivileges`, {
      privileges: JSON.stringify({ privileges }),
      token: admin,
    });
    const { roles, total } = await portal.get('/portals/self/roles', { token: ann });
    assert.deepEqual([total, (roles as Json[])[0]?.name], [1, 'Librarian']);
    await invite('lib', { role: id });
    const { token } = await portal.post('/generateToken', {
      username: 'lib',
      password: 'lib-secret',
      client: 'requestip',
    });
    const self = await portal.get('/community/self', { token: String(token) });
    assert.deepEqual([self.role, self.roleId, self.privileges], ['org_user', id, privileges]);
    const item = await portal.add('ann', {});
    const seen = await portal.get(`/content/items/${item}`, { token: String(token) });
    assert.equal(seen.id, item, 'who may view items sees those of others');
    const changed = await portal.post(`/content/users/ann/items/${item}/update`, {
      title: 'Mine',
      token: String(token),
    });
    assert.equal(errorOf(changed).code, 403, 'but does not change them');
    const used = await portal.post(`/portals/self/roles/${id}/delete`, { token: admin });
    assert.match(errorOf(used).message, /assigned to users/);
    await portal.post('/portals/self/updateUserRole', { user: 'lib', role: 'org_publisher', token: admin });
    assert.equal((await portal.get('/community/users/lib', { token: admin })).roleId, undefined);
    assert.deepEqual(await portal.post(`/portals/self/roles/${id}/delete`, { token: admin }), {
      success: true,
      id,
    });
  });

  it('are removed when they own nothing, and not before', async () => {
    await invite('gone');
    const token = String(
      (
        await portal.post('/generateToken', {
          username: 'gone',
          password: 'gone-secret',
          client: 'requestip',
        })
      ).token,
    );
    const { group } = await portal.post('/community/createGroup', { title: 'Last', token });
    const remove = () => portal.post('/community/users/gone/delete', { token: admin });
    // Members without the privilege to make items make none.
    assert.match(errorOf(await remove()).message, /owns groups/);
    await portal.post(`/community/groups/${(group as Json).id}/delete`, { token });
    assert.deepEqual(await remove(), { success: true, username: 'gone' });
    assert.equal(errorOf(await portal.get('/community/self', { token })).code, 498);
    assert.equal(
      errorOf(await portal.get('/community/users/gone', { token: admin })).messageCode,
      'COM_0018',
    );
    assert.equal(errorOf(await portal.post('/community/users/ben/delete', { token: ann })).code, 403);
  });

  it('are recorded without their passwords', async () => {
    await invite('secretive');
    const recorded = JSON.stringify(portal.portal.requests.all());
    assert.ok(recorded.includes('secretive') && !recorded.includes('secretive-secret'));
  });

  it('can be switched off and on', async () => {
    await invite('idle');
    const token = String(
      (
        await portal.post('/generateToken', {
          username: 'idle',
          password: 'idle-secret',
          client: 'requestip',
        })
      ).token,
    );
    await portal.post('/community/users/idle/disable', { token: admin });
    assert.equal(errorOf(await portal.get('/community/self', { token })).code, 498);
    await portal.post('/portals/self/enableUsers', { users: 'idle', token: admin });
    assert.equal((await portal.get('/community/self', { token })).username, 'idle');
  });

  it('keep the properties and the profile that they give themselves', async () => {
    const properties = { landingPage: { url: 'index.html' } };
    const set = (token: string) =>
      portal.post('/community/users/ann/setProperties', { properties: JSON.stringify(properties), token });
    assert.equal(errorOf(await set(ben)).code, 403);
    assert.deepEqual(await set(ann), { success: true });
    assert.deepEqual(await portal.get('/community/users/ann/properties', { token: ann }), { properties });
    await portal.post('/community/users/ann/update', {
      culture: 'nl',
      firstName: 'Anna',
      lastName: 'Archer',
      token: ann,
    });
    const seen = await portal.get('/community/users/ann', { token: ben });
    assert.deepEqual([seen.culture, seen.fullName, seen.firstName], ['nl', 'Anna Archer', 'Anna']);
  });

  it('give everything that they own to another member', async () => {
    await invite('leaver', { role: 'org_publisher' });
    const token = String(
      (
        await portal.post('/generateToken', {
          username: 'leaver',
          password: 'leaver-secret',
          client: 'requestip',
        })
      ).token,
    );
    const { id } = await portal.post('/content/users/leaver/addItem', {
      type: 'Web Map',
      title: 'Left',
      token,
    });
    await portal.post('/community/createGroup', { title: 'Left too', token });
    assert.deepEqual(
      await portal.post('/community/users/leaver/reassign', { targetUsername: 'ben', token: admin }),
      {
        success: true,
      },
    );
    const item = await portal.get(`/content/items/${id}`, { token: ben });
    const { folders } = await portal.get('/content/users/ben', { token: ben });
    const folder = (folders as Json[]).find((one) => one.title === 'leaver');
    assert.deepEqual([item.owner, item.ownerFolder], ['ben', folder?.id]);
    assert.deepEqual(await portal.post('/community/users/leaver/delete', { token: admin }), {
      success: true,
      username: 'leaver',
    });
  });

  it('are counted and searched by what they are', async () => {
    const { userCounts } = await portal.get('/portals/self/users/counts', { token: admin });
    assert.ok(
      (userCounts as { role: Json[] }).role.some((one) => one.key === 'org_admin' && one.count === 1),
    );
    const { results } = await portal.get('/portals/self/users/search', { q: 'role:org_admin', token: ann });
    assert.deepEqual(
      (results as Json[]).map((one) => one.username),
      ['admin'],
    );
  });

  it('hear of what an administrator tells them', async () => {
    const send = (token: string, users = 'ann,ben') =>
      portal.post('/portals/self/createNotification', { users, subject: 'S', message: 'Maintenance', token });
    assert.equal(errorOf(await send(ann)).code, 403);
    assert.equal(errorOf(await send(admin, 'ann,nobody')).messageCode, 'ORG_9001');
    assert.deepEqual(await send(admin), { success: true });
    const { notifications } = await portal.get('/community/users/ann/notifications', { token: ann });
    const [note] = notifications as Json[];
    assert.equal((note as { data: Json }).data.message, 'Maintenance');
    const gone = await portal.post(`/community/users/ann/notifications/${note?.id}/delete`, { token: ann });
    assert.deepEqual(gone, { success: true, notificationId: note?.id });
  });
});
