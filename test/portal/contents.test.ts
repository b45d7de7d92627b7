import { deepEqual, equal, match } from 'node:assert/strict';
import { buffer, text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { Openings } from './support/opened.js';
import { PortalScript } from './support/portal-script.js';
import { rejection } from './support/rejection.js';
import { html, type SeenRequest, tokenOf } from './support/scripted-server.js';

const ERROR =
  '{"error":{"code":400,"messageCode":"CONT_0036","message":"Item info file does not exist.","details":[]}}';

describe('contents of items', () => {
  const open = new Openings();
  afterEach(() => open.closeAll());

  const serving = (
    body: string | Buffer,
    headers: Record<string, string> = { 'content-type': 'text/plain' },
  ) =>
    open.portal(
      (_, response) => {
        response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
        return undefined;
      },
      { credentials: { kind: 'anonymous' } },
    );

  it('are read as text exactly as stored, whatever they look like', async () => {
    for (const stored of [
      '',
      '\uFEFF{ "a" : 1 }\n',
      '{"status":"failed","code":500}',
      '{"error":"none","version":"2"}',
      '{"error":{"code":400,"message":"mine"},"layers":[]}',
      'Grüße',
    ]) {
      const { portal } = await serving(stored);
      equal(await portal.readText('/content/items/1/data'), stored);
      equal((await buffer((await portal.stream('/content/items/1/data')).body)).toString(), stored);
    }
  });

  it('are no failures when read as JSON either', async () => {
    const { portal } = await serving('{"error":{"code":400,"message":"mine"},"layers":[]}');
    deepEqual(await portal.read('/content/items/1/data'), {
      error: { code: 400, message: 'mine' },
      layers: [],
    });
  });

  it('are told from errors that come in their place', async () => {
    const { portal } = await serving(ERROR);
    equal(
      (await rejection(portal.readText('/content/items/1/info/metadata/metadata.xml'))).code,
      'ARCGIS_NOT_FOUND',
    );
    equal((await rejection(portal.stream('/content/items/1/info/thumbnail/t.png'))).code, 'ARCGIS_NOT_FOUND');
  });

  it('may be a stored error text, if they have a file name', async () => {
    const { portal } = await serving(ERROR, {
      'content-type': 'application/json',
      'content-disposition': `attachment; filename="error.json"`,
    });
    equal(await text((await portal.stream('/content/items/1/data')).body), ERROR);
    equal(await portal.readText('/content/items/1/data'), ERROR);
  });

  it('are streamed with type, length and name', async () => {
    const bytes = Buffer.from([0, 1, 2, 255]);
    const { portal } = await serving(bytes, {
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="Plan \\"1\\".png"`,
    });
    const answer = await portal.stream('/content/items/1/data');
    deepEqual(await buffer(answer.body), bytes);
    equal(answer.contentType, 'image/png');
    equal(answer.bytes, 4);
    equal(answer.fileName, 'Plan "1".png');
  });

  it('keep their name in any script', async () => {
    const { portal } = await serving('x', {
      'content-type': 'text/csv',
      'content-disposition': `attachment; filename="x.csv"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.csv`,
    });
    const answer = await portal.stream('/content/items/1/data');
    answer.body.destroy();
    equal(answer.fileName, 'Grüße.csv');
  });

  it('may come compressed', async () => {
    const { portal } = await serving(gzipSync('{"a":1}'), { 'content-encoding': 'gzip' });
    deepEqual(await portal.read('/a'), { a: 1 });
    equal(await text((await portal.stream('/a')).body), '{"a":1}');
  });

  it('are fetched from a storage host without token and referer', async () => {
    const storage: SeenRequest[] = [];
    const host = await open.server((request, response) => {
      storage.push(request);
      response.end('stored');
      return undefined;
    });
    const script = new PortalScript((_, response) =>
      html(response, 302, '', { location: `${host.url}/bucket/saml_login.zip?X-Amz-Signature=abc` }),
    );
    const { portal } = await open.portal(script.script);
    equal(await text((await portal.stream('/content/items/1/data')).body), 'stored');
    equal(await portal.readText('/content/items/1/data'), 'stored');
    for (const request of storage) {
      equal(tokenOf(request), null);
      equal(request.headers.referer, undefined);
      equal(request.headers.authorization, undefined);
      equal(request.method, 'GET');
    }
  });

  it('keep the token on a redirect within the portal', async () => {
    const script = new PortalScript((request, response) =>
      request.path.endsWith('/moved')
        ? { token: tokenOf(request) }
        : html(response, 307, '', { location: '/portal/sharing/rest/moved' }),
    );
    const { portal } = await open.portal(script.script);
    deepEqual(await portal.read('/a'), { token: 'T1' });
  });

  it('that break off end the stream with an error', async () => {
    const { portal } = await open.portal(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/zip', 'content-length': 1000 }).write('half');
        setImmediate(() => response.destroy());
        return undefined;
      },
      { credentials: { kind: 'anonymous' } },
    );
    const answer = await portal.stream('/content/items/1/data');
    const error = await rejection(text(answer.body));
    equal(error.code, 'ARCGIS_NETWORK');
    match(error.message, /connection broke/);
  });
});
