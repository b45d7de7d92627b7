import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { Item, SourceId } from '../../lib/items/item.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { rejection } from '../portal/support/rejection.js';
import { Content, webMap } from './support/content.js';
import { Portals, SETTINGS } from './support/portals.js';

describe('the set-up of a copy', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;
  let map: string;
  const opened: WritablePortal[] = [];

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    source = new Content(portals.source, portals.pair.source.admin.username);
    map = await source.document('Web Map', 'Map', webMap([]));
  });
  after(async () => {
    await Promise.all(opened.map((portal) => portal.close()));
    await portals.close();
  });

  async function copyTo(target: WritablePortal, settings = {}, from = portals.source) {
    const run = await portals.run([map]);
    const context = { run, source: from, target, settings: { ...SETTINGS, ...settings }, signal: run.signal };
    try {
      return await copyItem(context, map as SourceId);
    } finally {
      run.cancel('the test is over');
    }
  }

  function targetAs(username: string, more = {}): WritablePortal {
    const credentials = { kind: 'password', username, password: 'secret12' } as const;
    const portal = openPortal({ url: portals.pair.target.url, credentials, ...more });
    opened.push(portal);
    return portal;
  }

  function writes(): string[] {
    const all = [...portals.pair.source.requests.all(), ...portals.pair.target.requests.all()];
    return all.filter(({ write }) => write).map(({ path }) => path);
  }

  function forget(): void {
    portals.pair.source.requests.clear();
    portals.pair.target.requests.clear();
  }

  it('is refused if source and target are the same portal, by whatever address', async () => {
    const again = openPortal({
      url: `${portals.pair.source.url}/home/index.html`,
      credentials: { kind: 'password', username: 'vera', password: 'secret12' },
    });
    opened.push(again);
    forget();
    for (const target of [portals.source, again]) {
      const error = await rejection(copyTo(target));
      assert.equal(error.code, 'ARCGIS_CONFIG');
      assert.match(error.message, /same portal/);
    }
    assert.deepEqual(writes(), []);
  });

  it('is refused if the target is locked as read-only, and nothing is written', async () => {
    forget();
    const error = await rejection(copyTo(targetAs('vera', { readOnly: true })));
    assert.equal(error.code, 'ARCGIS_FORBIDDEN');
    assert.match(error.message, /read-only/);
    assert.deepEqual(writes(), []);
  });

  it('gives copies to another user only by an administrator, below that user', async () => {
    const refused = await rejection(copyTo(targetAs('vera'), { owner: 'ulf' }));
    assert.equal(refused.code, 'ARCGIS_FORBIDDEN');
    const missing = await rejection(copyTo(portals.target, { owner: 'nobody' }));
    assert.equal(missing.code, 'ARCGIS_NOT_FOUND');
    assert.match(missing.message, /"nobody"/);
    const given = await copyTo(portals.target, {
      owner: 'vera',
      folder: { kind: 'named', title: 'From the town' },
    });
    assert.equal(given.error, undefined);
    assert.equal(given.target?.owner, 'vera');
    const { folders } = await portals.target.read<{ folders: { id: string; title: string }[] }>(
      '/content/users/vera',
    );
    assert.equal(given.target?.ownerFolder, folders.find(({ title }) => title === 'From the town')?.id);
    assert.equal((await copyTo(portals.target, { owner: 'vera' })).outcome, 'unchanged');
  });

  it('without the privilege to publish layers fails for the layer, in clear words', async () => {
    const layer = await source.layer('No_right', 3);
    const run = await portals.run([layer.id]);
    const target = targetAs('ulf');
    const settings = { ...SETTINGS };
    const context = { run, source: portals.source, target, settings, signal: run.signal };
    const result = await copyItem(context, layer.id as SourceId).catch((error: unknown) => error);
    run.cancel('the test is over');
    const words =
      result instanceof Error ? result.message : (result as { error: { message: string } }).error.message;
    assert.match(words, /portal:(publisher:publishFeatures|user:createItem)/);
  });

  it('fails for an item that the source does not have', async () => {
    const run = await portals.run([map]);
    const context = {
      run,
      source: portals.source,
      target: portals.target,
      settings: SETTINGS,
      signal: run.signal,
    };
    const error = await rejection(copyItem(context, 'f'.repeat(32) as SourceId));
    assert.equal(error.code, 'ARCGIS_NOT_FOUND');
    run.cancel('the test is over');
  });

  it('keeps everything private, whatever the source is', async () => {
    await portals.source.write(`/content/users/${source.username}/items/${map}/share`, {
      everyone: true,
      account: true,
    });
    await copyTo(portals.target);
    const { results } = await portals.target.read<{ results: Item[] }>('/search', {
      q: `typekeywords:"source-${map}"`,
    });
    assert.ok(results.length > 0);
    assert.ok(results.every(({ access }) => access === 'private'));
  });
});
