import assert from 'node:assert/strict';
import type { ArcgisMessage } from '../../lib/copy/run/message.js';
import { runs } from '../../lib/copy/run/runs.js';
import addAndPublish from '../../nodes/add-and-publish/add-and-publish.js';
import type { SandboxPair } from '../../sandbox/index.js';
import type { Rest } from '../support/rest.js';
import { Bench, type Message } from './bench.js';
import { addFile, administrator, emptyPair } from './content.js';
import { catchNode, cloneNode, portals, searchNode, sinkNode, tab } from './flows.js';

interface Outcome {
  outcome: string | undefined;
  id: string | undefined;
}

describe('clone-item recognises copies', () => {
  let pair: SandboxPair;
  let end: () => Promise<void>;
  let source: Rest;
  let target: Rest;
  let bench: Bench;
  let ours: string;
  let theirs: string;

  const load = async (settings: Record<string, unknown>): Promise<void> => {
    const { nodes, credentials } = portals(pair);
    const search = searchNode([['clone'], []], { scope: 'ids', ids: 'ids', idsType: 'msg' });
    const clone = cloneNode([['out']], settings);
    const flow = [tab, ...nodes, search, clone, sinkNode('out'), catchNode([['caught']]), sinkNode('caught')];
    bench = await Bench.load(flow, credentials, [addAndPublish]);
  };

  const copied = async (settings: Record<string, unknown>, msg: Message = {}): Promise<Outcome> => {
    await load(settings);
    bench.send('search', { ids: [ours], ...msg });
    await bench.until(() => bench.messages('out').length + bench.messages('caught').length > 0);
    assert.deepEqual(
      bench.messages('caught').map(({ error }) => error),
      [],
    );
    const { steps, target: copy } = (await bench.message('out')).arcgis as ArcgisMessage;
    return { outcome: steps[0]?.outcome, id: copy?.item.id };
  };

  const failure = async (settings: Record<string, unknown>, msg: Message = {}) => {
    await load(settings);
    bench.send('search', { ids: [ours], ...msg });
    return (await bench.message('caught')).error as { code: string; message: string };
  };

  const bytesOf = async (id: string): Promise<string> =>
    (await target.bytes(`/content/items/${id}/data`)).toString();

  before(async () => {
    ({ pair, end } = await emptyPair());
    source = await administrator(pair);
    target = await administrator(pair, 'target');
  });

  after(() => end?.());

  let count = 0;
  beforeEach(async () => {
    count += 1;
    ours = await addFile(source, `Trees ${count}`);
    theirs = await addFile(target, `Their trees ${count}`);
  });

  afterEach(async () => {
    runs.active('')?.cancel('the test is over');
    await bench.unload();
  });

  it('by the source id alone, if nothing else is chosen', async () => {
    const twin = await addFile(target, `Trees ${count}`, { fileName: `twin-${count}.csv` });
    const { outcome, id } = await copied({ match: undefined, table: undefined, pairs: undefined });
    assert.equal(outcome, 'created');
    assert.ok(id && id !== twin);
  });

  it('by the title as well, if that is chosen', async () => {
    const twin = await addFile(target, `Trees ${count}`, { fileName: `twin-${count}.csv` });
    const { id } = await copied({ match: 'title' });
    assert.equal(id, twin);
  });

  it('by the table in the dialog', async () => {
    assert.deepEqual(await copied({ table: `source,target,use\n${ours},${theirs},update\n` }), {
      outcome: 'updated',
      id: theirs,
    });
    assert.match(await bytesOf(theirs), new RegExp(`^Trees ${count},1$`, 'm'));
  });

  it('by the table, without writing what is only referred to', async () => {
    const { outcome, id } = await copied({ table: `use;target;source\nReference;${theirs};${ours}` });
    assert.deepEqual([outcome, id], ['skipped', theirs]);
    assert.match(await bytesOf(theirs), new RegExp(`^Their trees ${count},1$`, 'm'));
  });

  it('by the CSV of a report', async () => {
    const report = `old id,new id,old URL,new URL,type\n${ours},${theirs},http://old,http://new,CSV\n`;
    assert.equal((await copied({ table: report })).id, theirs);
  });

  for (const [form, pairs] of [
    ['a list', () => [{ source: ours, target: theirs, use: 'reference' }]],
    ['a list of lists', () => [[ours, theirs, 'reference']]],
    ['CSV text', () => `${ours},${theirs},reference`],
  ] as const) {
    it(`by pairs from the message: ${form}`, async () => {
      const settings = { pairs: 'table', pairsType: 'msg' };
      assert.deepEqual(await copied(settings, { table: pairs() }), { outcome: 'skipped', id: theirs });
    });
  }

  it('by pairs from the message: an object', async () => {
    const settings = { pairs: 'table', pairsType: 'msg' };
    assert.equal((await copied(settings, { table: { [ours]: theirs } })).id, theirs);
  });

  it('by pairs that the dialog holds as JSON', async () => {
    const settings = { pairs: JSON.stringify([{ source: ours, target: theirs }]), pairsType: 'json' };
    assert.equal((await copied(settings)).id, theirs);
  });

  it('only by pairs that are there: a place that holds nothing is an error', async () => {
    const { code, message } = await failure({ pairs: 'table', pairsType: 'msg' });
    assert.equal(code, 'ARCGIS_INPUT');
    assert.match(message, /"more pairs".*msg\.table/);
  });

  for (const [what, table, words] of [
    ['no pair', () => `${ours}\n`, /Line 1 .* is no pair/],
    ['an unknown use', () => `${ours},${theirs},overwrite\n`, /Line 1 .* the use "overwrite"/],
    ['no ids', () => `${ours},https://example.com/elsewhere\n`, /is no pair: give two item ids/],
  ] as const) {
    it(`only by pairs that are right: a line with ${what} fails the item, and nothing is written`, async () => {
      pair.target.requests.clear();
      const { code, message } = await failure({ table: table() });
      assert.equal(code, 'ARCGIS_CONFIG');
      assert.match(message, words);
      assert.deepEqual(
        pair.target.requests.all().filter(({ write }) => write),
        [],
      );
    });
  }

  it('in add-and-publish as well', async () => {
    const { itemId } = await source.post<{ itemId: string }>('/content/users/admin/createService', {
      createParameters: { name: 'Wells' },
      outputType: 'featureService',
    });
    const { code, message } = await failure(
      { type: 'add-and-publish', table: `${itemId},no id` },
      { ids: [itemId] },
    );
    assert.equal(code, 'ARCGIS_CONFIG');
    assert.match(message, /is no pair: give two item ids/);
  });
});
