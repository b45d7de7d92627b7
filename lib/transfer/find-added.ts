import type { WritablePortal } from '../portal/portal.js';

/** The item that a call has added whose answer was lost: the youngest ones of the folder are looked through for its file name. Null if it is not there. */
export async function findAdded(
  target: WritablePortal,
  { owner, folderId, name }: { owner: string; folderId: string | null; name: string },
  options: { signal?: AbortSignal } = {},
): Promise<string | null> {
  const folder = folderId ? `/${folderId}` : '';
  const { items } = await target.read<{ items?: { id: string; name?: string | null }[] }>(
    `/content/users/${encodeURIComponent(owner)}${folder}`,
    { num: 100, sortField: 'created', sortOrder: 'desc' },
    options,
  );
  return items?.find((item) => item.name === name)?.id ?? null;
}
