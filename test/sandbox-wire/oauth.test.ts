import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ApplicationCredentialsManager, ArcGISIdentityManager, revokeToken } from '@esri/arcgis-rest-request';
import { errorOf, type Json, TestPortal } from '../sandbox/test-portal.js';
import { form, wire } from './wire-portal.js';

for (const kind of ['enterprise', 'online'] as const) {
  describe(`signing in by OAuth to a portal with ${kind} manners`, () => {
    const redirect = 'https://app.example/signed-in';
    let test: TestPortal;
    let client: { client_id: string; client_secret: string };
    before(async () => {
      test = await TestPortal.start({ kind });
      const token = await test.token();
      const itemId = await test.add('ann', { type: 'Application', title: 'Copier' });
      client = (await test.post('/oauth2/registerApp', {
        itemId,
        appType: 'multiple',
        redirect_uris: JSON.stringify([redirect]),
        token,
      })) as typeof client;
    });
    after(() => test.stop());

    const authorize = (params: Record<string, string> = {}) =>
      wire(
        `${test.rest}/oauth2/authorize?${new URLSearchParams({
          client_id: client.client_id,
          redirect_uri: redirect,
          response_type: 'code',
          ...params,
        })}`,
      );
    /** Fills in the form of the page; gives the address that the client is sent back to. */
    const fillIn = async (page: { text: string }, password = 'ann-secret') => {
      const oauth_state = /"oauth_state":"([^"]+)"/.exec(page.text)?.[1] ?? '';
      return wire(`${test.rest}/oauth2/signin`, form({ oauth_state, username: 'ann', password }));
    };
    const codeOf = async (params: Record<string, string> = {}) => {
      const { status, headers } = await fillIn(await authorize(params));
      assert.equal(status, 302);
      return new URL(String(headers.location));
    };
    const exchange = (params: Record<string, string>) =>
      test.post('/oauth2/token', { client_id: client.client_id, redirect_uri: redirect, ...params });
    const user = async (token: unknown) => test.get('/community/self', { token: String(token) });

    it('sends the user back with a code, which is good for a token once', async () => {
      const back = await codeOf({ state: 'xyz' });
      assert.equal(`${back.origin}${back.pathname}`, redirect);
      assert.equal(back.searchParams.get('state'), 'xyz');
      const code = back.searchParams.get('code') ?? '';
      const grant = { grant_type: 'authorization_code', code };
      assert.equal(errorOf(await exchange({ ...grant, redirect_uri: 'https://evil.example' })).code, 400);
      assert.equal(errorOf(await exchange({ ...grant, client_id: 'arcgisonline' })).code, 400);
      const answer = await exchange(grant);
      assert.deepEqual(Object.keys(answer).sort(), [
        'access_token',
        'expires_in',
        'refresh_token',
        'refresh_token_expires_in',
        'ssl',
        'username',
      ]);
      assert.deepEqual([answer.username, answer.expires_in], ['ann', 1800]);
      assert.equal((await user(answer.access_token)).username, 'ann');
      assert.deepEqual(await exchange(grant), {
        error: {
          code: 400,
          error: 'invalid_grant',
          error_description: 'Invalid authorization code',
          message: 'Invalid authorization code',
          details: [],
        },
      });
    });

    it('gives a token for a code with PKCE to who knows the verifier only', async () => {
      const verifier = 'a-verifier-that-is-long-enough-for-the-standard';
      const challenge = createHash('sha256').update(verifier).digest('base64url');
      const back = await codeOf({ code_challenge: challenge, code_challenge_method: 'S256' });
      const grant = { grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '' };
      assert.equal(errorOf(await exchange(grant)).message, 'Invalid code_verifier');
      assert.equal(errorOf(await exchange({ ...grant, code_verifier: 'guessed' })).code, 400);
      assert.equal((await exchange({ ...grant, code_verifier: verifier })).username, 'ann');
    });

    it('refreshes tokens, and exchanges refresh tokens, until they are revoked or expire', async () => {
      const code = (await codeOf()).searchParams.get('code') ?? '';
      const first = await exchange({ grant_type: 'authorization_code', code });
      const refresh_token = String(first.refresh_token);
      const again = await exchange({ grant_type: 'refresh_token', refresh_token });
      assert.equal((await user(again.access_token)).username, 'ann');
      assert.equal(again.refresh_token, undefined);
      const other = await exchange({ grant_type: 'exchange_refresh_token', refresh_token });
      assert.notEqual(other.refresh_token, undefined);
      const revoked = await test.post('/oauth2/revokeToken', {
        client_id: client.client_id,
        auth_token: refresh_token,
      });
      assert.deepEqual(revoked, { success: true });
      assert.equal(errorOf(await exchange({ grant_type: 'refresh_token', refresh_token })).code, 498);
      const late = {
        grant_type: 'authorization_code',
        code: (await codeOf()).searchParams.get('code') ?? '',
      };
      // Time that runs backwards: what is made now was good until a moment ago.
      test.portal.switches.timeScale = -1;
      const old = await exchange(late);
      const page = await authorize();
      test.portal.switches.timeScale = 1;
      assert.match((await fillIn(page)).text, /Invalid oauth_state/);
      const refused = await exchange({
        grant_type: 'refresh_token',
        refresh_token: String(old.refresh_token),
      });
      assert.deepEqual(refused, {
        error: {
          code: 498,
          error: 'invalid_request',
          error_description: 'refresh_token expired',
          message: 'refresh_token expired',
          details: [],
        },
      });
    });

    it('sends a token at once to a page that asks for one', async () => {
      const back = await codeOf({ response_type: 'token' });
      const values = new URLSearchParams(back.hash.slice(1));
      assert.equal(values.get('username'), 'ann');
      assert.equal((await user(values.get('access_token'))).username, 'ann');
    });

    it('shows the code on a page of its own to programs without a web server', async () => {
      const page = await authorize({ client_id: 'arcgispro', redirect_uri: 'urn:ietf:wg:oauth:2.0:oob' });
      const { headers } = await fillIn(page);
      const approval = await wire(String(headers.location));
      const code = /<title>SUCCESS code=([^<]+)<\/title>/.exec(approval.text)?.[1] ?? '';
      const answer = await test.post('/oauth2/token', {
        client_id: 'arcgispro',
        redirect_uri: 'urn:ietf:wg:oauth:2.0:oob',
        grant_type: 'authorization_code',
        code,
      });
      assert.equal(answer.username, 'ann');
    });

    it('lets nobody in with a wrong password, an unknown client or a foreign redirection', async () => {
      const wrong = await fillIn(await authorize(), 'no');
      assert.equal(wrong.status, 200);
      assert.match(wrong.text, /Invalid username or password/);
      assert.match((await authorize({ client_id: 'nobody' })).text, /Invalid client_id/);
      assert.match((await authorize({ redirect_uri: 'https://evil.example/' })).text, /Invalid redirect_uri/);
      assert.match((await authorize({ redirect_uri: 'javascript:alert(1)' })).text, /Invalid redirect_uri/);
      assert.deepEqual(await exchange({ grant_type: 'client_credentials', client_id: 'nobody' }), {
        error: {
          code: 400,
          error: 'invalid_client_id',
          error_description: 'Invalid client_id',
          message: 'Invalid client_id',
          details: [],
        },
      });
      assert.equal(errorOf(await exchange({ grant_type: 'magic' })).message, 'Invalid grant_type');
    });

    it('works with rest-js: code, refresh, sign-out, and the sign-in of an application', async () => {
      const portal = test.rest;
      const clientId = client.client_id;
      const code = (await codeOf()).searchParams.get('code') ?? '';
      const options = { clientId, redirectUri: redirect, portal };
      const manager = await ArcGISIdentityManager.exchangeAuthorizationCode(options, code);
      assert.equal(await manager.getUsername(), 'ann');
      const before = manager.token;
      await manager.refreshCredentials();
      assert.notEqual(manager.token, before);
      const { token, refreshToken } = manager;
      await ArcGISIdentityManager.destroy(manager);
      await revokeToken({ clientId, token, portal });
      assert.equal(errorOf(await user(token)).code, 498);
      const refused = await exchange({ grant_type: 'refresh_token', refresh_token: refreshToken });
      assert.equal(errorOf(refused).code, 498);
      const app = ApplicationCredentialsManager.fromCredentials({
        clientId,
        clientSecret: client.client_secret,
        portal,
      });
      const appToken = await app.refreshToken();
      const self = (await test.get('/portals/self', { token: appToken })) as Json;
      assert.equal(self.user, undefined);
      assert.equal(self.error, undefined);
    });

    it('keeps a revoked token revoked', async () => {
      const token = await test.token();
      await test.post('/oauth2/revokeToken', { client_id: client.client_id, auth_token: token });
      assert.equal(errorOf(await user(token)).code, 498);
    });
  });
}
