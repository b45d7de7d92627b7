import assert from 'node:assert/strict';
import type { PortalKind } from '../../sandbox/index.js';
import { Stage } from './support/stage.js';
import { type Aim, type Blow, countRequests, numbers, unleash } from './support/weather.js';

const PAGE = '<html><body><h1>Service Unavailable</h1></body></html>';

const LOST: Blow = { kind: 'lost-reply' };
const RESET: Blow = { kind: 'reset' };
const CUT: Blow = { kind: 'cut', bytes: 7 };
const NOT_OURS: Blow = { kind: 'html' };
const GATEWAY: Blow = { kind: 'status', status: 503, body: PAGE };
const BUSY: Blow = {
  kind: 'error',
  code: 429,
  message: 'Unable to perform query.',
  details: ['Too many requests. Retry after 1 sec.'],
};
const INTERNAL: Blow = { kind: 'error', code: 500, message: 'Internal server error.' };
const EXPIRED: Blow = { kind: 'error', code: 498, message: 'Invalid token.' };
const ALL_EXPIRED: Blow = (portal) => {
  portal.switches.tokensSince = Date.now() + 1;
};

interface Storm extends Omit<Aim, 'nth'> {
  name: string;
  blow: Blow;
  /** Not every request is tried in the short run: every `step`th, by turns in the two directions. */
  step: number;
}

const LONG = 1_000_000;
const STORMS: Storm[] = [
  { name: 'the reply to a write is lost', portal: 'target', kind: 'write', blow: LOST, step: 5 },
  { name: 'a write is cut before it is done', portal: 'target', kind: 'write', blow: RESET, step: 9 },
  { name: 'the answer to a write breaks off', portal: 'target', kind: 'write', blow: CUT, step: 10 },
  { name: 'a gateway answers a write with a page', portal: 'target', kind: 'write', blow: GATEWAY, step: 10 },
  { name: 'a page answers a write', portal: 'target', kind: 'write', blow: NOT_OURS, step: 14 },
  {
    name: 'a page comes instead of what the source tells',
    portal: 'source',
    kind: 'read',
    blow: NOT_OURS,
    step: 30,
  },
  {
    name: 'a page comes instead of what the target tells',
    portal: 'target',
    kind: 'read',
    blow: NOT_OURS,
    step: 45,
  },
  { name: 'a write is too many', portal: 'target', kind: 'write', blow: BUSY, step: 12 },
  { name: 'a write fails inside 200', portal: 'target', kind: 'write', blow: INTERNAL, step: 6 },
  { name: 'a token has expired at a write', portal: 'target', kind: 'write', blow: EXPIRED, step: 12 },
  { name: 'all tokens have expired', portal: 'target', kind: 'write', blow: ALL_EXPIRED, step: 12 },
  {
    name: 'every reply from one write on is lost',
    portal: 'target',
    kind: 'write',
    times: LONG,
    blow: LOST,
    step: 6,
  },
  {
    name: 'every write from one on is cut',
    portal: 'target',
    kind: 'write',
    times: LONG,
    blow: RESET,
    step: 8,
  },
  {
    name: 'every write from one on fails inside 200',
    portal: 'target',
    kind: 'write',
    times: LONG,
    blow: INTERNAL,
    step: 8,
  },
  {
    name: 'a gateway answers from one write on',
    portal: 'target',
    kind: 'write',
    times: LONG,
    blow: GATEWAY,
    step: 9,
  },
  { name: 'what the target tells breaks off', portal: 'target', kind: 'read', blow: CUT, step: 45 },
  { name: 'what the source tells breaks off', portal: 'source', kind: 'read', blow: CUT, step: 45 },
  { name: 'a read of the target fails inside 200', portal: 'target', kind: 'read', blow: INTERNAL, step: 20 },
  { name: 'a read of the source fails inside 200', portal: 'source', kind: 'read', blow: INTERNAL, step: 20 },
  { name: 'a read of the source is too many', portal: 'source', kind: 'read', blow: BUSY, step: 60 },
  {
    name: 'a gateway answers from one read of the target on',
    portal: 'target',
    kind: 'read',
    times: LONG,
    blow: GATEWAY,
    step: 30,
  },
  {
    name: 'a gateway answers from one read of the source on',
    portal: 'source',
    kind: 'read',
    times: LONG,
    blow: GATEWAY,
    step: 30,
  },
  {
    name: 'reads of the source fail inside 200 from one on',
    portal: 'source',
    kind: 'read',
    times: LONG,
    blow: INTERNAL,
    step: 30,
  },
  {
    name: 'reads of the target fail inside 200 from one on',
    portal: 'target',
    kind: 'read',
    times: LONG,
    blow: INTERNAL,
    step: 30,
  },
];

const WAYS: [PortalKind, PortalKind][] = [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
];

// CHAOS=all tries every single request, which takes some minutes (`CHAOS=all npx mocha dist/test/chaos`, say).
for (const [from, to] of WAYS) {
  describe(`Copying from ${from} to ${to} in foul weather`, function () {
    this.timeout(600_000);

    let stage: Stage;
    let requests: Awaited<ReturnType<typeof countRequests>>;
    before(async () => {
      stage = await Stage.set(from, to);
      requests = await countRequests(stage);
    });
    after(() => stage?.strike());

    for (const storm of STORMS) {
      it(`is completed by the next run when ${storm.name}`, async () => {
        const problems: string[] = [];
        for (const nth of numbers(
          requests[storm.portal][storm.kind],
          2 * storm.step,
          from === 'online' ? 1 : 1 + storm.step,
        )) {
          await stage.freshTarget();
          const hit = unleash(stage, { ...storm, nth }, storm.blow);
          let when = 'in the storm';
          try {
            const end = await stage.run();
            stage.calm();
            await stage.assertHonest(end);
            // A page must not be taken for content.
            const isWell = end.rows.every(({ error, result }) => !error && !result?.residue.length);
            if (storm.blow === NOT_OURS && isWell && !end.searchError) await stage.assertWhole(end);
            when = 'after the storm';
            await stage.assertWhole(await stage.run());
          } catch (error) {
            problems.push(`${storm.kind} ${nth} (${hit[0]?.path}), ${when}: ${(error as Error).message}`);
          } finally {
            stage.calm();
          }
        }
        assert.ok(problems.length === 0, problems.join('\n'));
      });
    }
  });
}
