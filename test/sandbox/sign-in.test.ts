import assert from 'node:assert/strict';
import { addToServiceDefinition, createFeatureService } from '@esri/arcgis-rest-feature-service';
import { getItem } from '@esri/arcgis-rest-portal';
import { ArcGISIdentityManager } from '@esri/arcgis-rest-request';
import { errorOf, TestPortal } from './test-portal.js';

for (const kind of ['enterprise', 'online'] as const) {
  describe(`signing in to a portal with ${kind} manners`, () => {
    let test: TestPortal;
    before(async () => {
      test = await TestPortal.start({ kind });
    });
    after(() => test.stop());

    it('lets rest-js in with the right password, and says which one is wrong otherwise', async () => {
      const user = await (await test.signIn('ann')).getUser();
      assert.equal(user.username, 'ann');
      await assert.rejects(
        ArcGISIdentityManager.signIn({ username: 'ann', password: 'no', portal: test.rest }),
        /Unable to generate token/,
      );
    });

    it('answers a wrong password in the words of a portal', async () => {
      const answer = await test.post('/generateToken', {
        username: 'ann',
        password: 'x',
        client: 'requestip',
      });
      assert.deepEqual(answer, {
        error: {
          code: 400,
          message: 'Unable to generate token.',
          details: ['Invalid username or password.'],
        },
      });
    });

    it('makes tokens by POST only', async () => {
      const { code, messageCode } = errorOf(await test.get('/generateToken', { username: 'ann' }));
      assert.deepEqual({ code, messageCode }, { code: 405, messageCode: 'GWM_0005' });
    });

    it('asks for a token at community/self and refuses a wrong one', async () => {
      assert.equal(errorOf(await test.get('/community/self')).code, 499);
      assert.equal(errorOf(await test.get('/community/self')).messageCode, 'GWM_0003');
      assert.equal(errorOf(await test.get('/community/self', { token: 'nonsense.x' })).code, 498);
    });

    it('takes the token as parameter and in both headers', async () => {
      const token = await test.token();
      const url = `${test.rest}/community/self?f=json`;
      assert.equal((await test.get('/community/self', { TOKEN: token })).username, 'ann');
      for (const header of ['Authorization', 'X-Esri-Authorization']) {
        const answer = await test.json(url, { headers: { [header]: `Bearer ${token}` } });
        assert.equal(answer.username, 'ann');
      }
    });

    it('binds a token to its referer', async () => {
      const token = await test.token('ann', { client: 'referer', referer: 'https://app.example/x' });
      const url = `${test.rest}/community/self?f=json&token=${token}`;
      assert.equal((await test.json(url, { headers: { referer: 'https://app.example/x' } })).username, 'ann');
      assert.equal(errorOf(await test.json(url)).code, 498);
      assert.equal(errorOf(await test.json(url, { headers: { referer: 'https://evil.example' } })).code, 498);
    });

    it('gives no token a longer life than it allows, and refuses expired ones', async () => {
      const answer = await test.post('/generateToken', {
        username: 'ann',
        password: 'ann-secret',
        client: 'requestip',
        expiration: '900000',
      });
      assert.ok(Number(answer.expires) <= Date.now() + 14 * 24 * 3_600_000);
      test.portal.switches.tokensSince = Date.now() + 1;
      assert.equal(errorOf(await test.get('/community/self', { token: String(answer.token) })).code, 498);
      test.portal.switches.tokensSince = 0;
      assert.equal((await test.get('/community/self', { token: String(answer.token) })).username, 'ann');
    });

    it('names the portal in the info of portal and server by the address the client came by', async () => {
      for (const root of [test.rest, `${test.portal.serverUrl}/rest`]) {
        const info = await test.json(`${root}/info`, {
          method: 'POST',
          body: new URLSearchParams({ f: 'json' }),
        });
        assert.equal(info.owningSystemUrl, test.portal.url);
        const { tokenServicesUrl } = info.authInfo as { tokenServicesUrl: string };
        assert.equal(tokenServicesUrl, `${test.rest}/generateToken`);
      }
    });

    it('exchanges a portal token for a server token, only for its own server', async () => {
      const token = await test.token();
      const own = await test.post('/generateToken', {
        token,
        serverUrl: test.portal.serverUrl,
        expiration: '60',
      });
      assert.equal(typeof own.token, 'string');
      const foreign = await test.post('/generateToken', { token, serverUrl: 'http://127.0.0.1:1/server' });
      assert.equal(errorOf(foreign).message, 'Unable to generate token.');
      assert.equal(errorOf(await test.get('/community/self', { token: String(own.token) })).code, 498);
    });

    it('takes rest-js through the federation to the server', async () => {
      const authentication = await test.signIn('ann');
      test.portal.switches.serverTakesPortalTokens = false;
      const made = await createFeatureService({
        authentication,
        item: {
          name: `federated_${kind}`,
          capabilities: 'Query',
          spatialReference: { wkid: 102100 },
        } as never,
      });
      assert.ok(made.success);
      const answer = await addToServiceDefinition(made.serviceurl, {
        authentication,
        tables: [
          {
            name: 'Rows',
            type: 'Table',
            objectIdField: 'OBJECTID',
            fields: [{ name: 'OBJECTID', type: 'esriFieldTypeOID', alias: 'OBJECTID' }],
          } as never,
        ],
      });
      assert.ok(answer.success);
      const call = test.portal.requests.all().find((one) => one.path.endsWith('/addToDefinition'));
      assert.equal(call?.token, 'server');
      assert.equal((await getItem(made.itemId, { authentication })).name, `federated_${kind}`);
    });

    it('tells itself from the other kind', async () => {
      const self = await test.get('/portals/self', { token: await test.token() });
      assert.equal(self.isPortal, kind === 'enterprise');
      assert.equal(self.portalHostname, test.portal.url.replace('http://', ''));
      assert.equal((self.user as { username: string }).username, 'ann');
      if (kind === 'enterprise') assert.equal(self.id, '0123456789ABCDEF');
      else assert.match(String(self.id), /^[A-Za-z0-9]{16}$/);
      const root = await test.get('');
      assert.equal('enterpriseVersion' in root, kind === 'enterprise');
    });
  });
}
