import assert from 'node:assert/strict';
import type { SourceId } from '../../lib/items/item.js';
import { outcomeOf, Stage } from '../sweep/support/stage.js';
import { webMap } from './support/content.js';

type Json = Record<string, unknown>;

/** A dashboard that shows a map, and names fields of its layers through it. */
function board(map: string, field: string): Json {
  const main = { name: 'main', dataSource: { ownerId: 'w1', layerId: 'layer-0' }, groupByFields: [field] };
  const fieldMap = [{ sourceName: field, targetName: field }];
  return {
    version: 46,
    widgets: [
      { id: 'w1', type: 'mapWidget', itemId: map },
      {
        id: 'w2',
        type: 'serialChartWidget',
        datasets: [main],
        category: { fieldName: field },
        events: [{ actions: [{ targetId: 'w1#layer-0', fieldMap }] }],
      },
      // Of a layer that nobody copies.
      { id: 'w3', datasets: [{ name: 'main', dataSource: { id: 'w1#layer-1' } }], valueField: 'STATUS' },
    ],
  };
}

function experience(map: string, field: string): Json {
  const use = (layer: string, name: string): Json => {
    return { useDataSources: [{ dataSourceId: `dataSource_1-${layer}`, fields: [name] }] };
  };
  return {
    pages: {},
    dataSources: { dataSource_1: { id: 'dataSource_1', type: 'WEB_MAP', itemId: map } },
    widgets: { widget_1: use('layer-0', field), widget_2: use('layer-1', 'STATUS') },
  };
}

function app(map: string, field: string): Json {
  const expression = (id: string, name: string): Json => {
    return { id, expressions: [{ definitionExpression: `${name} = 'STATUS'` }] };
  };
  const filterConfig = { layerExpressions: [expression('layer-0', field), expression('layer-1', 'STATUS')] };
  return { source: null, values: { webmap: map, filterConfig } };
}

const FOREIGN = 'https://services.arcgis.com/P3ePLMYs2RVChkJx/arcgis/rest/services/World/FeatureServer';

describe('fields that apps name through the layers of a map', function () {
  this.timeout(60_000);
  let stage: Stage;
  let count = 0;

  before(async () => {
    stage = await Stage.open('online', 'enterprise');
    stage.portals.pair.target.switches.lowerCaseFieldNames = true;
  });
  after(() => stage?.close());

  async function layerAndMap(): Promise<{ layer: { id: string; url: string }; map: string; content: Json }> {
    count += 1;
    const layer = await stage.source.layer(`Signs_${count}`, 1);
    const content = webMap([
      { ...layer, title: 'Signs' },
      { url: FOREIGN, title: 'World' },
    ]);
    return { layer, content, map: await stage.source.document('Web Map', `Signs ${count}`, content) };
  }

  const json = async (id: unknown): Promise<Json> => JSON.parse(await stage.data(String(id))) as Json;

  it('follow those of the copied layers, in the data and in drafts, and are unchanged in the next run', async () => {
    const { map } = await layerAndMap();
    const dashboard = await stage.source.document('Dashboard', 'Board', board(map, 'STATUS'));
    const configurable = await stage.source.document('Web Mapping Application', 'App', app(map, 'STATUS'));
    const exb = await stage.source.document('Web Experience', 'Experience', experience(map, 'STATUS'));
    await stage.portals.source.write(`/content/users/${stage.source.username}/items/${exb}/addResources`, {
      resourcesPrefix: 'config',
      fileName: 'config.json',
      text: JSON.stringify(experience(map, 'STATUS')),
    });
    const ids = [dashboard, configurable, exb];
    const { pair } = stage.portals;
    pair.source.requests.clear();
    const { portals } = stage;
    const run = await portals.run(ids);
    const results = await Promise.all(ids.map((id) => portals.copy(run, id)));
    run.cancel('the test is over');
    assert.deepEqual(
      results.map(({ outcome, error }) => [outcome, error]),
      ids.map(() => ['created', undefined]),
    );
    const newMap = String(results[0]?.map.items[map]);
    const [newBoard, newApp, newExperience] = results.map(({ target }) => target?.id);
    assert.deepEqual(await json(newBoard), board(newMap, 'status'));
    assert.deepEqual(await json(newApp), app(newMap, 'status'));
    assert.deepEqual(await json(newExperience), experience(newMap, 'status'));
    const draft = await portals.target.readText(
      `/content/items/${newExperience}/resources/config/config.json`,
    );
    assert.deepEqual(JSON.parse(draft), experience(newMap, 'status'));
    const reads = pair.source.requests.all().filter(({ path }) => path.endsWith(`/items/${map}/data`));
    assert.equal(reads.length, 1, 'the map is read once, whoever names its layers');

    const again = await portals.copyAll(ids);
    assert.deepEqual(
      [...again.values()].map(({ outcome }) => outcome),
      ['unchanged', 'unchanged', 'unchanged'],
    );
  });

  it('stay where the map itself stays at the source', async () => {
    const { map } = await layerAndMap();
    const dashboard = await stage.source.document('Dashboard', 'Left', board(map, 'STATUS'));
    const run = await stage.portals.run([dashboard]);
    const { target } = await stage.portals.copy(run, dashboard as SourceId, {
      dependencies: { documents: 'source' },
    });
    run.cancel('the test is over');
    assert.deepEqual(await json(target?.id), board(map, 'STATUS'));
  });

  it('stay where the map keeps the layer of the source', async () => {
    const { map, layer } = await layerAndMap();
    await stage.portals.copyAll([layer.id]);
    const dashboard = await stage.source.document('Dashboard', 'Kept', board(map, 'STATUS'));
    const run = await stage.portals.run([dashboard]);
    const { target, map: became } = await stage.portals.copy(run, dashboard as SourceId, {
      dependencies: { layers: 'source' },
    });
    run.cancel('the test is over');
    const newMap = String(became.items[map]);
    const layers = (await json(newMap)).operationalLayers as { url: string }[];
    assert.equal(layers[0]?.url, `${layer.url}/0`);
    assert.deepEqual(await json(target?.id), board(newMap, 'STATUS'));
  });

  it('follow in apps of the target whose map is re-pointed in the same sweep, once', async () => {
    const { layer, content } = await layerAndMap();
    const map = await stage.target.document('Web Map', 'There', content);
    const dashboard = await stage.target.document('Dashboard', 'There', board(map, 'STATUS'));
    const remap = { scope: 'target', what: 'ids', ids: `${map},${dashboard}`, idsType: 'str' };
    const { report } = await stage.run([layer.id], { remap });
    assert.equal(outcomeOf(report, dashboard), 'updated');
    assert.deepEqual(await json(dashboard), board(map, 'status'));
    assert.notEqual(((await json(map)).operationalLayers as { url: string }[])[0]?.url, `${layer.url}/0`);

    const again = await stage.run([layer.id], { remap });
    assert.equal(outcomeOf(again.report, dashboard), undefined);
    assert.deepEqual(await json(dashboard), board(map, 'status'));
  });
});
