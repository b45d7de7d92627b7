import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { SourceId } from '../../lib/items/item.js';
import { Content } from './support/content.js';
import { failingPortal } from './support/failing-portal.js';
import { Portals, SETTINGS } from './support/portals.js';

describe('a service that was interrupted right after it was created', function () {
  this.timeout(60_000);
  let portals: Portals;
  before(async () => {
    portals = await Portals.start('online', 'enterprise');
  });
  after(() => portals.close());

  it('is found by the next run and completed, under its own name', async () => {
    const source = new Content(portals.source, portals.pair.source.admin.username);
    const { id } = await source.layer('Springs', 4);
    const run = await portals.run([id]);
    const target = failingPortal(portals.target, (path) => path.endsWith('/update'));
    const context = { run, source: portals.source, target, settings: SETTINGS, signal: run.signal };
    const broken = await copyItem(context, id as SourceId);
    run.cancel('the first run is over');
    assert.equal(broken.outcome, 'failed');

    const result = (await portals.copyAll([id])).get('Springs');
    assert.equal(result?.error, undefined);
    assert.equal(result?.outcome, 'created');
    assert.match(result?.target?.url ?? '', /\/Springs\/FeatureServer$/);
    assert.deepEqual(result?.target?.tags, ['town', 'layer']);
    const { username } = portals.pair.target.admin;
    const { items } = await portals.target.read<{ items: { name: string }[] }>(`/content/users/${username}`);
    assert.deepEqual(
      items.map(({ name }) => name),
      ['Springs'],
    );
  });
});
