import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** A server of somebody else, which gives the same answer everywhere but where the path has one of these parts. */
async function answering(
  text: string,
  parts: Record<string, string> = {},
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(({ url = '' }, response) => {
    response.end(Object.entries(parts).find(([part]) => url.includes(part))?.[1] ?? text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A PNG of one pixel. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Sends texts and bytes as files. */
async function withFiles(
  contents: Record<string, Buffer | string>,
  work: (files: Record<string, FilePart>) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scenario-'));
  const files: Record<string, FilePart> = {};
  for (const [name, content] of Object.entries(contents)) {
    const path = join(folder, name);
    await writeFile(path, content);
    files[name] = { path, name };
  }
  await work(files);
  await rm(folder, { recursive: true });
}

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

  it('AC-19: a copied survey whose source is broken since keeps what it has', async () => {
    const { target } = portals;
    const form = await content.document('Form', 'Breaks later', '');
    const packed = (xml: string): Buffer =>
      writeZip([{ name: 'esriinfo/form.xml', content: Buffer.from(xml), stamp: 0 }]);
    await content.packageOf(form, 'form.zip', packed('<h:html><note><![CDATA[a & <b>]]></note></h:html>'));
    const first = await copy(form);
    assert.equal(first.outcome, 'created', JSON.stringify(first.error));
    const stored = async (): Promise<unknown[]> => {
      const item = await target.read<Item>(`/content/items/${first.target?.id}`);
      const { modified, size, typeKeywords, properties } = item;
      return [
        { modified, size, typeKeywords, properties },
        await target.readText(`/content/items/${item.id}/data`),
      ];
    };
    const before = await stored();
    await content.packageOf(form, 'form.zip', packed('<h:html><note>a & b</note></h:html>'));
    const second = await copy(form);
    assert.equal(second.outcome, 'failed');
    assert.match(second.error?.message ?? '', /form\.xml .*line 1, column 17/);
    assert.deepEqual(await stored(), before);
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
    const shownIn = async (name: string): Promise<unknown> => {
      const draft = await readResource(portals.target, String(told.target?.id), name);
      return JSON.parse(draft).resources.r.data.itemId;
    };
    assert.equal(await shownIn('draft_1.json'), told.map.items[map]);
    assert.equal(await shownIn('draft_2.json'), foreign);
    // Nobody can say whose item it is.
    assert.deepEqual(
      told.residue.map(({ path, reason }) => [path, reason]),
      [['resource:draft_2.json:$.resources.r.data.itemId', 'not-accessible']],
    );

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
    const layer = await content.layer('By_URL', 2);
    const gone = 'https://gis.old.example/server/rest/services/Base/MapServer';
    const server = await answering('{"mapName":"Base"}');
    const moved = `${server.url}/arcgis/rest/services/Base/MapServer`;
    const unknown = 'https://third.example/rest/services/X/FeatureServer/3';
    const map = await content.document('Web Map', 'By URL', {
      operationalLayers: [
        { id: 'a', url: `${layer.url}/0` },
        { id: 'b', url: `${layer.url}/0`, itemId: layer.id },
        { id: 'c', url: gone, layerType: 'ArcGISMapServiceLayer', layers: [{ id: 3 }], visibleLayers: [3] },
        { id: 'd', url: unknown },
      ],
    });
    const result = await copy(map, { pairs: [{ source: gone, target: moved }] });
    await server.close();
    assert.equal(result.outcome, 'created', JSON.stringify(result.error));
    const copied = result.map.services[layer.url]?.url;
    assert.deepEqual((await dataOf(result)).operationalLayers, [
      { id: 'a', url: `${copied}/0` },
      { id: 'b', url: `${copied}/0`, itemId: result.map.items[layer.id] },
      { id: 'c', url: moved, layerType: 'ArcGISMapServiceLayer', layers: [{ id: 3 }], visibleLayers: [3] },
      { id: 'd', url: unknown },
    ]);
    assert.deepEqual(result.residue, []);
  });

  it('AC-24: a site and its pages refer to each other, and what cannot be carried is said', async () => {
    const pages = [
      await content.document('Site Page', 'One', {}),
      await content.document('Site Page', 'Two', {}),
    ];
    const title = 'Core team of the site';
    const params = { title, tags: 'town', access: 'org' };
    const team = await portals.source.write<{ group: { id: string } }>('/community/createGroup', params);
    const collaborationGroupId = team.group.id;
    const site = await content.document('Site Application', 'Town', {
      values: { collaborationGroupId, pages: pages.map((id) => ({ id })) },
    });
    for (const page of pages)
      await content.update(page, { text: JSON.stringify({ values: { sites: [{ id: site }] } }) });
    const result = await copy(site);
    assert.equal(result.outcome, 'created', JSON.stringify(result.error));
    const said = result.warnings.find(({ code }) => code === 'SITE_ADDRESS')?.message ?? '';
    assert.match(said, /domain.*Open the site in the target, give it a domain, and check its groups/);
    assert.deepEqual(
      result.residue.map(({ path, value, reason }) => [path, value, reason]),
      [['data:$.values.collaborationGroupId', collaborationGroupId, 'not-copied']],
    );
    const copies = pages.map((id) => result.map.items[id]);
    assert.deepEqual(await dataOf(result), {
      values: { collaborationGroupId, pages: copies.map((id) => ({ id })) },
    });
    for (const id of copies) {
      const page = await portals.target.read(`/content/items/${id}/data`);
      assert.deepEqual(page, { values: { sites: [{ id: result.target?.id }] } });
    }
    const made = [result.target?.id, ...copies];
    const items = await Promise.all(made.map((id) => portals.target.read<Item>(`/content/items/${id}`)));
    assert.deepEqual(
      items.map(({ type, typeKeywords }) => [type, typeKeywords.includes('copy-unfinished')]),
      [
        ['Hub Site Application', false],
        ['Hub Page', false],
        ['Hub Page', false],
      ],
    );
  });

  it('AC-32: a layer of somebody else stays as it is, and is no error', async () => {
    // The service shows itself, and its administration to nobody.
    const server = await answering('{"serviceItemId":"abcdefabcdefabcdefabcdefabcdefab","layers":[]}', {
      '/admin/': '{"error":{"code":403,"message":"You do not have permissions to access this resource."}}',
    });
    const foreign = {
      id: 'a',
      url: `${server.url}/ThirdOrg/arcgis/rest/services/Rivers/FeatureServer/0`,
      itemId: 'abcdefabcdefabcdefabcdefabcdefab',
    };
    const map = await content.document('Web Map', 'Foreign', { operationalLayers: [foreign] });
    for (const dependencies of ['update', 'source', 'reuse'] as const) {
      const result = await copy(map, { dependencies, whenExists: 'new' });
      assert.equal(result.error, undefined);
      assert.equal(result.outcome, 'created');
      assert.deepEqual((await dataOf(result)).operationalLayers, [foreign]);
      assert.ok(result.residue.every(({ reason }) => reason === 'not-accessible'));
      assert.deepEqual(
        result.checks.filter(({ ok }) => !ok),
        [],
      );
    }
    await server.close();
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
    const own = `/content/users/${content.username}/items/${map}`;
    await portals.source.write(`${own}/protect`);
    const picture = Buffer.from(PICTURE, 'base64');
    const metadata = '<metadata><dataIdInfo><idAbs>All about &lt;it&gt;</idAbs></dataIdInfo></metadata>';
    await withFiles({ 'thumbnail.png': picture, 'metadata.xml': metadata }, async (files) => {
      const [thumbnail, xml] = [files['thumbnail.png'], files['metadata.xml']];
      assert.ok(thumbnail && xml);
      await portals.source.write(`${own}/update`, {}, { files: { thumbnail, metadata: xml } });
    });
    for (const [portal, titles] of [
      [portals.source, ['Water', 'Air']],
      [portals.target, ['Water']],
    ] as const) {
      const schema = [
        { title: 'Categories', categories: titles.map((title) => ({ title, categories: [] })) },
      ];
      await portal.write('/portals/self/assignCategorySchema', {
        categorySchema: JSON.stringify({ categorySchema: schema }),
      });
    }
    await content.update(map, { categories: '/Categories/Water,/Categories/Air' });
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
      assert.ok(target[name], name);
    }
    assert.equal(target.protected, true);
    const stored = async (portal: WritablePortal, item: Item, path: string): Promise<Buffer> => {
      const pieces: Buffer[] = [];
      const { body } = await portal.stream(`/content/items/${item.id}/info/${path}`);
      for await (const piece of body) pieces.push(piece as Buffer);
      return Buffer.concat(pieces);
    };
    const thumbnails = await Promise.all([
      stored(portals.source, source, String(source.thumbnail)),
      stored(portals.target, target, String(target.thumbnail)),
    ]);
    assert.ok(thumbnails[0].length > 0);
    assert.deepEqual(thumbnails[1], thumbnails[0]);
    assert.equal((await stored(portals.target, target, 'metadata/metadata.xml')).toString(), metadata);
    assert.deepEqual(source.categories, ['/Categories/Water', '/Categories/Air']);
    assert.deepEqual(target.categories, ['/Categories/Water']);
    assert.match(JSON.stringify(result.warnings), /\/Categories\/Air/);
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
    const server = await answering('{"mapName":"Next"}');
    try {
      const next = `${server.url}/arcgis/rest/services/Next/MapServer`;
      const paired = await copy(map, { pairs: [{ source: old, target: next }] });
      assert.deepEqual(codes(paired), []);
      assert.deepEqual((await dataOf(paired)).baseMap, document(next).baseMap);
    } finally {
      await server.close();
    }
  });
});
