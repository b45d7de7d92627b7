import assert from 'node:assert/strict';
import type { Item } from '../../../lib/items/item.js';
import type { PortalKind } from '../../../sandbox/index.js';
import { Content, dashboard, webMap } from '../../copy/support/content.js';
import { Portals } from '../../copy/support/portals.js';
import { addResource, readResource, resourcesOf } from '../support/resources.js';

type Json = Record<string, unknown>;

const DRAFT = 'config/config.json';

/** Where an experience is shown, by kind of portal. */
const URL_OF: Record<PortalKind, (portal: string, id: string) => string> = {
  enterprise: (portal, id) => `${portal}/apps/experiencebuilder/experience/?id=${id}`,
  online: (_, id) => `https://experience.arcgis.com/experience/${id}`,
};

interface Refers {
  portal: string;
  self: string;
  map: string;
  layer: { id: string; url: string };
  embedded: string;
}

function experience({ portal, self, map, layer, embedded }: Refers, label: string): Json {
  return {
    label,
    pages: { page_0: { id: 'page_0' } },
    dataSources: {
      dataSource_1: { id: 'dataSource_1', type: 'WEB_MAP', itemId: map, portalUrl: portal },
      dataSource_2: {
        id: 'dataSource_2',
        type: 'FEATURE_SERVICE',
        url: layer.url,
        itemId: layer.id,
        portalUrl: portal,
        childDataSourceJsons: {
          '0': {
            id: 'dataSource_2-0',
            url: `${layer.url}/0`,
            layerId: '0',
            itemId: layer.id,
            portalUrl: portal,
          },
        },
      },
    },
    widgets: {
      widget_1: { config: { expression: `<p>${portal}/apps/dashboards/${embedded}</p>` } },
      widget_2: {
        config: {
          imageParam: { url: `${portal}/sharing/rest/content/items/${self}/resources/images/logo.svg` },
        },
      },
    },
    attributes: { portalUrl: portal },
    originExbUrl: `${portal}/home/item.html?id=${self}`,
  };
}

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`an experience copied from ${from} to ${to}`, () => {
    let portals: Portals;
    let ids: {
      self: string;
      map: string;
      layer: { id: string; url: string };
      embedded: string;
      onlyInDraft: string;
    };

    before(async () => {
      portals = await Portals.start(from, to);
      const content = new Content(portals.source, portals.pair.source.admin.username);
      const layer = await content.layer('Wells', 3);
      const map = await content.document('Web Map', 'Well map', webMap([{ ...layer, title: 'Wells' }]));
      const embedded = await content.document('Dashboard', 'Well board', dashboard(map));
      const onlyInDraft = await content.document(
        'Web Map',
        'Next map',
        webMap([{ ...layer, title: 'Wells' }]),
      );
      const self = await content.document(
        'Web Experience',
        'Well app',
        {},
        {
          typeKeywords: 'EXB Experience,status: Changed,version:1.15.0,publishVersion:1.14.0',
        },
      );
      ids = { self, map, layer, embedded, onlyInDraft };
      const portal = portals.source.url;
      await content.update(self, {
        url: URL_OF[from](portal, self),
        text: JSON.stringify(experience({ portal, ...ids }, 'published')),
        properties: { source: onlyInDraft },
      });
      const { source } = portals;
      const owner = content.username;
      await addResource(
        source,
        owner,
        self,
        DRAFT,
        JSON.stringify(experience({ portal, ...ids, map: onlyInDraft }, 'draft')),
      );
      await addResource(source, owner, self, 'images/logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
      await addResource(
        source,
        owner,
        self,
        'images/image-resources-list.json',
        JSON.stringify({ images: [] }),
      );
    });

    after(() => portals.close());

    it('takes along what the published and the draft version need, and refers to the target in both', async () => {
      const results = await portals.copyAll([ids.self]);
      const result = results.get('Well app');
      assert.ok(result?.target, JSON.stringify(result?.error));
      assert.equal(result.outcome, 'created');
      assert.deepEqual(result.residue, []);
      assert.deepEqual(result.dependencies.map(({ source }) => source.title).sort(), [
        'Next map',
        'Well board',
        'Well map',
        'Wells',
      ]);
      const { map } = result;
      const became = (id: string): string => {
        const target = map.items[id];
        assert.ok(target, id);
        return target;
      };
      const refers = (mapId: string): Refers => ({
        portal: portals.target.url,
        self: became(ids.self),
        map: became(mapId),
        layer: { id: became(ids.layer.id), url: map.services[ids.layer.url]?.url ?? '' },
        embedded: became(ids.embedded),
      });
      const copy = await portals.target.read<Item>(`/content/items/${result.target.id}`);
      assert.equal(copy.url, URL_OF[to](portals.target.url, copy.id));
      assert.deepEqual(copy.properties?.source, became(ids.onlyInDraft));
      for (const keyword of [
        'EXB Experience',
        'status: Changed',
        'version:1.15.0',
        'publishVersion:1.14.0',
      ]) {
        assert.ok(copy.typeKeywords.includes(keyword), keyword);
      }
      assert.deepEqual(
        await portals.target.read(`/content/items/${copy.id}/data`),
        experience(refers(ids.map), 'published'),
      );
      assert.deepEqual(
        await resourcesOf(portals.target, copy.id),
        await resourcesOf(portals.source, ids.self),
      );
      assert.deepEqual(
        JSON.parse(await readResource(portals.target, copy.id, DRAFT)),
        experience(refers(ids.onlyInDraft), 'draft'),
      );
    });

    it('is unchanged the second time', async () => {
      const results = await portals.copyAll([ids.self]);
      assert.equal(results.get('Well app')?.outcome, 'unchanged');
    });

    it('is written again if only its draft changed', async () => {
      const { source, target, pair } = portals;
      const draft = experience({ portal: source.url, ...ids }, 'saved again');
      await addResource(source, pair.source.admin.username, ids.self, DRAFT, JSON.stringify(draft));
      const again = (await portals.copyAll([ids.self])).get('Well app');
      assert.equal(again?.outcome, 'updated', JSON.stringify(again?.error));
      const copy = String(again?.target?.id);
      assert.equal(JSON.parse(await readResource(target, copy, DRAFT)).label, 'saved again');
    });

    it('is kept if somebody changed the draft of the copy', async () => {
      const { source, target, pair } = portals;
      const known = (await portals.copyAll([ids.self])).get('Well app')?.target;
      assert.ok(known);
      const { admin } = pair.target;
      const stamp = known.properties?.portalCopy as Record<string, unknown>;
      // As if the copy had been finished an hour ago.
      const portalCopy = { ...stamp, copied: Number(stamp.copied) - 3_600_000 };
      const properties = JSON.stringify({ ...known.properties, portalCopy });
      await target.write(`/content/users/${admin.username}/items/${known.id}/update`, { properties });
      assert.deepEqual((await portals.copyAll([ids.self])).get('Well app')?.warnings, []);

      await addResource(target, admin.username, known.id, DRAFT, '{"edited":true}');
      const draft = experience({ portal: source.url, ...ids }, 'saved a third time');
      await addResource(source, pair.source.admin.username, ids.self, DRAFT, JSON.stringify(draft));
      const kept = (await portals.copyAll([ids.self])).get('Well app');
      assert.equal(kept?.outcome, 'skipped');
      assert.equal(kept?.warnings[0]?.code, 'TARGET_EDITED');
      assert.equal(await readResource(target, known.id, DRAFT), '{"edited":true}');
    });
  });
}
