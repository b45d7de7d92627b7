import assert from 'node:assert/strict';
import { TestPortal } from './test-portal.js';

describe('the pages of a sandbox portal', () => {
  let test: TestPortal;
  before(async () => {
    test = await TestPortal.start();
  });
  after(() => test.stop());

  const page = async (path: string) => {
    const answer = await fetch(`${test.portal.url}${path}`);
    return {
      status: answer.status,
      type: String(answer.headers.get('content-type')),
      html: await answer.text(),
    };
  };

  it('list every item without a sign-in, and say so', async () => {
    const id = await test.add('ann', {
      title: 'Trees & <i>more</i> "quoted"',
      tags: '<script>alert(1)</script>',
    });
    const { html, type } = await page('/home');
    assert.match(type, /text\/html/);
    assert.match(html, /without a sign-in/);
    assert.ok(html.includes(`item.html?id=${id}`));
    assert.ok(html.includes('Trees &amp; more &quot;quoted&quot;'));
    assert.match((await page('/home/rows')).html, /^<tr id="i/);
  });

  it('show an item with properties and data, with all markup escaped', async () => {
    const text = JSON.stringify({ note: '</pre><script>alert(1)</script>' });
    const id = await test.add('ann', {
      title: 'Evil',
      description: '<b>bold</b>',
      text,
      tags: '<img src=x>',
    });
    const { html } = await page(`/home/item.html?id=${id}`);
    assert.ok(!html.includes('<script>alert'));
    assert.ok(!html.includes('<img src=x>'));
    assert.ok(html.includes('&lt;b&gt;bold&lt;/b&gt;'));
    assert.match(html, /&quot;note&quot;: /);
    assert.equal((await page('/home/item.html?id=<x>')).status, 404);
  });

  it('show the first rows of a layer', async () => {
    const token = await test.token();
    const file = new File(
      [
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A <row>"},"geometry":{"type":"Point","coordinates":[1,2]}}]}',
      ],
      'r.geojson',
    );
    const itemid = await test.add('ann', { type: 'GeoJson', file });
    const publishParameters = '{"name":"rows"}';
    const { services } = await test.post('/content/users/ann/publish', {
      itemid,
      filetype: 'geojson',
      publishParameters,
      token,
    });
    const [{ serviceItemId: id }] = services as [{ serviceItemId: string }];
    while ((await test.get(`/content/users/ann/items/${id}/status`, { token })).status === 'processing');
    const { html } = await page(`/home/item.html?id=${id}`);
    assert.match(html, /1 rows/);
    assert.match(html, /A &lt;row&gt;/);
  });

  it('draw a picture for items without a thumbnail, and lead viewer addresses to the item', async () => {
    const id = await test.add('ann', {});
    assert.match((await page(`/home/thumbnail/${id}`)).type, /image\/svg/);
    for (const path of [`/apps/dashboards/${id}`, `/apps/webappviewer/index.html?id=${id}`]) {
      const answer = await fetch(`${test.portal.url}${path}`, { redirect: 'manual' });
      assert.equal(answer.headers.get('location'), `${test.portal.url}/home/item.html?id=${id}`);
    }
  });
});
