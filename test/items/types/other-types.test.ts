import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Content, webMap } from '../../copy/support/content.js';
import { Portals } from '../../copy/support/portals.js';
import { addResource, readResource } from '../support/resources.js';

type Json = Record<string, unknown>;

interface Refers {
  portal: string;
  map: string;
  layer: { id: string; url: string };
}

/** Documents of types that need nothing but the general way. */
const DOCUMENTS: [type: string, document: (refers: Refers) => Json][] = [
  [
    'Web Scene',
    ({ layer }) => ({
      operationalLayers: [{ layerType: 'GroupLayer', layers: [{ url: `${layer.url}/0`, itemId: layer.id }] }],
      ground: { layers: [] },
    }),
  ],
  [
    'Workforce Project',
    ({ map, layer }) => ({
      workerWebMapId: map,
      dispatcherWebMapId: map,
      assignments: { serviceItemId: layer.id, url: `${layer.url}/0` },
    }),
  ],
  [
    'Notebook',
    ({ portal, map, layer }) => ({
      nbformat: 4,
      cells: [
        {
          cell_type: 'code',
          source: [
            `gis = GIS("${portal}")\n`,
            `gis.content.get("${map}")\n`,
            `FeatureLayer('${layer.url}/0')`,
          ],
        },
      ],
    }),
  ],
  [
    'Feature Collection',
    ({ portal, map }) => ({
      layers: [
        { featureSet: { features: [{ attributes: { LINK: `${portal}/home/item.html?id=${map}` } }] } },
      ],
    }),
  ],
  [
    'Operation View',
    ({ map, layer }) => ({
      widgets: [{ mapId: map }],
      standaloneDataSources: [{ serviceItemId: layer.id, url: `${layer.url}/0` }],
    }),
  ],
  [
    'Data Pipeline',
    ({ layer }) => ({
      inputs: [
        { type: 'FeatureServiceSource', parameters: { layer: { value: { itemId: layer.id, layerId: 0 } } } },
      ],
    }),
  ],
  ['iWork', ({ map, layer }) => ({ parts: [{ itemId: map }, { url: layer.url }] })],
];

describe('items of other types', () => {
  let portals: Portals;
  let content: Content;
  let refers: Refers;

  before(async () => {
    portals = await Portals.start('online', 'enterprise');
    content = new Content(portals.source, portals.pair.source.admin.username);
    const layer = await content.layer('Wells', 2);
    const map = await content.document('Web Map', 'Well map', webMap([]));
    refers = { portal: portals.source.url, map, layer };
  });

  after(() => portals.close());

  async function addFile(type: string, title: string, name: string, bytes: Buffer): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'other-types-'));
    const path = join(dir, 'file');
    await writeFile(path, bytes);
    const { id } = await portals.source.write<{ id: string }>(
      `/content/users/${content.username}/addItem`,
      { type, title },
      { files: { file: { path, name, contentType: 'application/octet-stream' } } },
    );
    await rm(dir, { recursive: true });
    return id;
  }

  for (const [type, build] of DOCUMENTS) {
    it(`${type}: refers to the target, with what it needs copied`, async () => {
      const id = await content.document(type, `A ${type}`, build(refers));
      const result = (await portals.copyAll([id])).get(`A ${type}`);
      assert.ok(result?.target, JSON.stringify(result?.error));
      assert.equal(result.outcome, 'created');
      assert.deepEqual(result.residue, []);
      const { map, layer } = refers;
      const expected = build({
        portal: portals.target.url,
        map: result.map.items[map] ?? '',
        layer: { id: result.map.items[layer.id] ?? '', url: result.map.services[layer.url]?.url ?? '' },
      });
      assert.deepEqual(await portals.target.read(`/content/items/${result.target.id}/data`), expected);
      const unknown = result.warnings.filter(({ code }) => code === 'UNKNOWN_TYPE').length;
      assert.equal(unknown, type === 'iWork' ? 1 : 0);
    });
  }

  it('a QuickCapture project, which is a resource, refers to the target', async () => {
    const project = ({ map, layer }: Refers): Json => ({
      basemap: { type: 'WebMap', itemId: map },
      dataSources: [{ featureServiceItemId: layer.id, url: `${layer.url}/0` }],
    });
    const id = await content.document('QuickCapture Project', 'Capture', '');
    await addResource(
      portals.source,
      content.username,
      id,
      'qc.project.json',
      JSON.stringify(project(refers)),
    );
    const result = (await portals.copyAll([id])).get('Capture');
    assert.ok(result?.target, JSON.stringify(result?.error));
    const { map, layer } = refers;
    const expected = project({
      portal: '',
      map: result.map.items[map] ?? '',
      layer: { id: result.map.items[layer.id] ?? '', url: result.map.services[layer.url]?.url ?? '' },
    });
    assert.deepEqual(
      JSON.parse(await readResource(portals.target, result.target.id, 'qc.project.json')),
      expected,
    );
  });

  it('a file of a type that is not known is copied byte by byte, and marked', async () => {
    const id = await addFile('iWork', 'Bits', 'bits.qf', Buffer.from([0, 255, 1, 254]));
    const result = (await portals.copyAll([id])).get('Bits');
    assert.equal(result?.outcome, 'created', JSON.stringify(result?.error));
    assert.ok(result?.checks.some(({ check, ok }) => check === 'bytes of the file' && ok));
    assert.equal(result?.warnings[0]?.code, 'UNKNOWN_TYPE');
  });

  it('a layer file of ArcGIS Pro stays a file, and its connections lead to the copied layer', async () => {
    const lyrx = (url: string): string =>
      JSON.stringify({
        type: 'CIMLayerDocument',
        layerDefinitions: [
          { featureTable: { dataConnection: { workspaceConnectionString: `URL=${url}`, dataset: '0' } } },
        ],
      });
    const id = await addFile('Layer', 'Layer file', 'wells.lyrx', Buffer.from(lyrx(refers.layer.url)));
    const alone = (await portals.copyAll([id], { whenExists: 'new' })).get('Layer file');
    assert.deepEqual(alone?.dependencies, []);
    const result = (await portals.copyAll([id, refers.layer.id], { whenExists: 'new' })).get('Layer file');
    assert.equal(result?.outcome, 'created', JSON.stringify(result?.error));
    assert.match(String(result?.target?.name), /wells\.lyrx$/);
    const url = result?.map.services[refers.layer.url]?.url ?? '';
    const data = await portals.target.readText(`/content/items/${result?.target?.id}/data`, {});
    assert.equal(data, lyrx(url));
  });

  it('what no portal lets out is said by name, with the reason and what to do, and nothing is written', async () => {
    const id = await content.document('Real Time Analytic', 'Plows', { sources: [{ itemId: refers.map }] });
    const { requests } = portals.pair.target;
    requests.clear();
    const result = (await portals.copyAll([id])).get('Plows');
    assert.equal(result?.outcome, 'skipped');
    assert.equal(result?.warnings[0]?.code, 'NOT_COPIED');
    assert.match(
      result?.warnings[0]?.message ?? '',
      /Real Time Analytic "Plows" .+ not copied: .+Velocity.+ Instead: create it again/,
    );
    assert.deepEqual(
      requests.all().filter(({ write, path }) => write && !/generateToken|oauth2/.test(path)),
      [],
    );
  });
});
