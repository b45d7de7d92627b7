import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type SandboxPair, startPair } from '../../sandbox/index.js';
import { type Rest, signIn } from '../support/rest.js';
import { keepPicture, launch } from './editor-page.js';

interface Found {
  id: string;
  title: string;
  type: string;
  url: string | null;
}

describe('the pages of a sandbox portal in a browser', function () {
  this.timeout(120_000);

  let folder: string;
  let pair: SandboxPair;
  let browser: Browser;
  let source: Rest;
  let target: Rest;
  let items: Found[];
  const errors: string[] = [];
  const foreign: string[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'home-browser-'));
    [pair, browser] = await Promise.all([startPair({ dir: folder }), launch()]);
    const { username, password } = pair.source.admin;
    source = await signIn(pair.source.url, username, password);
    target = await signIn(pair.target.url, username, password);
    items = (await source.json<{ results: Found[] }>('/search', { q: 'NOT owner:nobody', num: 100 })).results;
  });

  after(async () => {
    await browser?.close();
    await pair?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const open = async (address: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (/^http/.test(protocol) && hostname !== '127.0.0.1') foreign.push(request.url());
    });
    await page.goto(address.startsWith('http') ? address : `${pair.source.url}/home${address}`);
    return page;
  };

  const itemCalled = (title: string, type: string): Found => {
    const found = items.find((item) => item.title === title && item.type === type);
    assert.ok(found, title);
    return found;
  };

  /** A map on its page, when all its layers are drawn or have failed. */
  const openMap = async (home: string, id: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await open(`${home}/webmap/viewer.html?webmap=${id}`, options);
    await page.locator('#map[data-drawn]').waitFor();
    return page;
  };

  it('filter what is listed while one types, and keep the filter in the address', async () => {
    const page = await open('/');
    await keepPicture(page, 'home-list');
    await page.getByLabel('Filter', { exact: true }).pressSequentially('hydrant');
    await page
      .locator('#count')
      .filter({ hasText: /^[1-9]$/ })
      .waitFor();
    const rows = page.locator('tbody tr');
    assert.equal(await rows.count(), Number(await page.locator('#count').textContent()));
    assert.match(page.url(), /\?q=hydrant$/);
    await page.getByLabel('Type').selectOption('PDF');
    await page.locator('#count').filter({ hasText: /^1$/ }).waitFor();
    assert.match((await rows.textContent()) ?? '', /Hydrant handbook/);
    await page.context().close();
  });

  it('show what arrives without a reload', async () => {
    const page = await open(`${pair.target.url}/home/`);
    await page.locator('tbody td').first().waitFor();
    await target.post('/content/users/admin/addItem', { title: 'Just arrived', type: 'Web Map' });
    await page.getByRole('link', { name: 'Just arrived' }).waitFor();
    await page.context().close();
  });

  it('work by keyboard: the first stop skips to the content, links can be seen when they have the focus', async () => {
    const page = await open('/');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const label = page.getByLabel('Filter', { exact: true });
    assert.equal(await label.evaluate((element) => element === element.ownerDocument.activeElement), true);
    assert.notEqual(await label.evaluate('element => getComputedStyle(element).outlineStyle'), 'none');
    await page.context().close();
  });

  it('work without JavaScript, but for the map', async () => {
    const page = await open('/', { javaScriptEnabled: false });
    await page.getByLabel('Filter', { exact: true }).fill('street works');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.locator('tbody').getByRole('link', { name: 'Street Works', exact: true }).first().click();
    assert.match((await page.locator('h1').textContent()) ?? '', /Street Works/);
    await page.goto(
      `${pair.source.url}/home/webmap/viewer.html?webmap=${itemCalled('Street Works', 'Web Map').id}`,
    );
    assert.match((await page.locator('main').textContent()) ?? '', /drawn with JavaScript/);
    await page.context().close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`have text that can be read in ${colorScheme}`, async () => {
      const page = await open(`/item.html?id=${itemCalled('Larkmoor Town Map', 'Web Map').id}`, {
        colorScheme,
      });
      await keepPicture(page, `home-item-${colorScheme}`);
      const worst = await page.evaluate(CONTRAST);
      assert.ok(Number(worst) >= 4.5, `contrast ${worst}`);
      await page.context().close();
    });
  }

  it('draw a web map from the addresses that stand in it, and from nowhere else', async () => {
    const { id } = itemCalled('Larkmoor Town Map', 'Web Map');
    const text = JSON.stringify(await source.json(`/content/items/${id}/data`));
    pair.source.requests.clear();
    pair.target.requests.clear();
    const page = await openMap(`${pair.source.url}/home`, id);
    await keepPicture(page, 'home-map');
    assert.ok(Number(await page.locator('#map').getAttribute('data-drawn')) > 300);
    const asked = pair.source.requests
      .all()
      .filter((request) => request.path.endsWith('/query') && request.method === 'POST')
      .map(({ host, path: at }) => `http://${host}${at.replace(/\/query$/, '')}`);
    assert.ok(asked.length >= 4);
    for (const address of asked) assert.ok(text.includes(address), address);
    assert.deepEqual(
      pair.target.requests.all().map(({ path: at }) => at),
      [],
    );
    await page.context().close();
  });

  it('show a feature by mouse and by keyboard, hide a layer, and say how each is drawn', async () => {
    const { url } = itemCalled('Hydrants', 'Feature Service');
    const { features } = await source.json<{ features: { geometry: { x: number; y: number } }[] }>(
      `${url}/0/query`,
      {
        where: "hydrant_no = 'H-0103'",
        outFields: '*',
        outSR: 102100,
      },
    );
    const { x = 0, y = 0 } = features[0]?.geometry ?? {};
    const town = await source.json<{ operationalLayers: unknown[] }>(
      `/content/items/${itemCalled('Larkmoor Town Map', 'Web Map').id}/data`,
    );
    const targetGeometry = {
      xmin: x - 300,
      ymin: y - 300,
      xmax: x + 300,
      ymax: y + 300,
      spatialReference: { wkid: 102100 },
    };
    const text = { ...town, initialState: { viewpoint: { targetGeometry } } };
    const { id } = await source.post('/content/users/admin/addItem', {
      title: 'Around a hydrant',
      type: 'Web Map',
      text,
    });
    const page = await openMap(`${pair.source.url}/home`, String(id));
    const popup = page.getByRole('dialog', { name: 'Feature' });
    const shown = () => popup.isVisible();
    assert.equal(await shown(), false);
    await page.locator('#map').focus();
    await page.keyboard.press('Enter');
    await popup.waitFor();
    assert.match((await popup.textContent()) ?? '', /Hydrant H-0103.*Out of service/s);
    await page.keyboard.press('Escape');
    assert.equal(await shown(), false);
    assert.equal(await page.evaluate('document.activeElement.id'), 'map');
    const { width = 0, height = 0 } = (await page.locator('#map').boundingBox()) ?? {};
    await page.locator('#map').click({ position: { x: width / 2, y: height / 2 } });
    await popup.waitFor();
    await keepPicture(page, 'home-map-feature');
    await page.keyboard.press('Escape');
    for (const box of await page.locator('#layers input:enabled').all()) await box.uncheck();
    await page.locator('#map').focus();
    await page.keyboard.press('Enter');
    assert.equal(await shown(), false);
    const legend = (await page.locator('#layers').textContent()) ?? '';
    for (const words of ['Low pressure', 'Asbestos cement', 'Not asked for: basemaps.example.com']) {
      assert.ok(legend.includes(words), words);
    }
    await page.context().close();
  });

  it('say of a copy that still draws from the other portal, and do so there', async () => {
    const { url } = itemCalled('Public Places (for everyone)', 'Feature Service');
    const text = {
      operationalLayers: [{ id: 'a', title: 'Old places', url: `${url}/0`, layerType: 'ArcGISFeatureLayer' }],
    };
    const { id } = await target.post('/content/users/admin/addItem', {
      title: 'Left behind',
      type: 'Web Map',
      text,
    });
    const page = await open(`${pair.target.url}/home/item.html?id=${id}`);
    assert.match((await page.locator('#references + p').textContent()) ?? '', /1 the other portal/);
    pair.source.requests.clear();
    const map = await openMap(`${pair.target.url}/home`, String(id));
    await keepPicture(map, 'home-map-other-portal');
    assert.match((await map.locator('#layers').textContent()) ?? '', /the other portal/);
    const asked = pair.source.requests
      .all()
      .filter((request) => request.path.includes('/FeatureServer/0/query'));
    assert.ok(asked.length > 0);
    // The token of one portal never goes to the other.
    assert.deepEqual([...new Set(asked.map(({ token }) => token))], ['none']);
    await page.context().close();
    await map.context().close();
  });

  it('show every map of the town, and every hosted layer as a map', async () => {
    for (const item of items.filter(({ type }) => type === 'Web Map')) {
      const page = await openMap(`${pair.source.url}/home`, item.id);
      await keepPicture(page, `home-map-${item.title.replace(/\W+/g, '-')}`);
      assert.equal(await page.locator('.trouble').count(), 0, item.title);
      await page.context().close();
    }
    const page = await open(`/webmap/viewer.html?layers=${itemCalled('Hydrants', 'Feature Service').id}`);
    await page.locator('#map[data-drawn="170"]').waitFor();
    await page.context().close();
  });

  it('had no error, and asked no other machine for anything', () => {
    assert.deepEqual(errors, []);
    assert.deepEqual(foreign, []);
  });
});

/** The least contrast of any text of the page with what is behind it. */
const CONTRAST = `(() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }).reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  let worst = 21;
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '')) continue;
    if (['SCRIPT', 'STYLE', 'NOSCRIPT', 'OPTION'].includes(element.tagName)) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    worst = Math.min(worst, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return worst;
})()`;
