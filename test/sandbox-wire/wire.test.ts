import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { wireDefaults } from '../../sandbox/http/wire-switches.js';
import { errorOf, type Json, TestPortal } from '../sandbox/test-portal.js';
import { form, wire } from './wire-portal.js';

for (const kind of ['enterprise', 'online'] as const) {
  describe(`the wire of a portal with ${kind} manners`, () => {
    let test: TestPortal;
    let token: string;
    before(async () => {
      test = await TestPortal.start({ kind });
      token = await test.token();
    });
    afterEach(() => Object.assign(test.portal.switches, wireDefaults(kind)));
    after(() => test.stop());

    it('refuses more calls than the quota inside 200, and says when to come again', async () => {
      test.portal.switches.callsPerMinute = 2;
      const answers = [await test.get('/portals/self'), await test.get(''), await test.get('')];
      assert.deepEqual([answers[0]?.error, answers[1]?.error], [undefined, undefined]);
      const { code, message, details } = errorOf(answers[2] as Json);
      assert.deepEqual([code, message], [429, 'Unable to perform query. Too many requests.']);
      assert.match(
        String(details[0]),
        /quota exceeded \(3\)! maximum allowed \(2\) per Minute. Retry after \d+ sec\./,
      );
      const onServer = await test.json(`${test.portal.serverUrl}/rest/info?f=json`);
      assert.equal(errorOf(onServer).code, 429);
    });

    it('refuses them as HTTP 429 with Retry-After where it is so set, until the minute is over', async () => {
      Object.assign(test.portal.switches, { callsPerMinute: 1, throttleStyle: 'http', timeScale: 1 / 600 });
      const call = () => wire(`${test.rest}?f=json`);
      const untilAnswered = async () => {
        let answer = await call();
        while (answer.status === 429) answer = await call();
        return answer.status;
      };
      assert.equal(await untilAnswered(), 200);
      const refused = await call();
      assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '1']);
      assert.equal(await untilAnswered(), 200);
    });

    it('compresses long texts for who takes them so, and nobody else', async () => {
      const url = `${test.rest}/portals/self?f=json`;
      const plain = await wire(url);
      const zipped = await wire(url, { headers: { 'accept-encoding': 'gzip, deflate' } });
      assert.equal(plain.headers['content-encoding'], undefined);
      assert.deepEqual(
        [zipped.headers['content-encoding'], zipped.headers.vary],
        ['gzip', 'Accept-Encoding'],
      );
      assert.equal(Number(zipped.headers['content-length']), zipped.body.length);
      assert.ok(zipped.body.length < plain.body.length);
      assert.equal(gunzipSync(zipped.body).toString(), plain.text);
      const short = await wire(`${test.rest}?f=json`, { headers: { 'accept-encoding': 'gzip' } });
      assert.equal(short.headers['content-encoding'], undefined);
      test.portal.switches.gzip = false;
      const off = await wire(url, { headers: { 'accept-encoding': 'gzip' } });
      assert.equal(off.headers['content-encoding'], undefined);
    });

    it('names the version of a file, and sends none that the client has', async () => {
      const thumbnail = new File(['png'], 'thumb.png', { type: 'image/png' });
      const id = await test.add('ann', { thumbnail });
      const url = `${test.rest}/content/items/${id}/info/thumbnail/thumb.png?token=${token}`;
      const first = await wire(url);
      assert.deepEqual([first.status, first.text], [200, 'png']);
      const { etag, 'last-modified': modified } = first.headers;
      for (const headers of [{ 'if-none-match': String(etag) }, { 'if-modified-since': String(modified) }]) {
        const again = await wire(url, { headers });
        assert.deepEqual([again.status, again.body.length], [304, 0]);
      }
      assert.equal((await wire(url, { headers: { 'if-none-match': '"other"' } })).status, 200);
    });

    it('lets pages of other origins read its answers, or only those that it names', async () => {
      const url = `${test.rest}?f=json`;
      const asked = await wire(url, {
        method: 'OPTIONS',
        headers: { origin: 'https://app.example', 'access-control-request-headers': 'x-esri-authorization' },
      });
      assert.deepEqual(
        [asked.status, asked.headers['access-control-allow-headers'], asked.body.length],
        [200, 'x-esri-authorization', 0],
      );
      const allowed = async (origin: string) =>
        (await wire(url, { headers: { origin } })).headers['access-control-allow-origin'];
      assert.equal(await allowed('https://app.example'), 'https://app.example');
      test.portal.switches.allowedOrigins = ['https://app.example'];
      assert.equal(await allowed('https://app.example'), 'https://app.example');
      assert.equal(await allowed('https://evil.example'), undefined);
    });

    it('answers pages to who asks without f, in the words of portal or server, unless they are disabled', async () => {
      const page = await wire(`${test.rest}/portals/self`);
      assert.match(page.text, /<title>ArcGIS Portal Directory<\/title>/);
      const services = await wire(`${test.portal.serverUrl}/rest/info?f=html`);
      assert.match(services.text, /<title>ArcGIS REST Services Directory<\/title>/);
      const refused = await wire(`${test.rest}/content/items/${'0'.repeat(32)}`);
      assert.equal(refused.status, 200);
      assert.match(refused.text, /Error: Item does not exist or is inaccessible\.[\s\S]*Code: 400/);
      test.portal.switches.directoryPages = false;
      const disabled = await wire(`${test.rest}/portals/self`);
      assert.equal(disabled.status, 403);
      assert.match(disabled.text, /Services Directory has been disabled/);
      assert.equal((await test.get('/portals/self')).error, undefined);
    });

    it('takes 50 MB without Content-Length and no more', async () => {
      const limit = wireDefaults(kind).chunkedLimit;
      assert.equal(limit, 50 * 1024 * 1024);
      test.portal.switches.chunkedLimit = 100_000;
      const send = (title: string, bytes: number, more: Record<string, string> = {}) => {
        const lines = [
          ...Object.entries({ f: 'json', type: 'CSV', title, token }).map(
            ([name, value]) => `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
          ),
          `--edge\r\nContent-Disposition: form-data; name="file"; filename="${title}.csv"\r\n\r\n`,
        ];
        const body = [Buffer.from(lines.join('')), Buffer.alloc(bytes, 'x'), Buffer.from('\r\n--edge--\r\n')];
        return wire(`${test.rest}/content/users/ann/addItem`, {
          headers: { 'content-type': 'multipart/form-data; boundary=edge', ...more },
          body: more['content-length'] === 'known' ? Buffer.concat(body) : body,
          ...(more['content-length'] === 'known'
            ? { headers: { 'content-type': 'multipart/form-data; boundary=edge' } }
            : {}),
        });
      };
      const long = await send('long', 200_000);
      assert.equal(long.status, 413);
      const short = await send('short', 50_000);
      assert.equal((JSON.parse(short.text) as Json).success, true);
      const known = await send('known', 200_000, { 'content-length': 'known' });
      assert.equal((JSON.parse(known.text) as Json).success, true);
      const { items } = await test.get('/content/users/ann', { token, num: '100' });
      const titles = (items as { title: string }[]).map((item) => item.title);
      assert.ok(!titles.includes('long') && titles.includes('short') && titles.includes('known'));
    });

    it('refuses an address that is too long, or takes any', async () => {
      const call = async () => (await wire(`${test.rest}?f=json&more=${'x'.repeat(20_000)}`)).status;
      assert.equal(await call(), kind === 'online' ? 413 : 200);
      test.portal.switches.longestUrl = kind === 'online' ? 0 : 4000;
      assert.equal(await call(), kind === 'online' ? 200 : 413);
    });

    it('sees a token only where it looks for one', async () => {
      const self = `${test.rest}/community/self`;
      const ask = {
        query: () => test.json(`${self}?f=json&token=${token}`),
        body: () => wire(self, form({ token })).then(({ text }) => JSON.parse(text) as Json),
        header: () => test.json(`${self}?f=json`, { headers: { 'X-Esri-Authorization': `Bearer ${token}` } }),
        authorization: () => test.json(`${self}?f=json`, { headers: { Authorization: `Bearer ${token}` } }),
      };
      for (const place of ['query', 'body', 'header', 'authorization'] as const) {
        test.portal.switches.tokensIn = [place];
        for (const [asked, call] of Object.entries(ask)) {
          const answer = await call();
          if (asked === place) assert.equal(answer.username, 'ann', `${asked} where ${place} is looked at`);
          else assert.equal(errorOf(answer).code, 499, `${asked} where ${place} is looked at`);
        }
      }
    });

    it('is closed to who is not signed in, but for the sign-in, where the organisation wants it so', async () => {
      test.portal.switches.anonymousAccess = false;
      assert.equal(errorOf(await test.get('/portals/self')).code, 499);
      assert.equal(errorOf(await test.get('/search', { q: 'map' })).code, 499);
      assert.equal((await test.get('/info')).error, undefined);
      assert.equal((await test.get('')).error, undefined);
      assert.equal((await test.get('/portals/self', { token: await test.token() })).access, 'private');
      assert.equal((await test.json(`${test.portal.serverUrl}/rest/info?f=json`)).error, undefined);
      test.portal.switches.downloadsRedirect = true;
      const id = await test.add('ann', { type: 'CSV', file: new File(['a,b\n'], `${kind}-closed.csv`) });
      const { headers } = await wire(`${test.rest}/content/items/${id}/data?token=${token}`);
      assert.equal((await wire(String(headers.location))).text, 'a,b\n');
    });

    it('takes no plain HTTP where the organisation allows HTTPS only', async () => {
      test.portal.switches.allSSL = true;
      assert.deepEqual(await test.get('/portals/self'), {
        error: { code: 403, message: 'SSL Required', details: ['SSL Required'] },
      });
      const secure = await wire(`${test.portal.https}/sharing/rest/portals/self?f=json`, {
        ca: test.portal.ca,
      });
      assert.equal((JSON.parse(secure.text) as Json).allSSL, true);
    });

    it('sends the data of files by itself or from the storage host, as it is set', async () => {
      const id = await test.add('ann', { type: 'CSV', file: new File(['a,b\n'], `${kind}.csv`) });
      const url = `${test.rest}/content/items/${id}/data?token=${token}`;
      const usual = await wire(url);
      assert.equal(usual.status, kind === 'online' ? 302 : 200);
      Object.assign(test.portal.switches, { downloadsRedirect: true, redirectStatus: 307 });
      const { status, headers } = await wire(url);
      assert.equal(status, 307);
      const there = String(headers.location);
      assert.notEqual(new URL(there).host, new URL(test.portal.url).host);
      assert.equal((await wire(there)).text, 'a,b\n');
      assert.ok(!there.includes(token));
      test.portal.switches.downloadsRedirect = false;
      assert.equal((await wire(url)).text, 'a,b\n');
    });

    it('refuses a token at the storage host and notes it, or only notes it', async () => {
      test.portal.switches.downloadsRedirect = true;
      const id = await test.add('ann', { type: 'CSV', file: new File(['a,b\n'], `${kind}-2.csv`) });
      const { headers } = await wire(`${test.rest}/content/items/${id}/data?token=${token}`);
      const there = String(headers.location);
      const { host } = new URL(there);
      const ways = [
        { url: `${there}&token=${token}`, headers: {}, place: 'query' },
        { url: there, headers: { 'x-esri-authorization': `Bearer ${token}` }, place: 'header' },
        { url: there, headers: { authorization: `Bearer ${token}` }, place: 'authorization' },
      ];
      for (const { url, headers, place } of ways) {
        test.portal.requests.clear();
        test.portal.switches.storageRefusesTokens = true;
        const refused = await wire(url, { headers });
        assert.equal(refused.status, 400);
        assert.match(refused.text, /Only one auth mechanism allowed/);
        test.portal.switches.storageRefusesTokens = false;
        assert.equal((await wire(url, { headers })).text, 'a,b\n');
        assert.deepEqual(
          test.portal.requests.query({ host, token: 'any' }).map((one) => one.tokenIn),
          [place, place],
        );
      }
      assert.equal((await wire(there.replace('Signature=', 'Signature=x'))).status, 403);
    });

    it('lets addresses of files expire on its own clock', async () => {
      const { switches } = test.portal;
      switches.downloadsRedirect = true;
      const id = await test.add('ann', { type: 'CSV', file: new File(['a,b\n'], `${kind}-3.csv`) });
      // Time that runs backwards: what is made now was good until a moment ago.
      switches.timeScale = -1;
      const { headers } = await wire(`${test.rest}/content/items/${id}/data?token=${token}`);
      const answer = await wire(String(headers.location));
      assert.equal(answer.status, 403);
      assert.match(answer.text, /Request has expired/);
    });
  });
}
