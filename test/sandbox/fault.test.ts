import assert from 'node:assert/strict';
import { errorOf, TestPortal } from './test-portal.js';

describe('a sandbox portal whose line or server fails on purpose', () => {
  let test: TestPortal;
  let token: string;
  before(async () => {
    test = await TestPortal.start();
    token = await test.token();
  });
  afterEach(() => {
    test.portal.switches.fault = undefined;
  });
  after(() => test.stop());

  const add = (title: string) => test.post('/content/users/ann/addItem', { type: 'Web Map', title, token });
  const titles = async () => {
    test.portal.switches.fault = undefined;
    const { items } = await test.get('/content/users/ann', { token, num: '100' });
    return (items as { title: string }[]).map((item) => item.title);
  };

  it('breaks the connection before anything is done, or after all is done, as a proxy that waits no longer does', async () => {
    test.portal.switches.fault = ({ write }) => (write ? { kind: 'reset' } : undefined);
    await assert.rejects(add('never'));
    test.portal.switches.fault = ({ write }) => (write ? { kind: 'lost-reply' } : undefined);
    await assert.rejects(add('unheard'));
    test.portal.switches.fault = ({ write }) => (write ? { kind: 'late-status', status: 504 } : undefined);
    const late = await fetch(`${test.rest}/content/users/ann/addItem`, {
      method: 'POST',
      body: new URLSearchParams({ type: 'Web Map', title: 'too late', token, f: 'json' }),
    });
    assert.deepEqual([late.status, await late.text()], [504, '<html><body><h1>HTTP 504</h1></body></html>']);
    assert.deepEqual((await titles()).sort(), ['too late', 'unheard']);
  });

  it('answers with a status of a proxy, or a refusal inside 200', async () => {
    test.portal.switches.fault = () => ({ kind: 'status', status: 429, headers: { 'Retry-After': '1' } });
    const limited = await fetch(`${test.rest}/portals/self?f=json`);
    assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '1']);
    test.portal.switches.fault = () => ({ kind: 'error', code: 504, message: 'Your request has timed out.' });
    assert.equal(errorOf(await test.get('/portals/self')).code, 504);
  });

  it('breaks a download off in the middle', async () => {
    const id = await test.add('ann', { type: 'CSV', file: new File(['x'.repeat(100_000)], 'long.csv') });
    test.portal.switches.fault = ({ path }) =>
      path.endsWith('/data') ? { kind: 'cut', bytes: 1000 } : undefined;
    const answer = await fetch(`${test.rest}/content/items/${id}/data?token=${token}`);
    assert.equal(answer.headers.get('content-length'), '100000');
    await assert.rejects(answer.arrayBuffer());
  });
});
