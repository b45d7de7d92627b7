import assert from 'node:assert/strict';
import type { ItemSummary } from '../../lib/copy/run/message.js';
import type { Run } from '../../lib/copy/run/run.js';
import { RunRegistry } from '../../lib/copy/run/runs.js';
import { ManualClock } from '../copy/support/manual-clock.js';

const QUIET = { quietMs: 5_000 };
const NODE = { id: 'n1', name: 'clone-item' };

const item = (id: string): ItemSummary => ({
  id,
  type: 'Web Map',
  title: id,
  owner: 'anna',
  folder: null,
  url: null,
  modified: 1,
});

describe('the phases of a run', () => {
  let clock: ManualClock;
  let run: Run;
  let told: string[];

  beforeEach(() => {
    clock = new ManualClock();
    told = [];
    const registry = new RunRegistry(clock);
    run = registry.open({ pipeline: '', dryRun: false, portal: 'https://source.example' }, [item('a')]);
    registry.on('end', () => told.push('end'));
  });

  const part =
    (name: string, until: Promise<void> = Promise.resolve()) =>
    async (): Promise<void> => {
      told.push(`${name} begins`);
      await until;
      told.push(`${name} is over`);
    };

  it('come one after the other, in whatever order the nodes joined and however long one takes', async () => {
    let release: () => void = () => undefined;
    const long = new Promise<void>((resolve) => {
      release = resolve;
    });
    void run.collect('report', QUIET).then(() => told.push('report'));
    void run.atEnd('deletion', 'delete', QUIET, part('deletion'));
    void run.atEnd('sweep', 'remap', QUIET, part('sweep', long));
    for (const node of ['remap', 'delete', 'report']) run.arrived(node, 'a');
    await clock.pass(250);
    await clock.pass(60_000);
    assert.deepEqual(told, ['sweep begins']);
    release();
    await clock.rest();
    await clock.pass(250);
    await clock.pass(250);
    assert.deepEqual(told.slice(1), [
      'sweep is over',
      'deletion begins',
      'deletion is over',
      'end',
      'report',
    ]);
  });

  it('begin with what is written again because its mentions have copies now, more than once if need be', async () => {
    void run.collect('report', QUIET).then(() => told.push('report'));
    void run.atEnd('sweep', 'remap', QUIET, part('sweep'));
    const again = async (): Promise<void> => {
      told.push('renewal');
      void run.whenAllCopied('late 2', 5_000, part('second renewal'));
    };
    void run.whenAllCopied('late 1', 5_000, again);
    run.record('a', {
      node: 'n1',
      outcome: 'created',
      started: 0,
      ms: 0,
      checks: [],
      warnings: [],
      residue: [],
    });
    for (const node of ['remap', 'report']) run.arrived(node, 'a');
    for (let turn = 0; turn < 4; turn += 1) await clock.pass(250);
    const second = ['second renewal begins', 'second renewal is over'];
    assert.deepEqual(told, ['renewal', ...second, 'sweep begins', 'sweep is over', 'end', 'report']);
  });

  it('take back before anything is re-pointed, when all items have come to those who wait, and only if one failed', async () => {
    for (const fails of [true, false]) {
      told.length = 0;
      const registry = new RunRegistry(clock);
      run = registry.open({ pipeline: '', dryRun: false, portal: 'https://source.example' }, [
        item('a'),
        item('b'),
      ]);
      void run.whenFailed('take-back', 30_000, part('return'));
      void run.atEnd('sweep', 'remap', QUIET, part('sweep'));
      const step = { node: 'n1', started: 0, ms: 0, checks: [], warnings: [], residue: [] };
      run.record('a', { ...step, outcome: 'created' });
      if (fails) run.failed('b', NODE, { code: 'ARCGIS_UNEXPECTED', message: 'No.' });
      else run.record('b', { ...step, outcome: 'created' });
      await clock.pass(4_000);
      assert.deepEqual(told, [], 'one is still on its way to a node');
      for (const id of fails ? ['a'] : ['a', 'b']) run.arrived('remap', id);
      for (let turn = 0; turn < 3; turn += 1) await clock.pass(250);
      const sweep = ['sweep begins', 'sweep is over'];
      assert.deepEqual(told, fails ? ['return begins', 'return is over', ...sweep] : sweep);
      run.cancel('the test goes on');
    }
  });

  it('wait for an item that is still inside a node, and not for one that failed', async () => {
    void run.atEnd('sweep', 'remap', QUIET, part('sweep'));
    run.entered('a', NODE);
    await clock.pass(60_000);
    assert.deepEqual(told, []);
    run.failed('a', NODE, { code: 'ARCGIS_FORBIDDEN', message: 'No.' });
    await clock.pass(250);
    assert.deepEqual(told, ['sweep begins', 'sweep is over']);
  });

  it('go on if one of them fails, and the report is given', async () => {
    run
      .atEnd('sweep', 'remap', QUIET, () => Promise.reject(new Error('no')))
      .catch(() => told.push('failed'));
    void run.collect('report', QUIET).then(() => told.push('report'));
    for (const node of ['remap', 'report']) run.arrived(node, 'a');
    await clock.pass(250);
    await clock.pass(250);
    assert.deepEqual(told, ['failed', 'end', 'report']);
  });

  it('are left out of a run that was cancelled', async () => {
    void run.atEnd('sweep', 'remap', QUIET, part('sweep'));
    void run.atEnd('deletion', 'delete', QUIET, part('deletion'));
    void run.collect('report', QUIET).then(() => told.push('report'));
    run.cancel('the test says so');
    for (let turn = 0; turn < 3; turn += 1) await clock.pass(250);
    assert.deepEqual(told, ['end', 'report']);
  });

  it('are left to the nodes of the flow where there are any', async () => {
    void run.atEndUnlessTaken('sweep', 'engine', 5_000, part('the engine'));
    void run.atEnd('sweep', 'remap', QUIET, part('the node'));
    run.entered('a', NODE);
    run.left('a', NODE, true);
    run.arrived('remap', 'a');
    await clock.pass(250);
    await clock.pass(60_000);
    assert.deepEqual(told.slice(0, 2), ['the node begins', 'the node is over']);
    assert.ok(!told.includes('the engine begins'));
  });

  it('end a run without a report only when they are over', async () => {
    void run.atEnd('sweep', 'remap', { quietMs: 40_000 }, part('sweep'));
    await clock.pass(35_000);
    assert.deepEqual(told, []);
    await clock.pass(5_000);
    await clock.pass(30_000);
    assert.deepEqual(told, ['sweep begins', 'sweep is over', 'end']);
  });
});
