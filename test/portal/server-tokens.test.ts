import { deepEqual, equal, match } from 'node:assert/strict';
import { Openings } from './support/opened.js';
import { invalidToken, PortalScript } from './support/portal-script.js';
import { rejection } from './support/rejection.js';
import { type Script, type ScriptedServer, tokenOf } from './support/scripted-server.js';

/** A server that names `owner()` as its portal and takes `accepted()`, if a token is asked for. */
function arcgisServer(owner: () => string | undefined, accepted: () => string | null = () => null): Script {
  return (request) => {
    if (request.path === '/server/rest/info') return { currentVersion: 11.3, owningSystemUrl: owner() };
    if (accepted() !== null && tokenOf(request) !== accepted()) return invalidToken();
    return { path: request.path };
  };
}

describe('tokens of servers', () => {
  const open = new Openings();
  afterEach(() => open.closeAll());

  const tokens = (server: ScriptedServer): (string | null)[] => server.seen.map(tokenOf);
  const layer = (server: ScriptedServer): string =>
    `${server.url}/server/rest/services/Hosted/A/FeatureServer/0`;

  it('exchanges the token of the portal for one of the federated server, once', async () => {
    const script = new PortalScript();
    const { server, portal } = await open.portal(script.script);
    const federated = await open.server(
      arcgisServer(
        () => `${server.url}/portal`,
        () => 'S-T1',
      ),
    );
    script.federated.push(`${federated.url}/server`);
    await Promise.all([portal.read(layer(federated)), portal.read(`${layer(federated)}/query`)]);
    await portal.write(`${layer(federated)}/applyEdits`, { adds: [] });
    deepEqual(tokens(federated), [null, 'S-T1', 'S-T1', 'S-T1']);
    equal(server.seen.length, 2);
    equal(
      federated.seen.every((request) => request.query.get('token') === null),
      true,
    );
  });

  it('keeps the administrator services of a server under the same token', async () => {
    const script = new PortalScript();
    const { server, portal } = await open.portal(script.script);
    const federated = await open.server(
      arcgisServer(
        () => `${server.url}/portal`,
        () => 'S-T1',
      ),
    );
    script.federated.push(`${federated.url}/server`);
    await portal.read(layer(federated));
    await portal.write(
      `${federated.url}/server/rest/admin/services/Hosted/A/FeatureServer/addToDefinition`,
      {},
    );
    equal(federated.paths().filter((path) => path === '/server/rest/info').length, 1);
    equal(tokenOf(federated.seen.at(-1) ?? never()), 'S-T1');
  });

  it('sends none to a server of another portal', async () => {
    const { portal } = await open.portal(new PortalScript().script);
    const other = await open.server(arcgisServer(() => 'https://elsewhere.example/portal'));
    await portal.self();
    deepEqual(await portal.read(layer(other)), { path: '/server/rest/services/Hosted/A/FeatureServer/0' });
    deepEqual(tokens(other), [null, null]);
    equal(
      other.seen.every((request) => request.headers.referer === undefined),
      true,
    );
  });

  it('sends none to a server that only claims to belong to the portal', async () => {
    const { server, portal } = await open.portal(new PortalScript().script);
    const impostor = await open.server(arcgisServer(() => `${server.url}/portal`));
    await portal.read(layer(impostor));
    deepEqual(tokens(impostor), [null, null]);
  });

  it('sends none to addresses that are no services', async () => {
    const { server, portal } = await open.portal(new PortalScript().script);
    const elsewhere = await open.server(() => ({ ok: true }));
    await portal.self();
    await portal.read(`${elsewhere.url}/style.json`);
    await portal.read(`${server.url}/other/rest.json`);
    deepEqual(tokens(elsewhere), [null]);
    equal(tokenOf(server.seen.at(-1) ?? never()), null);
    deepEqual(elsewhere.paths(), ['/style.json']);
  });

  it('gives the token of the portal to a server that the portal lists but makes no tokens for', async () => {
    let root = '';
    const script = new PortalScript(({ path }) =>
      path.endsWith('/servers') ? { servers: [{ url: root, isHosted: true }] } : { urls: {} },
    );
    const { portal } = await open.portal(script.script);
    const listed = await open.server(
      arcgisServer(
        () => 'https://internal.example:7443/arcgis',
        () => 'T1',
      ),
    );
    root = `${listed.url}/server`;
    await portal.read(layer(listed));
    equal(tokenOf(listed.seen.at(-1) ?? never()), 'T1');
  });

  it('gets a new token for the server when the old one is refused', async () => {
    const script = new PortalScript();
    const { server, portal } = await open.portal(script.script);
    let accepted = 'S-T1';
    const federated = await open.server(
      arcgisServer(
        () => `${server.url}/portal`,
        () => accepted,
      ),
    );
    script.federated.push(`${federated.url}/server`);
    await portal.read(layer(federated));
    script.issued = 4;
    accepted = 'S-T5';
    await portal.read(layer(federated));
    deepEqual(tokens(federated).slice(-2), ['S-T1', 'S-T5']);
  });

  it('says that a server which asks for a sign-in is not federated', async () => {
    const { portal } = await open.portal(new PortalScript().script);
    const other = await open.server((request) =>
      request.path === '/server/rest/info'
        ? { currentVersion: 10.9 }
        : { error: { code: 499, message: 'Token Required', details: [] } },
    );
    const error = await rejection(portal.read(layer(other)));
    equal(error.code, 'ARCGIS_AUTH');
    match(error.message, /not federated/);
  });
});

function never(): never {
  throw new Error('Nothing was seen.');
}
