import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { listResources, resourcePath } from '../../../lib/items/list-resources.js';
import type { ReadablePortal, WritablePortal } from '../../../lib/portal/portal.js';

/** Adds a text resource to an item, or replaces it. */
export async function addResource(
  portal: WritablePortal,
  owner: string,
  id: string,
  resource: string,
  text: string,
): Promise<void> {
  const isThere = (await listResources(portal, id)).some((one) => one.resource === resource);
  const dir = await mkdtemp(join(tmpdir(), 'resource-test-'));
  const path = join(dir, 'resource');
  await writeFile(path, text);
  const folder = posix.dirname(resource);
  const name = posix.basename(resource);
  const params = { fileName: name, ...(folder === '.' ? {} : { resourcesPrefix: folder }) };
  await portal.write(
    `/content/users/${owner}/items/${id}/${isThere ? 'updateResources' : 'addResources'}`,
    params,
    { files: { file: { path, name, contentType: 'application/octet-stream' } } },
  );
  await rm(dir, { recursive: true });
}

/** Paths of the resources of an item, sorted. */
export async function resourcesOf(portal: ReadablePortal, id: string): Promise<string[]> {
  return (await listResources(portal, id)).map(({ resource }) => resource).sort();
}

export function readResource(portal: ReadablePortal, id: string, resource: string): Promise<string> {
  return portal.readText(resourcePath(id, resource), {});
}
