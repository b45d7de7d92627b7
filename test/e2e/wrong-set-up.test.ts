import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunReport } from '../../lib/copy/run/report.js';
import { type SandboxPair, startPair } from '../../sandbox/index.js';
import { copyEverything, type FlowPortal } from '../support/copy-flow.js';
import { type FlowNode, type NodeRedProcess, startNodeRed } from '../support/node-red-process.js';

interface Caught {
  error: { message: string; code?: string; source: { type: string } };
  arcgis?: { error?: { code: string } };
}

/** A server that is not there, by a name that no resolver answers. */
const UNKNOWN_HOST = 'http://portal.invalid/portal';

const change = (flow: FlowNode[], id: string, settings: Record<string, unknown>): FlowNode[] =>
  flow.map((node) => (node.id === id ? { ...node, ...settings } : node));

describe('a flow that is set up wrongly', function () {
  this.timeout(120_000);

  let folder: string;
  let pair: SandboxPair;
  let nodeRed: NodeRedProcess & { collector: string };
  let source: FlowPortal;
  let target: FlowPortal;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'portal-copy-wrong-'));
    pair = await startPair({ dir: folder });
    nodeRed = await startNodeRed({ nodesDir: process.cwd() });
    source = { url: pair.source.url, ...pair.source.admin };
    target = { url: pair.target.url, ...pair.target.admin };
  });

  after(async () => {
    await nodeRed?.stop();
    await pair?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const flow = (from: FlowPortal, to: FlowPortal): FlowNode[] => copyEverything(from, to, nodeRed.collector);

  /** Runs the flow; nothing may be written in either portal. Answers with the first thing that comes out of `topic`. */
  const press = async (nodes: FlowNode[], topic: string): Promise<Record<string, unknown>> => {
    pair.source.requests.clear();
    pair.target.requests.clear();
    await nodeRed.deploy(nodes);
    const arrived = nodeRed.next(topic);
    await nodeRed.press('button');
    const message = await arrived;
    for (const portal of [pair.source, pair.target]) {
      const written = portal.requests.all().filter(({ write }) => write);
      assert.deepEqual(
        written.map(({ path: place }) => place),
        [],
        'something was written',
      );
    }
    return message;
  };

  const caught = async (nodes: FlowNode[]): Promise<Caught> =>
    (await press(nodes, 'catch')) as unknown as Caught;

  const clear = ({ error }: Caught, words: RegExp): void => {
    assert.match(error.message, words);
    assert.ok(!JSON.stringify(error).includes(source.password), 'the password is in the error');
  };

  it('wrong password: says that the portal refused it, for which user, and what to do', async () => {
    const message = await caught(flow({ ...source, password: 'wrong-one' }, target));
    assert.match(message.error.message, /as "admin".*Check user name and password/);
    clear(message, /Invalid username or password/);
    assert.ok(!JSON.stringify(message).includes('wrong-one'));
  });

  it('expired token: says that it has expired and that a new one is needed', async () => {
    const expired = change(flow(source, target), 'source-portal', {
      signIn: 'token',
      credentials: { token: 'this-token-is-not-valid-any-more' },
    });
    clear(await caught(expired), /token/i);
  });

  it('read-only target: says that it is locked against writing', async () => {
    const message = await caught(flow(source, { ...target, readOnly: true }));
    assert.equal(message.error.source.type, 'clone-item');
    clear(message, /read-only/i);
  });

  it('target that is the source by mistake: says so', async () => {
    clear(await caught(flow(source, source)), /same portal/i);
  });

  it('unknown host: names the host', async () => {
    clear(await caught(flow({ ...source, url: UNKNOWN_HOST }, target)), /portal\.invalid/);
  });

  it('blank list of ids: asks for ids', async () => {
    clear(await caught(change(flow(source, target), 'search', { scope: 'ids', ids: '' })), /id/i);
  });

  it('nothing found: is a report with nothing in it and a warning, not silence', async () => {
    const nothing = change(flow(source, target), 'search', { query: 'title:"there is no such thing"' });
    const report = (await press(nothing, 'report')).payload as RunReport;
    assert.equal(report.found, 0);
    assert.deepEqual(report.rows, []);
    assert.match(nodeRed.output(), /nothing|no item/i);
  });
});
