import assert from 'node:assert/strict';
import { parseFaultPlan } from '../../sandbox/faults/parse-fault-plan.js';
import { errorOf, type Json, TestPortal } from '../sandbox/test-portal.js';
import { control, wire } from './wire-portal.js';

for (const kind of ['enterprise', 'online'] as const) {
  describe(`faults on demand in a portal with ${kind} manners`, () => {
    let test: TestPortal;
    let token: string;
    before(async () => {
      test = await TestPortal.start({ kind });
      token = await test.token();
    });
    afterEach(() => test.portal.faults.clear());
    after(() => test.stop());

    const self = () => fetch(`${test.rest}/portals/self?f=json`);
    const statuses = async (count: number) => {
      const found: number[] = [];
      for (let call = 0; call < count; call += 1) found.push((await self()).status);
      return found;
    };

    it('meet the nth request that fits, by path and method, and no others', async () => {
      test.portal.faults.set([{ path: '**/portals/self', kind: 'status', nth: [2, 4] }]);
      await test.get('/community/users');
      assert.deepEqual(await statuses(5), [200, 503, 200, 503, 200]);
      test.portal.faults.set([
        { path: '/sharing/rest/portals/*', method: 'post', kind: 'status', status: 502 },
      ]);
      assert.equal((await self()).status, 200);
      const posted = await fetch(`${test.rest}/portals/self`, { method: 'POST' });
      assert.equal(posted.status, 502);
      assert.deepEqual(test.portal.faults.state().counts, [{ matched: 1, hit: 1 }]);
    });

    it('stop after so many times', async () => {
      test.portal.faults.set([{ path: '**', kind: 'status', times: 2 }]);
      assert.deepEqual(await statuses(4), [503, 503, 200, 200]);
    });

    it('are the same for the same seed, and others for another one', async () => {
      const run = async (seed: number) => {
        test.portal.faults.set([{ path: '**', kind: 'status', probability: 0.5 }], seed);
        return (await statuses(20)).join();
      };
      const first = await run(7);
      assert.equal(await run(7), first);
      assert.notEqual(await run(8), first);
      assert.ok(first.includes('503') && first.includes('200'));
    });

    it('break connections before anything is done, or after', async () => {
      const add = (title: string) =>
        test.post('/content/users/ann/addItem', { type: 'Web Map', title, token });
      test.portal.faults.set([{ path: '**/addItem', kind: 'reset' }]);
      await assert.rejects(add(`never ${kind}`));
      test.portal.faults.set([{ path: '**/addItem', kind: 'lost-reply' }]);
      await assert.rejects(add(`unheard ${kind}`));
      test.portal.faults.clear();
      const { items } = await test.get('/content/users/ann', { token });
      assert.deepEqual(
        (items as Json[]).map((item) => item.title),
        [`unheard ${kind}`],
      );
    });

    it('answer an error inside 200, a page, or half of the truth', async () => {
      test.portal.faults.set([
        { path: '**', kind: 'error', code: 504, message: 'Your request has timed out.' },
      ]);
      assert.deepEqual(await test.get('/portals/self'), {
        error: { code: 504, message: 'Your request has timed out.', details: [] },
      });
      test.portal.faults.set([{ path: '**', kind: 'html', message: 'Down for maintenance' }]);
      const page = await self();
      assert.match(String(page.headers.get('content-type')), /text\/html/);
      assert.match(await page.text(), /Down for maintenance/);
      test.portal.faults.set([{ path: '**', kind: 'truncated', bytes: 50 }]);
      await assert.rejects(wire(`${test.rest}/portals/self?f=json`));
    });

    it('delay, and let later rules have their turn', async () => {
      test.portal.faults.set([
        { path: '**', kind: 'delay', ms: 1 },
        { path: '**', kind: 'status', status: 500 },
        { path: '**', kind: 'status', status: 501, times: 1 },
      ]);
      assert.deepEqual(await statuses(2), [500, 500]);
      assert.deepEqual(test.portal.requests.all().at(-1)?.faults, ['delay', 'status']);
      assert.deepEqual(test.portal.faults.state().counts, [
        { matched: 2, hit: 2 },
        { matched: 2, hit: 2 },
        { matched: 2, hit: 0 },
      ]);
    });

    it('let the token of a request expire, in the words of portal and server', async () => {
      test.portal.faults.set([{ path: '**', kind: 'expired-token' }]);
      assert.deepEqual(await test.get('/portals/self', { token }), {
        error: { code: 498, message: 'Invalid token.', details: [] },
      });
      assert.equal((await test.get('/portals/self')).error, undefined);
      const services = `${test.portal.serverUrl}/rest/info?f=json`;
      assert.equal(errorOf(await test.json(`${services}&token=${token}`)).message, 'Invalid Token');
    });

    it('let the jobs that a request begins never end, or fail', async () => {
      const publish = async (name: string) => {
        const itemid = await test.add('ann', { type: 'CSV', file: new File(['a,b\n1,2\n'], `${name}.csv`) });
        const publishParameters = JSON.stringify({ type: 'csv', name, locationType: 'none' });
        const answer = await test.post('/content/users/ann/publish', {
          itemid,
          filetype: 'csv',
          publishParameters,
          token,
        });
        const [service] = answer.services as Json[];
        return { item: String(service?.serviceItemId), jobId: String(service?.jobId) };
      };
      const status = ({ item, jobId }: { item: string; jobId: string }) =>
        test.get(`/content/users/ann/items/${item}/status`, { jobId, jobType: 'publish', token });
      test.portal.faults.set([
        { path: '**/publish', kind: 'stuck-job', nth: 1 },
        { path: '**/publish', kind: 'failed-job', nth: 2 },
      ]);
      const stuck = await publish('stuck_job');
      const failed = await publish('failed_job');
      const fine = await publish('fine_job');
      const ended = async (job: { item: string; jobId: string }) => {
        for (;;) {
          const said = await status(job);
          if (said.status !== 'processing') return said.status;
        }
      };
      assert.equal(await ended(failed), 'failed');
      assert.equal(await ended(fine), 'completed');
      assert.equal((await status(stuck)).status, 'processing');
    });

    it('let jobs of the services never end, or fail', async () => {
      const made = await test.post('/content/users/ann/createService', {
        createParameters: JSON.stringify({ name: `jobs_${kind}`, capabilities: 'Query' }),
        outputType: 'featureService',
        token,
      });
      const admin = String(made.serviceurl).replace('/rest/services', '/rest/admin/services');
      const fields = [{ name: 'OBJECTID', type: 'esriFieldTypeOID', alias: 'OBJECTID' }];
      const add = async (name: string) => {
        const definition = { tables: [{ name, type: 'Table', objectIdField: 'OBJECTID', fields }] };
        const answer = await test.json(`${admin}/addToDefinition`, {
          method: 'POST',
          body: new URLSearchParams({
            f: 'json',
            async: 'true',
            addToDefinition: JSON.stringify(definition),
            token,
          }),
        });
        const url = String(answer.statusURL ?? answer.statusUrl);
        return (await test.json(`${url}${url.includes('?') ? '&' : '?'}f=json&token=${token}`)).status;
      };
      test.portal.faults.set([
        { path: '/rest/admin/**/addToDefinition', kind: 'stuck-job', nth: 1 },
        { path: '/rest/admin/**/addToDefinition', kind: 'failed-job', nth: 2 },
      ]);
      assert.deepEqual(
        [await add('one'), await add('two'), await add('three')].map((one) => String(one).toLowerCase()),
        ['processing', 'failed', 'completed'],
      );
    });

    it('are set, told and taken back over HTTP', async () => {
      const url = control(test.portal, 'faults');
      const put = await fetch(url, {
        method: 'PUT',
        body: JSON.stringify({ rules: [{ path: '**/self', kind: 'status' }], seed: 3 }),
      });
      assert.equal(put.status, 200);
      assert.equal((await self()).status, 503);
      assert.deepEqual(await test.json(url), {
        rules: [{ path: '**/self', kind: 'status' }],
        seed: 3,
        counts: [{ matched: 1, hit: 1 }],
      });
      assert.deepEqual(((await test.json(url, { method: 'DELETE' })) as Json).rules, []);
      assert.equal((await self()).status, 200);
      const wrong = await fetch(url, {
        method: 'POST',
        body: JSON.stringify([{ path: '**', kind: 'oops' }]),
      });
      assert.equal(wrong.status, 400);
      assert.match(await wrong.text(), /Fault rule 1: `kind` must be one of delay, reset/);
      const broken = await fetch(url, { method: 'POST', body: '{' });
      assert.equal(broken.status, 400);
      const foreign = await fetch(url, { headers: { origin: 'https://evil.example' } });
      assert.equal(foreign.status, 403);
    });
  });
}

describe('rules for faults', () => {
  it('are checked, and the first one that is wrong is named', () => {
    assert.deepEqual(parseFaultPlan([{ path: '**', kind: 'delay', ms: 5 }]), {
      rules: [{ path: '**', kind: 'delay', ms: 5 }],
    });
    for (const [given, says] of [
      ['x', /list of rules/],
      [{ rules: [], seed: 1.5 }, /`seed` must be a whole number/],
      [[{ kind: 'delay' }], /Fault rule 1: `path`/],
      [[{ path: '**', kind: 'delay', probabilty: 1 }], /'probabilty' is unknown/],
      [[{ path: '**', kind: 'delay', ms: '5' }], /`ms` must be a number/],
      [[{ path: '**', kind: 'delay', nth: [1, 'x'] }], /`nth`/],
      [[{ path: '**', kind: 'delay', method: 5 }], /`method` must be a text/],
      [[5], /it is no object/],
    ] as const) {
      assert.throws(() => parseFaultPlan(given), says);
    }
  });
});
