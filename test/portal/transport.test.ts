import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PortalOptions } from '../../lib/portal/portal.js';
import { restOptions } from '../../lib/portal/rest-options.js';
import { restWriteOptions } from '../../lib/portal/rest-write-options.js';
import { Openings } from './support/opened.js';
import { rejection } from './support/rejection.js';
import { hangUp, html, type Script } from './support/scripted-server.js';

const ANONYMOUS: Partial<PortalOptions> = { credentials: { kind: 'anonymous' } };

describe('the transport', () => {
  const open = new Openings();
  afterEach(() => open.closeAll());

  /** A portal that fails `times` times as `failure` does, then answers. */
  const failing = (times: number, failure: Script) => {
    let left = times;
    return open.portal((request, response) => {
      left -= 1;
      return left >= 0 ? failure(request, response) : { success: true };
    }, ANONYMOUS);
  };
  const throttled: Script = () => ({
    error: {
      code: 429,
      message: 'Unable to perform query. Too many requests.',
      details: ['API calls quota exceeded! Retry after 60 sec.'],
    },
  });

  it('repeats a read after a lost connection', async () => {
    const { server, portal } = await failing(2, (_, response) => hangUp(response));
    deepEqual(await portal.read('/a'), { success: true });
    equal(server.seen.length, 3);
  });

  it('does not repeat a write whose reply was lost', async () => {
    const { server, portal } = await failing(1, (_, response) => hangUp(response));
    const error = await rejection(portal.write('/content/users/gis/addItem', {}));
    equal(error.code, 'ARCGIS_NETWORK');
    match(error.message, /Whether it was done is not known/);
    equal(server.seen.length, 1);
  });

  it('repeats a write whose reply was lost if it may be repeated', async () => {
    const { server, portal } = await failing(1, (_, response) => hangUp(response));
    await portal.write('/content/users/gis/items/1/share', {}, { repeatable: true });
    equal(server.seen.length, 2);
  });

  it('does not repeat a write behind a gateway that gave up waiting', async () => {
    const { server, portal } = await failing(1, (_, response) =>
      html(response, 504, '<h1>Gateway Timeout</h1>'),
    );
    equal((await rejection(portal.write('/content/users/gis/addItem', {}))).code, 'ARCGIS_TIMEOUT');
    equal(server.seen.length, 1);
  });

  it('waits as long as a 429 inside a 200 answer asks, also with a write, and makes other calls wait', async () => {
    const { portal, clock } = await failing(1, throttled);
    await portal.write('/content/users/gis/addItem', {});
    equal(clock.waits.length, 1);
    ok((clock.waits[0] ?? 0) >= 59_000 && (clock.waits[0] ?? 0) <= 66_000);
  });

  it('waits as long as the header of a real 429 asks', async () => {
    const { portal, clock } = await failing(1, (_, response) =>
      html(response, 429, 'slow down', { 'retry-after': '7' }),
    );
    await portal.read('/a');
    ok((clock.waits[0] ?? 0) >= 6_900 && (clock.waits[0] ?? 0) <= 7_700);
  });

  it('gives up after five attempts and says that it was throttled', async () => {
    const { server, portal } = await failing(99, throttled);
    const error = await rejection(portal.read('/a'));
    equal(error.code, 'ARCGIS_RATE_LIMIT');
    equal(server.seen.length, 5);
  });

  it('repeats reads behind a gateway that cannot reach the portal', async () => {
    for (const status of [502, 503, 504]) {
      const { portal } = await failing(2, (_, response) => html(response, status, '<h1>down</h1>'));
      deepEqual(await portal.read('/a'), { success: true });
    }
  });

  it('ends a call that is not answered in time', async () => {
    const { portal } = await open.portal(() => undefined, { ...ANONYMOUS, timeout: 40 });
    const error = await rejection(portal.write('/content/users/gis/addItem', {}));
    equal(error.code, 'ARCGIS_TIMEOUT');
    match(error.message, /did not answer in time/);
  });

  it('ends a call whose answer stops in the middle', async () => {
    const { portal } = await open.portal(
      (_, response) => {
        response.writeHead(200).write('{"results":[');
        return undefined;
      },
      { ...ANONYMOUS, timeout: 40 },
    );
    equal((await rejection(portal.read('/a'))).code, 'ARCGIS_TIMEOUT');
  });

  it('is cancelled at once while it waits for an answer, for a pause to end, or for a free slot', async () => {
    const { server, portal } = await open.portal(() => undefined, { ...ANONYMOUS, concurrency: 1 });
    const controller = new AbortController();
    const options = { signal: controller.signal };
    const calls = [rejection(portal.read('/a', {}, options)), rejection(portal.read('/b', {}, options))];
    controller.abort();
    for (const error of await Promise.all(calls)) equal(error.code, 'ARCGIS_CANCELLED');
    equal((await rejection(portal.read('/c', {}, options))).code, 'ARCGIS_CANCELLED');
    ok(server.seen.length <= 1);
  });

  it('takes many calls with one signal without a warning', async () => {
    const warnings: string[] = [];
    const listen = (warning: Error): void => {
      warnings.push(warning.name);
    };
    process.on('warning', listen);
    const { portal } = await open.portal(() => ({}), ANONYMOUS);
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 50 }, (_, index) => portal.read(`/${index}`, {}, { signal })));
    process.off('warning', listen);
    deepEqual(warnings, []);
  });

  it('keeps no more calls in flight than it may', async () => {
    let inFlight = 0;
    let most = 0;
    const { portal } = await open.portal(
      (_, response) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        setImmediate(() => {
          inFlight -= 1;
          response.end('{}');
        });
        return undefined;
      },
      { ...ANONYMOUS, concurrency: 3 },
    );
    await Promise.all(Array.from({ length: 20 }, (_, index) => portal.read(`/${index}`)));
    ok(most <= 3, `${most} at once`);
  });

  it('refuses writes to a portal that is marked read-only before anything is sent', async () => {
    const { server, portal } = await open.portal(() => ({ success: true }), { ...ANONYMOUS, readOnly: true });
    for (const attempt of [
      portal.write('/content/users/gis/items/1/delete'),
      restWriteOptions(portal).request(`${portal.url}/sharing/rest/content/users/gis/addItem`, {
        params: { title: 'A' },
      }),
      restOptions(portal).request(`${portal.url}/sharing/rest/content/users/gis/addItem`, {
        params: { title: 'A' },
      }),
      (async () => portal.read('/content/users/gis/items/1/update'))(),
    ]) {
      equal((await rejection(attempt)).code, 'ARCGIS_FORBIDDEN');
    }
    equal(server.seen.length, 0);
  });

  it('sends lists, objects, dates and truth values as the REST API takes them, and leaves out what is not there', async () => {
    const { server, portal } = await open.portal(() => ({ success: true }), ANONYMOUS);
    await portal.write('/content/users/gis/addItem', {
      tags: ['a', 'b'],
      extent: { xmin: 1 },
      layers: [{ id: 0 }],
      when: new Date(5),
      overwrite: false,
      empty: [],
      nothing: undefined,
      none: null,
    });
    deepEqual(Object.fromEntries(server.seen[0]?.form ?? []), {
      f: 'json',
      tags: 'a,b',
      extent: '{"xmin":1}',
      layers: '[{"id":0}]',
      when: '5',
      overwrite: 'false',
      empty: '',
    });
  });

  it('drops a token from an address that it is given', async () => {
    const { server, portal } = await open.portal(() => ({}), ANONYMOUS);
    await portal.read(`${server.url}/server/rest/services/A/FeatureServer?token=abc&outFields=*`);
    equal(server.seen.at(-1)?.query.get('token'), null);
    equal(server.seen.at(-1)?.query.get('outFields'), '*');
  });

  it('uploads files from disk with their length, and again when the token had expired', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'upload-'));
    const path = join(dir, 'a.bin');
    await writeFile(path, 'file content');
    let first = true;
    const { server, portal } = await open.portal(() => {
      if (!first) return { success: true };
      first = false;
      return { error: { code: 429, message: 'Too many requests. Retry after 1 sec.' } };
    }, ANONYMOUS);
    const files = { file: { path, name: 'Plän.csv', contentType: 'text/csv' } };
    await portal.write('/content/users/gis/addItem', { title: 'A' }, { files });
    equal(server.seen.length, 2);
    for (const request of server.seen) {
      equal(Number(request.headers['content-length']), request.body.length);
      equal(request.headers['transfer-encoding'], undefined);
      match(request.body, /name="title"\r\n\r\nA\r\n/);
      match(
        Buffer.from(request.body, 'latin1').toString('utf8'),
        /name="file"; filename="Plän.csv"\r\nContent-Type: text\/csv\r\n\r\nfile content\r\n/,
      );
    }
    await rm(dir, { recursive: true });
  });

  it('says which file of an upload cannot be read, and sends nothing', async () => {
    const { server, portal } = await open.portal(() => ({ success: true }), ANONYMOUS);
    const files = { file: { path: join(tmpdir(), 'no-such-file.zip'), name: 'a.zip' } };
    const error = await rejection(portal.write('/content/users/gis/addItem', {}, { files }));
    equal(error.code, 'ARCGIS_INPUT');
    match(error.message, /no-such-file\.zip/);
    equal(server.seen.length, 0);
  });

  it('counts every request', async () => {
    const { server, portal } = await failing(2, (_, response) => hangUp(response));
    await portal.read('/a');
    equal(portal.requests, 3);
    equal(portal.requests, server.seen.length);
  });

  it('ends what is under way when it is closed', async () => {
    const { portal } = await open.portal(() => undefined, ANONYMOUS);
    const call = rejection(portal.write('/content/users/gis/addItem', {}));
    await new Promise((resolve) => setImmediate(resolve));
    await portal.close();
    const error = await call;
    equal(error.code, 'ARCGIS_CANCELLED');
    doesNotMatch(error.message, /UND_ERR/);
  });
});
