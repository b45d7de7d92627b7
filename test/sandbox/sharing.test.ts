import assert from 'node:assert/strict';
import {
  addGroupUsers,
  createGroup,
  getGroup,
  getGroupContent,
  getGroupUsers,
  getItem,
  searchGroups,
  setItemAccess,
  shareItemWithGroup,
  unshareItemWithGroup,
} from '@esri/arcgis-rest-portal';
import type { ArcGISIdentityManager } from '@esri/arcgis-rest-request';
import { errorOf, type Json, TestPortal } from './test-portal.js';

describe('sharing in a sandbox portal', () => {
  let test: TestPortal;
  let ann: ArcGISIdentityManager;
  let ben: ArcGISIdentityManager;
  before(async () => {
    test = await TestPortal.start();
    [ann, ben] = await Promise.all([test.signIn('ann'), test.signIn('ben')]);
  });
  after(() => test.stop());

  const group = async (title: string, more: Json = {}) => {
    const made = await createGroup({
      authentication: ann,
      group: { title, access: 'private', tags: ['t'], ...more } as never,
    });
    return made.group.id;
  };
  const sharing = async (id: string) => {
    const link = await test.get(`/content/users/ann/items/${id}`, { token: await test.token() });
    return link.sharing as { access: string; groups: string[] };
  };

  it('sets access absolutely and adds groups', async () => {
    const id = await test.add('ann', {});
    const [one, two] = [await group('One'), await group('Two')];
    const token = await test.token();
    const share = (params: Record<string, string>) =>
      test.post(`/content/users/ann/items/${id}/share`, { ...params, token });
    await share({ everyone: 'false', org: 'true', groups: one });
    await share({ groups: two });
    assert.deepEqual(await sharing(id), { access: 'org', groups: [one, two] });
    await setItemAccess({ authentication: ann, id, access: 'public' });
    assert.deepEqual(await sharing(id), { access: 'public', groups: [one, two] });
    assert.equal((await test.get(`/content/items/${id}`)).access, 'public');
    await share({ everyone: 'false', org: 'false' });
    assert.deepEqual(await sharing(id), { access: 'shared', groups: [one, two] });
    await setItemAccess({ authentication: ann, id, access: 'private' });
    assert.deepEqual(await sharing(id), { access: 'private', groups: [] });
  });

  it('names the groups it did not share with', async () => {
    const id = await test.add('ann', {});
    const made = await createGroup({
      authentication: ben,
      group: { title: 'Ben only', access: 'private' } as never,
    });
    const params = { groups: `${made.group.id},${'f'.repeat(32)}`, token: await test.token() };
    const answer = await test.post(`/content/users/ann/items/${id}/share`, params);
    assert.deepEqual(answer, { notSharedWith: [made.group.id, 'f'.repeat(32)], itemId: id });
    assert.deepEqual((await sharing(id)).groups, []);
  });

  it('opens an item to the members of its groups, to change in shared-update groups', async () => {
    const id = await test.add('ann', { title: 'Ours' });
    const reading = await group('Readers');
    await addGroupUsers({ authentication: ann, id: reading, users: ['ben', 'nobody'] }).then((answer) =>
      assert.deepEqual(answer.notAdded, ['nobody']),
    );
    await shareItemWithGroup({ authentication: ann, id, groupId: reading });
    assert.equal((await getItem(id, { authentication: ben })).title, 'Ours');
    const token = await test.token('ben');
    const update = () => test.post(`/content/users/ann/items/${id}/update`, { title: 'Changed', token });
    assert.equal(errorOf(await update()).messageCode, 'GWM_0003');
    const updating = await group('Updaters', { capabilities: 'updateitemcontrol' });
    await addGroupUsers({ authentication: ann, id: updating, users: ['ben'] });
    await shareItemWithGroup({ authentication: ann, id, groupId: updating });
    assert.equal((await update()).success, true);
    assert.equal((await test.get(`/content/items/${id}`, { token })).itemControl, 'update');
    const content = await getGroupContent(updating, { authentication: ben, paging: { start: 1, num: 10 } });
    assert.deepEqual(
      content.items.map((item) => item.id),
      [id],
    );
    await unshareItemWithGroup({ authentication: ann, id, groupId: updating });
    assert.equal(errorOf(await update()).messageCode, 'GWM_0003');
  });

  it('finds groups by title, for those who may see them', async () => {
    const id = await group('Quiet Waters', { access: 'private' });
    const find = async (authentication: ArcGISIdentityManager) =>
      (await searchGroups({ q: 'title:"Quiet Waters"', authentication })).results.map((one) => one.id);
    assert.deepEqual(await find(ann), [id]);
    assert.deepEqual(await find(ben), []);
    await assert.rejects(getGroup(id, { authentication: ben }), /COM_0003/);
    assert.equal((await getGroup(id, { authentication: ann })).userMembership?.memberType, 'owner');
    assert.deepEqual(await getGroupUsers(id, { authentication: ann }), {
      owner: 'ann',
      admins: [],
      users: [],
    });
  });

  it('makes no second group of a title for one owner', async () => {
    await group('Single');
    await assert.rejects(group('Single'), /Unable to create group/);
    const other = await createGroup({
      authentication: ben,
      group: { title: 'Single', access: 'org' } as never,
    });
    assert.ok(other.success);
  });
});
