import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { Openings } from './support/opened.js';
import { rejection } from './support/rejection.js';
import { html, type Script } from './support/scripted-server.js';

const ANONYMOUS = { credentials: { kind: 'anonymous' } } as const;

describe('failures as a person reads them', () => {
  const open = new Openings();
  afterEach(() => open.closeAll());

  const failure = async (script: Script): Promise<ArcGISError> => {
    const { portal } = await open.portal(script, ANONYMOUS);
    return rejection(portal.read('/content/items/1'));
  };
  const said = (error: object): Promise<ArcGISError> => failure(() => ({ error }));

  it('say what failed, on which portal, in the words and with the codes of the portal', async () => {
    const error = await said({
      code: 400,
      messageCode: 'CONT_0001',
      message: 'Item does not exist or is inaccessible.',
      details: ['Item does not exist or is inaccessible.'],
    });
    equal(error.code, 'ARCGIS_NOT_FOUND');
    match(
      error.message,
      /^Reading \/content\/items\/1 from http:\/\/127.0.0.1:\d+\/portal failed: it said "Item does not exist or is inaccessible\." \(code 400, CONT_0001\)\. It was deleted, or is not shared with everyone\.$/,
    );
    equal(error.details.esriCode, 400);
    equal(error.details.messageCode, 'CONT_0001');
    equal(error.details.endpoint, '/content/items/1');
  });

  it('have a stable code for each kind', async () => {
    const codes: [object, string][] = [
      [{ code: 403, messageCode: 'GWM_0003', message: 'You do not have permissions…' }, 'ARCGIS_FORBIDDEN'],
      [
        {
          code: 409,
          messageCode: 'CONT_0027',
          message: 'Item with this filename already exists. [itemId=1]',
        },
        'ARCGIS_EXISTS',
      ],
      [
        { code: 400, message: 'Unable to delete item 1. Delete protection is turned on.' },
        'ARCGIS_PROTECTED',
      ],
      [
        { code: 499, messageCode: 'GWM_0003', message: 'Token Required', details: ['Token Required'] },
        'ARCGIS_AUTH',
      ],
      [{ code: 404, message: 'Service Hosted/A/MapServer not found ', details: [] }, 'ARCGIS_NOT_FOUND'],
      [{ code: 403, message: 'SSL Required', details: ['SSL Required'] }, 'ARCGIS_CONFIG'],
      [{ code: 400, message: 'Storage quota exceeded.' }, 'ARCGIS_QUOTA'],
      [{ code: 504, message: 'Your request has timed out.', details: [] }, 'ARCGIS_TIMEOUT'],
      [{ code: 500, message: null, details: [] }, 'ARCGIS_UNEXPECTED'],
      [{ message: 'Unable to create.', details: 'one string' }, 'ARCGIS_UNEXPECTED'],
    ];
    for (const [envelope, code] of codes) equal((await said(envelope)).code, code, JSON.stringify(envelope));
  });

  it('know the other shapes of errors', async () => {
    equal(
      (await failure(() => ({ status: 'error', messages: ['Token Required.'], code: 499 }))).code,
      'ARCGIS_AUTH',
    );
    match(
      (await failure(() => ({ code: 500, message: 'No info', status: 'failure', details: null }))).message,
      /No info/,
    );
    const { portal } = await open.portal(() => ({ success: false }), ANONYMOUS);
    equal((await rejection(portal.write('/content/users/gis/addItem'))).code, 'ARCGIS_UNEXPECTED');
  });

  it('leave a failed job to the one who waits for it', async () => {
    const { portal } = await open.portal(() => ({ status: 'failed', statusMessage: 'no' }), ANONYMOUS);
    deepEqual(await portal.read('/content/users/gis/items/1/status'), {
      status: 'failed',
      statusMessage: 'no',
    });
  });

  it('are said honestly when Windows authentication is asked for', async () => {
    const error = await failure((_, response) =>
      html(response, 401, '<h1>401</h1>', { 'www-authenticate': 'Negotiate' }),
    );
    equal(error.code, 'ARCGIS_AUTH');
    match(error.message, /Integrated Windows Authentication/);
  });

  it('explain a login page, here and elsewhere', async () => {
    const here = await failure((_, response) => html(response, 200, '<form><input type="password"></form>'));
    equal(here.code, 'ARCGIS_AUTH');
    match(here.message, /login page/);
    const elsewhere = await failure((_, response) =>
      html(response, 302, '', { location: 'https://idp.example/adfs/ls/?SAMLRequest=secret' }),
    );
    equal(elsewhere.code, 'ARCGIS_AUTH');
    match(elsewhere.message, /login page of idp.example/);
    doesNotMatch(elsewhere.message, /secret/);
    const own = await open.portal(
      (_, response) => html(response, 302, '', { location: '/portal/home/signin.html?returnUrl=x' }),
      ANONYMOUS,
    );
    equal((await rejection(own.portal.stream('/content/items/1/data'))).code, 'ARCGIS_AUTH');
  });

  it('explain an address that answers but is no portal', async () => {
    for (const script of [
      (_: unknown, response: Parameters<Script>[1]) => html(response, 404, '<h1>Not Found</h1>'),
      (_: unknown, response: Parameters<Script>[1]) => html(response, 200, '<h1>Welcome to IIS</h1>'),
      () => ({ hello: 'world' }),
    ]) {
      const { portal } = await open.portal(script, ANONYMOUS);
      const error = await rejection(portal.self());
      equal(error.code, 'ARCGIS_CONFIG');
      match(error.message, /not as an ArcGIS portal/);
    }
  });

  it('do not take something missing for a portal that is none', async () => {
    const error = await failure((_, response) => html(response, 404, '<h1>Not Found</h1>'));
    equal(error.code, 'ARCGIS_NOT_FOUND');
  });

  it("tell the portal's own web page, which has a login link, from a login page", async () => {
    const page = '<title>ArcGIS Portal Directory</title><div class="gwDiv"><a href="/login">Login</a></div>';
    const error = await failure((_, response) => html(response, 200, page));
    equal(error.code, 'ARCGIS_UNEXPECTED');
    match(error.message, /did not understand the request/);
  });

  it('take a page of something else for trouble on the way, and ask again where that does no harm', async () => {
    const page = '<!DOCTYPE html><html><body>Down for maintenance</body></html>';
    let asked = 0;
    const { portal } = await open.portal((_, response) => {
      asked += 1;
      return html(response, 200, page);
    }, ANONYMOUS);
    for (const call of [
      () => portal.read('/content/items/1'),
      () => portal.readText('/content/items/1/data'),
      () => portal.readText('/content/items/1/info/metadata/metadata.xml'),
      () => portal.stream('/content/items/1/data'),
    ]) {
      asked = 0;
      const error = await rejection(call());
      equal(error.code, 'ARCGIS_NETWORK', error.message);
      match(error.message, /a web page came that is not of ArcGIS/);
      equal(asked, 3);
    }
    asked = 0;
    equal((await rejection(portal.write('/content/users/ann/addItem'))).code, 'ARCGIS_NETWORK');
    equal(asked, 1);
  });

  it('take a page for what it is where pages are stored', async () => {
    const page = '<!DOCTYPE html><html><body>Mine</body></html>';
    const named = { 'content-disposition': 'attachment; filename="mine.html"' };
    const { portal } = await open.portal(
      ({ path }, response) => html(response, 200, page, /data$/.test(path) ? named : {}),
      ANONYMOUS,
    );
    equal(await portal.readText('/content/items/1/resources/mine.html'), page);
    equal(await portal.readText('/content/items/1/data'), page);
    for (const path of [
      '/content/items/1/resources/mine.html',
      '/content/items/1/data',
      'A/0/1/attachments/2',
    ]) {
      const target = path.startsWith('A') ? `${portal.url}/rest/services/${path}` : path;
      equal((await portal.stream(target)).contentType, 'text/html');
    }
  });

  it('explain a portal that is only served over https', async () => {
    const error = await failure((request, response) =>
      html(response, 301, '', { location: `https://127.0.0.1${request.path}` }),
    );
    equal(error.code, 'ARCGIS_CONFIG');
    match(error.message, /only served over https/);
  });

  it('explain a refused connection', async () => {
    const { portal } = open.at(`http://127.0.0.1:${await freePort()}/portal`, ANONYMOUS);
    const error = await rejection(portal.self());
    equal(error.code, 'ARCGIS_NETWORK');
    match(error.message, /refused the connection/);
  });

  it('explain an unknown host, at once', async () => {
    const { portal, clock } = open.at('https://no-such-host.invalid/portal', ANONYMOUS);
    const error = await rejection(portal.self());
    equal(error.code, 'ARCGIS_NETWORK');
    match(error.message, /no-such-host\.invalid/);
    equal(clock.waits.length <= 2, true);
  });

  it('explain a server without https on the port', async () => {
    const server = await open.server(() => ({}));
    const { portal } = open.at(server.url.replace('http:', 'https:'), ANONYMOUS);
    const error = await rejection(portal.self());
    equal(error.code, 'ARCGIS_TLS');
    match(error.message, /does not speak https/);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
