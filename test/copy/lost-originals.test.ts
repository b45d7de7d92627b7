import assert from 'node:assert/strict';
import type { CopyResult, CopySettings } from '../../lib/copy/copy-settings.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { slpk } from '../tiles/support/packages.js';
import { TileContent } from '../tiles/support/tile-content.js';
import { Content, dashboard, webMap } from './support/content.js';
import { Portals } from './support/portals.js';

type Json = Record<string, unknown>;

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`what was deleted in the source after it was copied, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let source: Content;

    before(async () => {
      portals = await Portals.start(from, to);
      source = new Content(portals.source, portals.pair.source.admin.username);
    });
    after(() => portals.close());

    const remove = (id: string): Promise<unknown> =>
      portals.source.write(`/content/users/${source.username}/items/${id}/delete`);
    const dataOf = (result: CopyResult): Promise<string> =>
      portals.target.readText(`/content/items/${result.target?.id}/data`);
    async function copy(id: string, settings: Partial<CopySettings> = {}): Promise<CopyResult> {
      const [result] = (await portals.copyAll([id], settings)).values();
      assert.ok(result);
      assert.equal(result.error, undefined);
      return result;
    }
    const codes = ({ warnings }: CopyResult): string[] => warnings.map(({ code }) => code);

    it('stays what the copies refer to, by item and by URL, with the field names of the copy', async () => {
      portals.pair.target.switches.lowerCaseFieldNames = true;
      const layer = await source.layer('Lost', 2);
      const where = { layerDefinition: { definitionExpression: "STATUS = 'open'" } };
      const document = webMap([
        { ...layer, title: 'Both' },
        { url: layer.url, title: 'By URL' },
      ]);
      document.operationalLayers = (document.operationalLayers as Json[]).map((one) => ({
        ...one,
        ...where,
      }));
      const map = await source.document('Web Map', 'Uses what is lost', document);
      const first = await copy(map);
      portals.pair.target.switches.lowerCaseFieldNames = false;
      const before = await dataOf(first);
      assert.match(before, /status = 'open'/);
      await remove(layer.id);

      const second = await copy(map);
      assert.deepEqual([second.outcome, second.residue, codes(second)], ['unchanged', [], ['SOURCE_GONE']]);
      assert.equal(await dataOf(second), before);

      await source.update(map, { snippet: 'New', text: JSON.stringify({ ...document, more: true }) });
      const third = await copy(map);
      assert.deepEqual([third.outcome, third.residue, third.target?.snippet], ['updated', [], 'New']);
      assert.deepEqual(JSON.parse(await dataOf(third)), { ...JSON.parse(before), more: true });
      assert.equal((await copy(map)).outcome, 'unchanged');
    });

    it('is a layer that others saved under a name of their own', async () => {
      const layer = await source.layer('Lost_saved', 1);
      const saved = await source.document('Feature Service', 'Saved', { layers: [] }, { url: layer.url });
      const map = await source.document(
        'Web Map',
        'Of the saved',
        webMap([{ url: layer.url, title: 'Saved' }]),
      );
      const first = await portals.copyAll([saved, map]);
      const texts = async (results: Map<string, CopyResult>): Promise<unknown[]> =>
        Promise.all(
          ['Saved', 'Of the saved'].map(async (title) => {
            const result = results.get(title);
            assert.ok(result);
            assert.deepEqual([result.error, result.residue], [undefined, []]);
            return [result.target?.url, await dataOf(result)];
          }),
        );
      const before = await texts(first);
      await remove(layer.id);
      for (const id of [saved, map]) await source.update(id, { snippet: 'New' });
      assert.deepEqual(await texts(await portals.copyAll([saved, map])), before);
    });

    it('is the map of a dashboard, and what a description mentions', async () => {
      const map = await source.document('Web Map', 'Lost map', webMap([]));
      const file = await source.file('Lost file', 'a\n1\n');
      const board = await source.document('Dashboard', 'Board of a lost map', dashboard(map), {
        description: `See ${portals.source.url}/home/item.html?id=${file}`,
      });
      const results = await portals.copyAll([file, map, board]);
      const first = results.get('Board of a lost map');
      assert.ok(first);
      assert.deepEqual(first.residue, []);
      const before = [await dataOf(first), first.target?.description];
      await remove(map);
      await remove(file);
      await source.update(board, { snippet: 'New' });
      const second = await copy(board);
      assert.deepEqual([second.outcome, second.residue], ['updated', []]);
      assert.deepEqual([await dataOf(second), second.target?.description], before);
    });

    it('is a group, or one that got another title', async () => {
      const group = async (portal: WritablePortal, title: string): Promise<string> => {
        const params = { title, tags: 'x', access: 'org' };
        return (await portal.write<{ group: { id: string } }>('/community/createGroup', params)).group.id;
      };
      const [gone, kept] = [await group(portals.source, 'Gone'), await group(portals.source, 'Renamed')];
      const [forGone, forKept] = [
        await group(portals.target, 'Gone'),
        await group(portals.target, 'Renamed'),
      ];
      const document = { source: null, values: { group: gone, groups: [{ groupId: kept }] } };
      const app = await source.document('Web Mapping Application', 'Of groups', document, {
        typeKeywords: 'Configurable',
      });
      const wanted = { source: null, values: { group: forGone, groups: [{ groupId: forKept }] } };
      assert.deepEqual(JSON.parse(await dataOf(await copy(app))), wanted);
      await portals.source.write(`/community/groups/${gone}/delete`);
      await portals.target.write(`/community/groups/${forKept}/update`, { title: 'Called otherwise' });
      await source.update(app, { snippet: 'New' });
      const result = await copy(app);
      assert.deepEqual([result.outcome, result.residue], ['updated', []]);
      assert.deepEqual(JSON.parse(await dataOf(result)), wanted);

      await portals.target.write(`/community/groups/${forGone}/delete`);
      const last = await copy(app);
      assert.deepEqual(
        last.residue.map(({ value, reason }) => [value, reason]),
        [[gone, 'not-accessible']],
      );
    });

    it('is the package of a scene, without which no new copy can be made of it', async () => {
      const tiles = new TileContent(portals.source, source.username);
      const houses = await tiles.tiles('slpk', 'Lost_houses', await slpk('houses'));
      const layer = {
        id: 'houses',
        itemId: houses.id,
        url: houses.url,
        layerType: 'ArcGISSceneServiceLayer',
      };
      const scene = await source.document('Web Scene', 'Houses', { operationalLayers: [layer] });
      const before = await dataOf(await copy(scene));
      await remove(houses.packageId);
      const result = await copy(scene, { whenExists: 'replace', dependencies: 'update' });
      assert.deepEqual([result.outcome, result.residue], ['created', []]);
      assert.equal(await dataOf(result), before);
    });

    it('is what a new map refers to as well, unless references are to stay at the source', async () => {
      const layer = await source.layer('Lost_before', 1);
      const kept = await copy(layer.id);
      await remove(layer.id);
      const map = await source.document('Web Map', 'Late', webMap([{ ...layer, title: 'Lost' }]));
      const stays = await copy(map, { dependencies: 'source' });
      assert.deepEqual([...new Set(stays.residue.map(({ reason }) => reason))], ['not-accessible']);
      const result = await copy(map);
      assert.deepEqual([result.outcome, result.residue], ['updated', []]);
      assert.equal(result.map.items[layer.id], kept.target?.id);
      assert.ok((await dataOf(result)).includes(`${kept.target?.url}/0`));
    });
  });
}
