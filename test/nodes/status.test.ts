import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { Node } from 'node-red';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { ItemProgress } from '../../nodes/shared/item-progress.js';
import type { FlowMessage } from '../../nodes/shared/node-red.js';
import { ThrottledStatus } from '../../nodes/shared/throttled-status.js';

interface Shown {
  fill?: string;
  text?: string;
}

/** A node that only remembers what it shows. */
function nodeThatShows(): { node: Node; shown: Shown[] } {
  const shown: Shown[] = [];
  const node = { status: (status: Shown) => shown.push(status) } as unknown as Node;
  return { node, shown };
}

const itemOf = (runId: string, count: number): FlowMessage =>
  ({ _msgid: '1', arcgis: { run: { id: runId } }, parts: { id: runId, index: 0, count } }) as FlowMessage;

describe('the status of a node', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
  afterEach(() => mock.timers.reset());

  it('is shown at once, then at most twice a second, and the last one is never lost', () => {
    const { node, shown } = nodeThatShows();
    const status = new ThrottledStatus(node);
    for (let count = 1; count <= 90; count += 1) {
      status.show({ text: `${count}/90` });
      mock.timers.tick(10);
    }
    assert.deepEqual(
      shown.map(({ text }) => text),
      ['1/90', '50/90'],
    );
    mock.timers.tick(500);
    assert.equal(shown.at(-1)?.text, '90/90');
    assert.equal(shown.length, 3);
  });

  it('is not sent again when it did not change', () => {
    const { node, shown } = nodeThatShows();
    const status = new ThrottledStatus(node);
    for (let time = 0; time < 5; time += 1) {
      status.show({ text: '1 ✓' });
      mock.timers.tick(1000);
    }
    assert.equal(shown.length, 1);
  });

  it('is blank after the node was closed, whatever comes late', () => {
    const { node, shown } = nodeThatShows();
    const status = new ThrottledStatus(node);
    status.show({ text: '1/2' });
    status.show({ text: '2/2' });
    status.close();
    status.show({ text: '3/2' });
    mock.timers.tick(5000);
    assert.deepEqual(shown, [{ text: '1/2' }, {}]);
  });

  it('counts the items of a run, then says how many worked and how many failed', () => {
    const { node, shown } = nodeThatShows();
    const progress = new ItemProgress(new ThrottledStatus(node, 0));
    for (let item = 0; item < 3; item += 1) progress.begin(itemOf('one', 3));
    progress.end();
    progress.fail(new ArcGISError('ARCGIS_QUOTA', 'no room'));
    progress.end();
    assert.deepEqual(
      shown.map(({ text }) => text),
      ['0/3', '1/3', '2/3', '2 ✓ 1 ✗'],
    );
    assert.equal(shown.at(-1)?.fill, 'yellow');
  });

  it('begins to count anew with the next run', () => {
    const { node, shown } = nodeThatShows();
    const progress = new ItemProgress(new ThrottledStatus(node, 0));
    for (const run of ['one', 'two']) {
      progress.begin(itemOf(run, 1));
      progress.end();
    }
    assert.deepEqual(
      shown.map(({ text }) => text),
      ['0/1', '1 ✓', '0/1', '1 ✓'],
    );
  });

  for (const [code, text] of [
    ['ARCGIS_AUTH', 'status.auth'],
    ['ARCGIS_NETWORK', 'status.unreachable'],
    ['ARCGIS_CANCELLED', 'status.cancelled'],
    ['ARCGIS_QUOTA', 'status.failed'],
  ] as const) {
    it(`says ${text} when nothing worked because of ${code}`, () => {
      const { node, shown } = nodeThatShows();
      const progress = new ItemProgress(new ThrottledStatus(node, 0));
      progress.begin(itemOf('one', 1));
      progress.fail(new ArcGISError(code, 'words'));
      assert.equal(shown.at(-1)?.text, text);
    });
  }
});
