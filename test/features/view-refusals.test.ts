import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { SourceId } from '../../lib/items/item.js';
import { Content } from '../copy/support/content.js';
import { Portals, SETTINGS } from '../copy/support/portals.js';

const WORDS = 'The view says nothing to strangers.';

describe('A view of which the source does not tell everything', function () {
  this.timeout(30_000);
  let portals: Portals;
  let view: string;

  before(async () => {
    portals = await Portals.start('online', 'enterprise');
    const content = new Content(portals.source, portals.pair.source.admin.username);
    const layer = await content.layer('Wells', 4);
    view = (await content.view('Wells_open', layer)).id;
  });
  after(() => portals.close());

  for (const [what, path] of [
    ['its filter', '/rest/admin/services/Wells_open/FeatureServer'],
    ['which layer it shows', '/rest/services/Wells_open/FeatureServer/sources'],
  ] as const) {
    it(`fails with the words of the source when that does not tell ${what}, and nothing is made`, async () => {
      portals.pair.source.faults.set([{ path: `**${path}`, kind: 'error', code: 403, message: WORDS }]);
      const run = await portals.run([view]);
      const { source, target } = portals;
      const context = { run, source, target, settings: SETTINGS, signal: run.signal };
      const { outcome, error } = await copyItem(context, view as SourceId);
      run.cancel('the test is over');
      portals.pair.source.faults.clear();
      assert.equal(outcome, 'failed');
      assert.ok(error?.message.includes(WORDS), error?.message);
      const { username } = portals.pair.target.admin;
      const { items } = await target.read<{ items: { title: string }[] }>(`/content/users/${username}`);
      assert.ok(!items.some(({ title }) => title === 'Wells_open'));
    });
  }
});
