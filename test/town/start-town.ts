import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PortalKind, type SandboxPortal, startPortal } from '../../sandbox/index.js';
import { townMapServices } from '../../sandbox/town/base-service.js';
import { loadTown } from '../../sandbox/town/load-town.js';
import { townUsers } from '../../sandbox/town/people.js';
import { type Json, RestClient } from '../../sandbox/town/rest/rest-client.js';

/** A portal with the town in it, read as its administrator. */
export interface TestTown {
  sandbox: SandboxPortal;
  admin: RestClient;
  /** Every item as `/content/items/<id>` gives it. */
  items(): Promise<Json[]>;
  close(): Promise<void>;
}

/** Starts a portal for the town without loading it. */
export async function startEmptyTown(kind: PortalKind): Promise<TestTown> {
  const dir = await mkdtemp(join(tmpdir(), 'town-'));
  const sandbox = await startPortal({
    kind,
    dir,
    users: townUsers,
    mapServices: townMapServices,
    switches: { indexLagMs: 0 },
  });
  const admin = await RestClient.signIn(sandbox, sandbox.admin);
  return {
    sandbox,
    admin,
    items: () => allItems(admin),
    async close() {
      await sandbox.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Starts a portal with the town. */
export async function startTown(kind: PortalKind): Promise<TestTown> {
  const town = await startEmptyTown(kind);
  await loadTown(town.sandbox);
  return town;
}

async function allItems(admin: RestClient): Promise<Json[]> {
  const found: Json[] = [];
  for (const { username } of townUsers) {
    const root = await admin.portal(`/content/users/${encodeURIComponent(username)}`, { num: 100 });
    const pages = [root];
    for (const folder of (root.folders ?? []) as { id: string }[]) {
      pages.push(
        await admin.portal(`/content/users/${encodeURIComponent(username)}/${folder.id}`, { num: 100 }),
      );
    }
    for (const { id } of pages.flatMap((page) => page.items as { id: string }[])) {
      found.push(await admin.portal(`/content/items/${id}`));
    }
  }
  return found;
}

/** The bytes behind an address, as the administrator gets them. */
export async function bytesOf(town: TestTown, path: string): Promise<Buffer> {
  const token = await tokenOf(town);
  const answer = await fetch(`${town.sandbox.url}/sharing/rest${path}?token=${token}`, {
    headers: { referer: town.sandbox.url },
  });
  return Buffer.from(await answer.arrayBuffer());
}

async function tokenOf(town: TestTown): Promise<string> {
  const answer = await fetch(`${town.sandbox.url}/sharing/rest/generateToken`, {
    method: 'POST',
    body: new URLSearchParams({
      ...town.sandbox.admin,
      client: 'referer',
      referer: town.sandbox.url,
      f: 'json',
    }),
  });
  return ((await answer.json()) as { token: string }).token;
}
