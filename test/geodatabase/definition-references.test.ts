import assert from 'node:assert/strict';
import { openPortal } from '../../lib/portal/open-portal.js';
import { Content, webMap } from '../copy/support/content.js';
import { GeodatabasePortals } from './support/geodatabase-portals.js';

type Json = Record<string, unknown>;

const DIRECTIONS = [
  { source: 'enterprise', target: 'online' },
  { source: 'online', target: 'enterprise' },
] as const;

for (const { source, target } of DIRECTIONS) {
  describe(`what the definition of a published layer refers to, ${source} to ${target}`, function () {
    this.timeout(60_000);
    let portals: GeodatabasePortals;
    let content: Content;
    let icons: string;
    let map: string;
    let layer: { id: string; url: string };

    before(async () => {
      portals = await GeodatabasePortals.start(source, target);
      const { url, admin } = portals.pair.source;
      content = new Content(openPortal({ url, credentials: { kind: 'password', ...admin } }), admin.username);
      icons = await content.file('Icons', 'icon\n');
      layer = await content.layer('Signs', 3);
      map = await content.document('Web Map', 'Sign map', webMap([{ ...layer, title: 'Signs' }]));
      await define(layer.url, { description: page(map), copyrightText: `See ${url}/home` });
      await define(`${layer.url}/0`, { description: page(map), drawingInfo: drawing(), templates: [sign()] });
      await content.update(layer.id, { text: JSON.stringify({ layers: [{ id: 0, popupInfo: popup() }] }) });
    });
    after(async () => {
      await content.portal.close();
      await portals.close();
    });

    const page = (id: string): string =>
      `<a href="${portals.pair.source.url}/home/item.html?id=${id}">more</a>`;
    const icon = (): string => `${portals.pair.source.url}/sharing/rest/content/items/${icons}/data`;

    function drawing(): Json {
      const expression = `Count(FeatureSetByPortalItem(Portal('x'), "${icons}", 0))`;
      return {
        renderer: { type: 'simple', symbol: { type: 'esriPMS', url: icon(), width: 12, height: 12 } },
        labelingInfo: [{ labelExpressionInfo: { expression } }],
      };
    }

    function sign(): Json {
      const prototype = { attributes: { NAME: page(map) } };
      return { name: 'Sign', description: page(map), drawingTool: 'esriFeatureEditToolPoint', prototype };
    }

    function popup(): Json {
      return { title: '{NAME}', mediaInfos: [{ type: 'image', value: { sourceURL: icon() } }] };
    }

    function define(url: string, definition: Json): Promise<unknown> {
      const path = `${url.replace('/rest/services/', '/rest/admin/services/')}/updateDefinition`;
      return content.portal.write(path, { updateDefinition: JSON.stringify(definition) });
    }

    it('leads to the target in texts, drawing, templates and pop-ups, and nothing is left of the source', async () => {
      const { exported, result } = await portals.copy(layer.id);
      assert.ok(exported.file);
      assert.deepEqual(
        [result.outcome, result.checks.filter(({ ok }) => !ok), result.residue],
        ['created', [], []],
        JSON.stringify([result.error, result.warnings]),
      );
      const url = String(result.target?.url);
      const [service, definition, data] = await Promise.all([
        portals.to.json<Json>(url),
        portals.to.json<Json>(`${url}/0`),
        portals.to.json<Json>(`/content/items/${result.target?.id}/data`),
      ]);
      assert.equal(service.copyrightText, `See ${portals.pair.target.url}/home`);
      for (const [text, ids] of [
        [JSON.stringify(service), [map]],
        [JSON.stringify(definition), [map, icons]],
        [JSON.stringify(data), [icons]],
      ] as const) {
        for (const id of ids) assert.ok(text.includes(String(result.map.items[id])), `${id} in ${text}`);
        for (const gone of [map, icons, layer.id, portals.pair.source.url]) {
          assert.ok(!text.includes(gone), `${gone} in ${text}`);
        }
      }
    });

    it('is listed where it stays in the source', async () => {
      const secret = await content.document('Notebook', 'Not copied', {});
      const alone = await content.layer('Alone', 1);
      await define(`${alone.url}/0`, { description: page(secret) });
      const { exported, result } = await portals.copy(alone.id);
      assert.ok(exported.file);
      const found = result.residue.map(({ path, reason }) => [path, reason]);
      assert.deepEqual(found, [['definition:$.layers[0].description', 'not-copied']]);
      assert.equal(result.outcome, 'created');
    });
  });
}
