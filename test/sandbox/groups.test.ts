import assert from 'node:assert/strict';
import { errorOf, type Json, TestPortal } from './test-portal.js';

describe('Groups of the sandbox', () => {
  let portal: TestPortal;
  let [ann, ben, admin] = ['', '', ''];
  before(async () => {
    portal = await TestPortal.start();
    [ann, ben, admin] = await Promise.all([portal.token('ann'), portal.token('ben'), portal.token('admin')]);
  });
  after(() => portal.stop());

  const make = async (params: Record<string, string> = {}) => {
    const { group } = await portal.post('/community/createGroup', {
      title: `Group ${Math.random()}`,
      access: 'org',
      token: ann,
      ...params,
    });
    return String((group as Json).id);
  };
  const read = (id: string, token = ann) => portal.get(`/community/groups/${id}`, { token });
  const users = async (id: string) =>
    (await portal.get(`/community/groups/${id}/users`, { token: ann })).users;

  it('let nobody in whom the group has not accepted', async () => {
    const id = await make();
    await portal.post(`/community/groups/${id}/join`, { token: ben, applicationText: 'Please' });
    await portal.post(`/community/groups/${id}/join`, { token: ben });
    const { applications } = await portal.get(`/community/groups/${id}/applications`, { token: ann });
    const [one, ...more] = applications as Json[];
    assert.deepEqual([one?.username, one?.message, one?.fullName, more], ['ben', 'Please', 'Ben Brook', []]);
    assert.equal(((await read(id)).userMembership as Json).applications, 1);
    assert.equal(((await read(id, ben)).userMembership as Json).applications, 0, 'only managers are told');
    assert.equal(errorOf(await portal.get(`/community/groups/${id}/applications`, { token: ben })).code, 403);
    await portal.post(`/community/groups/${id}/applications/ben/decline`, { token: ann });
    assert.deepEqual(await users(id), []);
    await portal.post(`/community/groups/${id}/join`, { token: ben });
    await portal.post(`/community/groups/${id}/applications/ben/accept`, { token: ann });
    assert.deepEqual(await users(id), ['ben']);
    const { notifications } = await portal.get('/community/users/ben/notifications', { token: ben });
    assert.deepEqual((notifications as Json[]).map((note) => note.type).sort(), [
      'application_accepted',
      'application_declined',
      'application_pending',
      'application_pending',
    ]);
  });

  it('invite for so long only, and once', async () => {
    const id = await make({ isInvitationOnly: 'true' });
    const invite = (expiration: string) =>
      portal.post(`/community/groups/${id}/invite`, {
        users: 'ben,nobody',
        role: 'group_admin',
        expiration,
        token: ann,
      });
    assert.deepEqual(await invite('-1'), { success: true, notInvited: ['nobody'] });
    const invitations = async () =>
      (await portal.get('/community/users/ben/invitations', { token: ben })).userInvitations as Json[];
    assert.deepEqual(await invitations(), []);
    await invite('60');
    await invite('60');
    const [one, ...more] = await invitations();
    assert.deepEqual(more, []);
    assert.equal(errorOf(await portal.get('/community/users/ben/invitations', { token: ann })).code, 403);
    await portal.post(`/community/users/ben/invitations/${one?.id}/accept`, { token: ben });
    const members = await portal.get(`/community/groups/${id}/users`, { token: ann });
    assert.deepEqual(members.admins, ['ben']);
  });

  it('have members who can be kept from leaving, and hidden', async () => {
    const id = await make({ leavingDisallowed: 'true', hiddenMembers: 'true' });
    await portal.post(`/community/groups/${id}/addUsers`, { users: 'ben', token: ann });
    assert.equal(errorOf(await portal.post(`/community/groups/${id}/leave`, { token: ben })).code, 403);
    assert.equal(errorOf(await portal.get(`/community/groups/${id}/userlist`, { token: ben })).code, 403);
    assert.deepEqual(await users(id), ['ben']);
  });

  it('change hands, the former owner staying as a manager', async () => {
    const id = await make();
    const reassign = (token: string) =>
      portal.post(`/community/groups/${id}/reassign`, { targetUsername: 'ben', token });
    assert.equal(errorOf(await reassign(ben)).code, 403);
    assert.deepEqual(await reassign(admin), { success: true, groupId: id });
    const members = await portal.get(`/community/groups/${id}/users`, { token: ann });
    assert.deepEqual(members, { owner: 'ben', admins: ['ann'], users: [] });
  });

  it('become update groups when they are made or never', async () => {
    const made = await make({ capabilities: 'updateitemcontrol' });
    const plain = await make();
    await portal.post(`/community/groups/${plain}/update`, { capabilities: 'updateitemcontrol', token: ann });
    await portal.post(`/community/groups/${made}/update`, { snippet: 'Text', token: ann });
    assert.deepEqual((await read(made)).capabilities, ['updateitemcontrol']);
    assert.deepEqual((await read(plain)).capabilities, []);
  });

  it('have categories of their own for the items that are in them', async () => {
    const [id, item] = [await make(), await portal.add('ann', {})];
    await portal.post(`/content/users/ann/items/${item}/share`, { groups: id, token: ann });
    const assign = (path: string, category: string) =>
      portal.post(path, { items: JSON.stringify([{ [item]: { categories: [category] } }]), token: ann });
    const { results: refused } = await assign(`/community/groups/${id}/updateItems`, '/Categories/Water');
    assert.equal((refused as Json[])[0]?.success, false);
    const categorySchema = { categorySchema: [{ title: 'Categories', categories: [{ title: 'Water' }] }] };
    await portal.post(`/community/groups/${id}/assignCategorySchema`, {
      categorySchema: JSON.stringify(categorySchema),
      token: ann,
    });
    assert.deepEqual(await assign(`/content/groups/${id}/updateCategories`, '/Categories/Water'), {
      results: [{ itemId: item, success: true }],
    });
    const { items } = await portal.get(`/content/groups/${id}`, { token: ann });
    assert.deepEqual((items as Json[])[0]?.groupCategories, ['/Categories/Water']);
    assert.equal((await read(id)).hasCategorySchema, true);
  });

  it('have a picture', async () => {
    const picture = new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47])], 'group.png', { type: 'image/png' });
    const { group } = await portal.post('/community/createGroup', {
      title: 'With a picture',
      thumbnail: picture,
      token: ann,
    });
    const { id, thumbnail } = group as Json;
    assert.equal(thumbnail, 'group.png');
    const seen = await fetch(`${portal.rest}/community/groups/${id}/info/group.png?token=${ann}`);
    assert.deepEqual(
      [seen.headers.get('content-type'), (await seen.arrayBuffer()).byteLength],
      ['image/png', 4],
    );
  });

  it('are limited to 25 users a call', async () => {
    const id = await make();
    const names = Array.from({ length: 26 }, (_, index) => `user${index}`).join(',');
    const answer = await portal.post(`/community/groups/${id}/addUsers`, { users: names, token: ann });
    assert.equal(errorOf(answer).messageCode, 'ORG_3100');
  });

  it('hold the favourites of each user, which nobody else finds', async () => {
    const { favGroupId } = await portal.get('/community/self', { token: ben });
    const item = await portal.add('ann', {});
    await portal.post(`/content/users/ann/items/${item}/share`, {
      org: 'true',
      everyone: 'false',
      token: ann,
    });
    await portal.post(`/content/items/${item}/share`, { groups: String(favGroupId), token: ben });
    const { items } = await portal.get(`/content/groups/${favGroupId}`, { token: ben });
    assert.deepEqual(
      (items as Json[]).map((one) => one.id),
      [item],
    );
    assert.equal(
      errorOf(await portal.get(`/content/groups/${favGroupId}`, { token: admin })).messageCode,
      'CONT_0006',
    );
    const { results } = await portal.get('/community/groups', { q: 'favorites', num: '100', token: ben });
    assert.deepEqual(results, []);
    const { groups } = await portal.get('/community/self', { token: ben });
    assert.ok(!(groups as Json[]).some((group) => group.id === favGroupId));
  });
});
