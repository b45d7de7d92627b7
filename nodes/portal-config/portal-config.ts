import type { NodeInitializer } from 'node-red';
import { openPortal } from '../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../lib/portal/portal.js';
import type { PortalConfigDef, PortalConfigNode, PortalCredentials } from './contract.js';
import { portalOptions } from './portal-options.js';
import { readTestRequest, testPortal } from './test-route.js';

const init: NodeInitializer = (red) => {
  function PortalConfig(this: PortalConfigNode, settings: PortalConfigDef): void {
    red.nodes.createNode(this, settings);
    let opened: WritablePortal | null = null;
    const users: Record<string, PortalConfigNode['users'][string]> = {};
    Object.assign(this, {
      settings,
      users,
      portal: (): WritablePortal => {
        opened ??= openPortal(portalOptions(red, settings, this.credentials ?? {}));
        return opened;
      },
      register: (node: PortalConfigNode['users'][string]) => {
        users[node.id] = node;
      },
      deregister: (node: PortalConfigNode['users'][string]) => {
        delete users[node.id];
      },
    });
    this.on('close', (done: () => void) => {
      if (!opened) return done();
      opened.close().then(done, done);
    });
  }

  red.nodes.registerType<PortalConfigNode, PortalConfigDef, object, PortalCredentials>(
    'portal-config',
    PortalConfig,
    {
      credentials: {
        username: { type: 'text' },
        password: { type: 'password' },
        token: { type: 'password' },
      },
    },
  );

  // Using a stored password takes a right to write: every reader of the editor has all rights that end in ".read".
  red.httpAdmin.post(
    '/arcgis-portal/test',
    red.auth.needsPermission('arcgis-portal.write'),
    (request, response) => {
      void testPortal(red, readTestRequest(request.body)).then((answer) => response.json(answer));
    },
  );
};

export = init;
