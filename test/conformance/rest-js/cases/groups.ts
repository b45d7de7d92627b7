import assert from 'node:assert/strict';
import * as rest from '@esri/arcgis-rest-portal';
import type { Cases } from '../case.js';
import { type Json, rejection, type Stage } from '../stage.js';

const membersOf = async (stage: Stage, id: string) => rest.getGroupUsers(id, { authentication: stage.ann });

export const groups: Cases = {
  createGroup: async (stage) => {
    const title = stage.name('Group');
    const made = await rest.createGroup({
      group: { title, access: 'private', tags: ['one', 'two'] },
      authentication: stage.ann,
    });
    assert.equal(made.success, true);
    assert.deepEqual([made.group.title, made.group.owner, made.group.tags], [title, 'ann', ['one', 'two']]);
    await rejection(rest.createGroup({ group: { title, access: 'org' }, authentication: stage.ann }));
  },
  getGroup: async (stage) => {
    const id = await stage.group({ access: 'private' });
    const group = await rest.getGroup(id, { authentication: stage.ann });
    assert.equal(group.userMembership?.memberType, 'owner');
    const error = await rejection(rest.getGroup(id, { authentication: stage.ben }));
    assert.equal(error.code, 'COM_0003');
  },
  updateGroup: async (stage) => {
    const id = await stage.group();
    const done = await rest.updateGroup({
      group: { id, snippet: 'short', access: 'public' },
      authentication: stage.ann,
    });
    assert.deepEqual(done, { success: true, groupId: id });
    const group = await rest.getGroup(id, { authentication: stage.ben });
    assert.deepEqual([group.snippet, group.access], ['short', 'public']);
    const refused = await rejection(
      rest.updateGroup({ group: { id, snippet: 'x' }, authentication: stage.ben }),
    );
    assert.equal(refused.code, 'GWM_0003');
  },
  removeGroup: async (stage) => {
    const id = await stage.group();
    assert.deepEqual(await rest.removeGroup({ id, authentication: stage.ann }), {
      success: true,
      groupId: id,
    });
    await rejection(rest.getGroup(id, { authentication: stage.ann }));
  },
  protectGroup: async (stage) => {
    const id = await stage.group();
    assert.deepEqual(await rest.protectGroup({ id, authentication: stage.ann }), { success: true });
    assert.match(
      (await rejection(rest.removeGroup({ id, authentication: stage.ann }))).message,
      /protection/,
    );
  },
  unprotectGroup: async (stage) => {
    const id = await stage.group();
    await rest.protectGroup({ id, authentication: stage.ann });
    assert.deepEqual(await rest.unprotectGroup({ id, authentication: stage.ann }), { success: true });
    assert.equal((await rest.getGroup(id, { authentication: stage.ann })).protected, false);
  },
  getGroupCategorySchema: async (stage) => {
    const id = await stage.group();
    const none = await rest.getGroupCategorySchema(id, { authentication: stage.ann });
    assert.deepEqual(none, { categorySchema: [] });
    const schema = {
      categorySchema: [{ title: 'Categories', categories: [{ title: 'Water', categories: [] }] }],
    };
    await stage.as(stage.ann, `/community/groups/${id}/assignCategorySchema`, { categorySchema: schema });
    assert.deepEqual(await rest.getGroupCategorySchema(id, { authentication: stage.ann }), schema);
  },
  getGroupContent: async (stage) => {
    const [id, group] = [await stage.item(), await stage.group()];
    await rest.shareItemWithGroup({ id, groupId: group, authentication: stage.ann });
    const content = await rest.getGroupContent(group, {
      paging: { start: 1, num: 5 },
      authentication: stage.ann,
    });
    assert.deepEqual([content.total, content.num, content.nextStart], [1, 5, -1]);
    const [item] = content.items as unknown as Json[];
    assert.deepEqual([item?.id, item?.groupCategories], [id, []]);
    const error = await rejection(
      rest.getGroupContent('0'.repeat(32), { authentication: stage.ann } as never),
    );
    assert.equal(error.code, 'CONT_0006');
  },
  getGroupUsers: async (stage) => {
    const id = await stage.group();
    assert.deepEqual(await membersOf(stage, id), { owner: 'ann', admins: [], users: [] });
  },
  searchGroupUsers: async (stage) => {
    const id = await stage.group();
    await rest.addGroupUsers({ id, users: ['ben', 'vic'], authentication: stage.ann });
    const all = await rest.searchGroupUsers(id, { sortField: 'username', authentication: stage.ann });
    assert.deepEqual([all.total, all.owner.username], [2, 'ann']);
    const [one] = (await rest.searchGroupUsers(id, { name: 'Brook', authentication: stage.ann })).users;
    assert.deepEqual([one.username, one.memberType], ['ben', 'member']);
    const admins = await rest.searchGroupUsers(id, { memberType: 'admin', authentication: stage.ann });
    assert.equal(admins.total, 0);
  },
  addGroupUsers: async (stage) => {
    const id = await stage.group();
    const added = await rest.addGroupUsers({
      id,
      users: ['ben', 'nobody'],
      admins: ['vic'],
      authentication: stage.ann,
    });
    assert.deepEqual(added, { notAdded: ['nobody'] });
    assert.deepEqual(await membersOf(stage, id), { owner: 'ann', admins: ['vic'], users: ['ben'] });
    const refused = await rest.addGroupUsers({ id, users: ['ben'], authentication: stage.ben });
    assert.equal(refused.errors?.[0]?.code, 'GWM_0003');
  },
  removeGroupUsers: async (stage) => {
    const id = await stage.group();
    await rest.addGroupUsers({ id, users: ['ben'], authentication: stage.ann });
    const removed = await rest.removeGroupUsers({ id, users: ['ben', 'vic'], authentication: stage.ann });
    assert.deepEqual(removed, { notRemoved: ['vic'] });
    assert.deepEqual((await membersOf(stage, id)).users, []);
  },
  updateUserMemberships: async (stage) => {
    const id = await stage.group();
    await rest.addGroupUsers({ id, users: ['ben'], authentication: stage.ann });
    const done = await rest.updateUserMemberships({
      id,
      users: ['ben'],
      newMemberType: 'admin',
      authentication: stage.ann,
    });
    assert.deepEqual(done, { results: [{ username: 'ben', success: true }] });
    assert.deepEqual((await membersOf(stage, id)).admins, ['ben']);
  },
  inviteGroupUsers: async (stage) => {
    const id = await stage.group({ isInvitationOnly: 'true' });
    const invited = await rest.inviteGroupUsers({
      id,
      users: ['ben'],
      role: 'group_member',
      expiration: 1440,
      authentication: stage.ann,
    });
    assert.deepEqual(invited, { success: true });
    assert.deepEqual((await membersOf(stage, id)).users, [], 'who is invited is no member yet');
  },
  joinGroup: async (stage) => {
    const open = await stage.group({ autoJoin: 'true' });
    assert.deepEqual(await rest.joinGroup({ id: open, authentication: stage.ben }), {
      success: true,
      groupId: open,
    });
    assert.deepEqual((await membersOf(stage, open)).users, ['ben']);
    const asked = await stage.group();
    await rest.joinGroup({ id: asked, authentication: stage.ben });
    assert.deepEqual((await membersOf(stage, asked)).users, [], 'others have to be let in');
    await stage.as(stage.ann, `/community/groups/${asked}/applications/ben/accept`);
    assert.deepEqual((await membersOf(stage, asked)).users, ['ben']);
    const closed = await stage.group({ isInvitationOnly: 'true' });
    await rejection(rest.joinGroup({ id: closed, authentication: stage.ben }));
  },
  leaveGroup: async (stage) => {
    const id = await stage.group({ autoJoin: 'true' });
    await rest.joinGroup({ id, authentication: stage.ben });
    assert.deepEqual(await rest.leaveGroup({ id, authentication: stage.ben }), {
      success: true,
      groupId: id,
    });
    assert.deepEqual((await membersOf(stage, id)).users, []);
    await rejection(rest.leaveGroup({ id, authentication: stage.ann }));
  },
  createGroupNotification: async (stage) => {
    const id = await stage.group();
    await rest.addGroupUsers({ id, users: ['ben'], authentication: stage.ann });
    const sent = await rest.createGroupNotification({
      id,
      subject: 'Subject',
      message: 'Hello group',
      notificationChannelType: 'builtin',
      authentication: stage.ann,
    });
    assert.deepEqual(sent, { success: true });
    const { notifications } = await rest.getUserNotifications({ authentication: stage.ben });
    assert.ok(notifications.some((one) => one.data.message === 'Hello group' && one.target === id));
  },
  searchGroups: async (stage) => {
    const title = stage.name('Rambling').replace(' ', '');
    const id = await stage.group({ title });
    const found = await rest.searchGroups({ q: `title:${title}`, authentication: stage.ben });
    assert.deepEqual([found.total, found.results[0]?.id, found.nextStart], [1, id, -1]);
    const mine = await rest.searchGroups({
      q: `title:${title}`,
      searchUserAccess: 'groupMember',
      searchUserName: 'ben',
      authentication: stage.ben,
    });
    assert.equal(mine.total, 0);
  },
  searchGroupContent: async (stage) => {
    const [id, group] = [await stage.item(), await stage.group()];
    await rest.shareItemWithGroup({ id, groupId: group, authentication: stage.ann });
    const found = await rest.searchGroupContent({
      groupId: group,
      q: 'type:"Web Map"',
      authentication: stage.ann,
    });
    assert.deepEqual([found.total, found.results[0]?.id], [1, id]);
  },
};
