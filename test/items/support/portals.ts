import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPortal } from '../../../lib/portal/open-portal.js';
import type { WritablePortal } from '../../../lib/portal/portal.js';
import { type PortalKind, type SandboxPortal, startPortal } from '../../../sandbox/index.js';

/** A local portal without content, and its administrator signed in to it. */
export interface OpenSandbox {
  sandbox: SandboxPortal;
  portal: WritablePortal;
  owner: string;
  close(): Promise<void>;
}

/** Starts a local portal; what it keeps is removed when it is closed. */
export async function openSandbox(kind: PortalKind): Promise<OpenSandbox> {
  const dir = await mkdtemp(join(tmpdir(), 'items-test-'));
  const sandbox = await startPortal({ kind, dir });
  const portal = openPortal({ url: sandbox.url, credentials: { kind: 'password', ...sandbox.admin } });
  return {
    sandbox,
    portal,
    owner: sandbox.admin.username,
    close: async () => {
      await portal.close();
      await sandbox.close();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
