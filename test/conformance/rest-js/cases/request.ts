import assert from 'node:assert/strict';
import * as rest from '@esri/arcgis-rest-request';
import type { Cases } from '../case.js';
import { forms } from '../library-forms.js';
import { type Json, multipart, rejection, type Stage } from '../stage.js';

/** An application that is registered for an item of ann's. */
async function application(
  stage: Stage,
  privileges: string[] = [],
): Promise<{ clientId: string; clientSecret: string }> {
  const itemId = await stage.item({ type: 'Application', text: '' });
  const app = await stage.as(stage.ann, '/oauth2/registerApp', {
    itemId,
    appType: 'multiple',
    redirect_uris: JSON.stringify(['http://127.0.0.1:9/app']),
    privileges: JSON.stringify(privileges),
  });
  return { clientId: String(app.client_id), clientSecret: String(app.client_secret) };
}

/** Signs ann in on the page of an application, as a browser does, and gives the code that the application gets. */
async function authorizationCode(stage: Stage, clientId: string): Promise<string> {
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: 'http://127.0.0.1:9/app',
  });
  const page = await (await fetch(`${stage.rest}/oauth2/authorize?${query}`)).text();
  const state =
    /"oauth_state"\s*:\s*"([^"]+)"/.exec(page)?.[1] ?? /name="oauth_state" value="([^"]+)"/.exec(page)?.[1];
  assert.ok(state, page);
  const answer = await fetch(`${stage.rest}/oauth2/signin`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ oauth_state: state, username: 'ann', password: 'ann-secret' }),
  });
  return String(new URL(answer.headers.get('location') ?? '').searchParams.get('code'));
}

const token = (stage: Stage) => stage.test.token('ann');

export const requests: Cases = {
  request: async (stage) => {
    const root = await rest.request(stage.rest);
    assert.equal(typeof root.currentVersion, 'string');
    const self = await rest.request(`${stage.rest}/community/self`, {
      authentication: stage.ann,
      httpMethod: 'GET',
      hideToken: true,
    });
    assert.equal(self.username, 'ann');
    await assert.rejects(
      rest.request(`${stage.rest}/community/self`, { params: { f: 'html' } }).then((text) => {
        assert.match(text, /<html/i);
        throw new Error('a page, as asked for');
      }),
      /a page/,
    );
  },
  internalRequest: async (stage) => {
    const info = await rest.internalRequest(`${stage.rest}/info`, { httpMethod: 'POST' });
    assert.equal(info.owningSystemUrl, stage.portal.url);
    assert.equal(info.authInfo.isTokenBasedSecurity, true);
  },
  setDefaultRequestOptions: async (stage) => {
    const before = rest.getDefaultRequestOptions();
    rest.setDefaultRequestOptions({ headers: { 'X-Test': 'conformance' } });
    try {
      assert.equal(typeof (await rest.request(stage.rest)).currentVersion, 'string');
    } finally {
      rest.setDefaultRequestOptions(before);
    }
  },
  getDefaultRequestOptions: async (stage) => {
    const { httpMethod, params } = rest.getDefaultRequestOptions();
    assert.deepEqual([httpMethod, params], ['POST', { f: 'json' }]);
    assert.equal(typeof (await rest.request(stage.rest)).currentVersion, 'string');
  },
  checkForErrors: async (stage) => {
    const answer = await stage.test.get(`/content/items/${'0'.repeat(32)}`);
    assert.throws(
      () => rest.checkForErrors(answer),
      (error: Error) => error instanceof rest.ArcGISRequestError,
    );
    const fine = await stage.test.get('/');
    assert.equal(rest.checkForErrors(fine), fine);
  },
  ArcGISRequestError: async (stage) => {
    const error = await rejection(rest.request(`${stage.rest}/content/items/${'0'.repeat(32)}`));
    assert.ok(error instanceof rest.ArcGISRequestError);
    assert.deepEqual(
      [error.code, error.originalMessage],
      ['CONT_0001', 'Item does not exist or is inaccessible.'],
    );
    const status = await rejection(rest.request(`${stage.rest}/no/such/address`));
    assert.match(status.message, /Invalid URL/);
  },
  ArcGISAuthError: async (stage) => {
    const error = await rejection(rest.request(`${stage.rest}/community/self`));
    assert.ok(error instanceof rest.ArcGISAuthError);
    assert.equal(error.response.error.code, 499);
    const retried = (await error.retry(() => Promise.resolve(stage.ann))) as Json;
    assert.equal(retried.username, 'ann');
    const stale = await rejection(
      rest.request(`${stage.rest}/community/self`, { authentication: 'no-such-token' }),
    );
    assert.equal((stale as rest.ArcGISAuthError).response.error.code, 498);
  },
  ArcGISTokenRequestError: async (stage) => {
    const manager = new rest.ArcGISIdentityManager({
      username: 'ann',
      password: 'wrong',
      portal: stage.rest,
    });
    const error = await rejection(manager.refreshCredentials());
    assert.ok(error instanceof rest.ArcGISTokenRequestError);
    assert.equal(error.code, rest.ArcGISTokenRequestErrorCodes.TOKEN_REFRESH_FAILED);
    assert.match(error.message, /Unable to generate token/);
  },
  ArcGISIdentityManager: async (stage) => {
    const options = { username: 'ann', password: 'ann-secret', portal: stage.rest };
    const manager = await rest.ArcGISIdentityManager.signIn(options);
    assert.equal((await manager.getUser()).username, 'ann');
    assert.equal((await manager.getPortal()).id, stage.portal.orgId);
    const wrong = rest.ArcGISIdentityManager.signIn({ ...options, password: 'wrong' });
    await rejection(wrong);
    const service = `${stage.portal.serverUrl}/rest/services`;
    assert.notEqual(await manager.getToken(service), manager.token, 'a server has a token of its own');
    const directory = await rest.request(service, { authentication: manager });
    assert.ok(Array.isArray(directory.services));
    const fromToken = await rest.ArcGISIdentityManager.fromToken({
      token: String(manager.token),
      portal: stage.rest,
    });
    assert.equal((await fromToken.getUser()).username, 'ann');
    const again = rest.ArcGISIdentityManager.deserialize(manager.serialize());
    assert.equal((await again.getUser()).username, 'ann');
    const credential = rest.ArcGISIdentityManager.fromCredential(manager.toCredential(), {
      hasPortal: true,
      hasServer: false,
      server: stage.rest,
    });
    assert.equal((await credential.getUser()).username, 'ann');
    const { clientId } = await application(stage);
    const exchanged = await rest.ArcGISIdentityManager.exchangeAuthorizationCode(
      { clientId, redirectUri: 'http://127.0.0.1:9/app', portal: stage.rest },
      await authorizationCode(stage, clientId),
    );
    assert.equal(exchanged.username, 'ann');
    const former = exchanged.token;
    await exchanged.refreshCredentials();
    assert.notEqual(exchanged.token, former);
    assert.equal((await exchanged.getUser()).username, 'ann');
    const moved: { location?: string } = {};
    rest.ArcGISIdentityManager.authorize(
      { clientId, redirectUri: 'http://127.0.0.1:9/app', portal: stage.rest },
      {
        writeHead: (_status: number, headers: { Location: string }) => {
          moved.location = headers.Location;
        },
        end: () => undefined,
      } as never,
    );
    assert.match(await (await fetch(String(moved.location))).text(), /oauth_state/);
    await exchanged.signOut();
    const after = rest.ArcGISIdentityManager.deserialize(exchanged.serialize());
    await rejection(after.refreshCredentials());
  },
  UserSession: async (stage) => {
    const session = rest.UserSession({
      username: 'ann',
      password: 'ann-secret',
      portal: stage.rest,
    } as never);
    assert.equal((await (session as unknown as rest.ArcGISIdentityManager).getUser()).username, 'ann');
  },
  ApplicationCredentialsManager: async (stage) => {
    const shown = await stage.item();
    const credentials = await application(stage, [`portal:app:access:item:${shown}`]);
    const manager = rest.ApplicationCredentialsManager.fromCredentials({
      ...credentials,
      portal: stage.rest,
    });
    const item = await rest.request(`${stage.rest}/content/items/${shown}`, { authentication: manager });
    assert.equal(item.id, shown);
    const closed = rest.request(`${stage.rest}/content/items/${await stage.item()}`, {
      authentication: manager,
    });
    assert.equal((await rejection(closed)).code, 'CONT_0001');
    const self = await rejection(rest.request(`${stage.rest}/community/self`, { authentication: manager }));
    assert.equal(self.code, 'GWM_0003', 'an application is no user');
    const wrong = rest.ApplicationCredentialsManager.fromCredentials({
      ...credentials,
      clientSecret: 'wrong',
      portal: stage.rest,
    });
    await rejection(wrong.refreshToken());
  },
  ApplicationSession: async (stage) => {
    const credentials = await application(stage);
    const session = rest.ApplicationSession({ ...credentials, portal: stage.rest } as never);
    const manager = session as unknown as rest.ApplicationCredentialsManager;
    assert.equal(typeof (await manager.getToken(stage.rest)), 'string');
  },
  ApiKeyManager: async (stage) => {
    const manager = rest.ApiKeyManager.fromKey({ key: await token(stage), portal: stage.rest } as never);
    const self = await rest.request(`${stage.rest}/community/self`, { authentication: manager });
    assert.equal(self.username, 'ann');
  },
  ApiKey: async (stage) => {
    const manager = rest.ApiKey({ key: await token(stage) }) as unknown as rest.ApiKeyManager;
    const self = await rest.request(`${stage.rest}/community/self`, { authentication: manager });
    assert.equal(self.username, 'ann');
  },
  fetchToken: async (stage) => {
    const { clientId, clientSecret } = await application(stage);
    const params = {
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'client_credentials' as const,
    };
    const answer = await rest.fetchToken(`${stage.rest}/oauth2/token/`, { params });
    assert.equal(typeof answer.token, 'string');
    assert.ok(answer.expires.getTime() > Date.now());
    const password = await rest.fetchToken(`${stage.rest}/generateToken`, {
      params: { username: 'ann', password: 'ann-secret', client: 'requestip' } as never,
    });
    assert.equal(password.username, 'ann');
    const error = await rejection(
      rest.fetchToken(`${stage.rest}/oauth2/token`, { params: { ...params, client_id: 'no-such-client' } }),
    );
    assert.match(error.message, /Invalid client_id/);
  },
  exchangeToken: async (stage) => {
    const { clientId } = await application(stage);
    const exchanged = await rest.exchangeToken(await token(stage), clientId, stage.rest);
    const self = await rest.request(`${stage.rest}/community/self`, { authentication: exchanged });
    assert.equal(self.username, 'ann');
  },
  validateAppAccess: async (stage) => {
    const { clientId } = await application(stage);
    const valid = await rest.validateAppAccess(await token(stage), clientId, stage.rest);
    assert.deepEqual(valid, { valid: true, viewOnlyUserTypeApp: false });
    const error = await rejection(rest.validateAppAccess(await token(stage), 'no-such-client', stage.rest));
    assert.equal(error.code, 'GWM_0007');
  },
  revokeToken: async (stage) => {
    const { clientId } = await application(stage);
    const own = await token(stage);
    const done = await rest.revokeToken({ clientId, token: own, portal: stage.rest });
    assert.deepEqual(done, { success: true });
    const error = await rejection(rest.request(`${stage.rest}/community/self`, { authentication: own }));
    assert.ok(error instanceof rest.ArcGISAuthError, 'a revoked token is good for nothing');
  },
  isFederated: async (stage) => {
    const { owningSystemUrl } = await rest.request(`${stage.portal.serverUrl}/rest/info`);
    assert.equal(rest.isFederated(owningSystemUrl, stage.rest), true);
  },
  cleanUrl: async (stage) => {
    const root = await rest.request(rest.cleanUrl(` ${stage.rest}/ `));
    assert.equal(typeof root.currentVersion, 'string');
  },
  withOptions: async (stage) => {
    const asAnn = rest.withOptions({ authentication: stage.ann }, rest.request) as typeof rest.request;
    assert.equal((await asAnn(`${stage.rest}/community/self`)).username, 'ann');
  },
  appendCustomParams: async (stage) => {
    const options = rest.appendCustomParams({ q: 'owner:ann', num: 1, authentication: stage.ann } as never, [
      'q' as never,
      'num' as never,
    ]);
    const found = await rest.request(`${stage.rest}/search`, options);
    assert.equal(found.num, 1);
  },
  encodeQueryString: async (stage) => {
    const query = rest.encodeQueryString({ f: 'json', q: 'title:"a & b"', start: 1, num: 2 });
    const found = (await (await fetch(`${stage.rest}/search?${query}`)).json()) as Json;
    assert.deepEqual([found.query, found.num], ['title:"a & b"', 2]);
  },
  encodeParam: async (stage) => {
    const query = `f=json&${rest.encodeParam('q', 'tags:"ö+ü"')}`;
    const found = (await (await fetch(`${stage.rest}/search?${query}`)).json()) as Json;
    assert.equal(found.query, 'tags:"ö+ü"');
  },
  processParams: async (stage) => {
    const params = rest.processParams({
      f: 'json',
      q: 'owner:ann',
      categories: ['/a', '/b'],
      start: 1,
      nothing: null,
    });
    assert.deepEqual([params.categories, 'nothing' in params], ['/a,/b', false]);
    const found = await stage.test.post('/search', params as Record<string, string>);
    assert.equal(found.start, 1);
  },
  encodeFormData: async (stage) => {
    const body = rest.encodeFormData({ f: 'json', q: 'owner:ann' });
    const found = (await (
      await fetch(`${stage.rest}/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: body as string,
      })
    ).json()) as Json;
    assert.equal(found.query, 'owner:ann');
  },
  requiresFormData: async (stage) => {
    const params = {
      f: 'json' as const,
      type: 'CSV',
      title: stage.name('Wells'),
      file: new forms.File(['a\n1\n'], 'a.csv'),
    };
    assert.equal(rest.requiresFormData(params), true);
    return multipart(
      () => rest.request(`${stage.rest}/content/users/ann/addItem`, { params, authentication: stage.ann }),
      (made) => assert.equal(made.success, true),
    );
  },
  getFetch: async (stage) => {
    const { fetch: found } = await forms.getFetch();
    assert.equal((await found(`${stage.rest}?f=json`)).status, 200);
  },
  FormData: (stage) =>
    upload(stage, (form) => form.append('file', new forms.Blob(['a\n1\n']), 'form-data.csv')),
  File: (stage) => upload(stage, (form) => form.append('file', new forms.File(['a\n1\n'], 'file.csv'))),
  Blob: (stage) => upload(stage, (form) => form.append('file', new forms.Blob(['a\n1\n']), 'blob.csv')),
};

/** Posts one of the library's own forms. */
async function upload(stage: Stage, add: (form: FormData) => void): Promise<string> {
  const form = new forms.FormData();
  const own = await token(stage);
  for (const [name, value] of Object.entries({
    f: 'json',
    type: 'CSV',
    title: stage.name('Form'),
    token: own,
  })) {
    form.append(name, value);
  }
  add(form);
  const send = async () => {
    const answer = await fetch(`${stage.rest}/content/users/ann/addItem`, {
      method: 'POST',
      body: form,
    });
    return (await answer.json()) as Json;
  };
  return multipart(send, (made) => assert.equal(made.success, true));
}
