import assert from 'node:assert/strict';
import { summaryOf } from '../../lib/copy/run/summary-of.js';
import { type SearchScope, searchItems } from '../../lib/copy/search/search-items.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import { rejection } from '../portal/support/rejection.js';
import { Content } from './support/content.js';
import { Portals } from './support/portals.js';

describe('searching a folder', function () {
  this.timeout(60_000);
  let portals: Portals;
  let water: string;

  before(async () => {
    portals = await Portals.start('enterprise', 'online');
    const own = new Content(portals.source, portals.pair.source.admin.username);
    const veras = new Content(portals.source, 'vera');
    water = await own.folder('Water');
    await own.file('Pumps', 'a\n1\n', water);
    await own.file('Valves', 'a\n1\n', water);
    await own.file('Loose', 'a\n1\n');
    await veras.file('Hers', 'a\n1\n', await veras.folder('Water'));
    for (let n = 0; n < 3; n += 1) await own.file(`Many ${n}`, 'a\n', await own.folder(`Folder ${n}`));
  });
  after(() => portals.close());

  async function titles(scope: SearchScope): Promise<string[]> {
    const { items } = await searchItems(portals.source, scope);
    return items.map(({ title }) => title);
  }

  it('finds what the signed-in user keeps there, by title or id', async () => {
    assert.deepEqual(await titles({ kind: 'folder', folder: 'Water' }), ['Pumps', 'Valves']);
    assert.deepEqual(await titles({ kind: 'folder', folder: ` ${water} `, username: ' ' }), [
      'Pumps',
      'Valves',
    ]);
  });

  it('finds what is outside of folders by a slash', async () => {
    assert.deepEqual(await titles({ kind: 'folder', folder: '/' }), ['Loose']);
  });

  it('finds what another user keeps in a folder of the same title', async () => {
    assert.deepEqual(await titles({ kind: 'folder', folder: 'Water', username: 'vera' }), ['Hers']);
  });

  it('is narrowed by a query', async () => {
    assert.deepEqual(await titles({ kind: 'folder', folder: 'Water', query: 'title:Valves' }), ['Valves']);
  });

  it('tells the folder by its title, in the source and in the target', async () => {
    const { items } = await searchItems(portals.source, {
      kind: 'mine',
      query: 'title:Pumps OR title:Loose',
    });
    const summaries = items.map((item) => summaryOf(item));
    assert.deepEqual(Object.fromEntries(summaries.map(({ title, folder }) => [title, folder])), {
      Pumps: 'Water',
      Loose: null,
    });
    const results = await portals.copyAll(items.map(({ id }) => id));
    for (const [title, folder] of [
      ['Pumps', 'Water'],
      ['Loose', null],
    ] as const) {
      const result = results.get(title);
      assert.equal(result?.source.folder, folder);
      assert.equal(result?.target && summaryOf(result.target).folder, folder);
    }
  });

  const refused: [string, SearchScope, string, RegExp][] = [
    ['a blank folder', { kind: 'folder', folder: ' ' }, 'ARCGIS_CONFIG', /folder.*is blank/],
    [
      'an unknown folder',
      { kind: 'folder', folder: 'water' },
      'ARCGIS_NOT_FOUND',
      /no folder "water".*"Water"/,
    ],
    [
      'an unknown user',
      { kind: 'folder', folder: '/', username: 'nobody' },
      'ARCGIS_NOT_FOUND',
      /no user "nobody"/,
    ],
  ];
  for (const [what, scope, code, words] of refused) {
    it(`refuses ${what} in clear words`, async () => {
      const error = await rejection(searchItems(portals.source, scope));
      assert.equal(error.code, code);
      assert.match(error.message, words);
    });
  }

  it("says who may see another user's folders", async () => {
    const credentials = { kind: 'password', username: 'ulf', password: 'secret12' } as const;
    const portal = openPortal({ url: portals.pair.source.url, credentials });
    const error = await rejection(searchItems(portal, { kind: 'folder', folder: 'Water', username: 'vera' }));
    await portal.close();
    assert.equal(error.code, 'ARCGIS_FORBIDDEN');
    assert.match(error.message, /folders of "vera".*administrators/);
  });
});
