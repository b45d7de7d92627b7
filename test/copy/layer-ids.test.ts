import assert from 'node:assert/strict';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import type { PortalKind } from '../../sandbox/index.js';
import { GeodatabasePortals } from '../geodatabase/support/geodatabase-portals.js';
import { Content } from './support/content.js';
import { Portals } from './support/portals.js';

type Json = Record<string, unknown>;

interface Service {
  id: string;
  url: string;
}

/** A hosted service of layers and tables with these ids; each has one row that is called after its id. */
async function sparse(content: Content, name: string, layers: number[], tables: number[]): Promise<Service> {
  const { portal, username } = content;
  const like = (await content.layer(`${name}_pattern`, 0)).url;
  const [service, [layer = {}]] = [
    await portal.read<Json>(like),
    (await portal.read<{ layers: Json[] }>(`${like}/layers`)).layers,
  ];
  const { capabilities, spatialReference, initialExtent } = service;
  const parameters = { name, capabilities, spatialReference, initialExtent, preserveLayerIds: true };
  const made = await portal.write<{ serviceItemId: string; serviceurl: string }>(
    `/content/users/${username}/createService`,
    { createParameters: JSON.stringify(parameters), outputType: 'featureService' },
  );
  const { fields, objectIdField, globalIdField } = layer;
  const definition = {
    layers: layers.map((id) => ({ ...layer, id, name: `Layer ${id}` })),
    tables: tables.map((id) => ({
      id,
      name: `Table ${id}`,
      type: 'Table',
      fields,
      objectIdField,
      globalIdField,
    })),
  };
  const admin = made.serviceurl.replace('/rest/services/', '/rest/admin/services/');
  await portal.write(`${admin}/addToDefinition`, { addToDefinition: JSON.stringify(definition) });
  for (const id of [...layers, ...tables]) {
    const geometry = layers.includes(id) ? { geometry: { x: id, y: id } } : {};
    const adds = [{ ...geometry, attributes: { NAME: `row of ${id}` } }];
    await portal.write(`${made.serviceurl}/${id}/addFeatures`, { features: JSON.stringify(adds) });
  }
  return { id: made.serviceItemId, url: made.serviceurl };
}

/** What the one row of a layer is called. */
async function rowOf(portal: WritablePortal, url: string): Promise<string> {
  const { features } = await portal.read<{ features: { attributes: { NAME: string } }[] }>(`${url}/query`, {
    where: '1=1',
    outFields: '*',
    returnGeometry: false,
  });
  return features.map(({ attributes }) => attributes.NAME).join();
}

async function idsOf(
  portal: WritablePortal,
  result: CopyResult,
): Promise<{ layers: number[]; tables: number[] }> {
  const { layers, tables } = await portal.read<{ layers: { id: number }[]; tables: { id: number }[] }>(
    String(result.target?.url),
  );
  const ids = (list: { id: number }[]): number[] => list.map(({ id }) => id).sort((a, b) => a - b);
  return { layers: ids(layers), tables: ids(tables) };
}

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as [PortalKind, PortalKind][]) {
  describe(`layers whose ids have gaps, row by row, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let content: Content;

    before(async () => {
      portals = await Portals.start(from, to);
      content = new Content(portals.source, portals.pair.source.admin.username);
    });
    after(() => portals.close());

    for (const [what, layers, tables] of [
      ['layers 0, 3, 35 and table 7', [0, 3, 35], [7]],
      ['no layer 0', [3, 35], [7]],
      ['no layer at all', [], [7]],
    ] as [string, number[], number[]][]) {
      it(`AC-27: keep their ids, with ${what}`, async () => {
        const service = await sparse(content, `Gaps_${layers.length}_${tables.length}`, layers, tables);
        const run = await portals.run([service.id]);
        const result = await portals.copy(run, service.id);
        run.cancel('the test is over');
        assert.equal(result.error, undefined);
        assert.deepEqual(await idsOf(portals.target, result), { layers, tables });
        for (const id of [...layers, ...tables]) {
          assert.equal(await rowOf(portals.target, `${result.target?.url}/${id}`), `row of ${id}`);
        }
      });
    }
  });

  describe(`layers whose ids have gaps, published anew, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: GeodatabasePortals;
    let content: Content;

    before(async () => {
      portals = await GeodatabasePortals.start(from, to);
      const { url, admin } = portals.pair.source;
      content = new Content(openPortal({ url, credentials: { kind: 'password', ...admin } }), admin.username);
    });
    after(async () => {
      await content.portal.close();
      await portals.close();
    });

    it('AC-27: get other ids, and a map, a dashboard and an experience follow to the same layers', async () => {
      const { id, url } = await sparse(content, 'Renumbered', [0, 3, 35], [7]);
      const map = await content.document('Web Map', 'Map', {
        operationalLayers: [
          { id: 'a', url: `${url}/35`, itemId: id, layerType: 'ArcGISFeatureLayer' },
          { id: 'b', url: `${url}/3`, itemId: id, layerType: 'ArcGISFeatureLayer' },
        ],
        tables: [{ id: 'c', url: `${url}/7`, itemId: id }],
        version: '2.30',
      });
      const dataSource = { type: 'featureServiceDataSource', itemId: id, layerId: 35, table: false };
      const board = await content.document('Dashboard', 'Board', {
        version: 50,
        desktopView: {
          widgets: [{ id: 'w', type: 'indicatorWidget', datasets: [{ type: 'serviceDataset', dataSource }] }],
        },
      });
      const layers = Object.fromEntries(
        [0, 3, 35, 7].map((layer) => [
          layer,
          { id: `dataSource_1-${layer}`, layerId: String(layer), url: `${url}/${layer}`, itemId: id },
        ]),
      );
      const experience = await content.document('Web Experience', 'Experience', {
        dataSources: {
          dataSource_1: {
            id: 'dataSource_1',
            type: 'FEATURE_SERVICE',
            itemId: id,
            url,
            childDataSourceJsons: layers,
          },
          dataSource_2: {
            id: 'dataSource_2',
            type: 'FEATURE_LAYER',
            itemId: id,
            url: `${url}/35`,
            layerId: '35',
          },
        },
        widgets: { widget_1: { useDataSources: [{ dataSourceId: 'dataSource_1-35' }] } },
        pages: {},
      });

      const run = await portals.run([id, map, board, experience]);
      const exported = await portals.export(run, id);
      assert.ok(exported.file, JSON.stringify(exported.warnings));
      const result = await portals.publish(run, id, exported);
      assert.equal(result.error, undefined);
      assert.deepEqual(result.map.services[url]?.layers, { '0': '0', '3': '1', '35': '2', '7': '3' });
      assert.deepEqual(await idsOf(portals.target, result), { layers: [0, 1, 2], tables: [3] });
      const to = String(result.target?.url);
      for (const [is, was] of [0, 3, 35, 7].entries()) {
        assert.equal(await rowOf(portals.target, `${to}/${is}`), `row of ${was}`);
      }

      const dataOf = async (item: string): Promise<Json> => {
        const copy = await portals.publish(run, item, { file: null, warnings: [], requests: 0 });
        assert.equal(copy.error, undefined);
        return portals.target.read<Json>(`/content/items/${copy.target?.id}/data`);
      };
      const copied = await dataOf(map);
      const urls = [copied.operationalLayers, copied.tables].flatMap((list) =>
        (list as { url: string }[]).map((one) => one.url),
      );
      assert.deepEqual(urls, [`${to}/2`, `${to}/1`, `${to}/3`]);
      assert.match(JSON.stringify(await dataOf(board)), /"layerId":2,/);
      const { dataSources, widgets } = await dataOf(experience);
      const { dataSource_1: whole, dataSource_2: single } = dataSources as Record<string, Json>;
      assert.deepEqual([single?.url, single?.layerId], [`${to}/2`, '2']);
      const children = Object.entries(whole?.childDataSourceJsons as Record<string, Json>);
      assert.deepEqual(
        children.map(([key, child]) => [key, child.id, child.layerId, child.url]).sort(),
        ['0', '1', '2', '3'].map((layer) => [layer, `dataSource_1-${layer}`, layer, `${to}/${layer}`]),
      );
      assert.deepEqual(widgets, { widget_1: { useDataSources: [{ dataSourceId: 'dataSource_1-2' }] } });
      run.cancel('the test is over');
    });
  });
}
