import assert from 'node:assert/strict';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { rejection } from '../portal/support/rejection.js';
import { Content, webMap } from './support/content.js';
import { Portals } from './support/portals.js';

describe('what the organisation says of an item', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    source = new Content(portals.source, portals.pair.source.admin.username);
    await assign(portals.source, ['Water', 'Roads']);
    await assign(portals.target, ['water']);
  });
  after(() => portals.close());

  async function assign(portal: WritablePortal, titles: string[]): Promise<void> {
    const categories = titles.map((title) => ({ title, categories: [{ title: 'Old' }] }));
    await portal.write('/portals/self/assignCategorySchema', {
      categorySchema: JSON.stringify({ categorySchema: [{ title: 'Categories', categories }] }),
    });
  }

  async function copyOnce(id: string) {
    const [result] = (await portals.copyAll([id])).values();
    assert.ok(result);
    assert.deepEqual(
      result.checks.filter(({ ok }) => !ok),
      [],
    );
    return result;
  }

  it('is in the copy as far as the target has the same categories, and told where not', async () => {
    const categories = '/Categories/Water/Old,/Categories/Roads';
    const map = await source.document('Web Map', 'Sorted', webMap([]), { categories });
    const layer = await source.layer('Sorted_layer', 1);
    await source.update(layer.id, { categories: '/Categories/Water' });
    portals.pair.target.requests.clear();
    const results = await portals.copyAll([map, layer.id]);
    const sorted = results.get('Sorted');
    assert.equal(sorted?.error, undefined);
    assert.deepEqual(sorted?.target?.categories, ['/Categories/Water/Old']);
    const missing = sorted?.warnings.filter(({ code }) => code === 'CATEGORY_MISSING') ?? [];
    assert.equal(missing.length, 1);
    assert.match(missing[0]?.message ?? '', /\/Categories\/Roads/);
    assert.deepEqual(results.get('Sorted_layer')?.target?.categories, ['/Categories/Water']);
    const asked = portals.pair.target.requests.all().filter(({ path }) => path.endsWith('/categorySchema'));
    assert.equal(asked.length, 1);
    assert.equal((await copyOnce(map)).outcome, 'unchanged');
  });

  it('is copied later, when the target got the category', async () => {
    const map = await source.document('Web Map', 'Later', webMap([]), { categories: '/Categories/Roads' });
    await copyOnce(map);
    await assign(portals.target, ['Water', 'Roads']);
    const result = await copyOnce(map);
    assert.equal(result.outcome, 'updated');
    assert.deepEqual(result.target?.categories, ['/Categories/Roads']);
  });

  it('keeps protection and status, also when the copy is updated', async () => {
    const map = await source.document('Web Map', 'Guarded', webMap([]));
    const path = `/content/users/${source.username}/items/${map}`;
    await portals.source.write(`${path}/protect`);
    await portals.source.write(`${path}/setContentStatus`, { status: 'org_authoritative' });
    const first = await copyOnce(map);
    assert.deepEqual([first.target?.protected, first.target?.contentStatus], [true, 'org_authoritative']);
    await source.update(map, { snippet: 'New' });
    const second = await copyOnce(map);
    assert.deepEqual(
      [second.outcome, second.target?.protected, second.target?.snippet],
      ['updated', true, 'New'],
    );
    assert.equal((await copyOnce(map)).outcome, 'unchanged');
  });

  it('is refused by a portal that does not have the category', async () => {
    const error = await rejection(
      source.document('Web Map', 'Unknown', webMap([]), { categories: '/Categories/Nowhere' }),
    );
    assert.match(error.message, /Nowhere.*does not exist/);
  });
});
