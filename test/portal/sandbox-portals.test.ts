import { deepEqual, equal } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { PortalOptions, WritablePortal } from '../../lib/portal/portal.js';
import { samePortal } from '../../lib/portal/same-portal.js';
import { serverRoots } from '../../lib/portal/server-roots.js';
import { downloadToFile } from '../../lib/transfer/download-to-file.js';
import { type SandboxPortal, startPortal } from '../../sandbox/index.js';
import { rejection } from './support/rejection.js';

const LAYER = {
  id: 0,
  name: 'Trees',
  type: 'Feature Layer',
  geometryType: 'esriGeometryPoint',
  objectIdField: 'OBJECTID',
  fields: [
    { name: 'OBJECTID', type: 'esriFieldTypeOID', alias: 'OBJECTID' },
    { name: 'kind', type: 'esriFieldTypeString', alias: 'Kind', length: 50 },
  ],
  extent: { xmin: 0, ymin: 0, xmax: 1, ymax: 1, spatialReference: { wkid: 4326 } },
};

for (const kind of ['enterprise', 'online'] as const) {
  describe(`a portal with the manners of ${kind === 'online' ? 'ArcGIS Online' : 'ArcGIS Enterprise'}`, () => {
    let dir: string;
    let sandbox: SandboxPortal;
    const opened: WritablePortal[] = [];

    before(async () => {
      dir = await mkdtemp(join(tmpdir(), 'portal-'));
      sandbox = await startPortal({ kind, dir });
    });
    after(async () => {
      await Promise.all(opened.map((portal) => portal.close()));
      await sandbox.close();
      await rm(dir, { recursive: true, force: true });
    });
    beforeEach(() => sandbox.requests.clear());

    const open = (options: Partial<PortalOptions> = {}): WritablePortal => {
      const credentials = { kind: 'password', ...sandbox.admin } as const;
      const portal = openPortal({ url: sandbox.url, credentials, ...options });
      opened.push(portal);
      return portal;
    };
    const secure = (): WritablePortal => open({ url: `${sandbox.https}/home/`, tls: { ca: sandbox.ca } });

    it('tells who is signed in to what', async () => {
      for (const portal of [open(), secure()]) {
        const self = await portal.self();
        equal(self.isPortal, kind === 'enterprise');
        equal(self.user?.username, sandbox.admin.username);
        equal(self.user?.role, 'org_admin');
      }
    });

    it('is known as the same portal, whatever address was typed', async () => {
      equal(await samePortal(open(), open({ url: `${sandbox.url}/home/index.html` })), true);
      if (kind === 'online') equal(await samePortal(open(), secure()), true);
    });

    it('names the server of its hosted layers', async () => {
      const roots = (await serverRoots(open())).map((root) => root.toLowerCase());
      equal(roots.includes(sandbox.serverUrl.toLowerCase()), true, `${roots} have no ${sandbox.serverUrl}`);
    });

    it('stores a file and gives it back', async () => {
      for (const [index, portal] of [open(), secure()].entries()) {
        const path = join(dir, `trees-${index}.zip`);
        const bytes = randomBytes(200_000);
        await writeFile(path, bytes);
        const { username } = sandbox.admin;
        const { id } = await portal.write<{ id: string }>(
          `/content/users/${username}/addItem`,
          { title: `Trees ${index}`, type: 'Code Sample', tags: ['a', 'b'] },
          { files: { file: { path, name: `trees-${index}.zip` } } },
        );
        const copy = join(dir, `copy-${index}.zip`);
        const download = await downloadToFile(portal, `/content/items/${id}/data`, copy);
        deepEqual(await readFile(copy), bytes);
        equal(download.bytes, bytes.length);
        equal(download.name, `trees-${index}.zip`);
        equal(
          (await rejection(portal.readText(`/content/items/${id}/info/metadata/metadata.xml`))).code,
          'ARCGIS_NOT_FOUND',
        );
      }
    });

    it('lets its server be written and read with a token that the server takes', async () => {
      for (const [index, portal] of [open(), secure()].entries()) {
        const { username } = sandbox.admin;
        const { serviceurl } = await portal.write<{ serviceurl: string }>(
          `/content/users/${username}/createService`,
          {
            createParameters: {
              name: `Trees_${index}`,
              capabilities: 'Create,Query,Update,Delete',
              spatialReference: { wkid: 4326 },
            },
            outputType: 'featureService',
          },
        );
        const admin = serviceurl.replace('/rest/services/', '/rest/admin/services/');
        await portal.write(`${admin}/addToDefinition`, { addToDefinition: { layers: [LAYER] } });
        await portal.write(`${serviceurl}/0/addFeatures`, {
          features: [{ attributes: { kind: 'oak' }, geometry: { x: 0.5, y: 0.5 } }],
        });
        deepEqual(
          await portal.read(`${serviceurl}/0/query`, { where: "kind = 'oak'", returnCountOnly: true }),
          { count: 1 },
        );
      }
      const tokens = new Set(
        sandbox.requests
          .all()
          .filter(({ path }) => /\/rest\/(admin\/)?services\//.test(path))
          .map(({ token }) => token),
      );
      deepEqual([...tokens], ['server']);
    });

    it('renews an expired token once and goes on', async () => {
      const portal = open();
      await portal.read('/portals/self');
      const { tokensSince } = Object.assign(sandbox.switches, { tokensSince: Date.now() + 1 });
      while (Date.now() < tokensSince) await new Promise((resolve) => setImmediate(resolve));
      await Promise.all([portal.read('/portals/self'), portal.read('/community/self')]);
      const signIns = sandbox.requests.all().filter(({ path }) => path.endsWith('/generateToken'));
      equal(signIns.length, 2);
    });

    it('says that the password is wrong and is asked nothing else', async () => {
      const { username } = sandbox.admin;
      const portal = open({ credentials: { kind: 'password', username, password: 'not the password' } });
      equal((await rejection(portal.self())).code, 'ARCGIS_AUTH');
      deepEqual(
        sandbox.requests.all().map(({ path }) => path.split('/').at(-1)),
        ['generateToken'],
      );
    });

    it('refuses writes in read-only mode with words for its administrator', async () => {
      sandbox.switches.readOnly = true;
      const { username } = sandbox.admin;
      const write = open().write(`/content/users/${username}/addItem`, {
        title: 'A',
        type: 'Web Map',
        text: '{}',
      });
      const error = await rejection(write);
      sandbox.switches.readOnly = false;
      equal(error.code, 'ARCGIS_FORBIDDEN');
    });
  });
}
