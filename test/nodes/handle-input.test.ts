import assert from 'node:assert/strict';
import type { Node, NodeDef, NodeInitializer } from 'node-red';
import { runs } from '../../lib/copy/run/runs.js';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { handleInput, type InputContext } from '../../nodes/shared/handle-input.js';
import type { FlowMessage } from '../../nodes/shared/node-red.js';
import { Bench, type BenchNode } from './bench.js';
import { catchNode, sinkNode, TAB, tab } from './flows.js';

type Work = (msg: FlowMessage, context: InputContext) => Promise<void>;

/** What the node under test does with a message; each test sets its own. */
let work: Work;

const probe: NodeInitializer = (red) => {
  function Probe(this: Node, config: NodeDef): void {
    red.nodes.createNode(this, config);
    handleInput(this, {
      progress: { begin: () => undefined, end: () => undefined, fail: () => undefined },
      work: (msg, context) => work(msg, context),
    });
  }
  red.nodes.registerType('probe', Probe);
};

const flow: BenchNode[] = [
  tab,
  { id: 'probe', type: 'probe', z: TAB, x: 0, y: 0, name: 'the probe', wires: [['out']] },
  sinkNode('out'),
  catchNode([['caught']]),
  sinkNode('caught'),
];

const itemMessage = (runId: string, id = 'a'.repeat(32)): Record<string, unknown> => ({
  arcgis: {
    run: { id: runId, started: 1, pipeline: '', dryRun: false },
    source: {
      portal: 'http://127.0.0.1/portal',
      item: { id, type: 'CSV', title: 'Trees', owner: 'admin', folder: null, url: null, modified: 1 },
    },
  },
});

/** Resolves or rejects when the test says so. */
function gate(): { open: () => void; opened: Promise<void> } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
  );

describe('the input handler of all nodes', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.load(flow, {}, [probe]);
  });

  afterEach(() => bench.unload());

  it('ends a message that worked in one bare done, after what was sent', async () => {
    work = async (msg, { send }) => send(msg);
    bench.send('probe', { payload: 1, mine: 'kept' });
    const message = await bench.message('out');
    assert.equal(message.mine, 'kept');
    assert.deepEqual(
      bench.completionsOf('probe').map(({ error }) => error),
      [null],
    );
  });

  const failures: [string, Work][] = [
    ['rejects', () => Promise.reject(new ArcGISError('ARCGIS_EXISTS', 'It is there already.'))],
    [
      'throws before it returns a promise',
      () => {
        throw new ArcGISError('ARCGIS_EXISTS', 'It is there already.');
      },
    ],
    [
      'sends first and fails then',
      async (msg, { send }) => {
        send(msg);
        throw new ArcGISError('ARCGIS_EXISTS', 'It is there already.');
      },
    ],
  ];
  for (const [how, failing] of failures) {
    it(`ends a message whose work ${how} in one done with the error, which Catch sees`, async () => {
      work = failing;
      bench.send('probe', { payload: 1 });
      const caught = await bench.message('caught');
      assert.equal((caught.error as { code: string }).code, 'ARCGIS_EXISTS');
      assert.equal((caught.error as { message: string }).message, 'ArcGIS: It is there already.');
      const { error, steps } = caught.arcgis as { error: object; steps: { node: string; outcome: string }[] };
      assert.deepEqual(error, { code: 'ARCGIS_EXISTS', message: 'It is there already.' });
      assert.deepEqual([steps[0]?.node, steps[0]?.outcome], ['probe', 'failed']);
      assert.equal(bench.completionsOf('probe').length, 1);
    });
  }

  it('takes secrets, causes and library objects out of an unexpected error', async () => {
    const cause = Object.assign(new Error('token=top-secret-token'), {
      options: { token: 'top-secret-token' },
    });
    work = () => Promise.reject(new Error('GET https://host/x?token=top-secret-token failed', { cause }));
    bench.send('probe', { payload: 1 });
    const caught = await bench.message('caught');
    const { error } = await bench.completion('probe');
    assert.equal(error?.code, 'ARCGIS_UNEXPECTED');
    assert.equal(error?.cause, undefined);
    assert.doesNotMatch(JSON.stringify([caught, error?.stack, error?.message]), /top-secret-token/);
  });

  for (const thrown of ['a text', undefined, 42, { some: 'object' }]) {
    it(`survives that ${JSON.stringify(thrown) ?? 'nothing'} is thrown instead of an error`, async () => {
      work = () => Promise.reject(thrown);
      bench.send('probe', { payload: 1 });
      const { error } = await bench.completion('probe');
      assert.equal(error?.code, 'ARCGIS_UNEXPECTED');
    });
  }

  it('survives a message that cannot be written to', async () => {
    work = () => Promise.reject(new ArcGISError('ARCGIS_INPUT', 'no'));
    bench.send('probe', Object.freeze({ _msgid: '1', payload: 1 }));
    const { error } = await bench.completion('probe');
    assert.ok(error);
    assert.equal(bench.completionsOf('probe').length, 1);
  });

  it('cancels what it works on when a message with reset comes, and uses that message up', async () => {
    work = (_msg, { signal }) => untilAborted(signal);
    bench.send('probe', { payload: 'first' });
    bench.send('probe', { payload: 'second' });
    bench.send('probe', { reset: true });
    await bench.until(() => bench.completionsOf('probe').length === 3);
    const codes = bench.completionsOf('probe').map(({ error }) => error?.code ?? null);
    assert.deepEqual(codes.sort(), ['ARCGIS_CANCELLED', 'ARCGIS_CANCELLED', null]);
    assert.deepEqual(bench.messages('out'), []);
  });

  for (const [how, type, changed] of [
    ['the whole flow is deployed', 'full', [{ ...tab, label: 'deployed again' }, ...flow.slice(1)]],
    [
      'only itself is deployed',
      'nodes',
      flow.map((node) => (node.id === 'probe' ? { ...node, name: 'new' } : node)),
    ],
  ] as const) {
    it(`neither sends nor calls done once it is being closed because ${how}, and waits for what it aborted`, async () => {
      const { open, opened } = gate();
      let ended = false;
      work = async (msg, { signal, send }) => {
        open();
        await untilAborted(signal).catch(() => undefined);
        send(msg);
        ended = true;
      };
      bench.send('probe', { payload: 1 });
      await opened;
      await bench.deploy([...changed], type);
      assert.equal(ended, true);
      work = async (msg, { send }) => send(msg);
      bench.send('probe', { payload: 'later' });
      await bench.until(() => bench.messages('out').length > 0);
      assert.deepEqual(
        bench.messages('out').map(({ payload }) => payload),
        ['later'],
      );
      assert.equal(bench.completionsOf('probe').length, 1);
    });
  }

  it('tells the run what entered and what left', async () => {
    const { open, opened } = gate();
    work = async (msg, { send }) => {
      await opened;
      send(msg);
    };
    bench.send('probe', itemMessage('run-left'));
    await bench.until(() => runs.active('') !== undefined);
    open();
    await bench.message('out');
    const run = runs.join(itemMessage('run-left').arcgis as Parameters<typeof runs.join>[0]);
    assert.equal(run.report('elsewhere').rows[0]?.warnings[0]?.message.includes('the probe'), true);
  });

  it('tells the run what failed, whether there is a Catch node or not', async () => {
    work = () => Promise.reject(new ArcGISError('ARCGIS_QUOTA', 'No room.'));
    const message = itemMessage('run-failed');
    bench.send('probe', message);
    await bench.completion('probe');
    const [row] = runs.join(message.arcgis as Parameters<typeof runs.join>[0]).report().rows;
    assert.equal(row?.outcome, 'failed');
    assert.deepEqual(row?.error, { code: 'ARCGIS_QUOTA', message: 'No room.' });
  });

  it('stops when the run is cancelled', async () => {
    const { open, opened } = gate();
    work = (_msg, { signal }) => {
      open();
      return untilAborted(signal);
    };
    const message = itemMessage('run-cancelled');
    bench.send('probe', message);
    await opened;
    runs.join(message.arcgis as Parameters<typeof runs.join>[0]).cancel('the test says so');
    const { error } = await bench.completion('probe');
    assert.equal(error?.code, 'ARCGIS_CANCELLED');
  });
});
