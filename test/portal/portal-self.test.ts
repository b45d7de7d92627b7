import { deepEqual, equal } from 'node:assert/strict';
import { samePortal } from '../../lib/portal/same-portal.js';
import { serverRoots } from '../../lib/portal/server-roots.js';
import { Openings } from './support/opened.js';
import { PortalScript } from './support/portal-script.js';
import { rejection } from './support/rejection.js';
import { hangUp } from './support/scripted-server.js';

const ANONYMOUS = { credentials: { kind: 'anonymous' } } as const;

describe('what a portal says of itself', () => {
  const open = new Openings();
  afterEach(() => open.closeAll());

  it('is read once', async () => {
    const { server, portal } = await open.portal(new PortalScript().script);
    const [self] = await Promise.all([portal.self(), portal.self()]);
    await portal.self();
    equal(self.user?.username, 'gis');
    equal(server.seen.length, 2);
  });

  it('is completed from the user when the portal leaves out groups or privileges', async () => {
    const { portal } = await open.portal(
      ({ path }) =>
        path.endsWith('/community/self')
          ? {
              username: 'gis',
              groups: [{ id: 'g', title: 'G', owner: 'gis' }],
              privileges: ['p'],
              role: 'org_user',
            }
          : { id: 'A', portalHostname: 'h', user: { username: 'gis' } },
      { credentials: { kind: 'token', token: 'ready-token' } },
    );
    const { user } = await portal.self();
    deepEqual(
      user?.groups.map(({ id }) => id),
      ['g'],
    );
    equal(user?.fullName, 'gis');
  });

  it('tells one portal under two names from two portals', async () => {
    const self = (id: string, portalHostname: string) => () => ({ id, portalHostname, isPortal: true });
    const a = (await open.portal(self('0123456789ABCDEF', 'gis.example.org/portal'), ANONYMOUS)).portal;
    const sameByName = (await open.portal(self('0123456789ABCDEF', 'GIS.example.org/portal'), ANONYMOUS))
      .portal;
    const other = (await open.portal(self('0123456789ABCDEF', 'other.example.org/portal'), ANONYMOUS)).portal;
    equal(await samePortal(a, sameByName), true);
    equal(await samePortal(a, other), false);
    equal(await samePortal(a, a), true);
    const online = (id: string) => () => ({ id, portalHostname: 'www.arcgis.com', isPortal: false });
    const town = (await open.portal(online('Town'), ANONYMOUS)).portal;
    equal(await samePortal(town, (await open.portal(online('Town'), ANONYMOUS)).portal), true);
    equal(await samePortal(town, (await open.portal(online('County'), ANONYMOUS)).portal), false);
  });

  it('names its servers, or none where it does not tell', async () => {
    const enterprise = await open.portal(({ path }) => {
      if (path.endsWith('/self')) return { id: 'A', isPortal: true, portalHostname: 'h/portal' };
      if (path.endsWith('/servers'))
        return { servers: [{ url: 'https://h/server/' }, { url: 'https://h/maps' }] };
      return { urls: { features: { https: ['https://h/server'] } } };
    }, ANONYMOUS);
    deepEqual(await serverRoots(enterprise.portal), ['https://h/server', 'https://h/maps']);
    const online = await open.portal(({ path }) => {
      if (path.endsWith('/self')) return { id: 'Org1', isPortal: false, portalHostname: 'www.arcgis.com' };
      return {
        urls: { features: { https: ['services1.arcgis.com'] }, tiles: { https: ['tiles.arcgis.com'] } },
      };
    }, ANONYMOUS);
    deepEqual(await serverRoots(online.portal), [
      'https://services1.arcgis.com/Org1/arcgis',
      'https://tiles.arcgis.com/Org1/arcgis',
    ]);
    const silent = await open.portal(
      ({ path }) =>
        path.endsWith('/self')
          ? { id: 'A', isPortal: true, portalHostname: 'h/portal' }
          : { error: { code: 403, messageCode: 'GWM_0003', message: 'You do not have permissions.' } },
      ANONYMOUS,
    );
    deepEqual(await serverRoots(silent.portal), []);
  });

  it('fails when the portal is not there, which is not the same as not telling', async () => {
    const { portal } = await open.portal(
      ({ path }, response) =>
        path.endsWith('/self') ? { id: 'A', isPortal: true, portalHostname: 'h/portal' } : hangUp(response),
      ANONYMOUS,
    );
    equal((await rejection(serverRoots(portal))).code, 'ARCGIS_NETWORK');
  });
});
