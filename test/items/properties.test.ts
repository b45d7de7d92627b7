import assert from 'node:assert/strict';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import type { Item, SourceId } from '../../lib/items/item.js';
import { listResources } from '../../lib/items/list-resources.js';
import { Content, webMap } from '../copy/support/content.js';
import { Portals, SETTINGS } from '../copy/support/portals.js';
import { addResource, readResource, resourcesOf } from './support/resources.js';

type Json = Record<string, unknown>;

for (const [from, to] of [
  ['enterprise', 'online'],
  ['online', 'enterprise'],
] as const) {
  describe(`everything that belongs to an item, ${from} to ${to}`, function () {
    this.timeout(60_000);
    let portals: Portals;
    let content: Content;

    before(async () => {
      portals = await Portals.start(from, to);
      content = new Content(portals.source, portals.pair.source.admin.username);
    });
    after(() => portals.close());

    async function copy(id: string): Promise<CopyResult> {
      const [result] = (await portals.copyAll([id])).values();
      assert.ok(result);
      assert.equal(result.error, undefined);
      return result;
    }

    const NAMES = [
      'title',
      'type',
      'description',
      'snippet',
      'tags',
      'accessInformation',
      'licenseInfo',
      'culture',
      'extent',
      'spatialReference',
      'documentation',
      'advancedSettings',
      'commentsEnabled',
      'appCategories',
      'industries',
      'languages',
      'url',
    ];

    /** The source item and its copy, as far as users set what they hold. */
    async function both(id: string, { target }: CopyResult): Promise<[Json, Json]> {
      const of = (item: Item): Json => Object.fromEntries(NAMES.map((name) => [name, item[name]]));
      const source = await portals.source.read<Item>(`/content/items/${id}`);
      return [of(source), of(await portals.target.read<Item>(`/content/items/${target?.id}`))];
    }

    it('is the same in the copy, and again when it was changed or cleared in the source', async () => {
      const id = await content.document(
        'Web Mapping Application',
        'Set',
        {},
        {
          typeKeywords: 'Own words',
          description: '<p>At length</p>',
          snippet: 'In short',
          tags: 'b,a c',
          accessInformation: 'The town',
          licenseInfo: 'Terms',
          culture: 'fr-fr',
          extent: '1,2,3,4',
          spatialReference: '102100',
          documentation: 'Written down',
          advancedSettings: JSON.stringify({ deep: [1] }),
          commentsEnabled: true,
          appCategories: 'Design,Planning',
          industries: 'Water',
          languages: 'French,German',
          properties: JSON.stringify({ a: { b: 1 } }),
          url: 'https://apps.example/set',
        },
      );
      const first = await copy(id);
      assert.deepEqual(first.warnings, []);
      const [source, target] = await both(id, first);
      assert.deepEqual(target, source);
      assert.deepEqual(first.target?.properties?.a, { b: 1 });
      assert.equal((await copy(id)).outcome, 'unchanged');

      const cleared = ['description', 'snippet', 'tags', 'accessInformation', 'licenseInfo', 'extent'];
      await content.update(id, {
        ...Object.fromEntries(cleared.map((name) => [name, ''])),
        spatialReference: '',
        properties: '',
        commentsEnabled: false,
        industries: 'Roads',
        title: 'Set anew',
        clearEmptyFields: true,
      });
      const second = await copy(id);
      assert.deepEqual([second.outcome, second.warnings], ['updated', []]);
      const [now, then] = await both(id, second);
      assert.deepEqual(then, now);
      assert.equal(then.spatialReference, null);
      assert.deepEqual(Object.keys(second.target?.properties ?? {}), ['portalCopy']);
      assert.equal((await copy(id)).outcome, 'unchanged');
    });

    it('may be a tag with a comma, as far as the portal takes it', async () => {
      const tags = ['water, waste', 'town'];
      portals.pair.source.switches.tagsAsList = true;
      for (const tagsAsList of [true, false]) {
        portals.pair.target.switches.tagsAsList = tagsAsList;
        const id = await content.document('Web Map', `Comma ${tagsAsList}`, webMap([]), {
          tags: JSON.stringify(tags),
        });
        const result = await copy(id);
        assert.equal(result.outcome, 'created');
        assert.deepEqual(result.target?.tags, tagsAsList ? tags : ['water', 'waste', 'town']);
        assert.deepEqual(
          result.warnings.map(({ code }) => code),
          tagsAsList ? [] : ['TAG_SPLIT'],
        );
        assert.equal((await copy(id)).outcome, 'unchanged');
      }
    });

    it('may be pictures of a marketplace listing, which are named and not copied', async () => {
      const id = await content.document('Web Mapping Application', 'Listed', {});
      const listed = new Proxy(portals.source, {
        get(real, key) {
          const value: unknown = Reflect.get(real, key);
          if (key !== 'read') return typeof value === 'function' ? value.bind(real) : value;
          return async (path: string, ...more: []): Promise<unknown> => {
            const answer = await real.read<Json>(path, ...more);
            if (path !== `/content/items/${id}`) return answer;
            return {
              ...answer,
              largeThumbnail: 'largethumbnail/l.png',
              screenshots: ['s.png'],
              banner: null,
            };
          };
        },
      });
      const run = await portals.run([id]);
      const context = { run, source: listed, target: portals.target, settings: SETTINGS, signal: run.signal };
      const { outcome, warnings } = await copyItem(context, id as SourceId);
      run.cancel('the test is over');
      assert.equal(outcome, 'created');
      assert.deepEqual(
        warnings.map(({ code }) => code),
        ['PICTURES_NOT_COPIED'],
      );
      assert.match(warnings[0]?.message ?? '', /large thumbnail, screenshots\./);
    });

    it('may be data that were removed', async () => {
      const id = await content.document('Web Map', 'Emptied', webMap([]));
      await copy(id);
      await content.update(id, { text: '', clearEmptyFields: true });
      const result = await copy(id);
      assert.equal(result.outcome, 'updated');
      assert.equal(await portals.target.readText(`/content/items/${result.target?.id}/data`), '');
      assert.equal((await copy(id)).outcome, 'unchanged');
    });

    it('may be resources of any name, and who may read them', async () => {
      const names = [
        'a b/ü #1.json',
        'deep/a/b/c/d/e.json',
        "it's.txt",
        'plain',
        'q&a=1.json',
        'x/y/z/100% sure+1.txt',
      ];
      const id = await content.document('Web Map', 'Odd names', webMap([]));
      for (const name of names)
        await addResource(portals.source, content.username, id, name, `{"n":"${name}"}`);
      const first = await copy(id);
      const target = String(first.target?.id);
      assert.deepEqual(await resourcesOf(portals.target, target), names);
      for (const name of names)
        assert.equal(await readResource(portals.target, target, name), `{"n":"${name}"}`);
      assert.equal((await copy(id)).outcome, 'unchanged');

      const access = async (): Promise<unknown[]> =>
        (await listResources(portals.target, target))
          .filter((one) => one.access === 'private')
          .map(({ resource }) => resource);
      assert.deepEqual(await access(), []);
      const path = `/content/users/${content.username}/items/${id}/updateResources`;
      const hidden = { fileName: 'plain', access: 'private', text: '{"n":"plain"}' };
      await portals.source.write(path, hidden);
      assert.equal((await copy(id)).outcome, 'updated');
      assert.deepEqual(await access(), ['plain']);
      assert.equal((await copy(id)).outcome, 'unchanged');
    });
  });
}
