import assert from 'node:assert/strict';
import * as rest from '@esri/arcgis-rest-portal';
import type { Cases } from '../case.js';
import { rejection } from '../stage.js';

export const sharing: Cases = {
  setItemAccess: async (stage) => {
    const id = await stage.item();
    const accessOf = async () => (await rest.getItem(id, { authentication: stage.ann })).access;
    for (const access of ['public', 'org', 'private'] as const) {
      const done = await rest.setItemAccess({ id, access, authentication: stage.ann });
      assert.deepEqual(done, { notSharedWith: [], itemId: id });
      assert.equal(await accessOf(), access);
    }
    await rest.setItemAccess({ id, owner: 'ann', access: 'org', authentication: stage.admin });
    assert.equal(await accessOf(), 'org');
    const refused = await rejection(
      rest.setItemAccess({ id, owner: 'ann', access: 'public', authentication: stage.ben }),
    );
    assert.match(refused.message, /neither the item owner nor an organization admin/);
  },
  getSharingUrl: async (stage) => {
    const id = await stage.item();
    const url = rest.getSharingUrl({ id, authentication: stage.ann });
    const done = await stage.as(stage.ann, url.slice(stage.rest.length), { org: true, everyone: false });
    assert.deepEqual(done, { notSharedWith: [], itemId: id });
  },
  shareItemWithGroup: async (stage) => {
    const [id, groupId] = [await stage.item(), await stage.group()];
    const done = await rest.shareItemWithGroup({ id, groupId, authentication: stage.ann });
    assert.deepEqual(done, { notSharedWith: [], itemId: id });
    assert.equal((await rest.getItem(id, { authentication: stage.ann })).access, 'shared');
    const again = await rest.shareItemWithGroup({ id, groupId, authentication: stage.ann });
    assert.deepEqual(again, { itemId: id, shortcut: true, notSharedWith: [] });
    const foreign = await stage.item();
    const bens = await stage.as(stage.ben, '/community/createGroup', {
      title: stage.name('Ben'),
      access: 'org',
    });
    const { id: closed } = bens.group as { id: string };
    const refused = await rejection(
      rest.shareItemWithGroup({ id: foreign, groupId: closed, authentication: stage.ann }),
    );
    assert.match(refused.message, /could not be shared to group/, 'notSharedWith becomes a plain Error');
    const byAdmin = await rest.shareItemWithGroup({
      id: foreign,
      owner: 'ann',
      groupId,
      authentication: stage.admin,
    });
    assert.deepEqual(byAdmin.notSharedWith, []);
    const { users, admins } = await rest.getGroupUsers(groupId, { authentication: stage.ann });
    assert.deepEqual([users, admins], [[], []], 'the administrator is taken out of the group again');
  },
  unshareItemWithGroup: async (stage) => {
    const [id, groupId] = [await stage.item(), await stage.group()];
    const nothing = await rest.unshareItemWithGroup({ id, groupId, authentication: stage.ann });
    assert.deepEqual(nothing, { itemId: id, shortcut: true, notUnsharedFrom: [] });
    await rest.shareItemWithGroup({ id, groupId, authentication: stage.ann });
    const done = await rest.unshareItemWithGroup({ id, groupId, authentication: stage.ann });
    assert.deepEqual(done, { itemId: id, notUnsharedFrom: [] });
    assert.equal((await rest.getItem(id, { authentication: stage.ann })).access, 'private');
  },
  isItemSharedWithGroup: async (stage) => {
    const [id, groupId] = [await stage.item(), await stage.group()];
    const shared = () => rest.isItemSharedWithGroup({ id, groupId, authentication: stage.ann });
    assert.ok(!(await shared()));
    await rest.shareItemWithGroup({ id, groupId, authentication: stage.ann });
    assert.equal(await shared(), true);
  },
  ensureMembership: async (stage) => {
    const groupId = await stage.group();
    const [admin, ben] = await Promise.all([
      rest.getUser({ authentication: stage.admin }),
      rest.getUser({ username: 'ben', authentication: stage.admin }),
    ]);
    const options = { id: '', groupId, authentication: stage.admin };
    const step = rest.ensureMembership(admin, ben, true, 'not possible', options);
    assert.deepEqual(await step.promise, { notAdded: [] });
    const members = () => rest.getGroupUsers(groupId, { authentication: stage.ann });
    assert.deepEqual((await members()).admins, ['ben']);
    await step.revert({ itemId: '', notSharedWith: [] } as never);
    assert.deepEqual((await members()).admins, []);
  },
  getUserMembership: async (stage) => {
    const groupId = await stage.group();
    assert.equal(await rest.getUserMembership({ id: '', groupId, authentication: stage.ann }), 'owner');
    assert.equal(await rest.getUserMembership({ id: '', groupId, authentication: stage.ben }), 'none');
  },
  isOrgAdmin: async (stage) => {
    assert.equal(await rest.isOrgAdmin({ authentication: stage.admin }), true);
    assert.equal(await rest.isOrgAdmin({ authentication: stage.ann }), false);
  },
  isItemOwner: async (stage) => {
    const id = await stage.item();
    const { owner } = await rest.getItem(id, { authentication: stage.ann });
    assert.equal(rest.isItemOwner({ id, owner, authentication: stage.ann }, 'ann'), true);
    assert.equal(rest.isItemOwner({ id, owner, authentication: stage.ben }, 'ben'), false);
  },
};
