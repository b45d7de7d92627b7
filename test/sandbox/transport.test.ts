import assert from 'node:assert/strict';
import { request } from 'node:https';
import { errorOf, type Json, TestPortal } from './test-portal.js';

describe('the transport of a sandbox portal', () => {
  let test: TestPortal;
  before(async () => {
    test = await TestPortal.start();
  });
  after(() => test.stop());

  it('answers a page when f is missing', async () => {
    const answer = await fetch(`${test.rest}/portals/self`);
    assert.equal(answer.status, 200);
    assert.match(String(answer.headers.get('content-type')), /text\/html/);
    assert.match(await answer.text(), /ArcGIS Portal Directory/);
  });

  it('answers a page to a body it cannot read, and writes nothing', async () => {
    const token = await test.token();
    const answer = await fetch(
      `${test.rest}/content/users/ann/addItem?f=json&title=x&type=CSV&token=${token}`,
      {
        method: 'POST',
        body: '[object FormData]',
      },
    );
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /ArcGIS Portal Directory/);
    assert.equal((await test.get('/content/users/ann', { token })).total, 0);
  });

  it('takes parameter names in any case, from query and body together, with a trailing slash, by POST', async () => {
    const token = await test.token();
    const url = `${test.rest}/community/users/?NUM=1`;
    const body = new URLSearchParams({ F: 'json', Q: 'ann', Token: token });
    const answer = await test.json(url, { method: 'POST', body });
    assert.equal(answer.num, 1);
    assert.equal((answer.results as Json[])[0]?.username, 'ann');
  });

  it('gives refusals inside HTTP 200', async () => {
    const answer = await fetch(`${test.rest}/content/items/${'0'.repeat(32)}?f=json`);
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), {
      error: {
        code: 400,
        messageCode: 'CONT_0001',
        message: 'Item does not exist or is inaccessible.',
        details: [],
      },
    });
  });

  it('refuses an unknown address like a portal, and notes it', async () => {
    const answer = await test.get('/content/nothing/like/this');
    assert.deepEqual(answer, { error: { code: 400, message: 'Invalid URL', details: ['Invalid URL'] } });
    assert.equal(test.portal.requests.all().at(-1)?.unknown, true);
    const broken = await fetch(`${test.rest}/content/items/%E0%A4%A`);
    assert.equal(broken.status, 400);
    assert.equal(await broken.text(), 'Invalid URL');
  });

  it('records every request without its secrets', async () => {
    test.portal.requests.clear();
    const token = await test.token();
    await test.get('/community/self', { token });
    const [first, second] = test.portal.requests.all();
    assert.deepEqual(
      [first?.params.password, first?.params.username, first?.token, first?.path],
      ['…', 'ann', 'none', '/portal/sharing/rest/generateToken'],
    );
    assert.deepEqual(
      [second?.params.token, second?.token, second?.user, second?.write, second?.status],
      ['…', 'portal', 'ann', false, 200],
    );
    assert.ok(!JSON.stringify(test.portal.requests.all()).includes(token));
  });

  it('refuses writes in read-only mode, and still reads', async () => {
    const token = await test.token();
    test.portal.switches.readOnly = true;
    const answer = await test.post('/content/users/ann/addItem', { title: 'x', type: 'Web Map', token });
    assert.equal(errorOf(answer).code, 403);
    assert.match(errorOf(answer).message, /read-only/);
    assert.equal(test.portal.requests.all().at(-1)?.write, true);
    assert.equal((await test.get('/content/users/ann', { token: await test.token() })).total, 0);
    test.portal.switches.readOnly = false;
  });

  it('sends everything whole over a slow line', async () => {
    const text = JSON.stringify({ text: 'x'.repeat(60_000) });
    test.portal.switches.bandwidth = 1_000_000;
    const id = await test.add('ann', { text });
    const answer = await fetch(`${test.rest}/content/items/${id}/data?token=${await test.token()}`);
    assert.equal(await answer.text(), text);
    test.portal.switches.bandwidth = 0;
  });

  it('serves https with a certificate of its own CA, and gives https addresses there', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      request(`${test.portal.https}/sharing/rest/info?f=json`, { ca: test.portal.ca }, (answer) => {
        let body = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk: string) => {
          body += chunk;
        });
        answer.on('end', () => resolve(body));
      })
        .on('error', reject)
        .end();
    });
    assert.equal((JSON.parse(text) as Json).owningSystemUrl, test.portal.https);
    await assert.rejects(fetch(`${test.portal.https}/sharing/rest/info?f=json`));
  });
});
