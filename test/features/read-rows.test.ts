import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { type LayerService, readLayerService } from '../../lib/features/layer-service.js';
import { readPages, readRows } from '../../lib/features/read-rows.js';
import type { ReadablePortal } from '../../lib/portal/portal.js';
import { addRows, field, hostedService, layer, startTestPortal, type TestPortal } from './town-services.js';

const ROWS = 3000;

describe('The rows of a layer', () => {
  let source: TestPortal;
  let service: LayerService;
  let all: number[];

  before(async () => {
    source = await startTestPortal('online');
    const { url } = await hostedService(
      source.portal,
      'Gaps',
      [layer(0, 'Gaps', 'Point', [field('Name', 'String', { length: 20 })])],
      { service: { maxRecordCount: 100 } },
    );
    await addRows(source.portal, `${url}/0`, rows(1, ROWS), false);
    // A wide gap, narrow ones, and one at the end.
    const narrow = Array.from({ length: 500 }, (_, id) => id).filter((id) => id % 7 > 2);
    const where = `(OBJECTID > 700 AND OBJECTID < 2400) OR OBJECTID > 2990 OR OBJECTID IN (${narrow.join(',')})`;
    await source.portal.write(`${url}/0/deleteFeatures`, { where });
    service = await readLayerService(source.portal, url);
    const ids = await source.portal.read<{ objectIds: number[] }>(`${url}/0/query`, {
      where: '1=1',
      returnIdsOnly: true,
    });
    all = ids.objectIds.sort((a, b) => a - b);
    assert.ok(all.length > 800 && all.length < 1300, `${all.length} rows`);
  });
  after(() => source?.close());

  function rows(from: number, count: number) {
    return Array.from({ length: count }, (_, index) => ({
      attributes: { Name: `Row ${from + index}` },
      geometry: { x: -7.9e6, y: 4.5e6 },
    }));
  }

  function read(portal: ReadablePortal, where?: string) {
    const [definition] = service.layers;
    assert.ok(definition);
    return readRows(portal, { url: `${service.url}/0`, layer: definition, ...(where ? { where } : {}) });
  }

  async function idsOf(pages: AsyncIterable<{ attributes: Record<string, unknown> }[]>): Promise<number[]> {
    const ids: number[] = [];
    for await (const page of pages) ids.push(...page.map(({ attributes }) => Number(attributes.OBJECTID)));
    return ids;
  }

  it('come once each and in order, whatever gaps there are between their ids', async () => {
    assert.deepEqual(await idsOf(read(source.portal)), all);
    const some = all.filter((id) => id > 650 && id < 2600);
    assert.deepEqual(await idsOf(read(source.portal, 'OBJECTID > 650 AND OBJECTID < 2600')), some);
  });

  it('come once each from a server that cuts pages short', async () => {
    let cut = 0;
    const cutting = new Proxy(source.portal, {
      get(real, name) {
        const value: unknown = Reflect.get(real, name, real);
        if (name !== 'read') return typeof value === 'function' ? value.bind(real) : value;
        return async (path: string, params: Record<string, unknown>, options?: object) => {
          const answer = await real.read<{ features?: unknown[] }>(path, params, options);
          if (!answer.features || answer.features.length < 40) return answer;
          cut += 1;
          return { ...answer, features: answer.features.slice(0, 33), exceededTransferLimit: true };
        };
      },
    });
    assert.deepEqual(await idsOf(read(cutting)), all);
    assert.ok(cut > 5, `${cut} pages`);
  });

  it('are never more than a few pages ahead of what is taken', async () => {
    let asked = 0;
    const counting = new Proxy(source.portal, {
      get(real, name) {
        const value: unknown = Reflect.get(real, name, real);
        if (name !== 'read') return typeof value === 'function' ? value.bind(real) : value;
        return (path: string, params: Record<string, unknown>, options?: object) => {
          asked += 1;
          return real.read(path, params, options);
        };
      },
    });
    let taken = 0;
    for await (const _page of read(counting)) {
      taken += 1;
      assert.ok(asked <= taken + 11, `${asked} asked, ${taken} taken`);
      if (taken === 4) break;
    }
  });

  /** The source, giving so many rows at once and never saying that there are more. `pages` gets how many came. */
  function silent(limit: number, pages: number[]): ReadablePortal {
    return new Proxy(source.portal, {
      get(real, name) {
        const value: unknown = Reflect.get(real, name, real);
        if (name !== 'read') return typeof value === 'function' ? value.bind(real) : value;
        return async (path: string, params: Record<string, unknown>, options?: object) => {
          const answer = await real.read<{ features?: unknown[] }>(path, params, options);
          if (!answer.features) return answer;
          pages.push(answer.features.length);
          return answer.features.length > limit ? { features: answer.features.slice(0, limit) } : answer;
        };
      },
    });
  }

  it('are asked for in larger pages where the layer gives them, and come all if it then does not', async () => {
    const pages: number[] = [];
    assert.deepEqual(await idsOf(read(silent(Number.POSITIVE_INFINITY, pages))), all);
    assert.ok(Math.max(...pages) > 100, `${Math.max(...pages)} rows at most`);
    assert.deepEqual(await idsOf(read(silent(100, pages))), all);
  });

  it('are made something of as soon as they come, and that is given in order', async () => {
    const [definition] = service.layers;
    assert.ok(definition);
    const layer = { ...definition, advancedQueryCapabilities: {} };
    let made = 0;
    const given: number[][] = [];
    const take = (page: { attributes: Record<string, unknown> }[]) => {
      made += 1;
      return page.map(({ attributes }) => Number(attributes.OBJECTID));
    };
    const query = { url: `${service.url}/0`, layer, expected: all.length };
    for await (const ids of readPages(source.portal, query, take)) {
      given.push(ids);
      // Those that were asked for ahead do not wait to be taken.
      while (given.length === 2 && made < 4) await setImmediate();
    }
    assert.deepEqual(given.flat(), all);
  });

  it('that are added at the end meanwhile come as well', async () => {
    const seen: number[] = [];
    let added: number[] = [];
    for await (const page of read(source.portal)) {
      seen.push(...page.map(({ attributes }) => Number(attributes.OBJECTID)));
      if (added.length === 0)
        added = await addRows(source.portal, `${service.url}/0`, rows(9000, 250), false);
    }
    assert.deepEqual(seen, [...all, ...added]);
  });
});
