import assert from 'node:assert/strict';
import { errorOf, type Json, TestPortal } from '../sandbox/test-portal.js';
import { form, wire } from './wire-portal.js';

for (const kind of ['enterprise', 'online'] as const) {
  describe(`tokens of a portal with ${kind} manners`, () => {
    let test: TestPortal;
    before(async () => {
      test = await TestPortal.start({ kind });
    });
    after(() => test.stop());

    const invalid = { error: { code: 498, message: 'Invalid token.', details: [] } };
    const self = (token: string, headers: Record<string, string> = {}) =>
      test.json(`${test.rest}/community/self?f=json&token=${token}`, { headers });

    it('are bound to a referer, and refused by portal and server with another one', async () => {
      const referer = 'https://app.example/copy';
      const token = await test.token('ann', { client: 'referer', referer });
      assert.equal((await self(token, { referer })).username, 'ann');
      assert.equal((await self(token, { referer: `${referer}/page` })).username, 'ann');
      assert.deepEqual(await self(token, { referer: 'https://app.example/copycat' }), invalid);
      assert.deepEqual(await self(token), invalid);
      const exchange = await test.json(`${test.rest}/generateToken`, {
        method: 'POST',
        headers: { referer },
        body: new URLSearchParams({ f: 'json', token, serverUrl: test.portal.serverUrl }),
      });
      const info = (headers: Record<string, string>) =>
        test.json(`${test.portal.serverUrl}/rest/info?f=json&token=${exchange.token}`, { headers });
      assert.equal((await info({ referer })).error, undefined);
      assert.deepEqual(await info({}), { error: { code: 498, message: 'Invalid Token', details: [] } });
      test.portal.switches.serverTokensKeepReferer = false;
      const loose = await test.json(`${test.rest}/generateToken`, {
        method: 'POST',
        headers: { referer },
        body: new URLSearchParams({ f: 'json', token, serverUrl: test.portal.serverUrl }),
      });
      const answer = await test.json(`${test.portal.serverUrl}/rest/info?f=json&token=${loose.token}`);
      assert.equal(answer.error, undefined);
      test.portal.switches.serverTokensKeepReferer = true;
    });

    it('are bound to an address, the one that is named or the one that asked', async () => {
      const named = await test.token('ann', { client: 'ip', ip: '192.0.2.7' });
      assert.deepEqual(await self(named), invalid);
      const mine = await test.token('ann', { client: 'ip', ip: '127.0.0.1' });
      assert.equal((await self(mine)).username, 'ann');
      const asked = await test.token('ann', { client: 'requestip' });
      const url = `${test.rest}/community/self?f=json&token=${asked}`;
      assert.equal((JSON.parse((await wire(url, { from: '127.0.0.1' })).text) as Json).username, 'ann');
      // Other loopback addresses can be used as they are on Linux and Windows only.
      if (process.platform !== 'darwin') {
        assert.deepEqual(JSON.parse((await wire(url, { from: '127.0.0.2' })).text), invalid);
      }
      const missing = await test.post('/generateToken', {
        username: 'ann',
        password: 'ann-secret',
        client: 'ip',
      });
      assert.deepEqual(errorOf(missing).details, ["'ip' must be specified."]);
    });

    it('are made for credentials in the body, not in an address', async () => {
      const query = new URLSearchParams({
        f: 'json',
        client: 'requestip',
        username: 'ann',
        password: 'ann-secret',
      });
      const ask = () => test.json(`${test.rest}/generateToken?${query}`, { method: 'POST' });
      assert.deepEqual(await ask(), {
        error: {
          code: 400,
          message: 'Unable to generate token.',
          details: ["'username' must be specified."],
        },
      });
      test.portal.switches.credentialsInQuery = true;
      assert.equal(typeof (await ask()).token, 'string');
      test.portal.switches.credentialsInQuery = false;
    });

    it('are made by POST only', async () => {
      const answer = await wire(`${test.rest}/generateToken?f=json&username=ann`);
      assert.deepEqual(JSON.parse(answer.text), {
        error: { code: 405, messageCode: 'GWM_0005', message: 'Method not supported.', details: [] },
      });
    });

    it('live as long as they may on the clock of the portal', async () => {
      const { switches } = test.portal;
      switches.timeScale = 0.5;
      const answer = await test.post('/generateToken', {
        username: 'ann',
        password: 'ann-secret',
        expiration: '60',
      });
      const left = Number(answer.expires) - Date.now();
      assert.ok(left > 29 * 60_000 && left <= 30 * 60_000);
      switches.timeScale = 1;
      switches.tokenLifeMs = -1;
      const expired = await test.token();
      switches.tokenLifeMs = 14 * 24 * 3_600_000;
      assert.deepEqual(await self(expired), invalid);
    });

    it('tell by ssl whether they may be used over HTTPS only', async () => {
      const secure = await wire(`${test.portal.https}/sharing/rest/generateToken`, {
        ca: test.portal.ca,
        ...form({ username: 'ann', password: 'ann-secret', client: 'requestip' }),
      });
      assert.equal((JSON.parse(secure.text) as Json).ssl, true);
    });
  });
}
