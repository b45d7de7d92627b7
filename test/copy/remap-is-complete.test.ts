import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { CopyPair, CopyResult } from '../../lib/copy/copy-settings.js';
import type { RunReport } from '../../lib/copy/run/report.js';
import type { Item, SourceId } from '../../lib/items/item.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { ReadablePortal } from '../../lib/portal/portal.js';
import type { PortalKind } from '../../sandbox/index.js';
import { Content } from './support/content.js';
import { Portals, SETTINGS } from './support/portals.js';

type Json = Record<string, unknown>;

interface Service {
  id: string;
  url: string;
}

/** What the dashboard and the experience show, directly or through the map. */
interface Shown {
  /** In the map: as a layer, in a group, in a group of a group, as a table, as the basemap. */
  layer: Service;
  grouped: Service;
  table: Service;
  basemap: Service;
  deep: Service;
  map: string;
  dashboard: string;
  experience: string;
}

/** A layer that belongs to neither portal. */
const WORLD = {
  id: 'world',
  title: 'World countries',
  itemId: '2b93b06dc0dc4e809d3c8db5cb96ba69',
  url: 'https://services.arcgis.com/P3ePLMYs2RVChkJx/arcgis/rest/services/World_Countries/FeatureServer/0',
  layerType: 'ArcGISFeatureLayer',
  itemUrl: 'https://www.arcgis.com/home/item.html?id=2b93b06dc0dc4e809d3c8db5cb96ba69',
};

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as [PortalKind, PortalKind][]) {
  describe(`everything that a dashboard and its map refer to, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let source: Content;
    let target: Content;

    beforeEach(async () => {
      portals = await Portals.start(from, to);
      source = new Content(portals.source, portals.pair.source.admin.username);
      target = new Content(portals.target, portals.pair.target.admin.username);
    });
    afterEach(() => portals.close());

    /** A service with a layer 0 and a table 1. */
    async function withTable(name: string): Promise<Service> {
      const service = await source.layer(name, 1);
      const { fields } = await portals.source.read<{ fields: Json[] }>(`${service.url}/0`);
      const table = { id: 1, name: 'Visits', type: 'Table', objectIdField: 'OBJECTID', fields };
      await portals.source.write(
        `${service.url.replace('/rest/services/', '/rest/admin/services/')}/addToDefinition`,
        {
          addToDefinition: JSON.stringify({ layers: [], tables: [{ ...table, globalIdField: 'GlobalID' }] }),
        },
      );
      return service;
    }

    /** A tile layer; what it is made of is not looked at. */
    async function tiles(content: Content, server: string): Promise<Service> {
      const url = `${server}/rest/services/Base/MapServer`;
      return { id: await content.document('Map Service', 'Base', {}, { url }), url };
    }

    async function fill(): Promise<{ shown: Shown; pairs: CopyPair[] }> {
      const { serverUrl } = portals.pair.source;
      const layer = await source.layer('Layer', 3);
      const grouped = await source.layer('Grouped', 1);
      const table = await withTable('With_table');
      const deep = await source.layer('Deep', 1);
      const basemap = await tiles(source, serverUrl);
      const counterpart = await tiles(target, portals.pair.target.serverUrl);
      const map = await source.document(
        'Web Map',
        'Map',
        mapOf(portals.source.url, { layer, grouped, table, deep, basemap }),
        { description: link(portals.source.url, layer.id) },
      );
      const dashboard = await source.document('Dashboard', 'Board', boardOf({ layer, table, map }));
      const experience = await addExperience({ layer, map });
      const shown = { layer, grouped, table, basemap, deep, map, dashboard, experience };
      return { shown, pairs: [{ source: basemap.id, target: counterpart.id, use: 'reference' }] };
    }

    /** An experience is its published version, the draft in a resource, and the address that it is opened at. */
    async function addExperience({ layer, map }: Pick<Shown, 'layer' | 'map'>): Promise<string> {
      const config = experienceOf(portals.source.url, { layer, map });
      const id = await source.document('Web Experience', 'Experience', config, {
        typeKeywords: 'EXB Experience,JavaScript,Ready To Use,status: Published,Web Application',
      });
      const item = `/content/users/${source.username}/items/${id}`;
      await portals.source.write(`${item}/addResources`, {
        resourcesPrefix: 'config',
        fileName: 'config.json',
        text: JSON.stringify({ ...config, draft: true }),
      });
      await source.update(id, { url: `${portals.source.url}/apps/experiencebuilder/experience/?id=${id}` });
      return id;
    }

    /** Copies the dashboard and the experience, with what they need. */
    async function copy(
      { dashboard, experience }: Shown,
      pairs: CopyPair[],
      reader: ReadablePortal = portals.source,
    ): Promise<{ result: CopyResult; ofExperience: CopyResult; report: RunReport }> {
      const run = await portals.run([dashboard, experience]);
      const settings = { ...SETTINGS, pairs };
      const context = { run, source: reader, target: portals.target, settings, signal: run.signal };
      const [result, ofExperience] = await Promise.all([
        copyItem(context, dashboard as SourceId),
        copyItem(context, experience as SourceId),
      ]);
      const report = run.report();
      run.cancel('the test is over');
      return { result, ofExperience, report };
    }

    /** An item of the target with its data and resources, as one text; without the marks by which a copy knows its source. */
    async function storedText(id: unknown): Promise<string> {
      const [data, item, { resources }] = await Promise.all([
        portals.target.readText(`/content/items/${id}/data`),
        portals.target.read<Item>(`/content/items/${id}`),
        portals.target.read<{ resources: { resource: string }[] }>(`/content/items/${id}/resources`),
      ]);
      const texts = await Promise.all(
        resources.map(({ resource }) =>
          portals.target.readText(`/content/items/${id}/resources/${resource}`),
        ),
      );
      return [data, JSON.stringify({ ...item, typeKeywords: [], properties: null }), ...texts].join('\n');
    }

    function traces(text: string, ids: string[]): string[] {
      const { url, https, serverUrl } = portals.pair.source;
      const hosts = [url, https, serverUrl].map((address) => new URL(address).host);
      return [...ids, ...hosts].filter((trace) => text.includes(trace));
    }

    /** Item and URL say the same wherever both are given, but in the foreign layer. */
    async function assertPairsAgree(document: unknown): Promise<number> {
      const paired = objectsIn(document).filter(
        ({ itemId, url }) => typeof itemId === 'string' && typeof url === 'string' && itemId !== WORLD.itemId,
      );
      for (const { itemId, url } of paired) {
        const item = await portals.target.read<Item>(`/content/items/${itemId}`);
        assert.ok(String(url).startsWith(String(item.url)), `${url} is no part of ${item.url}`);
      }
      return paired.length;
    }

    it('AC-01: leads to the target wherever it hides, and what is at another host stays', async () => {
      const { shown, pairs } = await fill();
      const { layer, grouped, table, basemap, deep, map, dashboard, experience } = shown;
      const { result, ofExperience, report } = await copy(shown, pairs);
      assert.equal(result.error, undefined);
      assert.equal(ofExperience.error, undefined);
      assert.equal(ofExperience.outcome, 'created');
      assert.deepEqual([...result.residue, ...ofExperience.residue], []);
      assert.deepEqual(report.residue, { listed: 0, unlisted: 0 });
      assert.equal(report.checks.failed, 0);
      const titles = report.rows.map((row) => row.source.title);
      assert.deepEqual(titles.sort(), [
        'Board',
        'Deep',
        'Experience',
        'Grouped',
        'Layer',
        'Map',
        'With_table',
      ]);

      // Four layers and the basemap by id and URL (each a layer of the map), a text and an expression in a pop-up, and the description.
      const replaced = (id: string): number | undefined =>
        report.rows.find(({ source: { id: of } }) => of === id)?.rewritten;
      assert.equal(replaced(map), 13);
      assert.equal(result.rewritten, 6, 'map, indicator and selector, in both views');
      // Map and layer by id, the layer by URL, the portal of both, and once more in the draft; and its own address.
      assert.equal(ofExperience.rewritten, 11);
      assert.equal(replaced(layer.id), 0);
      assert.equal(report.rewritten, 13);
      const ids = [layer.id, grouped.id, table.id, basemap.id, deep.id, map, dashboard, experience];
      const copies = { ...result.map.items, ...ofExperience.map.items };
      for (const id of [map, dashboard, experience]) {
        assert.deepEqual(traces(await storedText(copies[id]), ids), [], `traces in ${id}`);
      }
      const copied = await portals.target.read<Json>(`/content/items/${copies[map]}/data`);
      assert.equal(await assertPairsAgree(copied), 5);
      assert.deepEqual((copied.operationalLayers as Json[]).at(-1), WORLD);
      const expression = String(objectsIn(copied).find((one) => 'expression' in one)?.expression);
      assert.ok(
        expression.includes(`Portal('${portals.target.url}'), '${copies[table.id]}', 1)`),
        expression,
      );
      const board = await portals.target.readText(`/content/items/${copies[dashboard]}/data`);
      assert.equal(board.split(String(copies[map])).length - 1, 2, 'both map widgets');
      assert.equal(board.split(String(copies[layer.id])).length - 1, 2, 'both indicators');
      assert.equal(board.split(String(copies[table.id])).length - 1, 2, 'both selectors');
      const stored = await storedText(copies[experience]);
      assert.equal(stored.split(`"portalUrl":"${portals.target.url}"`).length - 1, 4, 'published and draft');
      assert.equal(stored.split(String(copies[map])).length - 1, 2);
      const shownLayer = JSON.parse(
        await portals.target.readText(`/content/items/${copies[experience]}/data`),
      );
      assert.equal(await assertPairsAgree(shownLayer), 1);
    });

    it('AC-01: is listed with path and reason where the signed-in user may not read it', async () => {
      const { shown, pairs } = await fill();
      const { layer, grouped, table, basemap, deep, map, dashboard, experience } = shown;
      for (const id of [layer.id, table.id, basemap.id, deep.id, map, dashboard, experience]) {
        const share = { everyone: false, org: true, account: true };
        await portals.source.write(`/content/users/${source.username}/items/${id}/share`, share);
      }
      const reader = openPortal({
        url: portals.source.url,
        credentials: { kind: 'password', username: 'vera', password: 'secret12' },
        readOnly: true,
      });
      const { result, report } = await copy(shown, pairs, reader);
      await reader.close();
      assert.equal(result.error, undefined);
      assert.equal(report.residue.unlisted, 0);
      const row = report.rows.find(({ source: { id } }) => id === map);
      assert.equal(row?.outcome, 'created');
      assert.deepEqual(row?.residue.map(({ path, value, reason }) => [path, value, reason]).sort(), [
        ['data:$.operationalLayers[1].layers[0].itemId', grouped.id, 'not-accessible'],
        ['data:$.operationalLayers[1].layers[0].url', `${grouped.url}/0`, 'not-accessible'],
      ]);
      const others = report.rows.filter((other) => other !== row);
      assert.deepEqual(
        others.flatMap(({ residue }) => residue),
        [],
      );
      const ids = [layer.id, table.id, basemap.id, deep.id, map, dashboard];
      const text = await storedText(result.map.items[map]);
      assert.deepEqual(traces(text.replaceAll(`${grouped.url}/0`, ''), ids), []);
    });
  });
}

function link(portal: string, id: string): string {
  return `<a href="${portal}/home/item.html?id=${id}">about this</a>`;
}

type InMap = Pick<Shown, 'layer' | 'grouped' | 'table' | 'deep' | 'basemap'>;

function mapOf(portal: string, { layer, grouped, table, deep, basemap }: InMap): Json {
  const shown = ({ id, url }: Service, name: string, more: Json = {}): Json => {
    return { id: name, title: name, itemId: id, url: `${url}/0`, layerType: 'ArcGISFeatureLayer', ...more };
  };
  const group = (name: string, layers: Json[]): Json => {
    return { id: name, title: name, layerType: 'GroupLayer', layers };
  };
  const expression = `var visits = FeatureSetByPortalItem(Portal('${portal}'), '${table.id}', 1);\nreturn Count(visits)`;
  const popupInfo = {
    title: '{NAME}',
    description: `<p>${link(portal, layer.id)}</p>`,
    expressionInfos: [{ name: 'expr0', title: 'Visits', expression, returnType: 'number' }],
  };
  return {
    operationalLayers: [
      shown(layer, 'layer', { popupInfo }),
      group('outer', [shown(grouped, 'grouped'), group('inner', [shown(deep, 'deep')])]),
      WORLD,
    ],
    tables: [{ id: 'table', title: 'Visits', itemId: table.id, url: `${table.url}/1` }],
    baseMap: {
      title: 'Base',
      baseMapLayers: [
        { id: 'base', itemId: basemap.id, url: basemap.url, layerType: 'ArcGISTiledMapServiceLayer' },
      ],
    },
    version: '2.30',
  };
}

/** The view for phones has widgets of its own. */
function boardOf({ layer, table, map }: Pick<Shown, 'layer' | 'table' | 'map'>): Json {
  const dataset = (itemId: string, layerId: number): Json => {
    const dataSource = { type: 'featureServiceDataSource', itemId, layerId, table: layerId === 1 };
    return { type: 'serviceDataset', name: 'main', dataSource };
  };
  const view = (name: string): Json => ({
    headerPanel: {
      type: 'headerPanel',
      selectors: [{ id: `${name}-s`, type: 'categorySelectorWidget', datasets: [dataset(table.id, 1)] }],
    },
    widgets: [
      { id: `${name}-m`, type: 'mapWidget', itemId: map },
      { id: `${name}-i`, type: 'indicatorWidget', datasets: [dataset(layer.id, 0)] },
    ],
  });
  return { version: 50, desktopView: view('desktop'), mobileView: view('mobile') };
}

/** What an experience of a map and a layer consists of; every data source names the portal that has it. */
function experienceOf(portalUrl: string, { layer, map }: Pick<Shown, 'layer' | 'map'>): Json {
  const sourceOf = (id: string, type: string, more: Json): Json => ({
    id,
    type,
    sourceLabel: id,
    portalUrl,
    ...more,
  });
  return {
    exbVersion: '1.14.0',
    dataSources: {
      dataSource_1: sourceOf('dataSource_1', 'WEB_MAP', { itemId: map }),
      dataSource_2: sourceOf('dataSource_2', 'FEATURE_LAYER', {
        itemId: layer.id,
        url: `${layer.url}/0`,
        layerId: '0',
      }),
    },
    widgets: {
      widget_1: { id: 'widget_1', uri: 'widgets/arcgis/arcgis-map/', useDataSources: ['dataSource_1'] },
    },
    pages: { page_1: { id: 'page_1', label: 'Page' } },
  };
}

/** All objects in a document, at any depth. */
function objectsIn(document: unknown): Json[] {
  if (Array.isArray(document)) return document.flatMap(objectsIn);
  if (typeof document !== 'object' || document === null) return [];
  return [document as Json, ...Object.values(document).flatMap(objectsIn)];
}
