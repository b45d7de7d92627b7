import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import type { Item, SourceId } from '../../lib/items/item.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { Content, webMap } from './support/content.js';
import { Portals, SETTINGS } from './support/portals.js';

type Params = Record<string, unknown>;

/** The portal, but with writes that it says to have done and has not, or has done differently. */
function lyingPortal(
  portal: WritablePortal,
  change: (target: string, params: Params) => Params | null,
): WritablePortal {
  return new Proxy(portal, {
    get(real, name) {
      if (name === 'write') {
        return async (target: string, params: Params = {}, options?: object) => {
          const changed = change(target, params);
          const id = /\/items\/(\w+)\//.exec(target)?.[1];
          return changed ? real.write(target, changed, options) : { success: true, id };
        };
      }
      const value: unknown = Reflect.get(real, name);
      return typeof value === 'function' ? value.bind(real) : value;
    },
  });
}

describe('a portal that says success', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    source = new Content(portals.source, portals.pair.source.admin.username);
  });
  after(() => portals.close());

  async function copy(id: string, target: WritablePortal): Promise<CopyResult> {
    const run = await portals.run([id]);
    const context = { run, source: portals.source, target, settings: SETTINGS, signal: run.signal };
    const result = await copyItem(context, id as SourceId);
    run.cancel('the test is over');
    return result;
  }

  async function assertCaught(result: CopyResult, check: string | RegExp): Promise<void> {
    assert.equal(result.outcome, 'failed');
    assert.equal(result.error?.code, 'ARCGIS_PARTIAL');
    const failed = result.checks.filter(({ ok }) => !ok).map((one) => one.check);
    assert.ok(
      failed.some((one) => (typeof check === 'string' ? one === check : check.test(one))),
      failed.join(),
    );
    const item = await portals.target.read<Item>(`/content/items/${result.target?.id}`);
    assert.ok(item.typeKeywords.includes('copy-unfinished'));
  }

  it('and has not stored the data is caught', async () => {
    const map = await source.document('Web Map', 'Not stored', webMap([]));
    const lying = lyingPortal(portals.target, (target, params) =>
      target.endsWith('/update') && 'text' in params ? { ...params, text: '{}' } : params,
    );
    await assertCaught(await copy(map, lying), 'data');
    const mended = await copy(map, portals.target);
    assert.equal(mended.outcome, 'created');
    assert.ok(!mended.target?.typeKeywords.includes('copy-unfinished'));
  });

  it('and has not stored a property is caught', async () => {
    const map = await source.document('Web Map', 'No snippet', webMap([]), { snippet: 'Short words' });
    const lying = lyingPortal(portals.target, (target, params) =>
      target.endsWith('/update') ? { ...params, snippet: 'Other words' } : params,
    );
    await assertCaught(await copy(map, lying), 'property snippet');
  });

  it('and has lost rows is caught', async () => {
    const layer = await source.layer('Lossy', 20);
    let writes = 0;
    const lying = lyingPortal(portals.target, (target, params) => {
      if (!/\/(applyEdits|addFeatures)$/.test(target) || writes++ > 0) return params;
      const text = JSON.stringify(params).replaceAll('Row 7', 'Row 8');
      return JSON.parse(text) as Params;
    });
    await assertCaught(await copy(layer.id, lying), /^values of layer/);
    assert.equal((await copy(layer.id, portals.target)).error, undefined);
  });

  it('and has not taken the mark "unfinished" off is caught', async () => {
    const map = await source.document('Web Map', 'Still marked', webMap([]));
    const lying = lyingPortal(portals.target, (target, params) =>
      target.endsWith('/update') && 'properties' in params ? null : params,
    );
    await assertCaught(await copy(map, lying), 'finished');
  });
});
