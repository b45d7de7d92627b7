import assert from 'node:assert/strict';
import * as rest from '@esri/arcgis-rest-portal';
import type { Cases } from '../case.js';
import { rejection, type Stage } from '../stage.js';

async function invited(stage: Stage, title: string): Promise<{ id: string; group: string }> {
  const group = await stage.group({ title: stage.name(title), access: 'private' });
  await rest.inviteGroupUsers({
    id: group,
    users: ['ben'],
    role: 'group_member',
    expiration: 1440,
    authentication: stage.ann,
  });
  const { userInvitations } = await rest.getUserInvitations({ authentication: stage.ben });
  const invitation = userInvitations.find((one) => one.groupId === group);
  assert.ok(invitation);
  return { id: invitation.id, group };
}

export const users: Cases = {
  getUser: async (stage) => {
    const ann = await rest.getUser({ authentication: stage.ann });
    assert.deepEqual([ann.username, ann.fullName, ann.role], ['ann', 'Ann Archer', 'org_publisher']);
    assert.ok(ann.privileges?.includes('portal:publisher:publishFeatures'));
    assert.match(String(ann.favGroupId), /^[0-9a-f]{32}$/);
    const seen = await rest.getUser({ username: 'ann', authentication: stage.ben });
    assert.equal(seen.privileges, undefined);
    const error = await rejection(rest.getUser({ username: 'nobody', authentication: stage.ann }));
    assert.equal(error.code, 'COM_0018');
  },
  getUserUrl: async (stage) => {
    const url = rest.getUserUrl(stage.ann);
    assert.equal((await stage.as(stage.ann, url.slice(stage.rest.length))).username, 'ann');
  },
  getUserTags: async (stage) => {
    const tag = stage.name('tag').replace(' ', '');
    await stage.item({ tags: tag });
    await stage.item({ tags: tag });
    const { tags } = await rest.getUserTags({ authentication: stage.ann });
    assert.deepEqual(
      tags.find((one) => one.tag === tag),
      { tag, count: 2 },
    );
  },
  setUserProperties: async (stage) => {
    const properties = { landingPage: { url: 'home.html' }, mapViewer: 'classic' as const };
    assert.deepEqual(await rest.setUserProperties('ann', properties, { authentication: stage.ann }), {
      success: true,
    });
    assert.deepEqual(await rest.getUserProperties('ann', { authentication: stage.ann }), properties);
    await rejection(rest.setUserProperties('ann', properties, { authentication: stage.ben }));
  },
  getUserProperties: async (stage) => {
    const none = await rest.getUserProperties('ben', { authentication: stage.ben });
    assert.deepEqual(none, { mapViewer: 'modern' }, 'the library says modern where nothing is set');
  },
  updateUser: async (stage) => {
    const done = await rest.updateUser({
      user: { username: 'ann', description: 'Surveyor', tags: ['field'] },
      authentication: stage.ann,
    });
    assert.deepEqual(done, { success: true, username: 'ann' });
    const ann = await rest.getUser({ username: 'ann', authentication: stage.ben });
    assert.deepEqual([ann.description, ann.tags], ['Surveyor', ['field']]);
    const refused = rest.updateUser({
      user: { username: 'ann', description: 'x' },
      authentication: stage.ben,
    });
    assert.equal((await rejection(refused)).code, 'GWM_0003');
  },
  searchUsers: async (stage) => {
    const found = await rest.searchUsers({ q: 'username:ben', num: 1, authentication: stage.ann });
    assert.deepEqual([found.total, found.results[0]?.username, found.nextStart], [1, 'ben', -1]);
  },
  searchCommunityUsers: async (stage) => {
    const found = await rest.searchCommunityUsers({ q: 'Archer', authentication: stage.ben });
    assert.deepEqual(
      found.results.map((one) => one.username),
      ['ann'],
    );
  },
  getUserInvitations: async (stage) => {
    await invited(stage, 'Invitations');
    const { userInvitations } = await rest.getUserInvitations({ authentication: stage.ben });
    for (const one of userInvitations) {
      assert.deepEqual([one.username, one.targetType, one.accepted], ['ben', 'group', false]);
    }
  },
  getUserInvitation: async (stage) => {
    const { id, group } = await invited(stage, 'Invitation');
    const one = await rest.getUserInvitation({ invitationId: id, authentication: stage.ben });
    assert.deepEqual(
      [one.id, one.groupId, one.role, one.fromUsername.username, one.group?.id],
      [id, group, 'group_member', 'ann', group],
    );
  },
  acceptInvitation: async (stage) => {
    const { id, group } = await invited(stage, 'Accepted');
    const done = await rest.acceptInvitation({ invitationId: id, authentication: stage.ben });
    assert.deepEqual(done, { success: true, username: 'ben', groupId: group, id });
    assert.equal(
      (await rest.getGroup(group, { authentication: stage.ben })).userMembership?.memberType,
      'member',
    );
    await rejection(rest.getUserInvitation({ invitationId: id, authentication: stage.ben }));
  },
  declineInvitation: async (stage) => {
    const { id, group } = await invited(stage, 'Declined');
    const done = await rest.declineInvitation({ invitationId: id, authentication: stage.ben });
    assert.deepEqual(done, { success: true, username: 'ben', groupId: group, id });
    assert.equal((await rejection(rest.getGroup(group, { authentication: stage.ben }))).code, 'COM_0003');
  },
  createOrgNotification: async (stage) => {
    const sent = await rest.createOrgNotification({
      subject: 'Subject',
      message: 'Hello members',
      users: ['ann', 'ben'],
      notificationChannelType: 'email',
      authentication: stage.admin,
    });
    assert.deepEqual(sent, { success: true });
    const refused = await rest.createOrgNotification({
      subject: 'Subject',
      message: 'Hello',
      users: ['ann'],
      notificationChannelType: 'email',
      authentication: stage.ann,
    });
    assert.equal(refused.success, false);
  },
  getUserNotifications: async (stage) => {
    await rest.createOrgNotification({
      subject: 'Subject',
      message: 'To ann alone',
      users: ['ann'],
      notificationChannelType: 'builtin',
      authentication: stage.admin,
    });
    const { notifications } = await rest.getUserNotifications({ authentication: stage.ann });
    const one = notifications.find(({ data }) => data.message === 'To ann alone');
    assert.deepEqual([one?.type, one?.targetType, one?.target], ['message_received', 'user', 'ann']);
  },
  removeNotification: async (stage) => {
    await rest.createOrgNotification({
      subject: 'Subject',
      message: 'To be removed',
      users: ['ann'],
      notificationChannelType: 'builtin',
      authentication: stage.admin,
    });
    const find = async () => {
      const { notifications } = await rest.getUserNotifications({ authentication: stage.ann });
      return notifications.find(({ data }) => data.message === 'To be removed');
    };
    const id = String((await find())?.id);
    const done = await rest.removeNotification({ id, authentication: stage.ann });
    assert.deepEqual(done, { success: true, notificationId: id });
    assert.equal(await find(), undefined);
  },
  determineUsername: async (stage) => {
    assert.equal(await rest.determineUsername({ authentication: stage.ann }), 'ann');
  },
};
