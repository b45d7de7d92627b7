import assert from 'node:assert/strict';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import { Content, webMap } from './support/content.js';
import { Portals } from './support/portals.js';

type Json = Record<string, unknown>;

describe('what the definition of a layer refers to', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;
  let icons: string;
  let map: string;
  let layer: { id: string; url: string };
  let view: { id: string; url: string };

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    source = new Content(portals.source, portals.pair.source.admin.username);
    icons = await source.file('Icons', 'icon\n');
    layer = await source.layer('Signs', 3);
    view = await source.view('Signs_open', layer);
    map = await source.document('Web Map', 'Sign map', webMap([{ ...layer, title: 'Signs' }]));
    await update(layer.url, { description: page(map), copyrightText: `See ${portals.source.url}/home` });
    await update(`${layer.url}/0`, { description: page(map), drawingInfo: drawing(`"${icons}"`) });
    await update(`${view.url}/0`, { drawingInfo: drawing(`'${layer.id}'`) });
  });
  after(() => portals.close());

  const page = (id: string): string => `<a href="${portals.source.url}/home/item.html?id=${id}">more</a>`;

  function drawing(id: string): Json {
    return {
      renderer: {
        type: 'simple',
        symbol: {
          type: 'esriPMS',
          url: `${portals.source.url}/sharing/rest/content/items/${icons}/data`,
          width: 12,
          height: 12,
        },
      },
      labelingInfo: [
        { labelExpressionInfo: { expression: `Count(FeatureSetByPortalItem(Portal('x'), ${id}, 0))` } },
      ],
    };
  }

  function update(url: string, definition: Json): Promise<unknown> {
    const path = `${url.replace('/rest/services/', '/rest/admin/services/')}/updateDefinition`;
    return portals.source.write(path, { updateDefinition: JSON.stringify(definition) });
  }

  function idOf(results: Map<string, CopyResult>, title: string): string {
    return results.get(title)?.target?.id ?? '?';
  }

  function assertSound(results: Map<string, CopyResult>): void {
    for (const [title, { error, checks, residue }] of results) {
      const failed = checks.filter(({ ok }) => !ok);
      assert.deepEqual([failed, error, residue], [[], undefined, []], title);
    }
  }

  it('is copied with it and led to the target, also in a circle', async () => {
    const results = await portals.copyAll([layer.id, view.id, map]);
    assertSound(results);
    const url = String(results.get('Signs')?.target?.url);
    const service = await portals.target.read<Json>(url);
    assert.ok(String(service.description).includes(idOf(results, 'Sign map')), String(service.description));
    assert.equal(service.copyrightText, `See ${portals.target.url}/home`);
    const copied = JSON.stringify(await portals.target.read<Json>(`${url}/0`));
    assert.ok(
      !copied.includes(icons) && !copied.includes(map) && !copied.includes(portals.source.url),
      copied,
    );
    assert.ok(copied.includes(idOf(results, 'Sign map')));
    assert.deepEqual(
      results.get('Signs')?.dependencies.map(({ source: { title }, outcome }) => [title, outcome]),
      [['Icons', 'created']],
    );
    const shown = JSON.stringify(
      await portals.target.read<Json>(`${String(results.get('Signs_open')?.target?.url)}/0`),
    );
    assert.ok(shown.includes(idOf(results, 'Signs')) && !shown.includes(layer.id), shown);
  });

  it('is unchanged the second time', async () => {
    portals.pair.target.requests.clear();
    const results = await portals.copyAll([layer.id, view.id, map]);
    assertSound(results);
    assert.deepEqual(
      [...results.values()].map(({ outcome }) => outcome),
      ['unchanged', 'unchanged', 'unchanged'],
    );
    assert.ok(!portals.pair.target.requests.all().some(({ write }) => write));
  });

  it('is listed where it stays in the source', async () => {
    const alone = await source.layer('Alone', 1);
    const secret = await source.document('Notebook', 'Not copied', {});
    await update(`${alone.url}/0`, { description: page(secret) });
    const [result] = (await portals.copyAll([alone.id])).values();
    const found = result?.residue.map(({ path, reason }) => [path, reason]);
    assert.deepEqual(found, [['definition:$.layers[0].description', 'not-copied']]);
    assert.equal(result?.outcome, 'created');
  });
});
