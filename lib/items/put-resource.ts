import { posix } from 'node:path';
import { addItemResource, updateItemResource } from '@esri/arcgis-rest-portal';
import type { FilePart, WritablePortal } from '../portal/portal.js';
import type { TargetId } from './item.js';
import { ownerOptions } from './owner-options.js';

/** Where a file resource is written. `resource` is its path below the item's resources. */
export interface ResourcePlace {
  id: TargetId;
  owner: string;
  resource: string;
  access: string;
  /** Whether the item has it already. */
  isThere: boolean;
}

/** Adds a file resource to an item, or replaces it. */
export async function putResource(
  portal: WritablePortal,
  { id, owner, resource, access, isThere }: ResourcePlace,
  file: FilePart,
  options: { signal?: AbortSignal },
): Promise<void> {
  const folder = posix.dirname(resource);
  const write = isThere ? updateItemResource : addItemResource;
  await write({
    id,
    name: file.name,
    ...(folder === '.' ? {} : { prefix: folder }),
    private: access === 'private',
    ...ownerOptions(portal, owner, { ...options, files: { file } }),
  });
}
