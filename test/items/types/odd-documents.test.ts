import assert from 'node:assert/strict';
import type { CopyResult } from '../../../lib/copy/copy-settings.js';
import { app, Content, webMap } from '../../copy/support/content.js';
import { Portals } from '../../copy/support/portals.js';

type Json = Record<string, unknown>;

describe('documents that are not as expected', function () {
  this.timeout(60_000);
  let portals: Portals;
  let content: Content;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    content = new Content(portals.source, portals.pair.source.admin.username);
  });
  after(() => portals.close());

  async function copyAll(ids: string[]): Promise<CopyResult[]> {
    const results = [...(await portals.copyAll(ids)).values()];
    for (const { error } of results) assert.equal(error, undefined);
    return results;
  }

  async function copy(id: string): Promise<CopyResult> {
    const [result] = await copyAll([id]);
    assert.ok(result);
    return result;
  }

  const textOf = ({ target }: CopyResult): Promise<string> =>
    portals.target.readText(`/content/items/${target?.id}/data`);

  it('stay what they are if they are empty or no JSON', async () => {
    for (const text of ['', 'this is {not json', 'null', '[1, 2', '"only a text"']) {
      const id = await content.document('Web Map', `Odd ${text}`, '');
      await content.update(id, { text, clearEmptyFields: true });
      const result = await copy(id);
      assert.deepEqual([result.outcome, result.residue], ['created', []]);
      assert.equal(await textOf(result), text);
      assert.equal((await copy(id)).outcome, 'unchanged');
    }
  });

  it('are JSON even if they begin with a byte order mark: fields that got other names are followed', async () => {
    portals.pair.target.switches.lowerCaseFieldNames = true;
    const layer = await content.layer('Marked', 1);
    const map = webMap([{ ...layer, title: 'Marked' }]);
    const [first] = map.operationalLayers as Json[];
    const filtered = { ...first, layerDefinition: { definitionExpression: "STATUS = 'open'" } };
    const id = await content.document('Web Map', 'With a mark', '');
    await content.update(id, { text: `\uFEFF${JSON.stringify({ ...map, operationalLayers: [filtered] })}` });
    const result = await copy(id);
    portals.pair.target.switches.lowerCaseFieldNames = false;
    assert.deepEqual(result.residue, []);
    const stored = JSON.parse(await textOf(result)) as { operationalLayers: Json[] };
    assert.deepEqual(stored.operationalLayers[0]?.layerDefinition, {
      definitionExpression: "status = 'open'",
    });
    assert.equal((await copy(id)).outcome, 'unchanged');
  });

  it('may be large', async () => {
    const layer = await content.layer('Beside_much', 1);
    const much = Array.from({ length: 60_000 }, (_, n) => ({ n, text: `${'x'.repeat(80)} ${n}` }));
    const id = await content.document('Web Map', 'Large', {
      ...webMap([{ ...layer, title: 'Layer' }]),
      much,
    });
    const result = await copy(id);
    const stored = JSON.parse(await textOf(result)) as { much: unknown; operationalLayers: Json[] };
    assert.deepEqual(stored.much, much);
    assert.equal(stored.operationalLayers[0]?.itemId, result.map.items[layer.id]);
    assert.equal((await copy(id)).outcome, 'unchanged');
  });

  it('may name the item of one layer beside the URL of another: each is followed to its own copy', async () => {
    const one = await content.layer('Named_by_item', 1);
    const other = await content.layer('Named_by_URL', 1);
    const id = await content.document(
      'Web Map',
      'Two in one',
      webMap([{ id: one.id, url: other.url, title: '?' }]),
    );
    const result = await copy(id);
    const stored = JSON.parse(await textOf(result)) as { operationalLayers: Json[] };
    assert.equal(stored.operationalLayers[0]?.itemId, result.map.items[one.id]);
    assert.equal(stored.operationalLayers[0]?.url, `${result.map.services[other.url]?.url}/0`);
    assert.notEqual(result.map.items[one.id], result.map.items[other.id]);
    assert.deepEqual(result.residue, []);
  });

  it('may hold themselves, or name each other', async () => {
    const collection = await content.document('StoryMap', 'Holds itself', '');
    const nodes = {
      n: { type: 'collection', data: { items: [{ itemId: collection, itemType: 'StoryMap' }] } },
    };
    await content.update(collection, { text: JSON.stringify({ root: 'n', nodes, resources: {} }) });
    const held = await copy(collection);
    assert.deepEqual(held.residue, []);
    assert.ok((await textOf(held)).includes(`"itemId":"${held.target?.id}"`));

    const one = await content.document('Web Map', 'One', webMap([]));
    const two = await content.document('Web Map', 'Two', webMap([]), { description: `see ${one}` });
    await content.update(one, { description: `see ${portals.source.url}/home/item.html?id=${two}` });
    const [first, second] = await copyAll([one, two]);
    assert.equal(
      first?.target?.description,
      `see ${portals.target.url}/home/item.html?id=${second?.target?.id}`,
    );
    assert.equal(second?.target?.description, `see ${first?.target?.id}`);
    const again = await copyAll([one, two]);
    assert.deepEqual(
      again.map(({ outcome }) => outcome),
      ['unchanged', 'unchanged'],
    );
  });

  it('are sites that name their own address, which the report tells', async () => {
    const values = {
      title: 'Town',
      subdomain: 'town',
      defaultHostname: 'town.hub.example',
      customHostname: '',
    };
    const site = await content.document('Site Application', 'Town', { values });
    const { warnings } = await copy(site);
    assert.deepEqual(
      warnings.map(({ code, path }) => [code, path]),
      [
        ['SITE_ADDRESS', 'item:$.url'],
        ['OLD_SITE_ADDRESS', 'data:$.values.subdomain'],
      ],
    );
    assert.match(warnings[1]?.message ?? '', /subdomain "town", defaultHostname "town\.hub\.example"\./);
  });

  it('may need each the next, sixty times', async () => {
    let last = await content.document('Web Map', 'End of the chain', webMap([]));
    for (let n = 0; n < 60; n += 1) {
      last = await content.document('Web Mapping Application', `Link ${n}`, app(last), {
        typeKeywords: 'Configurable',
      });
    }
    const result = await copy(last);
    assert.deepEqual([result.outcome, result.residue], ['created', []]);
    assert.equal((await copy(last)).outcome, 'unchanged');
  });

  it('have layers of other organisations of ArcGIS Online, whose items are none of the source', async () => {
    const foreign = {
      id: 'f',
      url: 'https://services9.arcgis.com/P3ePLMYs2RVChkJx/arcgis/rest/services/Census/FeatureServer/0',
      itemId: '99fd67933e754a1181cc755146be21ca',
    };
    const own = { id: 'o', url: 'https://gis.third.example/rest/services/X/FeatureServer/0' };
    const lost = '0123456789abcdef0123456789abcdef';
    const id = await content.document('Web Map', 'Of others', {
      operationalLayers: [foreign, { ...own, itemId: lost }],
    });
    const result = await copy(id);
    assert.deepEqual(
      result.residue.map(({ value, reason }) => [value, reason]),
      [[lost, 'not-accessible']],
    );
    const stored = JSON.parse(await textOf(result)) as { operationalLayers: Json[] };
    assert.deepEqual(stored.operationalLayers, [foreign, { ...own, itemId: lost }]);
  });

  it('are files that lead to the source: those that ArcGIS Pro reads are re-pointed, of others the report tells', async () => {
    const layer = await content.layer('In_files', 1);
    const text = JSON.stringify({ name: 'Slope', arguments: { raster: `${layer.url}/0` } });
    const ids: string[] = [];
    for (const type of ['Raster function template', 'CSV']) {
      const id = await content.document(type, `File ${type}`, '');
      await content.packageOf(id, `${type}.txt`, Buffer.from(text));
      ids.push(id);
    }
    const [, raster, table] = await copyAll([layer.id, ...ids]);
    assert.ok(raster && table);
    const moved = raster.map.services[layer.url]?.url;
    assert.deepEqual(JSON.parse(await textOf(raster)), {
      name: 'Slope',
      arguments: { raster: `${moved}/0` },
    });
    assert.deepEqual([raster.residue, raster.warnings], [[], []]);
    assert.equal(await textOf(table), text);
    assert.deepEqual(
      table.warnings.map(({ code, path }) => [code, path]),
      [['FILE_REFERS', 'data:$.arguments.raster']],
    );
  });

  it('lead through proxies of the source, of which the report says what to do', async () => {
    const codes = (result: CopyResult | undefined): unknown[] =>
      (result?.warnings ?? []).map(({ code, path }) => [code, path]);
    const stored: { id: string; url: (portal: string, id: string) => string }[] = [];
    for (const url of [
      (portal: string, id: string) => `${portal}/sharing/servers/${id}/rest/services/X/MapServer`,
      (_: string, id: string) => `https://utility.arcgis.com/usrsvcs/servers/${id}/rest/services/X/MapServer`,
    ]) {
      const id = await content.document(
        'Map Service',
        `Stored ${stored.length}`,
        {},
        { url: 'https://a.example' },
      );
      await content.update(id, { url: url(portals.source.url, id) });
      stored.push({ id, url });
    }
    const proxied = 'https://utility.arcgis.com/usrsvcs/appservices/Abc123/rest/services/Y/MapServer';
    const map = await content.document('Web Map', 'Through proxies', {
      operationalLayers: [
        ...stored.map(({ id, url }) => ({ id, url: `${url(portals.source.url, id)}/0`, itemId: id })),
        { id: 'y', url: proxied },
      ],
    });
    const results = await copyAll([...stored.map(({ id }) => id), map]);
    const last = results.at(-1);
    assert.ok(last);
    for (const [at, { url }] of stored.entries()) {
      const result = results[at];
      assert.equal(result?.target?.url, url(portals.target.url, String(result?.target?.id)));
      assert.deepEqual(codes(result), [['CREDENTIALS_NOT_COPIED', 'item:$.url']]);
    }
    assert.deepEqual(codes(last), [['PROXY_NOT_COPIED', 'data:$.operationalLayers[2].url']]);
    const { operationalLayers } = JSON.parse(await textOf(last)) as { operationalLayers: Json[] };
    assert.deepEqual(
      operationalLayers.map(({ url }) => url),
      [
        ...stored.map(({ url }, at) => `${url(portals.target.url, String(results[at]?.target?.id))}/0`),
        proxied,
      ],
    );
  });
});
