import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type SandboxPair, startPair } from '../../sandbox/index.js';
import { type Rest, signIn } from '../support/rest.js';

/** An empty pair of portals in a folder of its own, searchable at once. */
export async function emptyPair(): Promise<{ pair: SandboxPair; end(): Promise<void> }> {
  const dir = await mkdtemp(path.join(tmpdir(), 'portal-copy-nodes-'));
  const pair = await startPair({ dir, empty: true, switches: { indexLagMs: 0, jobMs: 0 } });
  return {
    pair,
    async end() {
      await pair.close();
      await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export const administrator = (pair: SandboxPair, side: 'source' | 'target' = 'source'): Promise<Rest> =>
  signIn(pair[side].url, pair[side].admin.username, pair[side].admin.password);

/** Adds a folder of the administrator and answers with its id. */
export async function addFolder(rest: Rest, title: string): Promise<string> {
  const { folder } = await rest.post<{ folder: { id: string } }>('/content/users/admin/createFolder', {
    title,
  });
  return folder.id;
}

/** Adds a small file item to a portal and answers with its id. */
export async function addFile(
  rest: Rest,
  title: string,
  {
    access = 'private',
    folder,
    fileName = `${title.replaceAll(' ', '-')}.csv`,
  }: { access?: 'private' | 'org'; folder?: string; fileName?: string } = {},
): Promise<string> {
  const form = new FormData();
  form.set('title', title);
  form.set('type', 'CSV');
  form.set('tags', 'test');
  form.set('file', new Blob([`name,value\n${title},1\n`], { type: 'text/csv' }), fileName);
  const { id } = await rest.post<{ id: string }>(
    `/content/users/admin/${folder ? `${folder}/` : ''}addItem`,
    form,
  );
  if (access === 'org')
    await rest.post(`/content/users/admin/items/${id}/share`, { everyone: 'false', org: 'true' });
  return id;
}
