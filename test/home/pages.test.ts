import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Agent, fetch } from 'undici';
import { type SandboxPair, startPair } from '../../sandbox/index.js';

describe('the pages of a portal that holds the town', function () {
  this.timeout(60_000);

  let folder: string;
  let pair: SandboxPair;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sandbox-pages-'));
    pair = await startPair({ dir: folder });
  });

  after(async () => {
    await pair?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const get = async (address: string): Promise<string> => {
    const answer = await fetch(address.startsWith('http') ? address : `${pair.source.url}/home${address}`);
    assert.equal(answer.status, 200, address);
    return answer.text();
  };
  const plain = (html: string): string => html.replaceAll('&amp;', '&').replaceAll('&#39;', "'");

  it('filter the items by words, type, owner and folder without JavaScript', async () => {
    const count = async (query: string) => [...(await get(`/rows${query}`)).matchAll(/<tr id="i/g)].length;
    const all = await count('');
    assert.ok(all > 30);
    assert.equal(await count('?type=Web+Map'), 6);
    assert.equal(await count('?q=larkmoor+base'), 1);
    assert.ok((await count('?owner=tom.wren')) < all);
    assert.equal(await count('?q=nothing-is-called-so'), 0);
    const folders = await get('/folders.html');
    const link = /href="([^"]*folder=[0-9a-f]{32})">Water</.exec(folders)?.[1] ?? '';
    assert.match(await get(plain(link)), /<b id="count" role="status">[1-9]\d*<\/b>/);
  });

  it('lead from one to the next, each of them complete', async () => {
    const seen = new Set<string>();
    const open = [`${pair.source.url}/home/`];
    const own = [pair.source.url, pair.target.url].map((url) => `${url}/home`);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next) || seen.size >= 150) continue;
      seen.add(next);
      const page = await get(next);
      if (!page.startsWith('<!doctype html>')) continue;
      assert.match(page, /<\/html>\s*$/, next);
      assert.match(page, /<h1>/, next);
      assert.match(page, /class="skip" href="#content"/, next);
      assert.doesNotMatch(page, /\[object Object\]|undefined</, next);
      for (const [, link = ''] of page.matchAll(/(?:href|src)="([^"]+)"/g)) {
        const address = plain(link);
        if (own.some((home) => address.startsWith(home))) open.push(address);
      }
    }
    assert.ok(seen.size >= 100);
  });

  it('show all rows of a layer page by page, with attachments to download', async () => {
    const items = await get('/rows?q=hydrants&type=Feature+Service&owner=tom.wren');
    const id = /item\.html\?id=([0-9a-f]{32})">Hydrants</.exec(items)?.[1];
    const seen = new Set<string>();
    let next: string | undefined = `/layer.html?id=${id}&layer=0`;
    let attachment: string | undefined;
    while (next !== undefined) {
      const page = await get(next);
      for (const [, number = ''] of page.matchAll(/<td title="H-\d+">(H-\d+)</g)) seen.add(number);
      attachment ??= /href="([^"]*\/attachment\?[^"]+)"/.exec(page)?.[1];
      const link = /rel="next" href="([^"]+)"/.exec(page)?.[1];
      next = link === undefined ? undefined : plain(link);
    }
    assert.equal(seen.size, 170);
    const answer = await fetch(plain(attachment ?? ''));
    assert.equal(answer.headers.get('content-type'), 'image/png');
    assert.match(String(answer.headers.get('content-disposition')), /attachment/);
  });

  it('show the layers of a portal that refuses plain HTTP, and of one that lets nobody in', async () => {
    const items = await get('/rows?q=hydrants&type=Feature+Service&owner=tom.wren');
    const id = /item\.html\?id=([0-9a-f]{32})">Hydrants</.exec(items)?.[1];
    Object.assign(pair.source.switches, { anonymousAccess: false });
    assert.match(await get(`/item.html?id=${id}`), /170 rows/);
    Object.assign(pair.source.switches, { anonymousAccess: true, allSSL: true });
    const agent = new Agent({ connect: { ca: pair.source.ca } });
    const page = await fetch(`${pair.source.https}/home/item.html?id=${id}`, { dispatcher: agent });
    assert.match(await page.text(), /170 rows/);
    await agent.close();
    pair.source.switches.allSSL = false;
  });

  it('show what was asked for, without secrets', async () => {
    const token = 'a-secret-that-nobody-may-read';
    await fetch(`${pair.source.url}/sharing/rest/content/items/nothing?f=json&token=${token}`);
    const page = await get('/requests.html?path=**/items/nothing');
    assert.match(page, /\/portal\/sharing\/rest\/content\/items\/nothing/);
    assert.match(page, /498 Invalid token/);
    assert.ok(!page.includes(token));
    assert.match(await get('/requests.html?only=refused&status=200'), /items\/nothing/);
    assert.match(await get('/requests.html?only=writes&path=**/nowhere'), /None\./);
  });

  it('name the other portal', async () => {
    assert.ok((await get('/')).includes(`${pair.target.url}/home/`));
    assert.ok((await get(`${pair.target.url}/home/`)).includes(`${pair.source.url}/home/`));
  });

  it('embed no token of one portal in the pages of the other', async () => {
    const maps = await get('/rows?type=Web+Map');
    const id = /item\.html\?id=([0-9a-f]{32})/.exec(maps)?.[1];
    const page = await get(`/webmap/viewer.html?webmap=${id}`);
    const settings = JSON.parse(/id="settings">(.*?)<\/script>/s.exec(page)?.[1] ?? '') as {
      access: { own: { roots: string[] }[]; neighbours: string[] };
    };
    const own = settings.access.own.flatMap(({ roots }) => roots);
    assert.ok(own.includes(pair.source.serverUrl) && !own.includes(pair.target.serverUrl));
    assert.ok(settings.access.neighbours.includes(pair.target.serverUrl));
  });
});
