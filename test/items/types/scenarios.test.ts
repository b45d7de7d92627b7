import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { copyItem } from '../../../lib/copy/copy-item.js';
import type { CopyResult, CopySettings } from '../../../lib/copy/copy-settings.js';
import type { Item, SourceId } from '../../../lib/items/item.js';
import { listResources } from '../../../lib/items/list-resources.js';
import { readZip, writeZip } from '../../../lib/items/zip.js';
import type { FilePart, WritablePortal } from '../../../lib/portal/portal.js';
import { Content, webMap } from '../../copy/support/content.js';
import { Portals, SETTINGS } from '../../copy/support/portals.js';
import { addResource, readResource } from '../support/resources.js';

type Json = Record<string, unknown>;

describe('what users lose with other tools', function () {
  this.timeout(120_000);
  let portals: Portals;
  let content: Content;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    content = new Content(portals.source, portals.pair.source.admin.username);
  });
  after(() => portals.close());

  async function copy(
    id: string,
    settings: Partial<CopySettings> = {},
    target: WritablePortal = portals.target,
  ): Promise<CopyResult> {
    const run = await portals.run([id]);
    const context = {
      run,
      source: portals.source,
      target,
      settings: { ...SETTINGS, ...settings },
      signal: run.signal,
    };
    const result = await copyItem(context, id as SourceId);
    run.cancel('the test is over');
    return result;
  }

  const codes = ({ warnings }: CopyResult): string[] => warnings.map(({ code }) => code);
  const dataOf = (result: CopyResult): Promise<Json> =>
    portals.target.read<Json>(`/content/items/${result.target?.id}/data`);

  describe('AC-14: resources', () => {
    /** A target that says success of an archive, and loses one file of it. */
    function losing(name: string, portal: WritablePortal): WritablePortal {
      return new Proxy(portal, {
        get(real, key) {
          const value: unknown = Reflect.get(real, key);
          if (key !== 'write') return typeof value === 'function' ? value.bind(real) : value;
          return async (
            path: string,
            params: Json = {},
            options: { files?: Record<string, FilePart> } = {},
          ) => {
            const file = options.files?.file;
            if (file && params.archive) {
              const members = readZip(await readFile(file.path)) ?? [];
              await writeFile(file.path, writeZip(members.filter((member) => member.name !== name)));
            }
            return real.write(path, params, options);
          };
        },
      });
    }

    it('are all there, in folders, with the own id replaced, in few requests; one that the portal loses is sent again', async () => {
      const { source, target, pair } = portals;
      const app = await content.document('Web Experience', 'Many pictures', {
        pages: {},
        widgets: {},
        dataSources: {},
      });
      for (let at = 0; at < 57; at += 1) {
        await addResource(
          source,
          content.username,
          app,
          `images/${at % 5}/picture_${at}.svg`,
          `<svg id="${at}"/>`,
        );
      }
      await addResource(source, content.username, app, 'config/config.json', JSON.stringify({ self: app }));
      await addResource(source, content.username, app, 'large.png', 'x'.repeat(6 * 1024 * 1024));
      pair.target.requests.clear();
      const result = await copy(app, {}, losing('images/3/picture_3.svg', target));
      assert.equal(result.outcome, 'created', JSON.stringify(result.error));
      const id = String(result.target?.id);
      const names = async (portal: WritablePortal, item: string): Promise<[string, number | undefined][]> =>
        (await listResources(portal, item))
          .map(({ resource, size }): [string, number | undefined] => [resource, size])
          .sort();
      assert.deepEqual(await names(target, id), await names(source, app));
      assert.deepEqual(JSON.parse(await readResource(target, id, 'config/config.json')), { self: id });
      const sent = pair.target.requests.all().filter(({ path }) => path.endsWith('/addResources')).length;
      assert.equal(sent, 4, 'two archives, the large one, and the lost one');
    });
  });

  it('AC-18: what is copied and what stays a reference is said, and why', async () => {
    const { pair } = portals;
    const layer = await content.layer('Hosted', 3);
    const server = `${pair.source.serverUrl}/rest/services/Town/Tools/GPServer`;
    const map = await content.document('Web Map', 'Copy or reference', {
      ...webMap([{ ...layer, title: 'Hosted' }]),
      tables: [{ id: 't', url: `${server}/0` }],
    });
    const copied = await copy(map);
    assert.equal(copied.outcome, 'created', JSON.stringify(copied.error));
    assert.deepEqual(
      copied.residue.map(({ path, reason }) => [path, reason]),
      [['data:$.tables[0].url', 'not-hosted-service']],
    );
    assert.deepEqual(
      copied.dependencies.map(({ source: of }) => of.title),
      ['Hosted'],
    );

    const other = await content.layer('Not_wanted', 3);
    const kept = await content.document(
      'Web Map',
      'References only',
      webMap([{ ...other, title: 'Not_wanted' }]),
    );
    pair.source.requests.clear();
    const referring = await copy(kept, { dependencies: 'existing' });
    assert.deepEqual([...new Set(referring.residue.map(({ reason }) => reason))], ['not-copied']);
    const rows = pair.source.requests.all().filter(({ path }) => /\/query$|\/data$/.test(path));
    assert.deepEqual(
      rows.map(({ path }) => path.replace(/^.*\/content/, '/content')),
      [`/content/items/${kept}/data`],
    );
  });

  it('AC-19: a survey whose definition is no well-formed XML is refused by line and column, and nothing is written', async () => {
    const { pair } = portals;
    const form = await content.document('Form', 'Broken', '');
    const broken = '<h:html>\n<h:body>\n <note>a & b</note></h:body></h:html>';
    const bytes = writeZip([{ name: 'esriinfo/broken.xml', content: Buffer.from(broken), stamp: 0 }]);
    await content.packageOf(form, 'broken.zip', bytes);
    pair.target.requests.clear();
    const result = await copy(form);
    assert.equal(result.outcome, 'failed');
    assert.equal(result.error?.code, 'ARCGIS_INPUT');
    assert.match(result.error?.message ?? '', /broken\.xml .*line 3, column 10/);
    const writes = pair.target.requests
      .all()
      .filter(({ write, path }) => write && !/generateToken|oauth2/.test(path));
    assert.deepEqual(writes, []);
  });

  it('AC-20: a dashboard without version, a story with two drafts, an experience with an unknown widget are copied', async () => {
    const map = await content.document('Web Map', 'Shared map', webMap([]));
    const board = await content.document('Dashboard', 'Old board', {
      widgets: [{ type: 'mapWidget', itemId: map }],
    });
    const copied = await copy(board);
    assert.equal(copied.outcome, 'created');
    assert.ok(codes(copied).includes('VERSION_UNKNOWN'));
    assert.deepEqual(await dataOf(copied), {
      widgets: [{ type: 'mapWidget', itemId: copied.map.items[map] }],
    });

    const foreign = 'abcdefabcdefabcdefabcdefabcdefab';
    const story = await content.document('StoryMap', 'Two drafts', { root: 'n', nodes: {}, resources: {} });
    for (const [name, itemId] of [
      ['draft_1.json', map],
      ['draft_2.json', foreign],
    ]) {
      const draft = { root: 'n', nodes: {}, resources: { r: { type: 'webmap', data: { itemId } } } };
      await addResource(portals.source, content.username, story, name ?? '', JSON.stringify(draft));
    }
    const told = await copy(story);
    assert.equal(told.outcome, 'created', JSON.stringify(told.error));
    const draft = await readResource(portals.target, String(told.target?.id), 'draft_2.json');
    assert.match(draft, new RegExp(foreign));

    const widget = { uri: 'widgets/of-ones-own/', config: { deep: [{ mapId: map, note: 'kept' }] } };
    const app = await content.document('Web Experience', 'Own widget', {
      pages: {},
      dataSources: {},
      widgets: { w: widget },
    });
    const shown = await copy(app);
    assert.equal(shown.outcome, 'created');
    assert.deepEqual((await dataOf(shown)).widgets, {
      w: { ...widget, config: { deep: [{ mapId: shown.map.items[map], note: 'kept' }] } },
    });
  });

  it('AC-23: layers by URL alone, of another server with a pair, and of nobody known', async () => {
    const { pair } = portals;
    const layer = await content.layer('By_URL', 2);
    const gone = 'https://gis.old.example/server/rest/services/Base/FeatureServer';
    const standIn = await new Content(portals.target, pair.target.admin.username).layer('Paired', 1);
    const unknown = 'https://third.example/rest/services/X/FeatureServer/3';
    const map = await content.document('Web Map', 'By URL', {
      operationalLayers: [
        { id: 'a', url: `${layer.url}/0` },
        { id: 'b', url: `${layer.url}/0`, itemId: layer.id },
        { id: 'c', url: `${gone}/0` },
        { id: 'd', url: unknown },
      ],
    });
    const result = await copy(map, { pairs: [{ source: gone, target: standIn.url }] });
    assert.equal(result.outcome, 'created', JSON.stringify(result.error));
    const moved = result.map.services[layer.url]?.url;
    assert.deepEqual((await dataOf(result)).operationalLayers, [
      { id: 'a', url: `${moved}/0` },
      { id: 'b', url: `${moved}/0`, itemId: result.map.items[layer.id] },
      { id: 'c', url: `${standIn.url}/0` },
      { id: 'd', url: unknown },
    ]);
    assert.deepEqual(result.residue, []);
  });

  it('AC-24: a site and its pages refer to each other, and what cannot be carried is said', async () => {
    const pages = [
      await content.document('Site Page', 'One', {}),
      await content.document('Site Page', 'Two', {}),
    ];
    const site = await content.document('Site Application', 'Town', {
      values: { pages: pages.map((id) => ({ id })) },
    });
    for (const page of pages)
      await content.update(page, { text: JSON.stringify({ values: { sites: [{ id: site }] } }) });
    const result = await copy(site);
    assert.equal(result.outcome, 'created', JSON.stringify(result.error));
    assert.ok(codes(result).includes('SITE_ADDRESS'));
    const copies = pages.map((id) => result.map.items[id]);
    assert.deepEqual(await dataOf(result), { values: { pages: copies.map((id) => ({ id })) } });
    for (const id of copies) {
      const page = await portals.target.read(`/content/items/${id}/data`);
      assert.deepEqual(page, { values: { sites: [{ id: result.target?.id }] } });
    }
  });

  it('AC-32: a layer of somebody else stays as it is, and is no error', async () => {
    const foreign = {
      id: 'a',
      url: 'https://services9.arcgis.com/ThirdOrg/arcgis/rest/services/Rivers/FeatureServer/0',
      itemId: 'abcdefabcdefabcdefabcdefabcdefab',
    };
    const map = await content.document('Web Map', 'Foreign', { operationalLayers: [foreign] });
    for (const dependencies of ['update', 'existing'] as const) {
      const result = await copy(map, { dependencies });
      assert.equal(result.error, undefined);
      assert.deepEqual((await dataOf(result)).operationalLayers, [foreign]);
    }
  });

  it('AC-38: everything that is told of an item is the same in the copy', async () => {
    const told = {
      snippet: 'In short',
      description: '<p>At length</p>',
      tags: 'water,town',
      licenseInfo: '<b>Terms</b>',
      accessInformation: 'The town',
      extent: '7.1,50.6,7.3,50.8',
      culture: 'de-de',
    };
    const map = await content.document('Web Map', 'Told', webMap([]), told);
    await portals.source.write(`/content/users/${content.username}/items/${map}/protect`);
    const result = await copy(map);
    const [source, target] = await Promise.all([
      portals.source.read<Item>(`/content/items/${map}`),
      portals.target.read<Item>(`/content/items/${result.target?.id}`),
    ]);
    for (const name of [
      'title',
      'snippet',
      'description',
      'tags',
      'licenseInfo',
      'accessInformation',
      'extent',
      'culture',
    ]) {
      assert.deepEqual(target[name], source[name], name);
    }
    assert.equal(target.protected, true);
  });

  it('AC-42: an old basemap is warned about, and replaced if the table of pairs says by what', async () => {
    const old = 'https://services.arcgisonline.com/ArcGIS/rest/services/World_Topo_Map/MapServer';
    const document = (url: string): Json => ({
      operationalLayers: [],
      baseMap: {
        title: 'Base',
        baseMapLayers: [{ id: 'base', layerType: 'ArcGISTiledMapServiceLayer', url }],
      },
    });
    const map = await content.document('Web Map', 'Old basemap', document(old));
    const warned = await copy(map);
    assert.equal(warned.outcome, 'created');
    assert.deepEqual(
      warned.warnings.map(({ code, path }) => [code, path]),
      [['OLD_BASEMAP', 'data:$.baseMap.baseMapLayers[0]']],
    );
    const server = createServer((_, response) => response.end('{"mapName":"Next"}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const next = `http://127.0.0.1:${port}/arcgis/rest/services/Next/MapServer`;
      const paired = await copy(map, { pairs: [{ source: old, target: next }] });
      assert.deepEqual(codes(paired), []);
      assert.deepEqual((await dataOf(paired)).baseMap, document(next).baseMap);
    } finally {
      server.close();
    }
  });
});
