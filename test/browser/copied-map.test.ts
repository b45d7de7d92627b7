import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { copyItem } from '../../lib/copy/copy-item.js';
import type { CopyResult } from '../../lib/copy/copy-settings.js';
import { RunRegistry } from '../../lib/copy/run/runs.js';
import { summaryOf } from '../../lib/copy/run/summary-of.js';
import type { Item, SourceId } from '../../lib/items/item.js';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import { systemClock } from '../../lib/portal/system-clock.js';
import type { Residue } from '../../lib/references/residue.js';
import { type PortalKind, type SandboxPortal, startPortal } from '../../sandbox/index.js';
import { introduce } from '../../sandbox/portal/start-portal.js';
import { townMapServices } from '../../sandbox/town/base-service.js';
import { loadTown } from '../../sandbox/town/load-town.js';
import { targetUsers, townUsers } from '../../sandbox/town/people.js';
import { prepareTarget } from '../../sandbox/town/prepare-target.js';
import { SETTINGS } from '../copy/support/portals.js';
import { type Rest, signIn } from '../support/rest.js';
import { addExperience, DRAFT } from './add-experience.js';
import { type DataSource, dataSourcesOf, idsIn } from './data-sources.js';
import { keepPicture, launch } from './editor-page.js';

type Json = Record<string, unknown>;

const BASE = '/rest/services/Town/Base/MapServer';
const MAPS = 6;

for (const kind of ['enterprise', 'online'] as const) {
  // Only a portal with servers of its own can have a counterpart of the map service that cannot be copied.
  const isPaired = kind === 'enterprise';

  describe(`the town's maps and apps, copied from enterprise to ${kind}`, function () {
    this.timeout(180_000);

    let folder: string;
    let browser: Browser;
    let from: SandboxPortal;
    let to: SandboxPortal;
    let source: Rest;
    let target: Rest;
    let items: Item[];
    let results: Map<string, CopyResult>;
    const clients: WritablePortal[] = [];

    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'copied-map-'));
      browser = await launch();
      const start = (name: string, of: PortalKind, users: typeof townUsers, hasBase: boolean) =>
        startPortal({
          kind: of,
          dir: path.join(folder, name),
          users,
          switches: { indexLagMs: 0, jobMs: 0 },
          ...(hasBase && { mapServices: townMapServices }),
        });
      from = await start('source', 'enterprise', townUsers, true);
      to = await start('target', kind, targetUsers, isPaired);
      introduce(from, to);
      await Promise.all([loadTown(from), prepareTarget(to)]);
      source = await signIn(from.url, from.admin.username, from.admin.password);
      target = await signIn(to.url, to.admin.username, to.admin.password);
      for (const { url, admin } of [from, to]) {
        clients.push(openPortal({ url, credentials: { kind: 'password', ...admin } }));
      }
      await addExperience(client(0), from.admin.username, await everything());
      items = await everything();
      const types = ['Web Map', 'Dashboard', 'Web Experience'];
      results = await copy(items.filter(({ type }) => types.includes(type)));
    });

    after(async () => {
      await browser?.close();
      await Promise.all(clients.map((client) => client.close()));
      await Promise.all([from?.close(), to?.close()]);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    const client = (n: number): WritablePortal => {
      const found = clients[n];
      assert.ok(found);
      return found;
    };

    const everything = async (): Promise<Item[]> =>
      (await source.json<{ results: Item[] }>('/search', { q: 'NOT owner:nobody', num: 100 })).results;

    /** All at once, in a run of their own; what they need comes along. */
    async function copy(chosen: Item[]): Promise<Map<string, CopyResult>> {
      const opening = { pipeline: '', dryRun: false, portal: from.url };
      const run = new RunRegistry(systemClock).open(
        opening,
        chosen.map((item) => summaryOf(item)),
      );
      const pairs = isPaired
        ? [{ source: `${from.serverUrl}${BASE}`, target: `${to.serverUrl}${BASE}` }]
        : [];
      const settings = { ...SETTINGS, pairs };
      const context = { run, source: client(0), target: client(1), settings, signal: run.signal };
      const done = await Promise.all(chosen.map(({ id }) => copyItem(context, id as SourceId)));
      run.cancel('the test is over');
      return new Map(done.map((result) => [result.source.id, result]));
    }

    const ofType = (type: string): Item[] => items.filter((item) => item.type === type);

    const copyOf = ({ id, title }: Item): Item => {
      const result = results.get(id);
      assert.ok(result?.target, `${title}: ${JSON.stringify(result?.error)}`);
      return result.target;
    };

    it(`use nothing of the source${isPaired ? '' : ' but the service that stays there'}`, () => {
      const left = [...results.values()].flatMap(({ source: of, residue, error }) => {
        assert.equal(error, undefined, of.title);
        return residue;
      });
      const isLink = ({ path: at }: Residue) => at === 'item:$.description';
      // Descriptions link files and apps that were not chosen.
      for (const { reason, value } of left.filter(isLink)) assert.equal(reason, 'not-copied', value);
      const used = left.filter((one) => !isLink(one));
      assert.equal(used.length > 0, !isPaired, JSON.stringify(used));
      for (const { reason, value, path: at } of used) {
        assert.equal(reason, 'not-hosted-service', `${at}: ${value}`);
        assert.ok(value.includes(BASE), `${at}: ${value}`);
      }
    });

    /** A map on its page when all its layers are drawn or have failed: what the list of layers says, and who was asked. */
    async function draw(portal: SandboxPortal, id: string) {
      const page = await (await browser.newContext()).newPage();
      const asked = new Set<string>();
      page.on('request', (request) => {
        const { protocol, host } = new URL(request.url());
        if (/^http/.test(protocol)) asked.add(host);
      });
      await page.goto(`${portal.url}/home/webmap/viewer.html?webmap=${id}`);
      await page.locator('#map[data-drawn]').waitFor();
      if (portal === to) await keepPicture(page, `copied-map-${kind}-${id}`);
      const drawn = Number(await page.locator('#map').getAttribute('data-drawn'));
      const layers = await page.locator('#layers').innerText();
      const troubles = await page.locator('.trouble').allInnerTexts();
      await page.context().close();
      return { drawn, layers, troubles, asked: [...asked].sort() };
    }

    it(`have maps that draw the same from the target, and ask the source for nothing${isPaired ? '' : ' else'}`, async () => {
      const maps = ofType('Web Map');
      assert.equal(maps.length, MAPS);
      for (const map of maps) {
        const { id, title } = copyOf(map);
        const before = await draw(from, map.id);
        const data = await target.json(`/content/items/${id}/data`);
        from.requests.clear();
        to.requests.clear();
        const after = await draw(to, id);
        assert.deepEqual(after.troubles, [], title);
        assert.ok(after.drawn > 0, title);
        assert.equal(after.drawn, before.drawn, title);
        assert.equal(after.layers.replaceAll('the other portal', 'this portal'), before.layers, title);

        const strangers = from.requests.query({});
        const hasBase = JSON.stringify(data).includes(BASE);
        if (hasBase && !isPaired) {
          // The one service that stays where it is is listed, and no token goes there.
          assert.ok(strangers.length > 0);
          for (const request of strangers) {
            assert.ok(request.path.includes(BASE), request.path);
            assert.equal(request.token, 'none');
          }
        } else {
          assert.deepEqual(
            strangers.map((request) => request.path),
            [],
            title,
          );
          // Files of ArcGIS Online come from a host of their own.
          const hosts = new Set(to.requests.query({}).map(({ host }) => host));
          assert.deepEqual(after.asked, [...hosts].sort(), title);
        }

        const queried = to.requests
          .query({ path: '**/FeatureServer/*/query', method: 'POST', status: 200 })
          .map(({ host, path: at }) => `http://${host}${at.replace(/\/query$/, '')}`);
        assert.ok(queried.length > 0, title);
        assert.deepEqual([...new Set(queried)].sort(), layersOf(data), title);
        for (const address of new Set(queried)) await assertItemOf(address);
        const baseRows = to.requests.query({ path: '**/Town/Base/MapServer/*/query', method: 'POST' });
        assert.equal(baseRows.length > 0, hasBase && isPaired, title);
      }
    });

    /** The layer belongs to an item of the target, which says so itself. */
    async function assertItemOf(layer: string): Promise<void> {
      const service = layer.replace(/\/\d+$/, '');
      const { serviceItemId } = await target.json(service);
      const item = await target.json(`/content/items/${serviceItemId}`);
      assert.equal(item.url, service);
    }

    const rowsOf = async (portal: Rest, layer: string): Promise<unknown> =>
      (await portal.json(`${layer}/query`, { where: '1=1', returnCountOnly: true })).count;

    /** Each data source of the copy is what the same one is in the original, in the target. */
    async function assertResolved(original: unknown, copied: unknown): Promise<DataSource[]> {
      const text = JSON.stringify(copied);
      for (const address of [from.url, from.https, from.serverUrl]) {
        assert.ok(!text.includes(new URL(address).host), address);
      }
      for (const id of idsIn(text)) assert.equal((await target.json(`/content/items/${id}`)).id, id);
      const [known, found] = [dataSourcesOf(original), dataSourcesOf(copied)];
      assert.deepEqual(
        found.map((one) => one.path),
        known.map((one) => one.path),
      );
      for (const [n, one] of found.entries()) {
        const was = known[n] as DataSource;
        assert.equal(one.portal, was.portal && to.url);
        const [item, old] = await Promise.all([
          target.json<Item>(`/content/items/${one.itemId}`),
          source.json<Item>(`/content/items/${was.itemId}`),
        ]);
        assert.deepEqual([item.type, item.title], [old.type, old.title], one.path);
        if (item.type !== 'Feature Service') continue;
        const layer = one.layer ?? '0';
        assert.equal(one.layer, was.layer, one.path);
        assert.ok(item.url?.startsWith(`${to.serverUrl}/rest/services/`), one.path);
        if (one.url !== undefined) assert.equal(one.url.replace(/\/\d+$/, ''), item.url, one.path);
        const rows = await rowsOf(target, `${item.url}/${layer}`);
        assert.equal(rows, await rowsOf(source, `${old.url}/${layer}`), one.path);
        assert.ok(Number(rows) > 0, one.path);
      }
      return found;
    }

    const dataOf = (portal: Rest, { id }: Item): Promise<Json> => portal.json(`/content/items/${id}/data`);

    it('have dashboards whose data sources are items and services of the target', async () => {
      const boards = ofType('Dashboard');
      assert.equal(boards.length, 2);
      for (const board of boards) {
        const copied = await dataOf(target, copyOf(board));
        const found = await assertResolved(await dataOf(source, board), copied);
        assert.ok(found.length >= 5, `${found.length} of ${board.title}`);
        await assertLayersOfMaps(copied);
      }
    });

    /** What a widget takes from the map of another one is a layer of that map. */
    async function assertLayersOfMaps(board: Json): Promise<void> {
      const widgets = board.widgets as { id: string; type: string; itemId: string }[];
      let count = 0;
      for (const { ownerId, layerId } of objectsIn(board)) {
        if (typeof ownerId !== 'string') continue;
        const owner = widgets.find(({ id, type }) => id === ownerId && type === 'mapWidget');
        const map = await target.json(`/content/items/${owner?.itemId}/data`);
        const layer = objectsIn(map).find(({ id }) => id === layerId);
        assert.equal((await target.json(String(layer?.url))).type, 'Feature Layer');
        count += 1;
      }
      assert.ok(count > 0);
    }

    it('have an experience whose data sources, published and draft, are items and services of the target', async () => {
      const [original, ...others] = ofType('Web Experience');
      assert.ok(original && others.length === 0);
      const copied = copyOf(original);
      const draftOf = async (portal: Rest, { id }: Item): Promise<Json> =>
        JSON.parse((await portal.bytes(`/content/items/${id}/resources/${DRAFT}`)).toString());
      for (const read of [dataOf, draftOf]) {
        const found = await assertResolved(await read(source, original), await read(target, copied));
        // The map, two services with a layer each, a layer on its own, and the dashboard.
        assert.equal(found.length, 7);
      }
    });
  });
}

/** Every object in a document. */
function objectsIn(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? below : [value as Json, ...below];
}

/** Addresses of the hosted layers that a web map draws, tables left out, sorted. */
function layersOf({ operationalLayers, baseMap }: Json): string[] {
  const urls = objectsIn([operationalLayers, (baseMap as Json).baseMapLayers]).map(({ url }) => String(url));
  return [...new Set(urls.filter((url) => /\/FeatureServer\/\d+$/.test(url)))].sort();
}
