import assert from 'node:assert/strict';
import type { RunReport } from '../../lib/copy/run/report.js';
import { failures } from '../support/reports.js';
import { compareCopies } from './support/compare-copies.js';
import { type Example, readExample } from './support/example.js';
import { SECRET, type Stage, startStage } from './support/stage.js';

interface Answer {
  status: number;
  location: string | null;
  body: Record<string, unknown>;
}

describe('the examples that other programs start', function () {
  this.timeout(120_000);

  let stage: Stage;
  let ids: string[];

  const call = async (method: string, address: string, options: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(new URL(address, stage.nodeRed.url), {
      method,
      ...options,
      headers: { authorization: `Bearer ${SECRET}`, ...options.headers },
    });
    return {
      status: response.status,
      location: response.headers.get('location'),
      body: (await response.json()) as Answer['body'],
    };
  };
  const post = (address: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    call('POST', address, {
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const deploy = async (example: Example, search: string, report: string): Promise<void> => {
    example.tap(report, 'report', stage.nodeRed.collector);
    example.node(search).wires?.[1]?.push('started-in');
    example.tap(search, 'started', stage.nodeRed.collector, 1);
    await stage.nodeRed.deploy(example.nodes);
    stage.pair.source.requests.clear();
    stage.pair.target.requests.clear();
  };
  const runsStarted = (): number =>
    new Set(
      stage.nodeRed.delivered
        .filter(({ topic }) => topic === 'started')
        .map(({ message }) => (message.arcgis as { run: { id: string } }).run.id),
    ).size;

  before(async () => {
    stage = await startStage();
    ids = (await stage.find('type:"GeoJson" OR type:"Shapefile" OR type:"Microsoft Excel"')).map(
      ({ id }) => id,
    );
    assert.ok(ids.length >= 3);
  });

  after(async () => {
    await stage?.close();
  });

  describe('On request', () => {
    const ADDRESS = '/portal-copy';

    /** Asks at the status address until the run has ended. */
    const finished = async (address: string): Promise<RunReport> => {
      for (;;) {
        const { status, body } = await call('GET', address);
        assert.equal(status, 200);
        if (body.state === 'finished') return body.report as RunReport;
        assert.equal(body.state, 'running');
      }
    };

    before(async () => {
      await deploy(await readExample('8 - On request'), 'request-search', 'request-report');
    });

    for (const [what, authorization] of [
      ['no secret', ''],
      ['a wrong secret', 'Bearer guessed'],
      ['half of the secret', `Bearer ${SECRET.slice(0, 5)}`],
    ] as const) {
      it(`refuses ${what}, to start as well as to ask, and starts nothing`, async () => {
        assert.equal((await post(ADDRESS, undefined, { authorization })).status, 403);
        assert.equal((await call('GET', `${ADDRESS}/x`, { headers: { authorization } })).status, 403);
        assert.deepEqual(stage.pair.source.requests.all(), []);
      });
    }

    for (const [what, body] of [
      ['a list that is no list', { ids: 'all' }],
      ['an empty list', { ids: [] }],
      ['what is no id', { ids: ['0 OR type:*'] }],
      ['a word that it does not know', { id: 'x' }],
      ['a bare list', ['x']],
    ] as const) {
      it(`does not take ${what} for "everything"`, async () => {
        assert.equal((await post(ADDRESS, body)).status, 400);
        assert.deepEqual(stage.pair.source.requests.all(), []);
      });
    }

    it('does not take a body in another format for "everything"', async () => {
      const body = new URLSearchParams({ '{"ids":[]}': '' });
      assert.equal((await call('POST', ADDRESS, { body })).status, 400);
    });

    it('answers with the run before it has ended, copies the items that were asked for, and gives the report', async () => {
      stage.pair.target.switches.latency = 200;
      const answer = await post(ADDRESS, { ids: ids.slice(0, 2) });
      assert.equal(answer.status, 202);
      assert.equal(answer.body.found, 2);
      assert.equal(answer.location, answer.body.status);
      assert.equal(answer.body.status, `${ADDRESS}/${String(answer.body.run)}`);
      const early = await call('GET', String(answer.body.status));
      assert.deepEqual(early.body, { run: answer.body.run, state: 'running' });
      stage.pair.target.switches.latency = 0;

      const report = await finished(String(answer.body.status));
      assert.equal(failures(report), '');
      assert.equal(report.run.id, answer.body.run);
      assert.deepEqual(report.rows.map(({ source }) => source.id).sort(), ids.slice(0, 2).sort());
      assert.equal(report.outcomes.created, 2);
      await compareCopies(stage, report);
    });

    it('says that it does not know a run', async () => {
      const { status, body } = await call('GET', `${ADDRESS}/no-such-run`);
      assert.equal(status, 404);
      assert.match(String(body.error), /not known/);
    });

    it('says that an item is not there', async () => {
      const { status, body } = await post(ADDRESS, { ids: ['0'.repeat(32)] });
      assert.equal(status, 404);
      assert.equal((await finished(String(body.status))).found, 0);
    });

    it('makes one run of two requests at once', async () => {
      const before = runsStarted();
      stage.pair.source.switches.latency = 100;
      const answers = await Promise.all([post(ADDRESS, { ids }), post(ADDRESS, { ids: ids.slice(0, 1) })]);
      stage.pair.source.switches.latency = 0;
      assert.deepEqual(answers.map(({ status }) => status).sort(), [202, 409]);
      const started = answers.find(({ status }) => status === 202);
      await finished(String(started?.body.status));
      assert.equal(runsStarted(), before + 1);
    });

    it('copies everything that the node finds if there is no body', async () => {
      const example = await readExample('8 - On request');
      // The query of the message narrows what the node's own scope finds.
      Object.assign(example.node('request-search'), { scope: 'group', group: 'Larkmoor Open Data' });
      const alone = { needsDocuments: 'existing', needsLayers: 'existing', needsFiles: 'existing' };
      Object.assign(example.node('request-clone'), alone);
      await deploy(example, 'request-search', 'request-report');
      const everything = await stage.find('type:"CSV"');
      const { status, body } = await post(ADDRESS);
      assert.equal(status, 202);
      assert.ok(Number(body.found) > 1);
      const report = await finished(String(body.status));
      assert.equal(report.found, body.found);
      assert.ok(report.rows.some(({ source }) => everything.some(({ id }) => id === source.id)));
    });

    it('hands the reason on if the search fails', async () => {
      const example = await readExample('8 - On request');
      Object.assign(example.node('request-search'), { scope: 'group', group: 'No such group' });
      await deploy(example, 'request-search', 'request-report');
      const { status, body } = await post(ADDRESS, { ids });
      assert.equal(status, 502);
      assert.match(String(body.error), /no group "No such group"/);
    });
  });

  describe('On request, wait for the report', () => {
    const ADDRESS = '/portal-copy-and-wait';

    before(async () => {
      await deploy(await readExample('9 - On request, wait for the report'), 'wait-search', 'wait-report');
    });

    it('refuses a wrong secret and starts nothing', async () => {
      assert.equal((await post(ADDRESS, { ids }, { authorization: 'Bearer guessed' })).status, 403);
      assert.deepEqual(stage.pair.source.requests.all(), []);
    });

    it('answers with the report, and refuses who comes meanwhile', async () => {
      stage.pair.target.switches.latency = 100;
      const answers = await Promise.all([post(ADDRESS, { ids }), post(ADDRESS, { ids })]);
      stage.pair.target.switches.latency = 0;
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
      assert.equal(runsStarted(), 1);
      const report = answers.find(({ status }) => status === 200)?.body as unknown as RunReport;
      assert.equal(failures(report), '');
      assert.deepEqual(report.rows.map(({ source }) => source.id).sort(), [...ids].sort());
      await compareCopies(stage, report);

      const again = await post(ADDRESS, { ids: ids.slice(0, 1) });
      assert.equal(again.status, 200);
      assert.equal((again.body as unknown as RunReport).outcomes.unchanged, 1);
    });
  });
});
