import assert from 'node:assert/strict';
import { type Json, TestPortal } from '../sandbox/test-portal.js';
import { control } from './wire-portal.js';

describe('the record of requests of a sandbox portal', () => {
  let test: TestPortal;
  let token: string;
  let started: number;
  before(async () => {
    test = await TestPortal.start();
    token = await test.token();
    test.portal.requests.clear();
    started = Date.now();
    await test.get('/portals/self');
    await test.get('/community/self', { token });
    await test.post('/content/users/ann/addItem', { title: 'A map', type: 'Web Map', token });
    await test.json(`${test.rest}/community/self?f=json`, {
      headers: { 'X-Esri-Authorization': `Bearer ${token}`, referer: 'https://app.example/' },
    });
    await test.json(`${test.portal.serverUrl}/rest/info?f=json`);
    await test.get('/community/self', { token: 'wrong.token' });
    await fetch(`${test.rest}/content/items/${'0'.repeat(32)}/data`);
  });
  after(() => test.stop());

  const paths = (query: Parameters<typeof test.portal.requests.query>[0]) =>
    test.portal.requests.query(query).map((one) => one.path.split('/').slice(-2).join('/'));

  it('is asked by method, path, host, user, status, time and whether it was a write', () => {
    assert.deepEqual(paths({ method: 'post' }), ['ann/addItem']);
    assert.deepEqual(paths({ path: '/sharing/rest/portals/*' }), ['portals/self']);
    assert.deepEqual(paths({ path: '/portal/sharing/rest/PORTALS/self' }), ['portals/self']);
    assert.deepEqual(paths({ path: '**/content/**' }).length, 2);
    assert.deepEqual(paths({ path: '/content/**' }), []);
    assert.deepEqual(paths({ host: new URL(test.portal.serverUrl).host }), ['rest/info']);
    assert.deepEqual(paths({ host: new URL(test.portal.serverUrl).port }), ['rest/info']);
    assert.deepEqual(paths({ user: 'ann' }).length, 3);
    assert.deepEqual(paths({ status: 404 }), []);
    assert.deepEqual(paths({ write: true }), ['ann/addItem']);
    assert.equal(paths({ since: started }).length, 7);
    assert.deepEqual(paths({ since: Date.now() + 60_000 }), []);
  });

  it('says which token was sent and where, and nothing of the token itself', () => {
    assert.deepEqual(paths({ token: 'query' }).length, 2);
    assert.deepEqual(paths({ token: 'body' }), ['ann/addItem']);
    assert.deepEqual(paths({ token: 'header' }), ['community/self']);
    assert.deepEqual(paths({ token: 'invalid' }), ['community/self']);
    assert.equal(paths({ token: 'none' }).length, 3);
    assert.equal(paths({ token: 'any' }).length, 4);
    const [id, ...others] = new Set(test.portal.requests.query({ user: 'ann' }).map((one) => one.tokenId));
    assert.deepEqual(others, []);
    assert.equal(paths({ token: String(id) }).length, 3);
    const all = JSON.stringify(test.portal.requests.all());
    assert.ok(!all.includes(token) && !all.includes('ann-secret'));
  });

  it('knows sizes, referer and refusals', () => {
    const [added] = test.portal.requests.query({ write: true });
    assert.ok(Number(added?.received) > 50 && Number(added?.bytes) > 20);
    const [withReferer] = test.portal.requests.query({ token: 'header' });
    assert.equal(withReferer?.referer, 'https://app.example/');
    assert.equal(test.portal.requests.query({ token: 'invalid' })[0]?.error, '498 Invalid token.');
  });

  it('is asked and cleared over HTTP, which it does not record', async () => {
    const url = control(test.portal, 'requests');
    const { total, requests } = await test.json(`${url}?path=**/community/self&token=query&user=ann`);
    assert.equal(total, 1);
    assert.equal((requests as Json[])[0]?.path, '/portal/sharing/rest/community/self');
    assert.equal((await test.json(`${url}?write=true&since=${started}&status=200`)).total, 1);
    assert.equal((await test.json(`${url}?write=false`)).total, 6);
    await test.json(url, { method: 'DELETE' });
    assert.deepEqual(test.portal.requests.all(), []);
  });
});

describe('the switches of a sandbox portal over HTTP', () => {
  it('are told and changed, if they exist and the value fits', async () => {
    const test = await TestPortal.start();
    try {
      const url = control(test.portal, 'switches');
      const patch = (body: Json) => fetch(url, { method: 'PATCH', body: JSON.stringify(body) });
      assert.equal((await test.json(url)).indexLagMs, 0);
      assert.equal((await patch({ indexLagMs: 7, maxRecordCount: 3 })).status, 200);
      assert.deepEqual([test.portal.switches.indexLagMs, test.portal.switches.maxRecordCount], [7, 3]);
      for (const [body, says] of [
        [{ nothing: 1 }, /'nothing' is no switch/],
        [{ indexLagMs: 'x' }, /takes a value like 400/],
        [{ allowedOrigins: {} }, /takes a value like \[\]/],
      ] as const) {
        const answer = await patch(body);
        assert.equal(answer.status, 400);
        assert.match(await answer.text(), says);
      }
    } finally {
      await test.stop();
    }
  });
});
