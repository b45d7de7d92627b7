import assert from 'node:assert/strict';
import { CallParams } from '../../sandbox/http/call.js';
import { pageOf } from '../../sandbox/search/page.js';
import { errorOf, type Json, TestPortal } from './test-portal.js';

describe('Pages of a search in the sandbox', () => {
  const params = (start: number, num: number) => {
    const made = new CallParams();
    made.set('start', String(start));
    made.set('num', String(num));
    return made;
  };
  const hits = Array.from({ length: 10_795 }, (_, index) => index + 1);

  it('end at 10,000 hits, though there are more', () => {
    const last = pageOf(hits, params(9_951, 100));
    assert.deepEqual(
      [last.total, last.page.length, last.page.at(-1), last.nextStart],
      [10_795, 50, 10_000, -1],
    );
    const before = pageOf(hits, params(9_901, 50));
    assert.deepEqual([before.page.at(-1), before.nextStart], [9_950, 9_951]);
  });

  it('begin again behind that, or are empty, as the switch says', () => {
    assert.deepEqual(pageOf(hits, params(10_001, 3)).page, [1, 2, 3]);
    assert.deepEqual(pageOf(hits, params(10_001, 3), 'nothing'), {
      total: 10_795,
      start: 10_001,
      num: 3,
      nextStart: -1,
      page: [],
    });
  });

  it('have 100 hits at most, and tell what was asked for', () => {
    assert.deepEqual(
      [pageOf(hits, params(1, 500)).page.length, pageOf(hits, params(1, 500)).num],
      [100, 100],
    );
    assert.deepEqual(pageOf([1, 2], params(1, 10)).num, 10);
  });

  describe('without sortField', () => {
    let portal: TestPortal;
    let token = '';
    before(async () => {
      portal = await TestPortal.start({ kind: 'online' });
      token = await portal.token('ann');
      for (let count = 0; count < 24; count += 1) await portal.add('ann', { title: `Map ${count}` });
    });
    after(() => portal.stop());

    const all = async (more: Record<string, string> = {}) => {
      const ids: unknown[] = [];
      for (let start = 1; start > 0; ) {
        const page = await portal.get('/search', {
          q: 'owner:ann',
          num: '8',
          start: String(start),
          token,
          ...more,
        });
        ids.push(...(page.results as Json[]).map((one) => one.id));
        start = Number(page.nextStart);
      }
      return ids;
    };

    it('do not fit together: some hits come twice, others never', async () => {
      const ids = await all();
      assert.equal(ids.length, 24);
      assert.ok(new Set(ids).size < 24);
    });

    it('fit together when they are sorted, or where the switch says so', async () => {
      assert.equal(new Set(await all({ sortField: 'created' })).size, 24);
      portal.portal.switches.steadyRelevance = true;
      assert.equal(new Set(await all()).size, 24);
      portal.portal.switches.steadyRelevance = false;
    });

    it('can be sorted by how often items were looked at', async () => {
      const [id] = await all();
      for (let count = 0; count < 3; count += 1) await portal.get(`/content/items/${id}`, { token });
      const { results } = await portal.get('/search', {
        q: 'owner:ann',
        sortField: 'numviews',
        sortOrder: 'desc',
        token,
      });
      const [first] = results as Json[];
      assert.deepEqual([first?.id, first?.numViews], [id, 3]);
    });

    it('can be limited to the groups of somebody', async () => {
      const [id] = await all();
      const { group } = await portal.post('/community/createGroup', { title: 'Some', access: 'org', token });
      await portal.post(`/content/users/ann/items/${id}/share`, {
        groups: String((group as Json).id),
        token,
      });
      const found = async (searchUserName: string) =>
        (await portal.get('/search', { q: 'map', searchUserAccess: 'groupMember', searchUserName, token }))
          .total;
      assert.deepEqual([await found('ann'), await found('ben')], [1, 0]);
      const groups = await portal.get('/community/groups', { q: 'Some', token });
      const [hit] = groups.results as Json[];
      assert.equal('userMembership' in (hit ?? {}), false, 'hits do not tell the membership');
    });
  });
});

describe('Older releases in the sandbox', () => {
  it('leave out what they do not know yet', async () => {
    const portal = await TestPortal.start({ profile: 'enterprise-10.5.1' });
    try {
      const token = await portal.token('ann');
      const id = await portal.add('ann', {});
      const item = await portal.get(`/content/items/${id}`, { token });
      for (const key of ['lastViewed', 'contentStatus', 'apiToken1ExpirationDate', 'categories']) {
        assert.equal(key in item, false, key);
      }
      assert.equal(item.title, 'A map');
      for (const path of ['/portals/self/categorySchema', '/portals/self/userLicenseTypes']) {
        assert.match(errorOf(await portal.get(path, { token })).message, /Invalid URL/);
      }
      assert.equal('userLicenseTypeId' in (await portal.get('/community/self', { token })), false);
      const { results } = await portal.post('/content/users/ann/deleteItems', {
        items: '0'.repeat(32),
        token,
      });
      const [result] = results as { error: { message: string } }[];
      assert.equal(result?.error.message, `Item '${'0'.repeat(32)}' does not exist or is inaccessible.`);
    } finally {
      await portal.stop();
    }
  });

  it('bring content of accounts of the product along, where the switch says so', async () => {
    const portal = await TestPortal.start({ switches: { systemContent: true } });
    try {
      const { results } = await portal.get('/search', { q: 'tags:esri', token: await portal.token('ann') });
      const owners = (results as Json[]).map((one) => one.owner).sort();
      assert.deepEqual(owners, ['esri_boundaries', 'esri_livingatlas', 'esri_nav']);
      const signIn = await portal.post('/generateToken', {
        username: 'esri_nav',
        password: 'none',
        client: 'requestip',
      });
      assert.match(errorOf(signIn).message, /Unable to generate token/);
    } finally {
      await portal.stop();
    }
  });
});
