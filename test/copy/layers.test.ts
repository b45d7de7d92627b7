import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { CopyResult, CopySettings } from '../../lib/copy/copy-settings.js';
import type { SourceId } from '../../lib/items/item.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { Content } from './support/content.js';
import { failingPortal } from './support/failing-portal.js';
import { Portals, SETTINGS } from './support/portals.js';

describe('the copy of a hosted layer', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;
  let target: Content;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    source = new Content(portals.source, portals.pair.source.admin.username);
    target = new Content(portals.target, portals.pair.target.admin.username);
  });
  after(() => portals.close());

  async function copy(
    id: string,
    settings: Partial<CopySettings> = {},
    to: WritablePortal = portals.target,
  ): Promise<CopyResult> {
    const run = await portals.run([id]);
    const context = {
      run,
      source: portals.source,
      target: to,
      settings: { ...SETTINGS, ...settings },
      signal: run.signal,
    };
    const result = await copyItem(context, id as SourceId);
    run.cancel('the test is over');
    return result;
  }

  async function count(result: CopyResult): Promise<number> {
    const params = { where: '1=1', returnCountOnly: true };
    return (await portals.target.read<{ count: number }>(`${result.target?.url}/0/query`, params)).count;
  }

  /** As if the copy had been finished an hour ago. */
  async function age({ target: item }: CopyResult): Promise<void> {
    const stamp = item?.properties?.portalCopy as Record<string, unknown>;
    const properties = { portalCopy: { ...stamp, copied: Number(stamp.copied) - 3_600_000 } };
    await target.update(item?.id ?? '', { properties: JSON.stringify(properties) });
  }

  it('whose rows somebody edited is kept with a warning, or overwritten if that is chosen', async () => {
    const layer = await source.layer('Edited_rows', 10);
    const first = await copy(layer.id);
    await age(first);
    assert.deepEqual((await copy(layer.id)).warnings, []);
    await target.addRows(String(first.target?.url), 3, 500);
    const kept = await copy(layer.id);
    assert.equal(kept.outcome, 'unchanged');
    assert.equal(kept.warnings[0]?.code, 'TARGET_EDITED');
    assert.equal(await count(first), 13);
    const overwritten = await copy(layer.id, { whenEdited: 'overwrite' });
    assert.equal(overwritten.error, undefined);
    assert.equal(overwritten.outcome, 'updated');
    assert.equal(await count(first), 10);
  });

  it('takes over what is edited in the source meanwhile', async () => {
    const layer = await source.layer('Busy', 10);
    let loaded = false;
    let edited = false;
    const watching = failingPortal(portals.target, (path) => {
      loaded ||= /\/(applyEdits|addFeatures)$/.test(path);
      return false;
    });
    const watched = new Proxy(watching, {
      get(real, name) {
        if (name !== 'read') return Reflect.get(real, name);
        return async (path: string, ...rest: [Record<string, unknown>?, object?]) => {
          if (loaded && !edited) {
            edited = true;
            await source.addRows(layer.url, 5, 900);
          }
          return real.read(path, ...rest);
        };
      },
    });
    const result = await copy(layer.id, {}, watched);
    assert.equal(result.error, undefined);
    assert.ok(result.warnings.some(({ code }) => code === 'SOURCE_EDITED'));
    assert.equal(await count(result), 15);
  });

  it('keeps its pop-ups, and gets a changed one', async () => {
    const layer = await source.layer('Popups', 2);
    const first = await copy(layer.id);
    const data = await portals.target.read<{ layers: { popupInfo: { title: string } }[] }>(
      `/content/items/${first.target?.id}/data`,
    );
    assert.equal(data.layers[0]?.popupInfo.title, 'Popups {NAME}');
    await source.update(layer.id, {
      text: JSON.stringify({ layers: [{ id: 0, popupInfo: { title: 'New' } }] }),
    });
    const second = await copy(layer.id);
    assert.equal(second.outcome, 'updated');
    assert.match(await portals.target.readText(`/content/items/${first.target?.id}/data`), /"New"/);
  });

  it('keeps pop-ups that were edited in the target while its rows are brought up to date, or loses them if that is chosen', async () => {
    const layer = await source.layer('Own_popups', 4);
    const view = await source.view('Own_popups_view', layer);
    await source.update(view.id, {
      text: JSON.stringify({ layers: [{ id: 0, popupInfo: { title: 'V' } }] }),
    });
    for (const one of [layer, view]) {
      const first = await copy(one.id);
      const dataOf = (): Promise<string> =>
        portals.target.readText(`/content/items/${first.target?.id}/data`);
      await age(first);
      const own = { layers: [{ id: 0, popupInfo: { title: 'edited in the target' } }] };
      await target.update(String(first.target?.id), { text: JSON.stringify(own) });
      const still = await copy(one.id);
      assert.equal(still.outcome, 'unchanged', JSON.stringify([still.error, still.warnings]));
      assert.ok(still.warnings.some(({ code }) => code === 'POPUPS_KEPT'));

      await source.addRows(layer.url, 6, 700);
      await source.update(one.id, { snippet: 'edited in the source' });
      const kept = await copy(one.id);
      assert.equal(kept.outcome, 'updated', JSON.stringify([kept.error, kept.warnings]));
      assert.ok(kept.warnings.some(({ code }) => code === 'POPUPS_KEPT'));
      assert.equal(kept.target?.snippet, 'edited in the source');
      assert.deepEqual(JSON.parse(await dataOf()), own);
      if (one === layer) assert.equal(await count(first), 10);

      await source.update(one.id, {
        text: JSON.stringify({ layers: [{ id: 0, popupInfo: { title: 'new in the source' } }] }),
      });
      assert.equal((await copy(one.id)).outcome, 'updated');
      assert.deepEqual(JSON.parse(await dataOf()), own, 'they stay, whatever the source has');

      await source.update(one.id, { snippet: 'edited once more' });
      const overwritten = await copy(one.id, { whenEdited: 'overwrite' });
      assert.equal(overwritten.outcome, 'updated', JSON.stringify([overwritten.error, overwritten.warnings]));
      assert.match(await dataOf(), /new in the source/);
    }
  });

  it('gets the layers and fields that the source got', async () => {
    const layer = await source.layer('Growing', 4);
    const first = await copy(layer.id);
    const admin = layer.url.replace('/rest/services/', '/rest/admin/services/');
    const field = {
      name: 'NOTE',
      type: 'esriFieldTypeString',
      alias: 'Note',
      length: 20,
      nullable: true,
      editable: true,
    };
    await portals.source.write(`${admin}/0/addToDefinition`, {
      addToDefinition: JSON.stringify({ fields: [field] }),
    });
    const second = await copy(layer.id);
    assert.equal(second.error, undefined);
    assert.equal(second.outcome, 'updated');
    const { fields } = await portals.target.read<{ fields: { name: string }[] }>(`${first.target?.url}/0`);
    assert.ok(fields.some(({ name }) => name.toUpperCase() === 'NOTE'));
    assert.equal((await copy(layer.id)).outcome, 'unchanged');
  });

  it('is made anew beside the old one on "replace", under the next free name', async () => {
    const layer = await source.layer('Replaced', 4);
    const first = await copy(layer.id);
    const second = await copy(layer.id, { whenExists: 'replace' });
    assert.equal(second.error, undefined);
    assert.notEqual(second.target?.url, first.target?.url);
    assert.equal(second.map.services[String(first.target?.url)]?.url, second.target?.url);
  });

  it('counts rows only, if that is chosen', async () => {
    const layer = await source.layer('Counted', 4);
    const { checks } = await copy(layer.id, { verify: 'counts' });
    assert.ok(checks.some(({ check }) => check.startsWith('rows of layer')));
    assert.ok(!checks.some(({ check }) => check.startsWith('values of layer')));
  });
});
