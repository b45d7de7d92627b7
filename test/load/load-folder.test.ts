import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type SandboxPortal, startPortal } from '../../sandbox/index.js';
import { loadFolder } from '../../sandbox/load/load-folder.js';
import { type Rest, signIn } from '../support/rest.js';
import { readZip } from '../town/read-zip.js';

const MAP = 'a'.repeat(32);
const LAYER = 'b'.repeat(32);
const ABSENT_LAYER = 'c'.repeat(32);
const ABSENT_MAP = 'd'.repeat(32);
const ORG = 'https://services3.arcgis.com/AbCdEf0123456789/arcgis/rest/services';

interface Found {
  id: string;
  title: string;
  type: string;
  url: string | null;
  typeKeywords: string[];
}

describe('a folder of documents and files', () => {
  let folder: string;
  let portal: SandboxPortal;
  let rest: Rest;
  const log: string[] = [];

  const put = async (file: string, content: unknown): Promise<void> => {
    const name = path.join(folder, 'in', file);
    await mkdir(path.dirname(name), { recursive: true });
    await writeFile(name, typeof content === 'string' ? content : JSON.stringify(content));
  };

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sandbox-load-'));
    portal = await startPortal({
      kind: 'enterprise',
      dir: path.join(folder, 'portal'),
      switches: { indexLagMs: 0, jobMs: 0 },
    });
    rest = await signIn(portal.url, portal.admin.username, portal.admin.password);
    await put(`items/webmap/streets_${MAP}.json`, {
      operationalLayers: [
        { url: `${ORG}/roads/FeatureServer/3`, itemId: LAYER },
        {
          url: `${ORG}/lamps/FeatureServer/1`,
          itemId: ABSENT_LAYER,
          layerDefinition: { definitionExpression: "watts > '3' AND kind IN ('a')" },
          popupInfo: { fieldInfos: [{ fieldName: 'height' }, { fieldName: 'expression/x' }] },
        },
        { url: 'https://maps.example.org/arcgis/rest/services/Base/MapServer', itemId: 'e'.repeat(32) },
      ],
      link: 'https://someone.maps.arcgis.com/home/',
      version: 10,
      selector: { itemId: '0', url: `${ORG}/lamps/FeatureServer/1` },
    });
    await put('items/dashboard/wall.json', {
      version: 27,
      widgets: [
        { type: 'mapWidget', itemId: MAP },
        { type: 'mapWidget', itemId: ABSENT_MAP },
      ],
    });
    await put('items/layers/roads.json', {
      item: {
        id: LAYER,
        title: 'Roads',
        type: 'Feature Service',
        url: `${ORG}/roads/FeatureServer`,
        tags: ['a', 'b'],
      },
      data: { layers: [{ id: 3 }] },
      layers: [
        {
          id: 3,
          name: 'Road',
          type: 'Feature Layer',
          geometryType: 'esriGeometryPolyline',
          objectIdField: 'FID',
          serviceItemId: LAYER,
          fields: [
            { name: 'FID', type: 'esriFieldTypeOID', alias: 'FID' },
            { name: 'lanes', type: 'esriFieldTypeInteger', alias: 'Lanes' },
          ],
        },
      ],
    });
    await put('items/nonsense/x.json', { a: 1 });
    await put('items/webmap/broken.json', '{');
    await put('data/stops.csv', 'name,lat,lon\na,1,2\n');
    await put('data/readme.md', 'not an item');
    await put('data/what.xyz', '?');
    await loadFolder(portal, path.join(folder, 'in'), (text) => log.push(text));
  });

  after(async () => {
    await portal?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const items = async (): Promise<Found[]> =>
    (await rest.json<{ results: Found[] }>('/search', { q: 'owner:admin', num: 100 })).results;
  const one = async (title: string): Promise<Found> => {
    const found = (await items()).find((item) => item.title === title);
    assert.ok(found, title);
    return found;
  };

  it('become items of the kinds that their folders or they themselves say', async () => {
    assert.equal((await one(`streets ${MAP}`)).type, 'Web Map');
    assert.equal((await one('wall')).type, 'Dashboard');
    assert.equal((await one('Roads')).type, 'Feature Service');
    assert.equal((await one('stops')).type, 'CSV');
  });

  it('refer to one another by the ids and addresses that they have here', async () => {
    const map = await one(`streets ${MAP}`);
    const roads = await one('Roads');
    const data = await rest.json<{
      operationalLayers: { url: string; itemId: string }[];
      link: string;
      version: number;
      selector: { itemId: string };
    }>(`/content/items/${map.id}/data`);
    const [road, lamp, base] = data.operationalLayers;
    assert.deepEqual(road, { url: `${roads.url}/3`, itemId: roads.id });
    // What stands where ids are expected and is none is not replaced, least of all everywhere.
    assert.deepEqual([data.version, data.selector.itemId], [10, '0']);
    assert.equal(data.link, `${portal.url}/home/`);
    const dashboard = await rest.json<{ widgets: { itemId: string }[] }>(
      `/content/items/${(await one('wall')).id}/data`,
    );
    assert.equal(dashboard.widgets[0]?.itemId, map.id);
    // What is not there has small stand-ins.
    assert.equal(
      (await rest.json<{ count: number }>(`${lamp?.url}/query`, { where: '1=1', returnCountOnly: true }))
        .count,
      1,
    );
    assert.equal((await rest.json(`/content/items/${lamp?.itemId}`)).type, 'Feature Service');
    const { fields } = await rest.json<{ fields: { name: string }[] }>(String(lamp?.url));
    assert.deepEqual(fields.map(({ name }) => name).sort(), ['NAME', 'OBJECTID', 'height', 'kind', 'watts']);
    assert.equal(base?.url, 'https://maps.example.org/arcgis/rest/services/Base/MapServer');
    assert.equal((await rest.json(`/content/items/${base?.itemId}`)).url, base?.url);
    assert.equal((await rest.json(`/content/items/${dashboard.widgets[1]?.itemId}`)).type, 'Web Map');
  });

  it('bring the layers that they define', async () => {
    const { url } = await one('Roads');
    const layer = await rest.json<{ geometryType: string; fields: { name: string }[] }>(`${url}/3`);
    assert.equal(layer.geometryType, 'esriGeometryPolyline');
    assert.ok(layer.fields.some(({ name }) => name === 'lanes'));
  });

  it('are told one by one, those that are left out with the reason', () => {
    const leftOut = log.filter((line) => line.includes('left out'));
    assert.deepEqual(leftOut.map((line) => line.split(' ')[0]).sort(), [
      'data/what.xyz',
      'items/nonsense/x.json',
      'items/webmap/broken.json',
    ]);
    assert.ok(log.includes('items/dashboard/wall.json: Dashboard'));
  });

  it('are not loaded twice, but for what is new', async () => {
    const count = (await items()).length;
    await put('items/webmap/second.json', {
      operationalLayers: [{ url: `${ORG}/lamps/FeatureServer/1`, itemId: ABSENT_LAYER }],
    });
    await loadFolder(portal, path.join(folder, 'in'), () => undefined);
    const after = await items();
    assert.equal(after.length, count + 1);
    const { id } = await one('second');
    const data = await rest.json<{ operationalLayers: { url: string }[] }>(`/content/items/${id}/data`);
    assert.ok(data.operationalLayers[0]?.url.startsWith(portal.serverUrl));
  });

  it('bring packages, resources and fragments, and groups that they name', async () => {
    const [group, part] = ['9'.repeat(32), '12345678'.repeat(4)];
    await put('items/form/wells.json', {
      'esriinfo/wells.info': JSON.stringify({ serviceInfo: { url: `${ORG}/lamps/FeatureServer` } }),
      'esriinfo/wells.xml': '<h:html/>',
    });
    await put('items/quickcapture/rounds.json', {
      application: {
        dataSources: [{ url: `${ORG}/lamps/FeatureServer/1`, featureServiceItemId: ABSENT_LAYER }],
      },
    });
    await put('items/webscene/12345678_part.json', [{ id: 'a', url: `${ORG}/lamps/FeatureServer/1` }]);
    await put('items/instantapp/shown.json', { source: null, values: { webscene: part, group } });
    await loadFolder(portal, path.join(folder, 'in'), () => undefined);
    const stored = await rest.bytes(`/content/items/${(await one('wells')).id}/data`);
    const files = await readZip(stored);
    assert.deepEqual([...files.keys()], ['esriinfo/wells.info', 'esriinfo/wells.xml']);
    const { serviceInfo } = JSON.parse(String(files.get('esriinfo/wells.info')));
    assert.ok(serviceInfo.url.startsWith(portal.serverUrl), serviceInfo.url);
    const rounds = await one('rounds');
    const project = await rest.json<{ application: { dataSources: { featureServiceItemId: string }[] } }>(
      `/content/items/${rounds.id}/resources/qc.project.json`,
    );
    assert.match(project.application.dataSources[0]?.featureServiceItemId ?? '', /^(?!c{32})[0-9a-f]{32}$/);
    const scene = await one('12345678 part');
    const app = await one('shown');
    assert.ok(app.typeKeywords.includes('instantApp'));
    const { values } = await rest.json<{ values: { webscene: string; group: string } }>(
      `/content/items/${app.id}/data`,
    );
    assert.equal(values.webscene, scene.id);
    assert.match(
      (await rest.json<{ title: string }>(`/community/groups/${values.group}`)).title,
      /^Stand-in/,
    );
  });

  it('must exist', async () => {
    await assert.rejects(
      loadFolder(portal, path.join(folder, 'nowhere'), () => undefined),
      /There is no folder .*nowhere to load/,
    );
  });
});
