import assert from 'node:assert/strict';
import { Content, webMap } from './support/content.js';
import { Portals } from './support/portals.js';

describe('relations between items', function () {
  this.timeout(60_000);
  let portals: Portals;
  let source: Content;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    source = new Content(portals.source, portals.pair.source.admin.username);
  });
  after(() => portals.close());

  function relate(from: string, to: string, type: string): Promise<unknown> {
    return portals.source.write(`/content/users/${source.username}/addRelationship`, {
      originItemId: from,
      destinationItemId: to,
      relationshipType: type,
    });
  }

  async function related(id: string | undefined, relationshipType: string): Promise<string[]> {
    const { relatedItems } = await portals.target.read<{ relatedItems: { id: string }[] }>(
      `/content/items/${id}/relatedItems`,
      { relationshipType, direction: 'forward' },
    );
    return relatedItems.map((item) => item.id);
  }

  it('are made between the copies, once', async () => {
    const file = await source.file('Rain', 'a\n1\n');
    const layer = await source.layer('Rain_gauges', 2);
    const map = await source.document('Web Map', 'Rain map', webMap([{ ...layer, title: 'Rain' }]));
    await relate(layer.id, file, 'Service2Data');
    await relate(map, layer.id, 'Map2Service');
    const results = await portals.copyAll([map, layer.id, file]);
    const idOf = (title: string) => results.get(title)?.target?.id;
    for (const { error, warnings } of results.values()) assert.deepEqual([error, warnings], [undefined, []]);
    assert.deepEqual(await related(idOf('Rain_gauges'), 'Service2Data'), [idOf('Rain')]);
    assert.deepEqual(await related(idOf('Rain map'), 'Map2Service'), [idOf('Rain_gauges')]);

    await source.update(layer.id, { snippet: 'New' });
    const again = (await portals.copyAll([layer.id])).get('Rain_gauges');
    assert.deepEqual([again?.outcome, again?.error, again?.warnings], ['updated', undefined, []]);
    assert.deepEqual(await related(idOf('Rain_gauges'), 'Service2Data'), [idOf('Rain')]);
  });

  for (const [type, origin, destination] of [
    ['Map2AppConfig', 'Web Map', 'Application Configuration'],
    ['Map2FeatureCollection', 'Web Map', 'Feature Collection'],
    ['MobileApp2Code', 'Mobile Application', 'Code Sample'],
    ['Service2Route', 'Feature Service', 'Route Layer'],
    ['Service2Layer', 'Feature Service', 'Feature Service'],
    ['Style2Style', 'Style', 'Style'],
    ['Survey2Service', 'Form', 'Feature Service'],
    ['Theme2Story', 'StoryMap Theme', 'StoryMap'],
    ['Item2Report', 'PDF', 'Report Template'],
    ['WMA2Code', 'Web Mapping Application', 'Code Attachment'],
    ['WorkforceMap2FeatureService', 'Web Map', 'Workforce Project'],
  ] as const) {
    it(`are made between a ${origin} and a ${destination} (${type})`, async () => {
      const make = async (what: string, end: string): Promise<string> => {
        const title = `${type} ${end}`;
        if (what === 'Workforce Project') {
          const { id } = await source.layer(`${type}_${end}`, 0);
          await source.update(id, { title, typeKeywords: 'Hosted Service,Workforce Project' });
          return id;
        }
        if (what !== 'Feature Service') return source.document(what, title, {});
        const { id } = await source.layer(`${type}_${end}`, 0);
        await source.update(id, { title });
        return id;
      };
      const [one, other] = [await make(origin, 'from'), await make(destination, 'to')];
      await relate(one, other, type);
      const results = await portals.copyAll([one, other]);
      for (const { error } of results.values()) assert.equal(error, undefined);
      const idOf = (end: string) => results.get(`${type} ${end}`)?.target?.id;
      assert.deepEqual(await related(idOf('from'), type), [idOf('to')]);
    });
  }

  it('are made when the file of a layer is copied later', async () => {
    const file = await source.file('Late file', 'a\n1\n');
    const layer = await source.layer('Early_layer', 1);
    await relate(layer.id, file, 'Service2Data');
    const first = (await portals.copyAll([layer.id])).get('Early_layer');
    const second = (await portals.copyAll([file])).get('Late file');
    assert.deepEqual([second?.error, second?.warnings], [undefined, []]);
    assert.deepEqual(await related(first?.target?.id, 'Service2Data'), [second?.target?.id]);
  });

  it('of a file to a layer without copy are no matter of the file', async () => {
    const file = await source.file('Lone file', 'a\n1\n');
    const layer = await source.layer('Not_copied', 1);
    await relate(layer.id, file, 'Service2Data');
    const result = (await portals.copyAll([file])).get('Lone file');
    assert.deepEqual([result?.error, result?.warnings], [undefined, []]);
  });

  it('are warned about where the other item has no copy', async () => {
    const file = await source.file('Snow', 'a\n1\n');
    const layer = await source.layer('Snow_gauges', 2);
    await relate(layer.id, file, 'Service2Data');
    const result = (await portals.copyAll([layer.id])).get('Snow_gauges');
    assert.equal(result?.outcome, 'created');
    assert.deepEqual(
      result?.warnings.map(({ code }) => code),
      ['RELATION_NOT_KEPT'],
    );
    assert.match(result?.warnings[0]?.message ?? '', /"Snow".*has no copy/);
  });
});
