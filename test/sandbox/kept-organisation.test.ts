import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Json, TestPortal } from './test-portal.js';

describe('What members and groups have made in the sandbox', () => {
  it('is there after a restart: pictures, invitations, applications, roles, settings, files and registrations', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'sandbox-kept-'));
    const first = await TestPortal.start({ dir });
    const [ann = '', ben = '', admin = ''] = await Promise.all(
      ['ann', 'ben', 'admin'].map((name) => first.token(name)),
    );
    const picture = new File([new Uint8Array([1, 2, 3])], 'p.png', { type: 'image/png' });
    const { group } = await first.post('/community/createGroup', {
      title: 'Kept',
      access: 'org',
      thumbnail: picture,
      token: ann,
    });
    const { id } = group as { id: string };
    await first.post(`/community/groups/${id}/invite`, { users: 'vic', role: 'group_member', token: ann });
    await first.post(`/community/groups/${id}/join`, { token: ben });
    await first.post('/portals/self/createRole', { name: 'Kept role', token: admin });
    await first.post('/portals/self/update', { name: 'Kept name', token: admin });
    await first.post('/portals/self/addResource', { key: 'kept.json', text: '{"kept":true}', token: admin });
    const itemId = await first.add('ann', { type: 'Application' });
    const app = await first.post('/oauth2/registerApp', { itemId, appType: 'server', token: ann });
    await first.portal.close();

    const second = await TestPortal.start({ dir });
    try {
      const seen = await fetch(`${second.rest}/community/groups/${id}/info/p.png?token=${ann}`);
      assert.equal((await seen.arrayBuffer()).byteLength, 3);
      const vic = await second.token('vic');
      const { userInvitations } = await second.get('/community/users/vic/invitations', { token: vic });
      assert.equal((userInvitations as Json[]).length, 1);
      const { applications } = await second.get(`/community/groups/${id}/applications`, { token: ann });
      assert.equal((applications as Json[])[0]?.username, 'ben');
      assert.equal((await second.get('/portals/self/roles', { token: admin })).total, 1);
      assert.equal((await second.get('/portals/self', { token: ann })).name, 'Kept name');
      assert.deepEqual(await second.get('/portals/self/resources/kept.json', { token: ann }), { kept: true });
      const info = await second.post(`/content/users/ann/items/${itemId}/registeredAppInfo`, { token: ann });
      assert.equal(info.client_id, app.client_id);
    } finally {
      await second.stop();
    }
  });
});
