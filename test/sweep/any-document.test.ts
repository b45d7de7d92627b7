import assert from 'node:assert/strict';
import { webMap } from '../copy/support/content.js';
import { addResource, readResource } from '../items/support/resources.js';
import { remapNode, Stage } from './support/stage.js';

type Json = Record<string, unknown>;

describe('remap-webmap, of documents of any kind,', function () {
  this.timeout(60_000);
  let stage: Stage;

  before(async () => {
    stage = await Stage.open('online', 'enterprise');
  });
  after(() => stage?.close());

  it('re-points them as their authors wrote them, and puts them back byte for byte', async () => {
    const { target, portals } = stage;
    const old = await target.layer('Old_layer', 1);
    const next = await target.layer('Next_layer', 1);
    const [before, after] = [
      await target.document('Web Map', 'Old map', webMap([])),
      await target.document('Web Map', 'Next map', webMap([])),
    ];
    const layer = (url: string, itemId: string): Json => ({ id: 'a', url: `${url}/0`, itemId });
    const documents: Record<string, (url: string, item: string, map: string) => unknown> = {
      'Web Map': (url, item) => ({ operationalLayers: [layer(url, item)] }),
      'Web Scene': (url, item) => ({
        operationalLayers: [{ id: 'g', layerType: 'GroupLayer', layers: [layer(url, item)] }],
        presentation: { slides: [{ baseMap: { baseMapLayers: [layer(url, item)] } }] },
      }),
      Dashboard: (url, item, map) => ({
        version: 50,
        desktopView: { widgets: [{ type: 'mapWidget', itemId: map }] },
        mobileView: { widgets: [{ datasets: [{ dataSource: { itemId: item } }], link: url }] },
      }),
      'Web Mapping Application': (url, _, map) => ({ values: { webmap: map, draft: { webmap: map, url } } }),
      Notebook: (url, item) => ({ cells: [{ source: [`gis.content.get('${item}')\n`, `u = "${url}/0"`] }] }),
      'Group Layer': (url, item) => ({ layers: [layer(url, item)] }),
    };
    const notations: ((value: unknown) => string)[] = [
      (value) => JSON.stringify(value),
      (value) => JSON.stringify(value, null, 2).replace(/\n/g, '\r\n'),
      (value) => `\uFEFF${JSON.stringify(value, null, '\t')}`,
    ];
    const made: { id: string; text: string; wanted: unknown }[] = [];
    for (const [type, document] of Object.entries(documents)) {
      for (const [at, notation] of notations.entries()) {
        const id = await target.document(type, `${type} ${at}`, {});
        const text = notation(document(old.url, old.id, before));
        await target.update(id, { text });
        made.push({ id, text, wanted: document(next.url, next.id, after) });
      }
    }
    const story = await target.document('StoryMap', 'Story', {});
    const draft = JSON.stringify({ root: 'n', nodes: {}, resources: { [`r-${before}-1`]: {} } }, null, 1);
    await addResource(portals.target, target.username, story, 'draft_1.json', draft);

    const ids = [...made.map(({ id }) => id), story];
    const settings = {
      keep: stage.kept,
      what: 'ids',
      ids: ids.join(','),
      idsType: 'str',
      table: `${old.url},${next.url}\n${before},${after}`,
    };
    const bench = await stage.load([remapNode([['out'], [], ['changed']], settings)]);
    bench.send('remap', { payload: 'now' });
    await bench.until(() => bench.messages('changed').length === ids.length);
    const [changed] = bench.messages('changed');
    for (const { id, wanted } of made) {
      const text = await stage.data(id);
      assert.deepEqual(JSON.parse(text.replace(/^\uFEFF/, '')), wanted, id);
    }
    assert.ok((await readResource(portals.target, story, 'draft_1.json')).includes(`r-${after}-1`));

    const { run } = (changed as Json).arcgis as { run: { id: string } };
    const passed = bench.completionsOf('remap').length;
    bench.send('remap', { putBack: run.id });
    await bench.until(() => bench.completionsOf('remap').length > passed);
    for (const { id, text } of made) assert.equal(await stage.data(id), text);
    assert.equal(await readResource(portals.target, story, 'draft_1.json'), draft);
  });
});
