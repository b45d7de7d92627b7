import assert from 'node:assert/strict';
import { searchItems } from '@esri/arcgis-rest-portal';
import { errorOf, type Json, TestPortal } from './test-portal.js';

describe('the search of a sandbox portal', () => {
  let test: TestPortal;
  let token: string;
  const ids: Record<string, string> = {};

  before(async () => {
    test = await TestPortal.start({ kind: 'online' });
    const add = async (key: string, params: Record<string, string>) => {
      ids[key] = await test.add('ann', { title: key, ...params });
    };
    await add('map', { type: 'Web Map', title: 'Street Trees', tags: 'trees,green city' });
    await add('app', { type: 'Web Mapping Application', title: 'Street works', snippet: 'Trees are felled' });
    await add('layer', {
      type: 'Feature Service',
      title: 'Hydrants (2024)',
      url: 'http://x.example/a/FeatureServer',
    });
    await add('copy', { type: 'Web Map', typeKeywords: 'source-0123abcd,copy-unfinished' });
    await add('file', { type: 'CSV', file: new File(['a'], 'a.csv') as never });
    token = await test.token();
  });
  after(() => test.stop());

  const keys = async (q: string): Promise<string[]> => {
    const { results } = await test.post('/search', { q, num: '100', token });
    const byId = new Map(Object.entries(ids).map(([key, id]) => [id, key]));
    return (results as Json[]).map((item) => byId.get(String(item.id)) ?? '?').sort();
  };

  const cases: [q: string, keys: string[]][] = [
    ['trees', ['app', 'map']],
    ['tree', ['app', 'map']],
    ['title:trees', ['map']],
    ['title:"street trees"', ['map']],
    ['title:"trees street"', []],
    ['tags:"green city"', ['map']],
    ['tags:green', ['map']],
    ['type:"Web Map"', ['app', 'copy', 'map']],
    ['type:"Web Map" -type:"Web Mapping Application"', ['copy', 'map']],
    ['type:"Web Map" NOT type:"Web Mapping Application"', ['copy', 'map']],
    ['type:map', ['app', 'copy', 'map']],
    ['type:"Feature Service" OR type:CSV', ['file', 'layer']],
    ['(type:CSV OR type:"Feature Service") AND owner:ann', ['file', 'layer']],
    ['owner:ann AND (title:hydrants OR title:street) AND NOT type:"Web Map"', ['layer']],
    ['type:(CSV OR "Feature Service")', ['file', 'layer']],
    ['+owner:ann +title:hydrants', ['layer']],
    ['owner:ben', []],
    ['typekeywords:"source-0123abcd"', ['copy']],
    ['typekeywords:source-0123abcd', ['copy']],
    ['typekeywords:source-0123*', ['copy']],
    ['typekeywords:"source-0123"', []],
    ['typekeywords:"copy-unfinished" AND type:"Web Map"', ['copy']],
    ['title:hyd*', ['layer']],
    ['title:hydrant?', ['layer']],
    ['title:(2024)', ['layer']],
    ['access:private', ['app', 'copy', 'file', 'layer', 'map']],
    ['access:public', []],
    ['created:[0000000000000000000 TO 9999999999999]', ['app', 'copy', 'file', 'layer', 'map']],
    ['modified:[9999999999999 TO 99999999999999]', []],
    ['itemtype:file', ['file']],
    ['title:street^5 trees~', ['app', 'map']],
  ];
  for (const [q, expected] of cases) {
    it(`finds ${expected.length === 0 ? 'nothing' : expected.join(', ')} for ${q}`, async () => {
      assert.deepEqual(await keys(q), expected);
    });
  }

  it('finds items by id, with white space after the colon, and by many ids at once', async () => {
    assert.deepEqual(await keys(`id: ${ids.map} AND owner: ann`), ['map']);
    const many = Array.from({ length: 200 }, (_value, at) => `id:${at.toString(16).padStart(32, '0')}`);
    assert.deepEqual(await keys([...many, `id:${ids.map}`, `id:${ids.file}`].join(' OR ')), ['file', 'map']);
    assert.deepEqual(await keys(`orgid:${test.portal.orgId}`), ['app', 'copy', 'file', 'layer', 'map']);
  });

  it('wants a query, and not too long a one', async () => {
    assert.match(errorOf(await test.get('/search', { q: '', token })).message, /required/);
    const long = await test.post('/search', { q: 'a '.repeat(6000), token });
    assert.match(errorOf(long).message, /too long/);
  });

  it('gives pages of 100 at most, and -1 after the last', async () => {
    const all = await test.get('/search', { q: 'owner:ann', num: '500', token });
    assert.deepEqual([all.total, all.start, all.num, all.nextStart], [5, 1, 100, -1]);
    const authentication = await test.signIn('ann');
    const seen: string[] = [];
    let page = await searchItems({
      q: 'owner:ann',
      num: 2,
      sortField: 'title',
      sortOrder: 'desc',
      authentication,
    });
    seen.push(...page.results.map((item) => item.title));
    while (page.nextStart > 0 && page.nextPage) {
      page = await page.nextPage();
      seen.push(...page.results.map((item) => item.title));
    }
    assert.deepEqual(
      seen,
      ['Street works', 'Street Trees', 'file', 'copy', 'Hydrants (2024)'].sort((a, b) =>
        a.toLowerCase() < b.toLowerCase() ? 1 : -1,
      ),
    );
  });

  it('counts what it is asked to count', async () => {
    const { aggregations } = await test.get('/search', { q: 'owner:ann', countFields: 'type', token });
    const [{ fieldValues }] = (aggregations as { counts: [{ fieldValues: Json[] }] }).counts;
    assert.deepEqual(fieldValues[0], { value: 'web map', count: 2 });
  });

  it('shows what the caller may read, and nothing else', async () => {
    assert.equal((await test.get('/search', { q: 'owner:ann' })).total, 0);
    assert.equal((await test.get('/search', { q: 'owner:ann', token: await test.token('ben') })).total, 0);
    assert.equal((await test.get('/search', { q: 'owner:ann', token: await test.token('admin') })).total, 5);
  });

  it('lags behind what happened, while reading by id does not', async () => {
    test.portal.switches.indexLagMs = 60_000;
    const id = await test.add('ann', { title: 'Newcomer' });
    assert.equal((await test.get('/search', { q: `id:${id}`, token })).total, 0);
    assert.equal((await test.get(`/content/items/${id}`, { token })).title, 'Newcomer');
    test.portal.switches.indexLagMs = 0;
    assert.equal((await test.get('/search', { q: `id:${id}`, token })).total, 1);
    await test.post(`/content/users/ann/items/${id}/delete`, { token, permanentDelete: 'true' });
    assert.equal((await test.get('/search', { q: `id:${id}`, token })).total, 0);
  });

  it('finds nothing for an asterisk in Enterprise', async () => {
    const enterprise = await TestPortal.start();
    await enterprise.add('ann', {});
    assert.equal((await enterprise.get('/search', { q: '*', token: await enterprise.token() })).total, 0);
    await enterprise.stop();
  });
});
