import { deepEqual, doesNotMatch, equal, match, notEqual } from 'node:assert/strict';
import { Openings } from './support/opened.js';
import { invalidToken, PASSWORD, PortalScript } from './support/portal-script.js';
import { rejection } from './support/rejection.js';
import { hangUp, tokenOf } from './support/scripted-server.js';

describe('signing in', () => {
  const open = new Openings();
  afterEach(() => open.closeAll());

  it('sends nothing before the first call, then one sign-in for calls made together', async () => {
    const script = new PortalScript(() => ({ ok: true }));
    const { server, portal } = await open.portal(script.script);
    equal(server.seen.length, 0);
    await Promise.all([portal.read('/a'), portal.read('/b'), portal.read('/c')]);
    equal(script.issued, 1);
    equal(portal.requests, server.seen.length);
  });

  it('keeps token and password out of every address', async () => {
    const script = new PortalScript(() => ({ ok: true }));
    const { server, portal } = await open.portal(script.script);
    await portal.self();
    await portal.read('/search', { q: 'x'.repeat(3000) });
    await portal.readText('/content/items/1/data');
    await portal.write('/content/users/gis/addItem', { title: 'A' });
    for (const request of server.seen) {
      equal(request.query.get('token'), null);
      equal(request.query.get('password'), null);
      doesNotMatch(request.query.toString(), /T1/);
    }
    equal(
      server.seen.every((request) => request.path.endsWith('generateToken') || tokenOf(request) === 'T1'),
      true,
    );
  });

  it('asks for a token bound to its own referer and sends that referer with every call', async () => {
    const { server, portal } = await open.portal(new PortalScript(() => ({})).script);
    await portal.read('/a');
    const [signIn, call] = server.seen;
    equal(signIn?.method, 'POST');
    equal(signIn?.form.get('client'), 'referer');
    equal(signIn?.form.get('referer'), call?.headers.referer);
    notEqual(call?.headers.referer, undefined);
  });

  it('reports a wrong password at once, in the words of the portal, without trying anonymously', async () => {
    const { server, portal } = await open.portal(new PortalScript().script, {
      credentials: { kind: 'password', username: 'gis', password: 'wrong one' },
    });
    const error = await rejection(portal.self());
    equal(error.code, 'ARCGIS_AUTH');
    match(error.message, /Invalid username or password/);
    match(error.message, /"gis"/);
    doesNotMatch(error.message, /wrong one/);
    deepEqual(server.paths(), ['/portal/sharing/rest/generateToken']);
  });

  it('does not send a refused password again for a minute, so that the account is not locked', async () => {
    const { server, portal, clock } = await open.portal(new PortalScript().script, {
      credentials: { kind: 'password', username: 'gis', password: 'wrong one' },
    });
    await rejection(portal.self());
    await rejection(portal.read('/a'));
    equal(server.seen.length, 1);
    clock.advance(61_000);
    await rejection(portal.read('/a'));
    equal(server.seen.length, 2);
  });

  it('is not spoiled by a failure of the portal: the next call signs in', async () => {
    let down = true;
    const script = new PortalScript(() => ({ ok: true }));
    const { portal } = await open.portal((request, response) =>
      down ? hangUp(response) : script.script(request, response),
    );
    equal((await rejection(portal.read('/a'))).code, 'ARCGIS_NETWORK');
    down = false;
    deepEqual(await portal.read('/a'), { ok: true });
  });

  it('renews the token before it expires', async () => {
    const script = new PortalScript(() => ({}));
    const { portal, clock } = await open.portal(script.script);
    await portal.read('/a');
    clock.advance(50 * 60_000);
    await portal.read('/a');
    equal(script.issued, 1);
    clock.advance(6 * 60_000);
    await portal.read('/a');
    equal(script.issued, 2);
  });

  it('goes by the clock of the portal when it says when a token expires', async () => {
    const script = new PortalScript(() => ({}));
    // The portal's clock is a day behind: its tokens look expired here when they are new.
    script.expires = () => Date.now() - 23 * 3_600_000;
    const { portal } = await open.portal((request, response) => {
      response.setHeader('date', new Date(Date.now() - 24 * 3_600_000).toUTCString());
      return script.script(request, response);
    });
    await portal.read('/a');
    await portal.read('/b');
    equal(script.issued, 1);
  });

  it('renews an expired token once and repeats the call, a write as well', async () => {
    const script = new PortalScript(() => ({ success: true }));
    const { server, portal } = await open.portal(script.script);
    await portal.read('/a');
    script.issued = 7; // T1 has expired without notice; the next token is T8.
    deepEqual(await portal.write('/content/users/gis/addItem', { title: 'A' }), { success: true });
    deepEqual(server.seen.filter((request) => request.path.endsWith('/addItem')).map(tokenOf), ['T1', 'T8']);
  });

  it('renews once for many calls whose token expired together', async () => {
    const script = new PortalScript(() => ({ ok: true }));
    const { portal } = await open.portal(script.script);
    await portal.read('/a');
    script.issued = 7;
    await Promise.all(['/a', '/b', '/c', '/d'].map((path) => portal.read(path)));
    equal(script.issued, 8);
  });

  it('gives up when a new token is refused as well', async () => {
    const script = new PortalScript(invalidToken);
    const { server, portal } = await open.portal(script.script);
    const error = await rejection(portal.read('/a'));
    equal(error.code, 'ARCGIS_AUTH');
    equal(server.paths().filter((path) => path.endsWith('/a')).length, 2);
  });

  it('uses a ready token as it is and says when it has expired', async () => {
    const script = new PortalScript(() => ({ ok: true }));
    script.issued = 1;
    const { server, portal } = await open.portal(script.script, {
      credentials: { kind: 'token', token: 'T1' },
    });
    deepEqual(await portal.read('/a'), { ok: true });
    script.issued = 2;
    const error = await rejection(portal.read('/a'));
    equal(error.code, 'ARCGIS_AUTH');
    match(error.message, /Make a new one/);
    equal(server.paths().includes('/portal/sharing/rest/generateToken'), false);
  });

  it('tells a token that belongs to no user from a signed-in one', async () => {
    const { portal } = await open.portal(
      ({ path }) => (path.endsWith('/portals/self') ? { id: 'A', portalHostname: 'h' } : {}),
      { credentials: { kind: 'token', token: 'app-token' } },
    );
    const error = await rejection(portal.self());
    equal(error.code, 'ARCGIS_AUTH');
    match(error.message, /no user belongs to it/);
  });

  it('reads anonymously only when asked to', async () => {
    const { server, portal } = await open.portal(new PortalScript().script, {
      credentials: { kind: 'anonymous' },
    });
    equal((await portal.self()).user, null);
    equal(
      server.seen.every((request) => tokenOf(request) === null),
      true,
    );
  });

  it('never repeats the password in an error', async () => {
    const { portal } = await open.portal(() => ({
      error: { code: 400, message: `Unable to generate token for ${PASSWORD}.`, details: [] },
    }));
    doesNotMatch((await rejection(portal.self())).message, new RegExp(PASSWORD));
  });
});
