import { equal, match, throws } from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { ArcGISError } from '../../lib/portal/arcgis-error.js';
import { type Certificates, certificates } from '../../sandbox/tls/certificates.js';
import { Openings } from './support/opened.js';
import { rejection } from './support/rejection.js';

const ANONYMOUS = { credentials: { kind: 'anonymous' } } as const;

describe('connections', () => {
  const open = new Openings();
  let dir: string;
  let tls: Certificates;
  let portal: Server;
  let url: string;
  let lastPeer: object | undefined;
  const askForCertificate = { requestCert: true, rejectUnauthorized: false };

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tls-'));
    tls = await certificates(dir);
    portal = createServer({ cert: tls.cert, key: tls.key, ...askForCertificate }, (request, response) => {
      lastPeer = (request.socket as TLSSocket).getPeerCertificate();
      response.end(JSON.stringify({ id: 'A', portalHostname: 'h', isPortal: true }));
    });
    url = `https://127.0.0.1:${await listen(portal)}/portal`;
  });
  afterEach(() => open.closeAll());
  after(async () => {
    await end(portal);
    await rm(dir, { recursive: true });
  });

  it('to a portal of a private authority are refused, with the way out', async () => {
    const error = await rejection(open.at(url, ANONYMOUS).portal.self());
    equal(error.code, 'ARCGIS_TLS');
    match(error.message, /NODE_EXTRA_CA_CERTS/);
    match(error.message, /TLS configuration/);
  });

  it('are made when the authority is given', async () => {
    equal((await open.at(url, { ...ANONYMOUS, tls: { ca: tls.ca } }).portal.self()).id, 'A');
  });

  it('show a client certificate to the portal', async () => {
    const { cert, key } = tls;
    equal((await open.at(url, { ...ANONYMOUS, tls: { ca: tls.ca, cert, key } }).portal.self()).id, 'A');
    equal(lastPeer !== undefined && Object.keys(lastPeer).length > 0, true);
  });

  it('with unreadable certificates are refused when the portal is opened', () => {
    throws(
      () => open.at(url, { ...ANONYMOUS, tls: { cert: 'no certificate', key: 'no key' } }),
      (error) => error instanceof ArcGISError && error.code === 'ARCGIS_TLS',
    );
  });

  it('are made unverified only when asked for', async () => {
    const { portal: unverified } = open.at(url, { ...ANONYMOUS, tls: { rejectUnauthorized: false } });
    equal((await unverified.self()).id, 'A');
  });

  it('are explained when the certificate is for another name', async () => {
    const { portal: misnamed } = open.at(url, {
      ...ANONYMOUS,
      tls: { ca: tls.ca, servername: 'gis.example.org' },
    });
    const error = await rejection(misnamed.self());
    equal(error.code, 'ARCGIS_TLS');
    match(error.message, /made for another name/);
  });

  it('go through a proxy, whose password is in no error', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', (request, client, head) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
      const port = Number(new URL(url).port);
      const upstream = connect(port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    const address = `http://gis:proxy-secret@127.0.0.1:${await listen(proxy)}`;
    const { portal: behind } = open.at(url, { ...ANONYMOUS, tls: { ca: tls.ca }, proxy: address });
    equal((await behind.self()).id, 'A');
    equal(
      asked[0],
      `127.0.0.1:${new URL(url).port} Basic ${Buffer.from('gis:proxy-secret').toString('base64')}`,
    );
    await behind.close();
    await end(proxy);
    const { portal: lost } = open.at(url, { ...ANONYMOUS, tls: { ca: tls.ca }, proxy: address });
    const error = await rejection(lost.self());
    equal(error.code, 'ARCGIS_NETWORK');
    equal(error.message.includes('proxy-secret'), false);
  });

  it('through something that is no address of a proxy are refused', async () => {
    throws(() => open.at(url, { ...ANONYMOUS, proxy: 'not a url' }), /address of the proxy/);
  });
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server)
      (server as unknown as { closeAllConnections(): void }).closeAllConnections();
  });
}
