import assert from 'node:assert/strict';
import { runs } from '../../lib/copy/run/runs.js';
import type { SandboxPair } from '../../sandbox/index.js';
import { Bench, type Message } from './bench.js';
import { addFile, addFolder, administrator, emptyPair } from './content.js';
import { catchNode, portals, searchNode, sinkNode, tab } from './flows.js';

describe('search-items in a folder', () => {
  let pair: SandboxPair;
  let end: () => Promise<void>;
  let bench: Bench;
  let folder: string;

  const load = async (more: Record<string, unknown>): Promise<void> => {
    const { nodes, credentials } = portals(pair);
    const search = searchNode([['items'], ['counts']], { scope: 'folder', ...more });
    const flow = [tab, ...nodes, search, sinkNode('items'), sinkNode('counts')];
    bench = await Bench.load([...flow, catchNode([['caught']]), sinkNode('caught')], credentials);
  };

  /** Titles of what a message finds. */
  const titles = async (msg: Message = {}): Promise<string[]> => {
    bench.send('search', msg);
    const { payload } = await bench.message('counts');
    const { found } = payload as { found: number };
    await bench.until(() => bench.messages('items').length === found);
    return bench.messages('items').map((item) => (item.payload as { title: string }).title);
  };

  const failure = async (msg: Message = {}): Promise<{ code: string; message: string }> => {
    bench.send('search', msg);
    return (await bench.message('caught')).error as { code: string; message: string };
  };

  before(async () => {
    ({ pair, end } = await emptyPair());
    const rest = await administrator(pair);
    folder = await addFolder(rest, 'Parks');
    await addFile(rest, 'Lamps');
    await addFile(rest, 'Trees', { folder });
    await addFile(rest, 'Benches', { folder });
  });

  after(() => end?.());

  afterEach(async () => {
    runs.active('')?.cancel('the test is over');
    await bench.unload();
  });

  it('finds what the signed-in user keeps in it, by its title', async () => {
    await load({ folder: 'Parks' });
    assert.deepEqual(await titles(), ['Trees', 'Benches']);
  });

  it('takes its id, and the user, from the message', async () => {
    await load({ folder: 'wanted.folder', folderType: 'msg', user: 'wanted.user', userType: 'msg' });
    assert.deepEqual(await titles({ wanted: { folder, user: 'admin' } }), ['Trees', 'Benches']);
  });

  it('finds what is in no folder', async () => {
    await load({ folder: '/' });
    assert.deepEqual(await titles(), ['Lamps']);
  });

  it('narrows it by the query', async () => {
    await load({ folder: 'Parks', query: 'title:"Benches"' });
    assert.deepEqual(await titles(), ['Benches']);
  });

  it('says that the folder is blank', async () => {
    await load({});
    assert.match((await failure()).message, /folder .* is blank/);
  });

  it('says which folders there are instead of the one that is not there', async () => {
    await load({ folder: 'Gardens' });
    const { code, message } = await failure();
    assert.equal(code, 'ARCGIS_NOT_FOUND');
    assert.match(message, /no folder "Gardens".*"Parks"/);
  });

  it('says that the user is not there', async () => {
    await load({ folder: 'Parks', user: 'nobody' });
    const { code, message } = await failure();
    assert.equal(code, 'ARCGIS_NOT_FOUND');
    assert.match(message, /"nobody"/);
  });
});
