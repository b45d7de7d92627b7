import assert from 'node:assert/strict';
import { at, related } from './definitions.js';
import { type ServicesUnderTest, startServices } from './services-under-test.js';

type Json = Record<string, unknown>;
type Features = { attributes: Json }[];

describe('a view', () => {
  let portal: ServicesUnderTest;
  let source: string;

  beforeEach(async () => {
    portal = await startServices('online');
    source = await portal.make('Trees', related());
    await portal.post(`${source}/0/applyEdits`, {
      adds: [at(1, 1, { name: 'low', height: 1 }), at(2, 2, { name: 'high', height: 20 })],
    });
  });
  afterEach(() => portal.close());

  const layerOf = (more: Json = {}): Json => ({
    id: 0,
    name: 'High trees',
    adminLayerInfo: {
      viewLayerDefinition: { sourceServiceName: 'Trees', sourceLayerId: 0, sourceLayerFields: '*' },
    },
    ...more,
  });
  const view = (more: Json = {}) =>
    portal.make('View', { layers: [layerOf(more)] }, { isView: true, capabilities: 'Query,Update,Create' });
  const names = async (url: string, where = '1=1') => {
    const answer = await portal.post(`${url}/0/query`, { where, outFields: '*' });
    if (answer.error) return answer.error;
    return (answer.features as Features).map((feature) => feature.attributes.name);
  };

  it('shows the rows of its source that its filter lets through', async () => {
    const url = await view({ viewDefinitionQuery: 'height > 5' });
    assert.deepEqual(await names(url), ['high']);
    await portal.post(`${source}/0/applyEdits`, { adds: [at(3, 3, { name: 'new', height: 9 })] });
    assert.deepEqual(await names(url, "name <> 'high'"), ['new']);
    const layer = await portal.post(`${url}/0`);
    assert.deepEqual(
      [layer.isView, layer.viewDefinitionQuery, layer.name],
      [true, 'height > 5', 'High trees'],
    );
    assert.equal((await portal.post(source)).hasViews, true);
  });

  it('shows aliases and indexes as its source has them now, but for what it says itself', async () => {
    const url = await view({ fields: [{ name: 'name' }, { name: 'height', alias: 'Own alias' }] });
    const definition = { fields: ['name', 'height'].map((name) => ({ name, alias: `New ${name}` })) };
    await portal.post(`${portal.adminUrl('Trees')}/0/updateDefinition`, { updateDefinition: definition });
    await portal.post(`${portal.adminUrl('Trees')}/0/addToDefinition`, {
      addToDefinition: { indexes: [{ name: 'by_name', fields: 'name', isUnique: false }] },
    });
    const aliases = async () => {
      const { fields } = (await portal.post(`${url}/0`)) as { fields: Json[] };
      return ['name', 'height'].map((name) => fields.find((field) => field.name === name)?.alias);
    };
    assert.deepEqual(await aliases(), ['New name', 'Own alias']);
    const { indexes } = (await portal.post(`${url}/0`)) as { indexes: Json[] };
    assert.ok(indexes.some((index) => index.name === 'by_name'));
    await portal.post(`${portal.adminUrl('View')}/0/updateDefinition`, {
      updateDefinition: { fields: [{ name: 'name', alias: 'Mine' }] },
    });
    assert.deepEqual(await aliases(), ['Mine', 'Own alias']);
  });

  it('gets its filter and hidden fields later', async () => {
    const url = await view();
    assert.equal(((await names(url)) as unknown[]).length, 2);
    const updateDefinition = {
      viewDefinitionQuery: 'height < 5',
      fields: [{ name: 'height', visible: false }],
    };
    await portal.post(`${portal.adminUrl('View')}/0/updateDefinition`, { updateDefinition });
    assert.deepEqual(await names(url), ['low']);
    const layer = await portal.post(`${url}/0`);
    assert.equal(
      (layer.fields as Json[]).some((one) => one.name === 'height'),
      false,
    );
    assert.equal(((await portal.post(`${url}/0/query`, { where: 'height > 0' })).error as Json).code, 400);
    const admin = await portal.post(`${portal.adminUrl('View')}/0`);
    assert.equal((admin.fields as Json[]).find((one) => one.name === 'height')?.visible, false);
    const wrong = await portal.post(`${portal.adminUrl('View')}/0/updateDefinition`, {
      updateDefinition: { viewDefinitionQuery: 'nofield = 1' },
    });
    assert.ok(wrong.error);
  });

  it('tells its administrator and everyone where its rows are', async () => {
    const url = await view();
    const admin = await portal.post(`${portal.adminUrl('View')}/0`);
    const { viewLayerDefinition } = admin.adminLayerInfo as { viewLayerDefinition: Json };
    assert.deepEqual(
      [viewLayerDefinition.sourceServiceName, viewLayerDefinition.sourceLayerId],
      ['Trees', 0],
    );
    const { services } = (await portal.post(`${url}/sources`)) as { services: Json[] };
    assert.deepEqual(services, [
      { name: 'Trees', type: 'FeatureServer', url: source, serviceItemId: 'item-Trees' },
    ]);
  });

  it('is known to its source, for those who may see it', async () => {
    await view();
    const list = async (as: string) =>
      ((await portal.post(`${source}/views`, {}, as)).services as Json[]).map((one) => one.serviceItemId);
    assert.deepEqual(await list('reader'), ['item-View']);
    portal.privateItems.add('item-View');
    assert.deepEqual([await list('owner'), await list('reader')], [['item-View'], []]);
    assert.equal((await portal.post(`${source}/info/iteminfo`)).title, 'item-Trees');
  });

  it('is a way to edit the rows that it shows, and no others', async () => {
    const url = await view({ viewDefinitionQuery: 'height > 5' });
    const answer = await portal.post(`${url}/0/applyEdits`, {
      updates: [
        { attributes: { OBJECTID: 2, name: 'higher' } },
        { attributes: { OBJECTID: 1, name: 'hidden' } },
      ],
      rollbackOnFailure: 'false',
    });
    assert.deepEqual(
      (answer.updateResults as Json[]).map((one) => one.success),
      [true, false],
    );
    assert.deepEqual(await names(source), ['low', 'higher']);
  });

  it('shows related tables with their relationship', async () => {
    const url = await portal.make(
      'View',
      {
        layers: [layerOf()],
        tables: [
          {
            id: 1,
            name: 'Inspections',
            adminLayerInfo: { viewLayerDefinition: { sourceServiceName: 'Trees', sourceLayerId: 1 } },
          },
        ],
      },
      { isView: true },
    );
    assert.equal(((await portal.post(`${url}/0`)).relationships as Json[]).length, 1);
  });

  it('protects its source from deletion', async () => {
    await view();
    assert.deepEqual(portal.services.dependentViews('item-Trees'), ['item-View']);
    assert.throws(() => portal.services.delete('item-Trees'));
    portal.services.delete('item-View');
    portal.services.delete('item-Trees');
    assert.equal(portal.services.nameTaken('Trees'), false);
  });

  it('needs a source that exists', async () => {
    await assert.rejects(
      portal.make(
        'Lost',
        {
          layers: [
            {
              name: 'x',
              adminLayerInfo: { viewLayerDefinition: { sourceServiceName: 'No', sourceLayerId: 0 } },
            },
          ],
        },
        { isView: true },
      ),
      /was not found/,
    );
  });
});

describe('the sources of the layers of a view', () => {
  for (const kind of ['enterprise', 'online'] as const) {
    it(`are one list each with ${kind} manners`, async () => {
      const portal = await startServices(kind);
      await portal.make('Trees', related());
      const of = (sourceLayerId: number, more: Json): Json => ({
        id: sourceLayerId,
        adminLayerInfo: { viewLayerDefinition: { sourceServiceName: 'Trees', sourceLayerId } },
        ...more,
      });
      const definition = { layers: [of(0, { name: 'Trees' })], tables: [of(1, { name: 'Visits' })] };
      const url = await portal.make('View', definition, { isView: true, capabilities: 'Query' });
      const sources = async (layer: number) => {
        const answer = await portal.post(`${url}/${layer}/sources`);
        return Object.entries(answer).map(([list, all]) => [
          list,
          (all as { id: number }[]).map(({ id }) => id),
        ]);
      };
      assert.deepEqual(await sources(0), [['layers', [0]]]);
      assert.deepEqual(await sources(1), [[kind === 'online' ? 'tables' : 'layers', [1]]]);
      await portal.close();
    });
  }
});
