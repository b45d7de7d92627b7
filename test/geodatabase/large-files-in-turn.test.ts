import assert from 'node:assert/strict';
import { openPortal } from '../../lib/portal/open-portal.js';
import { Content } from '../copy/support/content.js';
import { GeodatabasePortals } from './support/geodatabase-portals.js';

const MB = 1024 * 1024;
const FILE = 33 * MB;

describe('several large File Geodatabases', function () {
  this.timeout(60_000);
  let portals: GeodatabasePortals;
  let content: Content;

  before(async () => {
    portals = await GeodatabasePortals.start('enterprise', 'online');
    const { url, admin } = portals.pair.source;
    content = new Content(openPortal({ url, credentials: { kind: 'password', ...admin } }), admin.username);
  });
  after(async () => {
    await content.portal.close();
    await portals.close();
  });

  it('are downloaded in turn, each beside the upload of the one before, and each says what it needs of the disk', async () => {
    const { source, target } = portals.pair;
    const layers: { id: string; title: string }[] = [];
    for (const title of ['First', 'Second', 'Third']) {
      layers.push({ title, id: (await content.layer(title, 2)).id });
    }
    source.switches.exportPadding = FILE;
    source.switches.bandwidth = 40 * MB;
    for (const portal of [source, target]) portal.requests.clear();
    const said: string[] = [];
    const ways = await portals.copyAll(layers, { say: (what) => said.push(what) });
    for (const { result } of ways.values()) assert.equal(result.outcome, 'created', result.error?.message);

    const downloads = source.requests.all().filter(({ path }) => path.endsWith('/data'));
    assert.equal(downloads.filter(({ bytes }) => bytes > FILE).length, layers.length);
    const firstPart = target.requests.all().find(({ path }) => path.endsWith('/addPart'));
    const lastDownload = Math.max(...downloads.map(({ at }) => at));
    assert.ok(firstPart && firstPart.at < lastDownload, 'an upload begins before the last download');
    assert.equal(said.length, layers.length);
    for (const line of said) {
      assert.match(
        line,
        /^The Feature Service "\w+" \(\w+\) is downloaded, 33\.0 MB into .*: [\d.]+ MB of exported files with it, [\d.]+ [MG]B free(?:; [12] more to come, [\d.]+ MB in all(?: \([12] of unknown size\))?)?\.$/,
      );
    }
    assert.match(String(said[0]), /; [12] more to come/);
    assert.doesNotMatch(String(said.at(-1)), /more to come/);
    assert.deepEqual(await portals.left(), []);
  });
});
