import assert from 'node:assert/strict';
import { searchItems } from '../../lib/copy/search/search-items.js';
import type { Item } from '../../lib/items/item.js';
import { Openings } from '../portal/support/opened.js';
import { PortalScript } from '../portal/support/portal-script.js';
import { rejection } from '../portal/support/rejection.js';
import type { SeenRequest } from '../portal/support/scripted-server.js';

const hex = (n: number): string => n.toString(16).padStart(32, '0');

function anItem(n: number, more: Partial<Item> = {}): Partial<Item> {
  return {
    id: hex(n),
    owner: 'anna',
    title: `Item ${n}`,
    type: 'CSV',
    typeKeywords: [],
    created: 1000 + n,
    ...more,
  };
}

/** A portal that searches in `items`, 100 a page, and refuses to page past 10,000 by starting again, as some portals do. */
function searching(
  items: Partial<Item>[],
  spoil: (page: Partial<Item>[]) => Partial<Item>[] = (page) => page,
) {
  return new PortalScript(({ path, query, form }: SeenRequest) => {
    const param = (name: string): string => query.get(name) ?? form.get(name) ?? '';
    if (path.endsWith('/search')) {
      const range = /created:\[(\d+) TO (\d+)\]/.exec(param('q'));
      const hits = items.filter(
        ({ created = 0 }) => !range || (created >= Number(range[1]) && created <= Number(range[2])),
      );
      const start = Number(param('start'));
      const page = hits.slice(start > 10_000 ? 0 : start - 1).slice(0, 100);
      const next = start + 100 > hits.length ? -1 : start + 100;
      return { total: hits.length, start, num: 100, nextStart: next, results: spoil(page) };
    }
    const id = /\/content\/items\/(\w+)$/.exec(path)?.[1];
    const found = items.find((item) => item.id === id);
    if (id)
      return found ?? { error: { code: 400, messageCode: 'CONT_0001', message: 'Item does not exist.' } };
    if (path.endsWith('/content/users/anna')) {
      const folder = (n: number) => ({ id: hex(n), title: 'Water' });
      return { items: [], folders: [folder(7), folder(8)], nextStart: -1 };
    }
    const user = /\/community\/users\/(\w+)$/.exec(path)?.[1];
    if (user)
      return user === 'anna'
        ? { username: 'anna' }
        : { error: { code: 400, message: 'User does not exist.' } };
    const groups = [
      { id: hex(1), title: 'Water', owner: 'anna' },
      { id: hex(2), title: 'Water', owner: 'bert' },
      { id: hex(3), title: 'Waterways', owner: 'anna' },
    ];
    if (path.endsWith('/community/groups')) {
      // One a page.
      const start = Number(param('start'));
      const next = start < groups.length ? start + 1 : -1;
      return { total: groups.length, results: groups.slice(start - 1, start), nextStart: next };
    }
    const group = groups.find(({ id }) => path.endsWith(`/community/groups/${id}`));
    if (group) return group;
    return { error: { code: 404, message: 'Not here.' } };
  }).script;
}

describe('searching items', () => {
  const openings = new Openings();
  afterEach(() => openings.closeAll());

  it('finds more than the 10,000 that a portal lists, each once', async () => {
    const items = Array.from({ length: 12_345 }, (_, n) => anItem(n));
    const { portal } = await openings.portal(searching(items));
    const found = await searchItems(portal, { kind: 'organisation' });
    assert.equal(found.items.length, 12_345);
    assert.equal(new Set(found.items.map(({ id }) => id)).size, 12_345);
  });

  it('counts the doubles of overlapping pages as left out', async () => {
    const items = Array.from({ length: 150 }, (_, n) => anItem(n));
    const { portal } = await openings.portal(searching(items, (page) => [...page, ...page.slice(0, 2)]));
    const found = await searchItems(portal, { kind: 'user', username: 'anna' });
    assert.equal(found.items.length, 150);
    assert.equal(found.leftOut, 4);
  });

  it('says so when the portal lists fewer than it counts', async () => {
    const items = Array.from({ length: 150 }, (_, n) => anItem(n));
    const { portal } = await openings.portal(searching(items, (page) => page.slice(3)));
    const error = await rejection(searchItems(portal, { kind: 'mine' }));
    assert.equal(error.code, 'ARCGIS_PARTIAL');
    assert.match(error.message, /counts 150 items but lists only 144/);
  });

  it('leaves out temporary export files and what the portal software brings', async () => {
    const items = [
      anItem(1),
      anItem(2, { typeKeywords: ['copy-temporary', 'copy-temporary-until-9'] }),
      anItem(3, { owner: 'esri_boundaries' }),
    ];
    const { portal } = await openings.portal(searching(items));
    const found = await searchItems(portal, { kind: 'organisation' });
    assert.deepEqual(
      found.items.map(({ id }) => id),
      [hex(1)],
    );
    assert.equal(found.leftOut, 2);
  });

  it('gives files before layers, views, maps and apps, the older first', async () => {
    const hosted = ['Hosted Service'];
    const items = [
      anItem(1, { type: 'Dashboard' }),
      anItem(2, { type: 'Web Map' }),
      anItem(3, {
        type: 'Feature Service',
        typeKeywords: [...hosted, 'View Service'],
        url: 'https://x/y/FeatureServer',
      }),
      anItem(4, { type: 'Feature Service', typeKeywords: hosted, url: 'https://x/z/FeatureServer' }),
      anItem(6, { type: 'CSV', created: 5 }),
      anItem(5, { type: 'CSV', created: 5 }),
    ];
    const { portal } = await openings.portal(searching(items));
    const found = await searchItems(portal, { kind: 'mine' });
    assert.deepEqual(
      found.items.map(({ id }) => Number.parseInt(id, 16)),
      [5, 6, 4, 3, 2, 1],
    );
  });

  it('reads a list of ids from the content, which knows what the index does not know yet', async () => {
    const { portal, server } = await openings.portal(searching([anItem(1), anItem(2)]));
    const found = await searchItems(portal, { kind: 'ids', ids: [hex(2), ` ${hex(1)} `, ''] });
    assert.equal(found.items.length, 2);
    assert.ok(!server.paths().some((path) => path.endsWith('/search')));
  });

  for (const [what, group] of [
    ['its id', hex(3)],
    ['a title that only the last page of the search has', 'Waterways'],
  ] as const) {
    it(`finds a group by ${what}`, async () => {
      const { portal, server } = await openings.portal(searching([anItem(1)]));
      assert.equal((await searchItems(portal, { kind: 'group', group })).items.length, 1);
      const search = server.seen.find(({ path }) => path.endsWith('/search'));
      assert.equal(search?.query.get('q'), `group:"${hex(3)}"`);
    });
  }

  it('finds nothing without that being an error', async () => {
    const { portal } = await openings.portal(searching([]));
    assert.deepEqual(await searchItems(portal, { kind: 'organisation', query: ' ' }), {
      items: [],
      leftOut: 0,
    });
  });

  const refused: [string, Parameters<typeof searchItems>[1], string, RegExp][] = [
    ['an empty list of ids', { kind: 'ids', ids: [' '] }, 'ARCGIS_CONFIG', /list of item ids is empty/],
    ['what is no id', { kind: 'ids', ids: ['parcels'] }, 'ARCGIS_CONFIG', /Not an item id.*parcels/],
    ['an id that is not there', { kind: 'ids', ids: [hex(9)] }, 'ARCGIS_NOT_FOUND', new RegExp(hex(9))],
    [
      'a blank user',
      { kind: 'user', username: ' ' },
      'ARCGIS_CONFIG',
      /user whose items are searched is blank/,
    ],
    ['a user who does not exist', { kind: 'user', username: 'bob' }, 'ARCGIS_NOT_FOUND', /no user "bob"/],
    ['a group that does not exist', { kind: 'group', group: 'Wat' }, 'ARCGIS_NOT_FOUND', /no group "Wat"/],
    [
      'a title of two groups',
      { kind: 'group', group: 'Water' },
      'ARCGIS_INPUT',
      /2 groups.*"Water".*0001 \(of anna\).*0002 \(of bert\)/,
    ],
    [
      'a title of two folders',
      { kind: 'folder', folder: 'Water', username: 'anna' },
      'ARCGIS_CONFIG',
      /2 folders of "anna".*"Water".*0007.*0008/,
    ],
  ];
  for (const [what, scope, code, words] of refused) {
    it(`refuses ${what} in clear words`, async () => {
      const { portal } = await openings.portal(searching([anItem(1)]));
      const error = await rejection(searchItems(portal, scope));
      assert.equal(error.code, code);
      assert.match(error.message, words);
    });
  }
});
