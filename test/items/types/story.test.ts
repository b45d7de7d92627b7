import assert from 'node:assert/strict';
import type { Item } from '../../../lib/items/item.js';
import { Content, dashboard, webMap } from '../../copy/support/content.js';
import { Portals } from '../../copy/support/portals.js';
import { addResource, readResource, resourcesOf } from '../support/resources.js';

type Json = Record<string, unknown>;

interface Refers {
  portal: string;
  /** Address of the story. */
  url: string;
  self: string;
  map: string;
  board: string;
}

const DRAFT = 'draft_1712345678901.json';

function story({ portal, url, self, map, board }: Refers, title: string): Json {
  return {
    root: 'n-root',
    nodes: {
      'n-root': { type: 'story', data: { storyTitle: title } },
      'n-1': { type: 'webmap', data: { map: `r-${map}-1712345678901` } },
      'n-2': {
        type: 'embed',
        data: { url: `${portal}/apps/dashboards/${board}`, itemId: board, itemType: 'Dashboard' },
      },
      'n-3': { type: 'text', data: { text: `<a href="${url}">this story</a>` } },
    },
    resources: {
      [`r-${map}-1712345678901`]: {
        type: 'webmap',
        data: { itemId: map, itemType: 'Web Map', type: 'default' },
      },
      'r-image': {
        type: 'image',
        data: { resourceId: '1712345678901.jpg', provider: 'item-resource', owner: self },
      },
    },
  };
}

const oembed = ({ portal, url, self }: Refers): Json => ({
  title: 'Wells',
  provider_url: portal,
  html: `<iframe src='${url}' width='800'></iframe>`,
  thumbnail_url: `${portal}/sharing/rest/content/items/${self}/resources/cover.jpg`,
});

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`a story copied from ${from} to ${to}`, () => {
    let portals: Portals;
    let ids: { self: string; map: string; board: string; next: string };

    const urlIn = (kind: 'enterprise' | 'online', portal: string, id: string): string =>
      kind === 'online'
        ? `https://storymaps.arcgis.com/stories/${id}`
        : `${portal}/apps/storymaps/stories/${id}`;

    before(async () => {
      portals = await Portals.start(from, to);
      const { source } = portals;
      const content = new Content(source, portals.pair.source.admin.username);
      const map = await content.document('Web Map', 'Well map', webMap([]));
      const next = await content.document('Web Map', 'Next map', webMap([]));
      const board = await content.document('Dashboard', 'Well board', dashboard(map));
      const self = await content.document(
        'StoryMap',
        'Well story',
        {},
        {
          typeKeywords: `arcgis-storymaps,StoryMap,smstatusunpublishedchanges,smdraftresourceid:${DRAFT}`,
        },
      );
      ids = { self, map, board, next };
      const refers = { portal: source.url, url: urlIn(from, source.url, self), self, map, board };
      await content.update(self, { url: refers.url, text: JSON.stringify(story(refers, 'published')) });
      const put = (resource: string, text: string): Promise<void> =>
        addResource(source, content.username, self, resource, text);
      await put(DRAFT, JSON.stringify(story({ ...refers, map: next }, 'draft')));
      await put('published_data.json', JSON.stringify(story(refers, 'published')));
      await put('oembed.json', JSON.stringify(oembed(refers)));
      await put('oembed.xml', `<oembed><html>&lt;iframe src=&quot;${refers.url}&quot;/&gt;</html></oembed>`);
    });

    after(() => portals.close());

    it('refers to the target in what is published, in the draft and in its descriptions for other sites', async () => {
      const { source, target } = portals;
      const result = (await portals.copyAll([ids.self])).get('Well story');
      assert.ok(result?.target, JSON.stringify(result?.error));
      assert.equal(result.outcome, 'created');
      assert.deepEqual(result.residue, []);
      assert.deepEqual(result.dependencies.map(({ source: of }) => of.title).sort(), [
        'Next map',
        'Well board',
        'Well map',
      ]);
      const became = (id: string): string => result.map.items[id] ?? assert.fail(id);
      const self = became(ids.self);
      const url = urlIn(to, target.url, self);
      const refers = { portal: target.url, url, self, map: became(ids.map), board: became(ids.board) };
      const copy = await target.read<Item>(`/content/items/${self}`);
      assert.equal(copy.url, url);
      assert.ok(copy.typeKeywords.includes(`smdraftresourceid:${DRAFT}`));
      assert.deepEqual(await target.read(`/content/items/${self}/data`), story(refers, 'published'));
      assert.deepEqual(await resourcesOf(target, self), await resourcesOf(source, ids.self));
      const read = async (resource: string): Promise<unknown> =>
        JSON.parse(await readResource(target, self, resource)) as unknown;
      assert.deepEqual(await read(DRAFT), story({ ...refers, map: became(ids.next) }, 'draft'));
      assert.deepEqual(await read('published_data.json'), story(refers, 'published'));
      assert.deepEqual(await read('oembed.json'), oembed(refers));
      assert.match(
        await readResource(target, self, 'oembed.xml'),
        new RegExp(`&quot;${url.replaceAll('?', '\\?')}&quot;`),
      );
    });

    it('is unchanged the second time', async () => {
      assert.equal((await portals.copyAll([ids.self])).get('Well story')?.outcome, 'unchanged');
    });
  });
}
