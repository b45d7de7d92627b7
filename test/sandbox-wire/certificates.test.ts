import assert from 'node:assert/strict';
import { request } from '@esri/arcgis-rest-request';
import { type Json, TestPortal } from '../sandbox/test-portal.js';
import { form, wire } from './wire-portal.js';

const self = (portal: { https: string }) => `${portal.https}/sharing/rest/community/self?f=json`;
const info = (portal: { https: string }) => `${portal.https}/sharing/rest/info?f=json`;

describe('the certificate of a sandbox portal', () => {
  const refused = async (certificate: 'valid' | 'expired' | 'wrong-host', code: string, trusted = true) => {
    const test = await TestPortal.start({ certificate });
    try {
      await assert.rejects(wire(info(test.portal), trusted ? { ca: test.portal.ca } : {}), { code });
    } finally {
      await test.stop();
    }
  };

  it('is by a CA that only who was told trusts', () =>
    refused('valid', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', false));
  it('has expired where it is so set', () => refused('expired', 'CERT_HAS_EXPIRED'));
  it('is for another host where it is so set', () => refused('wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'));

  it('stays the same over restarts, each state of its own', async () => {
    const test = await TestPortal.start();
    const { ca } = test.portal;
    await test.portal.close();
    const broken = await TestPortal.start({ dir: test.dir, certificate: 'expired' });
    assert.notEqual(broken.portal.ca, ca);
    await broken.portal.close();
    const again = await TestPortal.start({ dir: test.dir });
    assert.equal(again.portal.ca, ca);
    assert.equal((await wire(info(again.portal), { ca })).status, 200);
    await again.stop();
  });
});

describe('client certificates at a sandbox portal', () => {
  const ask = async (test: TestPortal, username?: string) => {
    const own = username === undefined ? {} : await test.portal.clientCertificate(username);
    return wire(self(test.portal), { ca: test.portal.ca, ...own });
  };

  for (const kind of ['enterprise', 'online'] as const) {
    it(`sign their users in, with ${kind} manners`, async () => {
      const test = await TestPortal.start({ kind, clientCertificates: 'optional' });
      try {
        assert.equal((JSON.parse((await ask(test, 'ben')).text) as Json).username, 'ben');
        assert.equal(test.portal.requests.all().at(-1)?.user, 'ben');
        const unknown = JSON.parse((await ask(test, 'nobody')).text) as { error: { code: number } };
        assert.equal(unknown.error.code, 499);
        const none = JSON.parse((await ask(test)).text) as { error: { code: number } };
        assert.equal(none.error.code, 499);
        const made = await wire(`${test.portal.https}/sharing/rest/generateToken`, {
          ca: test.portal.ca,
          ...(await test.portal.clientCertificate('ben')),
          ...form({ client: 'requestip' }),
        });
        const { token } = JSON.parse(made.text) as { token: string };
        assert.equal((await test.get('/community/self', { token })).username, 'ben');
      } finally {
        await test.stop();
      }
    });
  }

  it('are wanted by a page, or there is no connection at all', async () => {
    const page = await TestPortal.start({ clientCertificates: 'page' });
    const answer = await ask(page);
    assert.deepEqual([answer.status, answer.headers['content-type']], [403, 'text/html']);
    assert.equal((await ask(page, 'nobody')).status, 403);
    assert.equal((JSON.parse((await ask(page, 'ann')).text) as Json).username, 'ann');
    await page.stop();
    const handshake = await TestPortal.start({ clientCertificates: 'handshake' });
    await assert.rejects(ask(handshake));
    assert.equal((JSON.parse((await ask(handshake, 'ann')).text) as Json).username, 'ann');
    await handshake.stop();
  });

  it('of another CA are none', async () => {
    const [one, other] = [await TestPortal.start(), await TestPortal.start({ clientCertificates: 'page' })];
    const foreign = await one.portal.clientCertificate('ann');
    const answer = await wire(self(other.portal), { ca: other.portal.ca, ...foreign });
    assert.equal(answer.status, 403);
    await Promise.all([one.stop(), other.stop()]);
  });
});

describe('a web server that signs Windows users in before a sandbox portal', () => {
  let test: TestPortal;
  before(async () => {
    test = await TestPortal.start();
  });
  after(() => test.stop());
  const basic = (credentials: string) => ({
    authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
  });

  it('answers 401 to everything and offers Negotiate and NTLM', async () => {
    test.portal.switches.webTier = 'windows';
    for (const url of [`${test.rest}/info?f=json`, `${test.portal.url}/home`, `${test.portal.url}/nothing`]) {
      const answer = await wire(url, { headers: basic('ann:ann-secret') });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers['www-authenticate'], 'Negotiate, NTLM');
      assert.match(String(answer.headers['content-type']), /text\/html/);
    }
    const posted = await wire(
      `${test.rest}/generateToken`,
      form({ username: 'ann', password: 'ann-secret', client: 'requestip' }),
    );
    assert.equal(posted.status, 401);
    const { serverUrl } = test.portal;
    assert.equal((await wire(`${serverUrl}/rest/info?f=json`)).status, 200);
  });

  it('lets through who gives name and password by Basic, where that is on offer', async () => {
    test.portal.switches.webTier = 'windows-basic';
    const url = `${test.rest}/community/self?f=json`;
    const offer = await wire(url);
    assert.deepEqual(
      [offer.status, offer.headers['www-authenticate']],
      [401, 'Negotiate, NTLM, Basic realm="portal"'],
    );
    assert.equal((await wire(url, { headers: basic('ann:no') })).status, 401);
    for (const name of ['ann', 'TOWN\\ann']) {
      const answer = await wire(url, { headers: basic(`${name}:ann-secret`) });
      assert.equal((JSON.parse(answer.text) as Json).username, 'ann');
    }
    const request = form({ serverUrl: test.portal.serverUrl, request: 'getToken' });
    const made = await wire(`${test.rest}/generateToken`, {
      ...request,
      headers: { ...request.headers, ...basic('ann:ann-secret') },
    });
    const { token } = JSON.parse(made.text) as { token: string };
    const known = await wire(`${test.portal.serverUrl}/rest/info?f=json&token=${token}`);
    assert.equal((JSON.parse(known.text) as Json).error, undefined);
    assert.equal(test.portal.requests.all().at(-1)?.token, 'server');
  });

  it('leads every call to a page of the identity provider, where the portal is behind one', async () => {
    test.portal.switches.webTier = 'login-page';
    const first = await wire(`${test.rest}/portals/self?f=json`);
    assert.equal(first.status, 302);
    const page = await fetch(`${test.rest}/portals/self?f=json`);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Sign in to your organisation/);
  });

  it('is a refusal to rest-js, and a login page is no JSON to it', async () => {
    test.portal.switches.webTier = 'windows';
    await assert.rejects(request(`${test.rest}/portals/self`), { code: 'HTTP 401' });
    test.portal.switches.webTier = 'login-page';
    await assert.rejects(request(`${test.rest}/portals/self`), SyntaxError);
  });
});
